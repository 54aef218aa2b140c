"""The edit rules of a record with their numbers filled in: what agrees, and what does not by
how much; and the findings that say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from extractor.checking.confront import EXACT, NOT_A_COUNT, count_rule
from extractor.checking.trust import SOFT_ZERO
from extractor.forms.edit import EditRule, Term
from extractor.forms.form import Form
from extractor.record.decision import Decision
from extractor.record.prose import figure_field, figure_of
from extractor.record.record import Evidence, FieldId, Record, Status, Value
from extractor.review.case import Case, load_case
from extractor.review.lists import FindingFilters, Found, list_findings
from extractor.store import Store
from extractor.values.amount import State

_WORST_FIRST: tuple[Status, ...] = ("violated", "not_evaluable", "satisfied")

_Figures = Mapping[FieldId, tuple[Value | None, State]]


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


@dataclass(frozen=True, slots=True)
class Misreport:
    """A finding in its case. `checks` are the rules that it breaks, that of the fewest fields
    first; `confirmed` is the decision by which a person called it so, if one did."""

    found: Found
    case: Case
    checks: tuple[Check, ...]
    confirmed: Decision | None

    def evidence(self, field: FieldId) -> Evidence | None:
        """Where a field or a fact of the prose is printed, or what stands beside it."""
        record, figure = self.case.record, figure_of(field)
        if figure in record.fields:
            return record.fields[figure].evidence
        part, _, number = figure.partition(".")
        return record.facts[int(number)].evidence if part == "facts" else None


def checks_of(record: Record, form: Form, *fields: FieldId) -> tuple[Check, ...]:
    """The rules that any of these fields takes part in, those that do not agree first."""
    rules = {(rule.name, rule.at): rule for rule in (*form.edits, *record.rules)}
    rules |= {(NOT_A_COUNT, edit.at): count_rule(edit.at) for edit in record.edits}
    known: _Figures = {
        **{name: (field.value, field.state) for name, field in record.fields.items()},
        **{figure_field(n): (f.amount.value, f.amount.state) for n, f in enumerate(record.facts)},
        **{name: (s.amount.value, s.amount.state) for name, s in record.stated.items()},
    }
    checks = []
    for edit in record.edits:
        rule = rules.get((edit.rule, edit.at))  # none where only an older form had it
        if rule and not set(fields).isdisjoint(edit.fields):
            left, right = (
                tuple(_figure(term, known) for term in s) for s in (rule.left, rule.right)
            )
            sums = edit.left, edit.right
            if rule.name == NOT_A_COUNT:
                sums = Decimal(0), right[0].value
            checks.append(Check(rule, edit.status, left, right, *sums))
    return tuple(sorted(checks, key=lambda check: _WORST_FIRST.index(check.status)))


def misreports(
    store: Store, filters: FindingFilters, after: tuple[int, int] = (0, 0), limit: int = 20
) -> Iterator[Misreport]:
    """The next `limit` findings after that of this document and number, report by report."""
    case: Case | None = None
    for found in list_findings(store, filters, after, limit):
        if case is None or case.document != found.document:
            case = load_case(store, found.document)
        finding, in_force = found.finding, case.in_force
        near = {c.rule.id: c for c in checks_of(case.record, case.form, *finding.fields)}
        checks = [near[rule] for rule in finding.rules if rule in near]
        decisions = (in_force[name] for name in finding.fields if name in in_force)
        yield Misreport(
            found,
            case,
            tuple(sorted(checks, key=lambda check: len(check.rule.fields))),
            next((d for d in decisions if d.action == "misreported"), None),
        )


def _figure(term: Term, known: _Figures) -> Figure:
    value, state = _counted(term.field, known)
    share = _counted(term.share, known)[0] if term.share else None
    return Figure(term.field, term.coefficient, term.share, share, value, state)


def _counted(name: FieldId, known: _Figures) -> tuple[Decimal | None, State]:
    value, state = known.get(name, (None, "missing"))
    if isinstance(value, Decimal):
        return value, state
    return Decimal(0) if value is None and state in SOFT_ZERO else None, state
