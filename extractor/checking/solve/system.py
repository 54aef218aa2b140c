"""Edit rules as an exact linear system over numbered variables.

Numbers are `int`, or `Fraction` where a figure or a quotient is none: nothing is rounded.
Rules and fields are numbered in the order of their names, so that no result depends on
the order in which a form lists them.
"""

from collections.abc import Iterable
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

    def ends(self, r: int) -> Interval:
        """Where rule r lies if it holds."""
        return (0 if self.equations[r] else None), 0


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
