"""Printed figures -> the zeros and sums that follow from them, by the definitions alone.

Written apart from the extractor's reconciliation, so that each can show the other wrong.
It answers only where it is sure that nothing else could follow.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from eval.synthesis.official import (
    APPLICANTS,
    ORGANIZATIONS,
    OUTCOMES,
    PROCEDURES,
    Wording,
    result_rows,
)
from extractor.record.record import FieldId

Equation = tuple[Sequence[FieldId], Sequence[FieldId]]
"""The sum of the first is the sum of the second; all are counts, none is below nought."""


def equations(wording: Wording) -> Iterator[Equation]:
    """What the form itself says must agree in parts 3 and 4."""
    results = result_rows(wording)
    for name in APPLICANTS:
        at = {row: f"requests.{row}.{name}" for row in (*results, *_FRAME)}
        came = (at["received"], at["brought_forward"])
        yield came, (at["results_total"], at["carried_forward"])
        yield (at["results_total"],), tuple(at[row] for row in results)
    for row in (*results, *_FRAME):
        parts = tuple(f"requests.{row}.{name}" for name in ("natural_person", *ORGANIZATIONS))
        yield (f"requests.{row}.total",), parts
    for procedure in PROCEDURES:
        cells = [f"remedies.{procedure}.{outcome}" for outcome in OUTCOMES]
        yield (cells[-1],), tuple(cells[:-1])


_FRAME = ("received", "brought_forward", "results_total", "carried_forward")


def follows(reported: Mapping[FieldId, Decimal], wording: Wording) -> dict[FieldId, Decimal] | None:
    """Reported figures of parts 3 and 4 -> those not reported that follow from them.

    None where some stay open, for a cleverer argument might settle those. The reported
    figures must agree with each other.
    """
    rules = list(equations(wording))
    cells = {field for rule in rules for side in rule for field in side}
    known = {field: value for field, value in reported.items() if field in cells}
    found: dict[FieldId, Decimal] = {}
    while new := _next(rules, known | found):
        found |= new
    return found if len(known) + len(found) == len(cells) else None


def _next(rules: Sequence[Equation], known: Mapping[FieldId, Decimal]) -> dict[FieldId, Decimal]:
    found: dict[FieldId, Decimal] = {}
    for left, right in rules:
        open_left, open_right = ([f for f in side if f not in known] for side in (left, right))
        if bool(open_left) == bool(open_right):
            continue
        gap = sum(known.get(f, 0) for f in left) - sum(known.get(f, 0) for f in right)
        if gap == 0:
            found |= dict.fromkeys(open_left + open_right, Decimal(0))
        elif len(open_left) + len(open_right) == 1:
            found[(open_left + open_right)[0]] = abs(Decimal(gap))
    return found
