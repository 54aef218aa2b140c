"""One cell at known coordinates -> a Reading: its figure in the unit the form wants."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from extractor.forms.form import Column, Kind
from extractor.record.record import Candidate, Evidence, FieldId, Reading, Source
from extractor.values.amount import Amount, plain, read_amount
from extractor.values.folding import fold
from extractor.values.units import fits, units_above

UNFIT = "unit_unfit"
"""The signal of a figure in a unit that measures something else: a year where files are counted."""
VAGUE = "vague"
"""The signal of a cell that does not print one number: 40余, 3-5."""
_PLAIN: dict[Kind, str] = {"money": "元", "count": "件", "change": "件", "text": "件"}
_ONE = Decimal(1)
_MONEY = (_ONE, Decimal(10**4))
"""What a sum of money without a unit may be in: yuan, or ten thousand of them."""
_SCALED = re.compile("[万亿]")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A figure in the unit that is wanted; its candidates, where it is open which it is."""

    amount: Amount
    candidates: tuple[Candidate, ...] = ()
    signals: tuple[str, ...] = ()


@lru_cache(maxsize=16384)
def fitted(printed: str, kind: Kind, unit: str | None, above: tuple[Decimal, ...] = ()) -> Fitted:
    """What a printed figure comes to where `unit` is wanted; `above` are the units that its heading
    gives, as how many of that.

    A unit or scale beside the figure wins over the heading's. Where neither gives money a unit, or
    the heading gives two, the value stays open between them, unless it is zero. A figure in a unit
    of another kind has no value here.
    """
    amount = read_amount(printed)
    wanted = unit or _PLAIN[kind]
    if not fits(amount.unit, wanted):
        return Fitted(replace(amount, value=None, low=None, high=None), (), (UNFIT,))
    signals = (VAGUE,) if amount.qualifier else ()
    if not amount.value:
        return Fitted(amount, (), signals)
    if amount.unit or _SCALED.search(fold(printed)):
        own = replace(amount, unit=wanted) if kind == "money" else amount
        return Fitted(own, (), signals)
    factors = above or (_MONEY if kind == "money" else (_ONE,))
    if len(factors) == 1:
        return Fitted(amount.scaled(factors[0], wanted), (), signals)
    candidates = tuple(Candidate(plain(amount.value * factor), wanted) for factor in factors)
    return Fitted(replace(amount, value=None, low=None, high=None), candidates, signals)


def cell_reading(
    field: FieldId,
    column: Column,
    heading: str,
    evidence: Evidence,
    source: Source,
    signals: tuple[str, ...] = (),
) -> Reading:
    """What the quoted cell says about a field; `heading` is all the text above it that may give a
    unit."""
    if column.kind == "text":
        content: Amount | str = evidence.quote or read_amount("")
        return Reading(field, content, evidence, source, signals)
    above = units_above(heading, column.unit or _PLAIN[column.kind])
    cell = fitted(evidence.quote, column.kind, column.unit, above)
    return Reading(field, cell.amount, evidence, source, signals + cell.signals, cell.candidates)
