"""Tables that depart from the form -> questions about their cells, and what the answers say.

Shown are the rows that hold figures which no reader could place, with their neighbours and the
header; marked are the cells that may still be given to a field. Asked row by row; where doubt is
left, column by column, or for one cell alone with its row and its column in view. The code reads
the cell that is pointed at. A cell that is pointed at for two fields goes to neither.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from extractor.document import Document
from extractor.forms.form import Column, Form, Row, TableForm
from extractor.reading.pointing.heard import Heard
from extractor.reading.pointing.prompt import load_prompt, pointer, shown
from extractor.reading.tables.cells import cell_reading
from extractor.reading.tables.labels import best_table, labels_of
from extractor.reading.tables.printed import is_figure, may_be_value, printed_tables
from extractor.record.question import AnswerKind, Question, Shape
from extractor.record.record import Evidence, FieldId, Irregularity, Reading, Source

MOST_CELLS = 400
LONGEST_LABEL = 60
"""Characters of a cell's text that are shown."""

Cells = Sequence[Evidence]
"""The cells of one row of a table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Printed rows of the document's tables, for fields of one table of the form.

    `header` is the text above the values, where a unit may stand.
    """

    table: TableForm
    asked: frozenset[FieldId]
    lines: tuple[Cells, ...]
    header: str

    @property
    def rows(self) -> dict[str, Row]:
        """The form's rows that are asked for, by the part of a field's id before the column."""
        part, cells = self.table.part, self.table.cells
        wanted = {cells[name][0].id for name in self.asked}
        return {
            f"{part}.{row.id}" if row.id else part: row
            for row in self.table.rows
            if row.id in wanted
        }

    @property
    def columns(self) -> dict[str, Column]:
        """The form's columns that are asked for, by id."""
        wanted = {self.table.cells[name][1].id for name in self.asked}
        return {column.id: column for column in self.table.columns if column.id in wanted}

    @property
    def glossary(self) -> str:
        """The table of the form, and what its rows and columns are called."""
        rows = "; ".join(f"{name} = {_label(row) or '-'}" for name, row in self.rows.items())
        columns = "; ".join(f"{name} = {_label(column)}" for name, column in self.columns.items())
        return f"# {self.table.label}\nrows: {rows}\ncolumns: {columns}"


@dataclass(frozen=True)
class Board:
    """The grids of one question. Their marks count on: mark n is the cell `places[n - 1]`."""

    grids: tuple[Grid, ...]
    places: tuple[Evidence, ...]

    def grid_of(self, field: FieldId) -> Grid | None:
        """The grid in which a field is asked for."""
        return next((grid for grid in self.grids if field in grid.asked), None)

    @cached_property
    def _marks(self) -> dict[Evidence, int]:
        return {place: number for number, place in enumerate(self.places, 1)}

    def text(self, grid: Grid, *, turned: bool = False) -> str:
        """A grid as lines of cells; `turned` shows each printed column as a line."""
        lines = [list(map(self._cell, line)) for line in grid.lines]
        if turned:
            at = [{cell.column or 0: cell for cell in reversed(line)} for line in grid.lines]
            columns = sorted({column for line in at for column in line})
            lines = [[self._cell(line[c]) if c in line else "" for line in at] for c in columns]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def _cell(self, cell: Evidence) -> str:
        text = " ".join(shown(cell.quote).split())[:LONGEST_LABEL]
        return pointer(self._marks[cell]) + text if cell in self._marks else text


def read_board(
    document: Document,
    form: Form,
    readings: Sequence[Reading],
    irregularities: Sequence[Irregularity],
) -> Board:
    """A grid for each of the form's tables that has fields unread, where cells lie loose."""
    tables = _cells_of(document)
    parts = {number: _part(rows, form) for number, rows in tables.items()}
    read = {reading.field for reading in readings}
    missed = {name for i in irregularities for name in i.fields if name not in read}
    taken = {reading.evidence.start for reading in readings}
    irregular = {(i.evidence.table, i.evidence.row) for i in irregularities if i.evidence}
    loose = {number: _loose(rows, taken, irregular) for number, rows in tables.items()}
    grids: list[Grid] = []
    places: list[Evidence] = []
    seen: set[tuple[int, int]] = set()
    for table in form.tables:
        asked = frozenset(missed & table.cells.keys())
        own = table.part in parts.values()
        near = [n for n, part in parts.items() if not own or part in (table.part, None)]
        found = [cell for number in near for cell in loose[number]]
        if not asked or not any(is_figure(cell.quote) for cell in found):
            continue
        places = list(dict.fromkeys([*places, *found]))[:MOST_CELLS]
        lines: list[Cells] = []
        header: list[str] = []
        for number in near:
            rows = tables[number]
            if not loose[number]:
                continue
            top = _header(rows)
            header += [cell.quote for row in rows[:top] for cell in row]
            marked = {i for i, row in enumerate(rows) if not set(places).isdisjoint(row)}
            for i, row in enumerate(rows):
                if (i < top or marked & {i - 1, i, i + 1}) and (number, i) not in seen:
                    seen.add((number, i))
                    lines.append(row)
        grids.append(Grid(table, asked, tuple(lines), " ".join(header)))
    return Board(tuple(grids), tuple(places))


