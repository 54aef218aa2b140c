"""Edit rules on observations -> edit results: satisfied, violated or not evaluable.

Interval arithmetic, exact. A blank or dash stands for zero; a missing or unreadable figure
may be anything its kind allows, so that a rule is violated only where nothing could mend it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext

from extractor.checking.hear.observation import Observation
from extractor.forms.edit import EditRule, Term
from extractor.record.prose import is_beside
from extractor.record.record import EditResult, FieldId, Status

Observations = Mapping[FieldId, Observation]

EXACT = Context(prec=400, traps=[Inexact, InvalidOperation])
"""Sums and products of printed figures never need rounding here; if they did, they raise."""
_INFINITY = Decimal("Infinity")

NOT_A_COUNT = "count.integer"


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
    def has_share(self) -> bool:
        """The rule holds a stated share or change to account, so it judges and never localizes."""
        return self.claim is not None

    @property
    def claim(self) -> FieldId | None:
        """The share or the change that the rule holds to account."""
        terms = self.rule.terms[::-1]
        shares = (term.share for term in terms if term.share)
        return next(shares, None) or next((t.field for t in terms if is_beside(t.field)), None)


def confront(rules: Iterable[EditRule], observations: Observations) -> tuple[Confronted, ...]:
    """Every rule whose fields are all observed, then every count that is no count.

    A rule that names a narrative field the document does not state is left out.
    """
    told = (confront_rule(rule, observations) for rule in (*rules, *_no_counts(observations)))
    return tuple(c for c in told if c is not None)


def confront_rule(rule: EditRule, observations: Observations) -> Confronted | None:
    """One rule, unless it names a field that is not observed."""
    if not all(field in observations for field in rule.fields):
        return None
    with localcontext(EXACT):
        return Confronted(rule, _result(rule, observations))


def _no_counts(observations: Observations) -> Iterable[EditRule]:
    for field, seen in observations.items():
        if seen.kind == "count" and is_no_count(seen.value):
            yield count_rule(field)


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


def is_no_count(value: object) -> bool:
    """A number that is negative or fractional."""
    return isinstance(value, Decimal) and (value < 0 or value != value.to_integral_value())


def _result(rule: EditRule, observations: Observations) -> EditResult:
    return EditResult(
        rule=rule.name,
        at=rule.at,
        status=_status(rule, observations),
        left=side(rule.left, observations),
        right=side(rule.right, observations),
        fields=rule.fields,
    )


def _status(rule: EditRule, observations: Observations) -> Status:
    if rule.name == NOT_A_COUNT:
        return "violated"
    low, high = _difference(rule, observations)
    if low > 0 or (rule.relation == "=" and high < 0):
        return "violated"
    proved = high <= 0 and (rule.relation == "<=" or low == 0)
    known = all(observations[field].known for field in rule.fields)
    return "satisfied" if proved or known else "not_evaluable"


def side(terms: Iterable[Term], observations: Observations) -> Decimal | None:
    """The point value of one side of a rule, None where a figure of it is unknown."""
    total = Decimal(0)
    for term in terms:
        value = observations[term.field].point
        share = observations[term.share].point if term.share else Decimal(1)
        if value is None or share is None:
            return None
        total += term.coefficient * value * share
    return total


def _difference(rule: EditRule, observations: Observations) -> tuple[Decimal, Decimal]:
    """The interval of left - right, each field's terms taken together first."""
    low = high = Decimal(0)
    for field, factors in rule.factors.items():
        ends = _ends(field, observations)
        if len(factors) == 1 and factors[0][1] is None and ends[0] == ends[1]:
            low += factors[0][0] * ends[0]
            high += factors[0][0] * ends[0]
            continue
        least = most = Decimal(0)
        for coefficient, share in factors:
            by = _product((Decimal(coefficient),) * 2, _ends(share, observations))
            least, most = least + by[0], most + by[1]
        least, most = _product((least, most), ends)
        low, high = low + least, high + most
    return low, high


def _ends(field: FieldId | None, observations: Observations) -> tuple[Decimal, Decimal]:
    if field is None:
        return Decimal(1), Decimal(1)
    low, high = observations[field].interval
    return (-_INFINITY if low is None else low), (_INFINITY if high is None else high)


def _product(a: tuple[Decimal, Decimal], b: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    """The product of two intervals; nothing times an open end is nothing."""
    if b[0] == b[1] and a[0] == a[1]:
        value = a[0] * b[0]
        return value, value
    ends = [x * y if x and y else Decimal(0) for x in a for y in b]
    return min(ends), max(ends)
