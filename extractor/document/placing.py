"""A table while it is being read: cells placed on a grid, and what is no table unwrapped.

Rows and columns count from 0. A cell takes the next free column of its row; one that
spans rows keeps its columns taken below.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias, TypeVar

from extractor.document import OBJECT
from extractor.document.bounds import COLSPAN, COLUMNS, ROWS

Node = TypeVar("Node")
Content: TypeAlias = "str | Grid"
"""What stands in a page or a cell, in order: lines of text and tables."""

_PROSE = 300  # characters from which a cell is writing; the longest label of a form has some 40


@dataclass(slots=True)
class GridCell:
    """A cell at its top left corner, and what it holds; `merging` ones may go on below."""

    row: int
    column: int
    rowspan: int
    colspan: int
    content: list[Content] = field(default_factory=list)
    merging: bool = False


@dataclass(slots=True)
class Grid:
    """Rows of cells; `place` is how a document says in an error where the table is."""

    place: str
    rows: list[list[GridCell]] = field(default_factory=list)
    _column: int = 0
    _group: int = 0
    _taken: dict[int, int] = field(default_factory=dict)
    _above: dict[int, GridCell] = field(default_factory=dict)
    _last: GridCell | None = None

    def add_row(self) -> None:
        """Begin the next row."""
        self.rows.append([])
        self._column = 0
        self._last = None
        ROWS.check(len(self.rows), self.place)

    def skip(self, columns: int) -> None:
        """Leave so many columns of this row without a cell."""
        self._column += columns

    def add_cell(self, rowspan: int = 1, colspan: int = 1, merging: bool = False) -> GridCell:
        """Place a cell in the next free column. A rowspan of 0 reaches to the group's end."""
        row = len(self.rows) - 1
        while self._taken.get(self._column, 0) > row:
            self._column += 1
        COLUMNS.check(self._column + 1, f"{self.place}, row {row + 1}")
        below = min(rowspan, ROWS.most) or ROWS.most
        cell = GridCell(row, self._column, below, max(1, min(colspan, COLSPAN)), merging=merging)
        for column in range(cell.column, cell.column + cell.colspan):
            self._taken[column] = row + cell.rowspan
        self.rows[row].append(cell)
        self._above[cell.column] = self._last = cell
        self._column += cell.colspan
        return cell

    def extend_down(self, colspan: int) -> bool:
        """Let the cell above the next column go on in this row; False where none can."""
        row = len(self.rows) - 1
        cell = self._above.get(self._column)
        if cell is None or not cell.merging or cell.row + cell.rowspan != row:
            return False
        cell.rowspan += 1
        self._last = cell
        self._column += colspan
        return True

    def extend_right(self, colspan: int) -> bool:
        """Let the cell to the left go on in the next columns; False where there is none."""
        if self._last is None:
            return False
        if self._last.row == len(self.rows) - 1:
            self._last.colspan = min(self._last.colspan + colspan, COLSPAN)
        self._column += colspan
        return True

    def group(self, within: Iterable[Node]) -> Iterator[Iterable[Node]]:
        """Go through rows that end as a group (thead, tbody)."""
        yield within
        self.end_group()

    def end_group(self) -> None:
        """End a group of rows (thead, tbody, the table): no cell reaches beyond it."""
        end = len(self.rows)
        for cell in chain.from_iterable(self.rows[self._group :]):
            cell.rowspan = min(cell.rowspan, end - cell.row)
        self._group = end
        self._taken.clear()
        self._above.clear()

    @property
    def cells(self) -> Iterable[GridCell]:
        """Every cell, row by row."""
        return chain.from_iterable(self.rows)


def unwrapped(grid: Grid) -> list[Content]:
    """A finished table -> itself, or what it holds where it only lays out the page.

    It does so if it has a single cell, or if what its cells hold beyond a line (tables
    within, paragraphs of prose) is at least as much as its own cells. The tables within a
    real table become lines of the cell they stand in.
    """
    cells = list(grid.cells)
    within = own = 0
    for cell in cells:
        tables = [item for item in cell.content if isinstance(item, Grid)]
        lines = [item for item in cell.content if isinstance(item, str) and item != OBJECT]
        within += sum(sum(1 for _ in table.cells) for table in tables)
        if sum(map(len, lines)) > _PROSE:
            within += len(lines)
        elif lines and not tables:
            own += 1
    if len(cells) <= 1 or within >= max(own, 1):
        return list(chain.from_iterable(cell.content for cell in cells))
    if within:
        for cell in cells:
            cell.content = list(chain.from_iterable(map(_lines, cell.content)))
    return [grid]


def _lines(item: Content) -> list[Content]:
    if isinstance(item, str):
        return [item]
    return [text for row in item.rows if (text := " ".join(map(cell_text, row)).strip())]


def cell_text(cell: GridCell) -> str:
    """The cell's lines. A table in it has become lines before (see `unwrapped`)."""
    return "\n".join(item for item in cell.content if isinstance(item, str))
