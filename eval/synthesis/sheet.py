"""A printed table as cells with spans, and the operations that keep its shape whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.record.record import FieldId


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell at its top left corner. `field` is what its text reports, None for labels."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    field: FieldId | None = None


Sheet = tuple[tuple[Printed, ...], ...]
"""The rows of a table; a row lists the cells that begin in it, as HTML does."""

Grid = list[list[Printed]]
"""The same, with each cell repeated, as one and the same object, at every place it covers."""


def grid_of(sheet: Sheet) -> Grid:
    """Every place of the table -> the cell that covers it.

    A place that none covers, as mishaps leave it in rows that share a cell, is empty.
    """
    covered: dict[tuple[int, int], Printed] = {}
    for row, cells in enumerate(sheet):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            own = replace(cell)  # labels may be shared objects; places tell cells by identity
            for down in range(cell.rowspan):
                for right in range(cell.colspan):
                    covered[row + down, column + right] = own
    widths = [0] * len(sheet)
    for row, column in covered:
        widths[row] = max(widths[row], column + 1)
    return [
        [covered.get((row, c)) or Printed("") for c in range(width)]
        for row, width in enumerate(widths)
    ]


def sheet_of(grid: Sequence[Sequence[Printed]]) -> Sheet:
    """The inverse of `grid_of`, with spans counted anew: rows and columns may have gone."""
    rows: dict[int, set[int]] = {}
    columns: dict[int, set[int]] = {}
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            rows.setdefault(id(cell), set()).add(row)
            columns.setdefault(id(cell), set()).add(column)
    seen: set[int] = set()
    sheet = []
    for cells in grid:
        starting = []
        for cell in cells:
            if id(cell) not in seen:
                seen.add(id(cell))
                height, width = len(rows[id(cell)]), len(columns[id(cell)])
                starting.append(replace(cell, rowspan=height, colspan=width))
        sheet.append(tuple(starting))
    return tuple(sheet)


def fields_of(sheet: Sheet) -> list[FieldId]:
    """The fields that the table prints, in reading order."""
    return [cell.field for row in sheet for cell in row if cell.field]
