"""The edit rules of a record with their numbers filled in: what agrees, and what does not by
how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from extractor.model.amount import State, plain
from extractor.model.edit import EditRule, Term
from extractor.model.form import Form
from extractor.model.record import EditResult, FieldId, Record, Status
from extractor.reconcile.beside import figure_field, is_beside
from extractor.reconcile.confront import EXACT, NOT_A_COUNT, count_rule
from extractor.reconcile.priors import SOFT_ZERO
from extractor.reconcile.prose_rules import (
    COUNT_CHANGE,
    RATE,
    RATE_OF_COUNT,
    SHARE,
    rule_of_prose,
)

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
    rules = {(rule.name, rule.at): rule for rule in form.edits}
    known = _Known(record)
    checks = [
        known.check(rule, edit)
        for edit in record.edits
        if field in edit.fields
        if (rule := rules.get((edit.rule, edit.at)) or _rule_of_document(edit))
    ]
    return tuple(sorted(checks, key=lambda check: _WORST_FIRST[check.status]))


def _rule_of_document(edit: EditResult) -> EditRule | None:
    """A rule that was made for one document; None where an older form had it."""
    return count_rule(edit.at) if edit.rule == NOT_A_COUNT else rule_of_prose(edit)


class _Known:
    """What a record says of each field and fact, as its rules count it."""

    def __init__(self, record: Record) -> None:
        self._figures = {name: (field.value, field.state) for name, field in record.fields.items()}
        for number, fact in enumerate(record.facts):
            self._figures[figure_field(number)] = fact.amount.value, fact.amount.state

    def check(self, rule: EditRule, edit: EditResult) -> Check:
        self._figures |= {name: (value, "reported") for name, value in self._beside(edit)}
        left, right = (tuple(map(self._figure, terms)) for terms in (rule.left, rule.right))
        sums = edit.left, edit.right
        if rule.name == NOT_A_COUNT:
            sums = Decimal(0), right[0].value
        return Check(rule, edit.status, left, right, *sums)

    def _beside(self, edit: EditResult) -> Iterator[tuple[FieldId, Decimal]]:
        """What is printed beside the figures of a rule and is in no field of the record: it
        follows from the sums of the rule."""
        if edit.left is None or edit.right is None:
            return
        unknown = {name for name in edit.fields if is_beside(name)}
        if edit.rule == SHARE:
            wholes = [self._value(name)[0] or 0 for name in edit.fields[1:] if name not in unknown]
            found = {name: _ratio(edit.right, sum(wholes)) for name in unknown}
        elif edit.rule == RATE_OF_COUNT:
            by, rate, now = edit.fields
            found = {rate: _ratio(edit.right, self._value(now)[0])}
            found[by] = _ratio(edit.left, 100 + (found[rate] or 0))
        elif edit.rule in (COUNT_CHANGE, RATE):
            now, before, changed = edit.fields
            less = edit.left / 100 if edit.rule == RATE else edit.left
            figure = self._value(now)[0]
            found = {before: None if figure is None else figure - less}
            base = found[before] if before in unknown else self._value(before)[0]
            found[changed] = _ratio(edit.right, base) if edit.rule == RATE else edit.right
        else:
            found = {}
        yield from ((n, value) for n, value in found.items() if n in unknown and value is not None)

    def _figure(self, term: Term) -> Figure:
        value, state = self._value(term.field)
        share = self._value(term.share)[0] if term.share else None
        return Figure(term.field, term.coefficient, term.share, share, value, state)

    def _value(self, name: FieldId) -> tuple[Decimal | None, State]:
        value, state = self._figures.get(name, (None, "missing"))
        if isinstance(value, Decimal):
            return value, state
        return Decimal(0) if value is None and state in SOFT_ZERO else None, state


def _ratio(product: Decimal, factor: Decimal | int | None) -> Decimal | None:
    """The other factor, to the four places that no printed percentage exceeds."""
    return plain(round(product / factor, 4)) if factor else None
