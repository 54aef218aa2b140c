"""A table -> csv that a spreadsheet opens as it is meant."""

import csv
import io
import re
from decimal import Decimal
from typing import IO

from extractor.export.tables import Cell, Table
from extractor.values.numeral import plain_digits

_FORMULA = re.compile(r"[=+\-@\t\r]")
_HARMLESS = re.compile(r"[+-]?[\d.,]*%?")
"""A printed number or a lone dash begins like a formula, but is none."""


def write_csv(table: Table, target: IO[bytes], head: bool = True) -> None:
    """UTF-8, with the mark by which Excel knows it; no text is taken for a formula.

    Without its `head`, it continues a file that has one.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig" if head else "utf-8", newline="")
    writer = csv.writer(text)
    if head:
        writer.writerow(table.columns)
    writer.writerows(map(_cell, row) for row in table.rows)
    text.detach()


def _cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Decimal):
        return plain_digits(cell)
    if isinstance(cell, str) and _FORMULA.match(cell) and not _HARMLESS.fullmatch(cell):
        return f"'{cell}"
    return cell
