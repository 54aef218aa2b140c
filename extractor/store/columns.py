"""Numbers, Amounts and Evidence <-> columns of SQLite, exact both ways.

SQLite has 64-bit integers and binary doubles. An integral Decimal becomes an integer, and
another becomes a double only where the double's shortest digits are the same number;
whatever fits neither is kept as its digits. So SQL can compare and add, and nothing is lost.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from extractor.record.figure_json import plain
from extractor.record.record import Evidence
from extractor.values.amount import Amount

Column = int | float | str | None

_TEXTS = msgspec.json.Decoder(tuple[str, ...])


def of_number(number: Decimal | None) -> Column:
    """A Decimal as the narrowest SQLite value that is exactly it."""
    if number is None:
        return None
    digits = plain(number)
    if "." in digits:
        double = float(digits)
        return double if Decimal(repr(double)) == number else digits
    integer = int(digits)
    return integer if -(2**63) <= integer < 2**63 else digits


def to_number(column: Column) -> Decimal | None:
    """What `of_number` wrote, back again."""
    return None if column is None else Decimal(str(column))


def of_texts(texts: Sequence[str]) -> str | None:
    """A JSON array, or None where there is nothing."""
    return msgspec.json.encode(texts).decode() if texts else None


def to_texts(column: str | None) -> tuple[str, ...]:
    """What `of_texts` wrote, back again."""
    return _TEXTS.decode(column) if column else ()


def of_evidence(evidence: Evidence | None) -> tuple[Column, ...]:
    """Six columns: start, end, quote, table, row, column."""
    if evidence is None:
        return (None,) * 6
    return (
        evidence.start,
        evidence.end,
        evidence.quote,
        evidence.table,
        evidence.row,
        evidence.column,
    )


def to_evidence(columns: Iterable[Any]) -> Evidence:
    """What `of_evidence` wrote of an Evidence, back again."""
    return Evidence(*columns)


def of_amount(amount: Amount | None) -> tuple[Column, ...]:
    """Seven columns: value, unit, raw, state, qualifier, low, high; no state, no Amount."""
    if amount is None:
        return (None,) * 7
    return (
        of_number(amount.value),
        amount.unit,
        amount.raw,
        amount.state,
        amount.qualifier,
        of_number(amount.low),
        of_number(amount.high),
    )


def to_amount(columns: Sequence[Any]) -> Amount:
    """What `of_amount` wrote of an Amount, back again."""
    value, unit, raw, state, qualifier, low, high = columns
    return Amount(state, raw, to_number(value), unit, qualifier, to_number(low), to_number(high))
