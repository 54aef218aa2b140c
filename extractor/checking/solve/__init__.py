"""Exact arithmetic over systems of edit rules: what is possible, and what follows.

A system are edit rules as linear sums over numbered variables, and bounds say what these lie
between, with reasons. Numbers are `int`, or `Fraction` where a figure or a quotient is none:
nothing is rounded. Rules and fields are numbered in the order of their names, so that no result
depends on the order in which a form lists them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from extractor.forms.edit import EditRule
from extractor.record.record import FieldId

Exact = int | Fraction
Interval = tuple[Exact | None, Exact | None]
"""Where a variable lies; None for an open end."""
Terms = tuple[tuple[int, int], ...]
"""A sum: variables, each with its coefficient."""
Reasons = int
"""A set of variables: bit v stands for what is known of variable v: for a field what it prints,
for a rule that it holds."""


def exact(value: Decimal) -> Exact:
    """The same number without a decimal context."""
    return int(value) if value == value.to_integral_value() else Fraction(value)


def decimal(value: Exact | None) -> Decimal | None:
    """A whole number as Decimal; None stays, and a fraction has no such form."""
    return Decimal(int(value)) if value is not None and value == int(value) else None


def quotient(a: Exact, b: Exact) -> Exact:
    """a / b without rounding."""
    if b == 1:
        return a
    if b == -1:
        return -a
    value = Fraction(a) / b
    return int(value) if value.denominator == 1 else value


@dataclass(frozen=True)
class System:
    """The variables are first the fields, then the rules: a rule is its left side less its right,
    `sums[r]` of fields, which is 0 if the rule is one of the `equations` and at most 0 otherwise.

    `touching[v]` are the rules that field v is in. `integer` says of every variable whether it is
    a whole number.
    """

    rules: tuple[str, ...]
    fields: tuple[FieldId, ...]
    sums: tuple[Terms, ...]
    equations: tuple[bool, ...]
    touching: tuple[tuple[int, ...], ...]
    integer: tuple[bool, ...]

    @property
    def size(self) -> int:
        """How many variables there are."""
        return len(self.fields) + len(self.rules)


def system_of(rules: Iterable[EditRule], counts: frozenset[FieldId]) -> System:
    """Rules without a share term -> their system; the fields in `counts` are whole numbers."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    fields = tuple(sorted({field for rule in ordered for field in rule.fields}))
    number = {field: v for v, field in enumerate(fields)}
    sums: list[Terms] = []
    touching: list[list[int]] = [[] for _ in fields]
    for r, rule in enumerate(ordered):
        coefficients: dict[int, int] = {}
        for term in rule.terms:
            v = number[term.field]
            coefficients[v] = coefficients.get(v, 0) + term.coefficient
        terms = tuple((v, c) for v, c in sorted(coefficients.items()) if c)
        sums.append(terms)
        for v, _ in terms:
            touching[v].append(r)
    integer = [field in counts for field in fields]
    return System(
        rules=tuple(rule.id for rule in ordered),
        fields=fields,
        sums=tuple(sums),
        equations=tuple(rule.relation == "=" for rule in ordered),
        touching=tuple(map(tuple, touching)),
        integer=(*integer, *(all(integer[v] for v, _ in terms) for terms in sums)),
    )


class Bounds:
    """The least and the most of every variable (None: no end), each with its reasons.

    That a count is not below zero needs no reason.
    """

    __slots__ = ("high", "high_why", "low", "low_why")

    def __init__(self, size: int) -> None:
        self.low: list[Exact | None] = [None] * size
        self.high: list[Exact | None] = [None] * size
        self.low_why: list[Reasons] = [0] * size
        self.high_why: list[Reasons] = [0] * size

    def copy(self) -> "Bounds":
        """The same bounds, to be narrowed apart from these."""
        other = Bounds.__new__(Bounds)
        other.low, other.high = self.low.copy(), self.high.copy()
        other.low_why, other.high_why = self.low_why.copy(), self.high_why.copy()
        return other

    def put(self, v: int, interval: Interval, least: Exact | None) -> None:
        """Let a variable lie in an interval, by reason of itself where that says more than that
        it is not below `least`."""
        low, high = interval
        self.low[v], self.high[v] = interval
        self.low_why[v] = 1 << v if low is not None and low != least else 0
        self.high_why[v] = 1 << v if high is not None else 0

    def cut(self, v: int, low: Exact | None, high: Exact | None, why: Reasons) -> None:
        """Take ends as known for some reasons, where they are tighter."""
        old_low, old_high = self.low[v], self.high[v]
        if low is not None and (old_low is None or low > old_low):
            self.low[v], self.low_why[v] = low, why
        if high is not None and (old_high is None or high < old_high):
            self.high[v], self.high_why[v] = high, why

    def fixed(self, v: int) -> bool:
        """Does the variable have one value left?"""
        low = self.low[v]
        return low is not None and low == self.high[v]

    def why(self, v: int) -> Reasons:
        """The reasons for both ends."""
        return self.low_why[v] | self.high_why[v]

    def crossed(self, v: int) -> bool:
        """Is nothing left between the ends?"""
        low, high = self.low[v], self.high[v]
        return low is not None and high is not None and low > high


def bounds_of(system: System, printed: Sequence[Interval], least: Sequence[Exact | None]) -> Bounds:
    """Every field as printed and not below its least, every rule as it should be."""
    bounds = Bounds(system.size)
    for v, interval in enumerate(printed):
        bounds.put(v, interval, least[v])
    for r, equation in enumerate(system.equations):
        bounds.put(len(printed) + r, (0 if equation else None, 0), None)
    return bounds


def members(reasons: Reasons) -> Iterator[int]:
    """The variables of a set, lowest first."""
    while reasons:
        low = reasons & -reasons
        yield low.bit_length() - 1
        reasons ^= low
