"""The nouns of a record <-> columns of SQLite, by name, exact both ways.

SQLite has 64-bit integers and binary doubles. An integral Decimal becomes an integer, and
another becomes a double only where the double's shortest digits are the same number;
whatever fits neither is kept as its digits. So SQL can compare and add, and nothing is lost.
Lists are JSON arrays, NULL where empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw
from sqlite_utils import ANY

from extractor.record.decision import Decision
from extractor.record.json import part_from_json, part_to_json
from extractor.record.question import Call
from extractor.record.record import (
    EditResult,
    Evidence,
    Fact,
    Field,
    Finding,
    Irregularity,
    Item,
)
from extractor.record.schema import CandidateObject, FieldObject
from extractor.values.amount import Amount
from extractor.values.numeral import plain_digits

Cell = int | float | str | None
Row = tuple[Cell, ...]
Noun = TypeVar("Noun")

_TEXTS = msgspec.json.Decoder(tuple[str, ...])


def of_number(number: Decimal | None) -> Cell:
    """A Decimal as the narrowest SQLite value that is exactly it."""
    if number is None:
        return None
    digits = plain_digits(number)
    if "." in digits:
        double = float(digits)
        return double if Decimal(repr(double)) == number else digits
    integer = int(digits)
    return integer if -(2**63) <= integer < 2**63 else digits


def to_number(cell: Cell) -> Decimal | None:
    """What `of_number` wrote, back again."""
    return None if cell is None else Decimal(str(cell))


def of_texts(texts: Sequence[str]) -> str | None:
    """Texts as a JSON array, NULL where there are none."""
    return msgspec.json.encode(texts).decode() if texts else None


def to_texts(cell: str | None) -> tuple[str, ...]:
    """What `of_texts` wrote, back again."""
    return _TEXTS.decode(cell) if cell else ()


def json_if_any(part: Any) -> str | None:
    """A tuple or a dict of parts of a record as JSON, NULL where there are none."""
    return part_to_json(part) if part else None


def of_json(shape: Any, nothing: Any = ()) -> Callable[[str | None], Any]:
    """What reads back what `json_if_any` wrote of this shape."""
    return lambda cell: part_from_json(cell, shape) if cell else nothing


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in SQLite, and how a part of a noun is written there and read back, where
    it is not kept as it is.

    The part has the column's name unless it is given: `evidence.start` is the start of the
    noun's evidence.
    """

    type: Any
    write: Callable[[Any], Cell] | None = None
    read: Callable[[Any], Any] | None = None
    part: str = ""


Columns = Mapping[str, Column]

TEXT, WHOLE, REAL = Column(str), Column(int), Column(float)
FLAG = Column(int, int, bool)
NUMBER = Column(ANY, of_number, to_number)
TEXTS = Column(str, of_texts, to_texts)
_EVIDENCE = Column(str, part_to_json, lambda cell: part_from_json(cell, tuple[Evidence, ...]))
_VALUE = {
    "value": replace(NUMBER, write=lambda v: None if isinstance(v, str) else of_number(v)),
    "text_value": Column(str, lambda v: v if isinstance(v, str) else None, part="value"),
}
"""A value is a number or a text; the column of the other one is NULL."""


class Layout(Generic[Noun]):
    """The columns in which a noun is kept; `parts` says how those of its parts are made."""

    def __init__(
        self, make: Callable[..., Noun], columns: Columns, **parts: Callable[..., Any]
    ) -> None:
        self.columns = columns
        self._make, self._parts = make, parts
        places = [
            ((column.part or name).rpartition(".")[::2], column) for name, column in columns.items()
        ]
        self._groups = [
            (holder, [(part, column.write, column.read) for (_, part), column in group])
            for holder, group in groupby(places, lambda place: place[0][0])
        ]

    def row(self, noun: Noun) -> Row:
        """A noun as a row, in the order of the columns."""
        row: list[Cell] = []
        for holder, group in self._groups:
            whole = getattr(noun, holder) if holder else noun
            if whole is None:
                row += [None] * len(group)
                continue
            for part, write, _ in group:
                value = getattr(whole, part)
                row.append(value if write is None else write(value))
        return tuple(row)

    def of_mapping(self, row: Mapping[str, Any]) -> Noun:
        """The same of a row by the names of its columns, among which may be others."""
        return self.noun([row[name] for name in self.columns])

    def noun(self, row: Sequence[Any]) -> Noun:
        """What `row` wrote, back again. A part of which every column is NULL is None."""
        whole: dict[str, Any] = {}
        cells = iter(row)  # more may follow
        for holder, group in self._groups:
            parts = {} if holder else whole
            is_there = False
            for (part, _, read), cell in zip(group, cells, strict=False):
                if cell is not None or part not in parts:
                    parts[part] = cell if read is None else read(cell)
                    is_there |= cell is not None
            if holder:
                whole[holder] = self._parts[holder](**parts) if is_there else None
        return self._make(**whole)