def view_of(document: Document, form: Form, field: FieldId, evidence: Evidence) -> Board | None:
    """The header, the row and the column of the cell in which a field was read, and of other rows
    the labels; None outside of tables."""
    tables = _cells_of(document).values()
    cells = ((rows, cell) for rows in tables for row in rows for cell in row)
    rows, at = next((found for found in cells if evidence in found[1]), ([], evidence))
    if not rows:
        return None
    top = _header(rows)
    places = [
        cell
        for row in rows[top:]
        for cell in _values(row)
        if cell.row == at.row or cell.column == at.column
    ][:MOST_CELLS]
    lines = []
    for i, row in enumerate(rows):
        whole = i < top or any(cell.row == at.row for cell in row)
        line = [cell for cell in row if whole or cell in places or not may_be_value(cell.quote)]
        if line:
            lines.append(line)
    header = " ".join(cell.quote for row in rows[:top] for cell in row)
    grid = Grid(form.cells[field][0], frozenset((field,)), tuple(lines), header)
    return Board((grid,), tuple(places))


def _cells_of(document: Document) -> dict[int, list[Cells]]:
    """The rows of each table of the document, by its number."""
    return {
        table.number: [[table.at_cell(cell) for cell in row] for row in table.rows]
        for table in printed_tables(document)
    }


def _part(rows: Iterable[Cells], form: Form) -> str | None:
    """The part of the form that a table prints, by its labels."""
    labels = best_table((cell.quote for row in rows for cell in row), labels_of(form))
    return labels.table.part if labels else None


def _loose(
    rows: Iterable[Cells],
    taken: Collection[int],
    irregular: Collection[tuple[int | None, int | None]],
) -> list[Evidence]:
    """The cells of a table that no reader placed and that hold a value, or may.

    An empty cell may be one only behind its row's label, in a row that prints a value or that
    was told as irregular.
    """
    loose: list[Evidence] = []
    for row in rows:
        free = [cell for cell in _values(row) if cell.start not in taken]
        if any(is_figure(cell.quote) for cell in free) or (row and _place(row[0]) in irregular):
            loose += free
    return loose


def _values(row: Cells) -> list[Evidence]:
    """The cells of a row that print a value, and the empty ones behind its label."""
    label = max((i for i, cell in enumerate(row) if not may_be_value(cell.quote)), default=-1)
    return [cell for i, cell in enumerate(row) if i > label or is_figure(cell.quote)]


def _header(rows: Sequence[Cells]) -> int:
    """How many rows stand above the first one that prints a value."""
    first = (i for i, row in enumerate(rows) if any(is_figure(cell.quote) for cell in row))
    return next(first, 0)


def _place(cell: Evidence) -> tuple[int | None, int | None]:
    """A cell's table and row."""
    return cell.table, cell.row


def ask_rows(board: Board) -> Question:
    """Which cell of which row is which field."""
    return load_prompt("rows").question("tables", _shape(board, "rows"), _text(board))


def ask_columns(board: Board) -> Question:
    """The same, the tables turned round."""
    shape, text = _shape(board, "columns"), _text(board, turned=True)
    return load_prompt("columns").question("again.columns", shape, text, second=True)


def ask_cell(form: Form, field: FieldId, view: Board) -> Question:
    """One field alone: where in its row and its column it stands."""
    table, row, column = form.cells[field]
    labels = " · ".join(filter(None, (_label(row), _label(column))))
    text = f"# {table.label}\nfield: {field} = {labels}\n{view.text(view.grids[0])}"
    shape = Shape("cell", pointers=len(view.places))
    return load_prompt("cell").question(f"again.cell.{field}", shape, text, second=True)


def _text(board: Board, *, turned: bool = False) -> str:
    return "\n\n".join(
        f"{grid.glossary}\n{board.text(grid, turned=turned) or '(above)'}" for grid in board.grids
    )


def _label(line: Row | Column) -> str:
    return " · ".join((*line.under[:1], *line.labels[:1]))


def _shape(board: Board, kind: AnswerKind) -> Shape:
    rows = dict.fromkeys(name for grid in board.grids for name in grid.rows)
    columns = dict.fromkeys(name for grid in board.grids for name in grid.columns)
    return Shape(kind, rows=tuple(rows), columns=tuple(columns), pointers=len(board.places))


def hear_rows(board: Board, answer: Any) -> Heard:
    """The answer to `ask_rows`."""
    pointed = [(f"{line.row}.{c.column}", c.cell) for line in answer.rows for c in line.cells]
    return hear_cells(board, pointed, "model")


def hear_columns(board: Board, answer: Any) -> Heard:
    """The answer to `ask_columns`."""
    pointed = [(f"{c.row}.{line.column}", c.cell) for line in answer.columns for c in line.cells]
    return hear_cells(board, pointed, "model_again")


def hear_cells(board: Board, pointed: Iterable[tuple[FieldId, int]], source: Source) -> Heard:
    """Fields and the marks of their cells; a crossing that was not asked for is left out."""
    heard = Heard()
    asked = [
        (grid, field, mark)
        for field, mark in dict.fromkeys(pointed)
        if (grid := board.grid_of(field))
    ]
    fields = Counter(field for _, field, _ in asked)
    marks = Counter(mark for _, _, mark in asked)
    for grid, field, mark in asked:
        evidence = board.places[mark - 1]
        if fields[field] > 1 or marks[mark] > 1:
            message = f"{evidence.quote!r} claimed for {field} and more"
            heard.refuse("cell_claimed_twice", message, field, evidence=evidence)
            continue
        column = grid.table.cells[field][1]
        heard.readings.append(cell_reading(field, column, grid.header, evidence, source))
    placed = Counter(_place(reading.evidence) for reading in heard.readings)
    marked = Counter(map(_place, board.places))
    heard.settled |= {row for row, count in placed.items() if count == marked[row]}
    return heard
