"""Tables that depart from the form -> grids as a model sees them, and what their marks stand for.

Shown are the rows that hold figures which no reader could place, with their neighbours and the
header; marked are the cells that may still be given to a field.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.document import Cell, Document, Span, Table
from extractor.forms.form import Column, Form, Row, TableForm
from extractor.reading.pointing.marks import pointer, shown
from extractor.reading.tables.labels import best_table, labels_of
from extractor.record.record import Evidence, FieldId, Irregularity, Reading
from extractor.values.amount import read_amount

MOST_CELLS = 400
LONGEST_LABEL = 60
"""Characters of a cell's text that are shown."""
_PRINTED = frozenset(("reported", "dash"))


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of a document's table; tables are numbered from 1."""

    table: int
    cell: Cell

    def evidence(self, document: Document) -> Evidence:
        """The cell as evidence."""
        span, cell = self.cell.span, self.cell
        quote = document.quote(span)
        return Evidence(span.start, span.end, quote, self.table, cell.row + 1, cell.column + 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of a table of the document, for fields of one table of the form.

    `lines` are printed rows: each cell's column, its text as shown and its mark, 0 for none.
    `header` is the text above the values, where a unit may stand.
    """

    table: TableForm
    asked: frozenset[FieldId]
    lines: tuple[tuple[tuple[int, str, int], ...], ...]
    header: str

    @property
    def rows(self) -> dict[str, Row]:
        """The form's rows that are asked for, by the part of a field's id before the column."""
        return {
            _row_name(self.table, row): row
            for row in self.table.rows
            if any(self.table.field_id(row, c) in self.asked for c in self.table.columns_of(row))
        }

    @property
    def columns(self) -> dict[str, Column]:
        """The form's columns that are asked for, by id."""
        wanted = {self.table.cells[name][1].id for name in self.asked}
        return {column.id: column for column in self.table.columns if column.id in wanted}

    def text(self, *, turned: bool = False) -> str:
        """The grid as lines of cells; `turned` shows each printed column as a line."""
        lines: Iterable[Iterable[str]] = ((_cell(*cell) for cell in line) for line in self.lines)
        if turned:
            columns = sorted({column for line in self.lines for column, _, _ in line})
            lines = (
                [next((_cell(*cell) for cell in line if cell[0] == at), "") for line in self.lines]
                for at in columns
            )
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


@dataclass(frozen=True, slots=True)
class Board:
    """The grids of one question. Their marks count on: mark n is `places[n - 1]`."""

    grids: tuple[Grid, ...]
    places: tuple[Place, ...]

    def grid_of(self, field: FieldId) -> Grid | None:
        """The grid in which a field is asked for."""
        return next((grid for grid in self.grids if field in grid.asked), None)


def _row_name(table: TableForm, row: Row) -> str:
    return f"{table.part}.{row.id}" if row.id else table.part


def _cell(_column: int, text: str, mark: int) -> str:
    return pointer(mark) + text if mark else text


def read_board(
    document: Document,
    form: Form,
    readings: Sequence[Reading],
    irregularities: Sequence[Irregularity],
) -> Board:
    """A grid for each of the form's tables that has fields unread, where cells lie loose."""
    parts = _parts(document, form)
    unread = _unread(form, readings, irregularities)
    taken = {reading.evidence.start for reading in readings}
    told = {(i.evidence.table, i.evidence.row) for i in irregularities if i.evidence}
    grids: list[Grid] = []
    places: list[Place] = []
    seen: set[tuple[int, int]] = set()
    for table in form.tables:
        asked = unread.get(table.part)
        if not asked:
            continue
        own = [n for n, part in parts.items() if part == table.part]
        near = [n for n, part in parts.items() if part in (table.part, None)] if own else parts
        loose = {n: list(_loose(document, n, taken, told)) for n in near}
        found = [Place(n, cell) for n, cells in loose.items() for cell in cells]
        if any(_prints(document, place.cell) for place in found):
            places += [place for place in found if place not in places]
            del places[MOST_CELLS:]
            grids.append(_grid(document, table, asked, found, places, seen))
    return Board(tuple(grids), tuple(places))


def view_of(document: Document, form: Form, field: FieldId, evidence: Evidence) -> Board | None:
    """The row and the column of the cell in which a field was read; None outside of tables."""
    for number, table in enumerate(document.tables, 1):
        for row in table.rows:
            for cell in row:
                if _holds(cell.span, evidence.span):
                    return _cross(document, form.cells[field][0], field, number, table, cell)
    return None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _parts(document: Document, form: Form) -> dict[int, str | None]:
    """Which part of the form each of the document's tables prints, by its labels."""
    found = {}
    for number, table in enumerate(document.tables, 1):
        labels = best_table(_texts(document, table), labels_of(form))
        found[number] = labels.table.part if labels else None
    return found


def _texts(document: Document, table: Table) -> Iterator[str]:
    return (document.quote(cell.span) for row in table.rows for cell in row)


def _unread(
    form: Form, readings: Sequence[Reading], irregularities: Sequence[Irregularity]
) -> dict[str, frozenset[FieldId]]:
    """The fields that the readers missed, by part."""
    read = {reading.field for reading in readings}
    missed = {name for i in irregularities for name in i.fields if name not in read}
    return {
        table.part: frozenset(missed & table.cells.keys())
        for table in form.tables
        if missed & table.cells.keys()
    }


def _loose(
    document: Document,
    number: int,
    taken: Collection[int],
    told: Collection[tuple[int | None, int | None]],
) -> Iterator[Cell]:
    """The cells of a table that no reader placed and that hold a value, or may.

    An empty cell may be one only behind its row's label, in a row that prints a value or that
    was told as irregular.
    """
    for row in document.tables[number - 1].rows:
        free = [cell for cell in _values(document, row) if cell.span.start not in taken]
        irregular = bool(row) and (number, row[0].row + 1) in told
        if any(_prints(document, cell) for cell in free) or irregular:
            yield from free


def _values(document: Document, row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row that print a value, and the empty ones behind its label."""
    states = [read_amount(document.quote(cell.span)).state for cell in row]
    label = max((i for i, state in enumerate(states) if state == "unreadable"), default=-1)
    return [
        cell
        for i, (cell, state) in enumerate(zip(row, states, strict=True))
        if state in _PRINTED or (state == "blank" and i > label)
    ]


def _prints(document: Document, cell: Cell) -> bool:
    return read_amount(document.quote(cell.span)).state in _PRINTED


def _grid(
    document: Document,
    table: TableForm,
    asked: frozenset[FieldId],
    found: Sequence[Place],
    places: Sequence[Place],
    seen: set[tuple[int, int]],
) -> Grid:
    """The rows with marked cells, their neighbours, and the header above.

    A row that an earlier grid of the board shows is in `seen`, and is not shown again.
    """
    marks = _marks(places)
    lines = []
    header = []
    for number in dict.fromkeys(place.table for place in found):
        rows = document.tables[number - 1].rows
        top = _header(document, rows)
        header += [document.quote(cell.span) for row in rows[:top] for cell in row]
        marked = {i for i, row in enumerate(rows) if any(Place(number, c) in marks for c in row)}
        near = {j for i in marked for j in (i - 1, i, i + 1)} | set(range(top))
        for i in sorted(near & set(range(len(rows)))):
            if (number, i) not in seen:
                seen.add((number, i))
                lines.append(_line(document, number, rows[i], marks))
    return Grid(table, asked, tuple(lines), " ".join(header))


def _cross(
    document: Document, form: TableForm, field: FieldId, number: int, table: Table, at: Cell
) -> Board:
    """The header, the row and the column of a cell; of other rows the labels."""
    top = _header(document, table.rows)
    places = [
        Place(number, cell)
        for row in table.rows[top:]
        for cell in _values(document, row)
        if cell.row == at.row or cell.column == at.column
    ][:MOST_CELLS]
    marks = _marks(places)
    lines = []
    for i, row in enumerate(table.rows):
        whole = i < top or any(cell.row == at.row for cell in row)
        shown_cells = [
            cell
            for cell in row
            if whole
            or Place(number, cell) in marks
            or read_amount(document.quote(cell.span)).state == "unreadable"
        ]
        if shown_cells:
            lines.append(_line(document, number, shown_cells, marks))
    header = " ".join(document.quote(cell.span) for row in table.rows[:top] for cell in row)
    grid = Grid(form, frozenset((field,)), tuple(lines), header)
    return Board((grid,), tuple(places))


def _header(document: Document, rows: Sequence[tuple[Cell, ...]]) -> int:
    """How many rows stand above the first one that prints a value."""
    for i, row in enumerate(rows):
        if any(_prints(document, cell) for cell in row):
            return i
    return 0


def _marks(places: Sequence[Place]) -> dict[Place, int]:
    return {place: number for number, place in enumerate(places, 1)}


def _line(
    document: Document, number: int, row: Iterable[Cell], marks: Mapping[Place, int]
) -> tuple[tuple[int, str, int], ...]:
    return tuple(
        (
            cell.column,
            " ".join(shown(document.quote(cell.span)).split())[:LONGEST_LABEL],
            marks.get(Place(number, cell), 0),
        )
        for cell in row
    )