def _of(holder: str, columns: Columns) -> dict[str, Column]:
    """The columns of a part, as columns of what holds it."""
    return {
        name: replace(column, part=f"{holder}.{column.part or name}")
        for name, column in columns.items()
    }


_PLACE = _of(
    "evidence",
    {
        "start": WHOLE,
        "end": WHOLE,
        "quote": TEXT,
        "table_no": Column(int, part="table"),
        "row_no": Column(int, part="row"),
        "column_no": Column(int, part="column"),
    },
)
_AMOUNT = {
    "value": NUMBER,
    "unit": TEXT,
    "raw": TEXT,
    "state": TEXT,
    "qualifier": TEXT,
    "low": NUMBER,
    "high": NUMBER,
}
_SHARE = {
    "share" if name == "value" else f"share_{name}": column
    for name, column in _of("share", _AMOUNT).items()
}
_FINDING = {
    "code": TEXT,
    "message": TEXT,
    "fields": TEXTS,
    "rules": TEXTS,
    "evidence": _EVIDENCE,
    "printed": NUMBER,
    "expected": NUMBER,
}

FIELD = Layout(
    Field,
    {
        **_VALUE,
        "raw": TEXT,
        "unit": TEXT,
        "state": TEXT,
        "qualifier": TEXT,
        "low": NUMBER,
        "high": NUMBER,
        "source": TEXT,
        "confidence": REAL,
        "decision": TEXT,
        "reasons": TEXTS,
        "proof": TEXTS,
        "candidates": Column(str, json_if_any, of_json(tuple[CandidateObject, ...])),
        "proposal": Column(
            str,
            lambda value: None if value is None else part_to_json(value),
            of_json(Raw, None),
        ),
        **_PLACE,
    },
    evidence=Evidence,
)
FACT = Layout(
    Fact,
    {"label": TEXT, **_of("amount", _AMOUNT), **_SHARE, **_PLACE},
    amount=Amount,
    share=Amount,
    evidence=Evidence,
)
ITEM = Layout(Item, {"kind": TEXT, **_PLACE}, evidence=Evidence)
OUTCOME = Layout(EditResult, {"status": TEXT, "left": NUMBER, "right": NUMBER})
EDIT_RULE = Layout(EditResult, {"rule": TEXT, "at": TEXT, "fields": TEXTS})
EDIT = Layout(EditResult, {**OUTCOME.columns, **EDIT_RULE.columns})
"""An edit's outcome is in one table and its rule, which many reports have, in another."""
FINDING = Layout(Finding, _FINDING)
DISAGREEMENT = Layout(Finding, {**_FINDING, "rests_on": TEXTS})
IRREGULARITY = Layout(
    Irregularity,
    {"code": TEXT, "message": TEXT, "fields": TEXTS, **_PLACE},
    evidence=Evidence,
)
CALL = Layout(
    Call,
    {
        "question": TEXT,
        "prompt": TEXT,
        "schema": TEXT,
        "model": TEXT,
        "prompt_tokens": WHOLE,
        "completion_tokens": WHOLE,
        "fields": TEXTS,
        "error": TEXT,
    },
)
DECISION = Layout(
    Decision,
    {
        "number": WHOLE,
        "sha256": TEXT,
        "field": TEXT,
        "reviewer": TEXT,
        "at": TEXT,
        "action": TEXT,
        "state": TEXT,
        **_VALUE,
        "unit": TEXT,
        "evidence": Column(
            str,
            lambda place: place and part_to_json((place,)),
            lambda cell: part_from_json(cell, tuple[Evidence, ...])[0] if cell else None,
        ),
        "anchor": TEXT,
        "seen": Column(str, part_to_json, lambda cell: part_from_json(cell, FieldObject)),
        "note": TEXT,
        "after": WHOLE,
        "blind": FLAG,
        "qualifier": TEXT,
        "low": NUMBER,
        "high": NUMBER,
    },
)


def types(columns: Columns) -> dict[str, Any]:
    """The columns with their types, as a table is made of."""
    return {name: column.type for name, column in columns.items()}
