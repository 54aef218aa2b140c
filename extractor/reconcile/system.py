"""Edit rules as an exact linear system: constraints over numbered variables, and bounds.

Numbers are `int`, or `Fraction` where a figure or a quotient is none: nothing is rounded.
Rules and fields are numbered in the order of their names, so that no result depends on
the order in which a form lists them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from extractor.model.edit import EditRule
from extractor.model.record import FieldId

Exact = int | Fraction
Mask = int
"""A set of constraints: bit r stands for constraint r."""


def exact(value: Decimal) -> Exact:
    """The same number without a decimal context."""
    return int(value) if value == value.to_integral_value() else Fraction(value)


def decimal(value: Exact | None) -> Decimal | None:
    """A whole number as Decimal; None stays, and a fraction has no such form."""
    return Decimal(int(value)) if value is not None and value == int(value) else None


@dataclass(frozen=True, slots=True)
class Constraint:
    """sum(coefficient * variable) + constant = 0, or <= 0.

    `mask` names the constraints of the system that it stands for: itself, or those it was
    combined from.
    """

    terms: tuple[tuple[int, Exact], ...]
    constant: Exact
    equality: bool
    mask: Mask


@dataclass(frozen=True)
class System:
    """Constraints over `fields`; `touching[v]` are the constraints with variable v."""

    rules: tuple[str, ...]
    fields: tuple[FieldId, ...]
    constraints: tuple[Constraint, ...]
    touching: tuple[tuple[int, ...], ...]
    integer: tuple[bool, ...]

    def fields_in(self, mask: Mask) -> set[int]:
        """The variables of the constraints in `mask`."""
        return {v for r in bits(mask) for v, _ in self.constraints[r].terms}

    def rules_in(self, mask: Mask) -> tuple[str, ...]:
        """The rules that the constraints in `mask` were made from."""
        return tuple(self.rules[r] for r in bits(mask))


def bits(mask: Mask) -> Iterable[int]:
    """The numbers of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def system_of(rules: Iterable[EditRule], counts: frozenset[FieldId]) -> System:
    """Rules without a share term -> their system; the fields in `counts` are integers."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    fields = tuple(sorted({field for rule in ordered for field in rule.fields}))
    number = {field: v for v, field in enumerate(fields)}
    constraints: list[Constraint] = []
    touching: list[list[int]] = [[] for _ in fields]
    for r, rule in enumerate(ordered):
        coefficients: dict[int, int] = {}
        for term in rule.terms:
            v = number[term.field]
            coefficients[v] = coefficients.get(v, 0) + term.coefficient
        terms = tuple((v, c) for v, c in sorted(coefficients.items()) if c)
        constraints.append(Constraint(terms, 0, rule.relation == "=", 1 << r))
        for v, _ in terms:
            touching[v].append(r)
    return System(
        rules=tuple(rule.id for rule in ordered),
        fields=fields,
        constraints=tuple(constraints),
        touching=tuple(map(tuple, touching)),
        integer=tuple(field in counts for field in fields),
    )


class Bounds:
    """What every variable lies between (None: no end), and which constraints say so."""

    __slots__ = ("high", "high_why", "low", "low_why")

    def __init__(self, low: Sequence[Exact | None], high: Sequence[Exact | None]) -> None:
        self.low = list(low)
        self.high = list(high)
        self.low_why = [0] * len(self.low)
        self.high_why = [0] * len(self.low)

    def copy(self) -> "Bounds":
        """The same bounds, to be narrowed apart from these."""
        other = Bounds(self.low, self.high)
        other.low_why = self.low_why.copy()
        other.high_why = self.high_why.copy()
        return other

    def release(self, v: int, least: Exact | None) -> None:
        """Let a variable be anything from `least` up."""
        self.low[v], self.high[v] = least, None

    def fix(self, v: int, value: Exact) -> None:
        """Give a variable one value."""
        self.low[v] = self.high[v] = value

    def fixed(self, v: int) -> bool:
        """Does the variable have one value left?"""
        low = self.low[v]
        return low is not None and low == self.high[v]

    def narrow(self, v: int, low: Exact | None, high: Exact | None, why: Mask) -> bool:
        """Take tighter ends as known for the reason `why`; True where one was tighter."""
        tighter = False
        old_low, old_high = self.low[v], self.high[v]
        if low is not None and (old_low is None or low > old_low):
            self.low[v], self.low_why[v], tighter = low, why, True
        if high is not None and (old_high is None or high < old_high):
            self.high[v], self.high_why[v], tighter = high, why, True
        return tighter

    def contradiction(self, v: int) -> Mask | None:
        """Where the ends of a variable have crossed: the constraints that made them."""
        low, high = self.low[v], self.high[v]
        if low is None or high is None or low <= high:
            return None
        return self.low_why[v] | self.high_why[v]

    def why(self, v: int) -> Mask:
        """The constraints that prove both ends."""
        return self.low_why[v] | self.high_why[v]


def whole(value: Exact, up: bool) -> int:
    """The next whole number, upward or downward."""
    return math.ceil(value) if up else math.floor(value)


def quotient(a: Exact, b: Exact) -> Exact:
    """a / b without rounding."""
    if b == 1:
        return a
    if b == -1:
        return -a
    value = Fraction(a) / b
    return int(value) if value.denominator == 1 else value
