"""The edit rules of a record with their numbers filled in: what agrees, and what does not by
how much."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from extractor.checking.confront import EXACT, NOT_A_COUNT, count_rule
from extractor.checking.trust import SOFT_ZERO
from extractor.forms.edit import EditRule, Term
from extractor.forms.form import Form
from extractor.record.prose import figure_field
from extractor.record.record import EditResult, FieldId, Record, Status
from extractor.values.amount import State

_WORST_FIRST: dict[Status, int] = {"violated": 0, "not_evaluable": 1, "satisfied": 2}


@dataclass(frozen=True, slots=True)
class Figure:
    """One term of a rule: `coefficient`, times `share` in percent where the rule names one, times
    the `value` of a field. A blank or a dash counts as zero; None is unknown."""

    field: FieldId
    coefficient: int
    share_field: FieldId | None
    share: Decimal | None
    value: Decimal | None
    state: State


@dataclass(frozen=True, slots=True)
class Check:
    """A rule on one record: both sides with their figures and sums, and whether they agree."""

    rule: EditRule
    status: Status
    left: tuple[Figure, ...]
    right: tuple[Figure, ...]
    left_sum: Decimal | None
    right_sum: Decimal | None

    @property
    def sign(self) -> str:
        """What stands between the two sides; `≈` where they agree but for rounding, `≟`
        where it cannot be told."""
        if self.status == "not_evaluable":
            return "≟"
        if self.rule.relation == "<=":
            return "≤" if self.status == "satisfied" else ">"
        if self.status == "violated":
            return "≠"
        return "=" if self.left_sum == self.right_sum else "≈"

    @property
    def difference(self) -> Decimal | None:
        """By how much the sides are apart; None where one of them is unknown."""
        if self.left_sum is None or self.right_sum is None:
            return None
        with localcontext(EXACT):
            return abs(self.left_sum - self.right_sum)


def checks_of(record: Record, form: Form, field: FieldId) -> tuple[Check, ...]:
    """The rules that a field takes part in, those that do not agree first."""
    rules = {(rule.name, rule.at): rule for rule in (*form.edits, *record.rules)}
    known = _Known(record)
    rules |= {(NOT_A_COUNT, edit.at): count_rule(edit.at) for edit in record.edits}
    checks = [
        known.check(rule, edit)
        for edit in record.edits
        if field in edit.fields
        if (rule := rules.get((edit.rule, edit.at)))  # none where only an older form had it
    ]
    return tuple(sorted(checks, key=lambda check: _WORST_FIRST[check.status]))


class _Known:
    """What a record says of each field, each fact and what stands beside them, as it is counted."""

    def __init__(self, record: Record) -> None:
        self._figures = {name: (field.value, field.state) for name, field in record.fields.items()}
        for number, fact in enumerate(record.facts):
            self._figures[figure_field(number)] = fact.amount.value, fact.amount.state
        for name, stated in record.stated.items():
            self._figures[name] = stated.amount.value, stated.amount.state

    def check(self, rule: EditRule, edit: EditResult) -> Check:
        left, right = (tuple(map(self._figure, terms)) for terms in (rule.left, rule.right))
        sums = edit.left, edit.right
        if rule.name == NOT_A_COUNT:
            sums = Decimal(0), right[0].value
        return Check(rule, edit.status, left, right, *sums)

    def _figure(self, term: Term) -> Figure:
        value, state = self._value(term.field)
        share = self._value(term.share)[0] if term.share else None
        return Figure(term.field, term.coefficient, term.share, share, value, state)

    def _value(self, name: FieldId) -> tuple[Decimal | None, State]:
        value, state = self._figures.get(name, (None, "missing"))
        if isinstance(value, Decimal):
            return value, state
        return Decimal(0) if value is None and state in SOFT_ZERO else None, state
