"""A table -> JSON lines, one object a row."""

from decimal import Decimal
from typing import IO

import msgspec

from extractor.export.tables import Cell, Table
from extractor.record.json import write_figure

_ENCODER = msgspec.json.Encoder()


def write_lines(table: Table, target: IO[bytes]) -> None:
    """Numbers are JSON numbers, with exactly their digits."""
    for row in table.rows:
        target.write(_ENCODER.encode(dict(zip(table.columns, map(_cell, row), strict=True))))
        target.write(b"\n")


def _cell(cell: Cell) -> object:
    return write_figure(cell) if isinstance(cell, Decimal) else cell
