"""Edit rules held against figures -> satisfied, violated or not evaluable.

Interval arithmetic, exact. A blank or dash stands for zero; a missing or unreadable figure
may be anything its kind allows, so that a rule is violated only where nothing could mend it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext

from extractor.checking.observation import Observation
from extractor.forms.edit import EditRule, Term
from extractor.record.prose import is_beside
from extractor.record.record import EditResult, FieldId, Status

Observations = Mapping[FieldId, Observation]
Interval = tuple[Decimal | None, Decimal | None]
"""Where a figure lies; None for an open end."""

EXACT = Context(prec=400, traps=[Inexact, InvalidOperation])
"""Sums and products of printed figures never need rounding here; if they did, they raise."""
NOT_A_COUNT = "count.integer"

_Ends = tuple[Decimal, Decimal]
"""An interval whose open ends are infinite."""
_INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Confronted:
    """A rule with its outcome on one document."""

    rule: EditRule
    result: EditResult

    @property
    def violated(self) -> bool:
        """Nothing that is unknown could make the rule hold."""
        return self.result.status == "violated"

    @property
    def claim(self) -> FieldId | None:
        """The stated share or change that the rule holds to account; a rule that has one judges
        and never localizes."""
        terms = self.rule.terms[::-1]
        shares = (term.share for term in terms if term.share)
        return next(shares, None) or next((t.field for t in terms if is_beside(t.field)), None)


def confront(rules: Iterable[EditRule], observations: Observations) -> tuple[Confronted, ...]:
    """Every rule whose fields are all observed, then every count that is no count.

    A rule that names a narrative field the document does not state is left out.
    """
    counts = (count_rule(name) for name, seen in observations.items() if seen.is_no_count)
    outcomes = (confront_rule(rule, observations) for rule in (*rules, *counts))
    return tuple(c for c in outcomes if c is not None)


def confront_rule(rule: EditRule, observations: Observations) -> Confronted | None:
    """One rule, unless it names a field that is not observed."""
    if not all(field in observations for field in rule.fields):
        return None
    known = (observations[field].known for field in rule.fields)
    intervals = {field: observations[field].interval for field in rule.fields}
    with localcontext(EXACT):
        status = _status(rule, intervals, known)
        sides = _side(rule.left, observations), _side(rule.right, observations)
    return Confronted(rule, EditResult(rule.name, rule.at, status, *sides, rule.fields))


def confront_values(rule: EditRule, values: Mapping[FieldId, Interval | None]) -> Status:
    """Whether a rule between counts holds where each lies in an interval, or is unknown (None)."""
    intervals = {name: value or (Decimal(0), None) for name, value in values.items()}
    with localcontext(EXACT):
        return _status(rule, intervals, (value is not None for value in values.values()))


def count_rule(field: FieldId) -> EditRule:
    """The rule that a field counts something. It is told only where it is violated."""
    return EditRule(
        name=NOT_A_COUNT,
        at=field,
        label="数量应为非负整数",
        description="A count is a whole number, and not below zero.",
        finding="not_a_count",
        left=(),
        relation="<=",
        right=(Term(1, field),),
    )


def _status(rule: EditRule, intervals: Mapping[FieldId, Interval], known: Iterable[bool]) -> Status:
    """`known` says of every figure whether one is printed."""
    if rule.name == NOT_A_COUNT:
        return "violated"
    low, high = _difference(rule, intervals)
    if low > 0 or (rule.relation == "=" and high < 0):
        return "violated"
    proved = high <= 0 and (rule.relation == "<=" or low == 0)
    return "satisfied" if proved or all(known) else "not_evaluable"


def _side(terms: Iterable[Term], observations: Observations) -> Decimal | None:
    """The point value of one side of a rule, None where a figure of it is unknown."""
    total = Decimal(0)
    for term in terms:
        value = observations[term.field].point
        share = observations[term.share].point if term.share else Decimal(1)
        if value is None or share is None:
            return None
        total += term.coefficient * value * share
    return total


def _difference(rule: EditRule, intervals: Mapping[FieldId, Interval]) -> _Ends:
    """The interval of left - right, each field's terms taken together first."""
    low = high = Decimal(0)
    for field, factors in rule.factors.items():
        least = most = Decimal(0)
        for number, share in factors:
            by = Decimal(number), Decimal(number)
            by = _product(by, _ends(*intervals[share])) if share else by
            least, most = least + by[0], most + by[1]
        product = _product((least, most), _ends(*intervals[field]))
        low, high = low + product[0], high + product[1]
    return low, high


def _ends(low: Decimal | None, high: Decimal | None) -> _Ends:
    return (-_INFINITY if low is None else low), (_INFINITY if high is None else high)


def _product(a: _Ends, b: _Ends) -> _Ends:
    """The product of two intervals; nothing times an open end is nothing."""
    if b[0] == b[1] and a[0] == a[1]:
        value = a[0] * b[0]
        return value, value
    ends = [x * y if x and y else Decimal(0) for x in a for y in b]
    return min(ends), max(ends)
