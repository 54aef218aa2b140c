"""A table -> an Excel workbook, written row by row."""

from decimal import Decimal
from itertools import chain, count, islice
from typing import IO

from extractor.export.tables import Cell, Table
from extractor.values.numeral import plain_digits

_ROWS = 1_000_000
"""A sheet ends at 2^20 rows."""

_DIGITS = 15
"""A spreadsheet's numbers are binary doubles: longer figures stay whole only as text."""


def write_excel(table: Table, target: IO[bytes]) -> None:
    """Numbers as numbers, text as text. When a sheet is full, the next begins."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    def cell_of(cell: Cell) -> object:
        if isinstance(cell, Decimal):
            return cell if len(cell.as_tuple().digits) <= _DIGITS else plain_digits(cell)
        if not isinstance(cell, str):
            return cell
        text = ILLEGAL_CHARACTERS_RE.sub("", cell)
        if not text.startswith(("=", "#")):
            return text
        written = WriteOnlyCell(sheet, text)
        written.data_type = "s"  # else it becomes a formula, or an error value
        return written

    book = Workbook(write_only=True)
    rows = iter(table.rows)
    first = next(rows, None)
    for number in count(1):
        sheet = book.create_sheet(f"gouji {number}")
        sheet.append(list(table.columns))
        for row in chain([first] if first else [], islice(rows, _ROWS - 1)):
            sheet.append([cell_of(cell) for cell in row])
        first = next(rows, None)
        if first is None:
            break
    book.save(target)
