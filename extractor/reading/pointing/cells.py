"""Questions about cells of tables, and what their answers say.

Asked row by row; where doubt is left, column by column, or for one cell alone with its row and
its column in view. The code reads the cell that is pointed at. A cell that two fields claim goes
to neither.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from extractor.document import Document
from extractor.forms.form import Column, Form, Row
from extractor.reading.pointing.grid import Board, Grid
from extractor.reading.pointing.heard import Heard
from extractor.reading.pointing.prompt import load_prompt
from extractor.reading.tables.cells import cell_reading
from extractor.record.question import AnswerKind, Question, Shape
from extractor.record.record import Evidence, FieldId, Source


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
    grids = "\n".join(grid.text() for grid in view.grids)
    text = f"# {table.label}\nfield: {field} = {labels}\n{grids}"
    shape = Shape("cell", pointers=len(view.places))
    return load_prompt("cell").question(f"again.cell.{field}", shape, text, second=True)


def hear_rows(document: Document, board: Board, said: Any) -> Heard:
    """The answer to `ask_rows`."""
    claims = [(f"{line.row}.{c.column}", c.cell) for line in said.rows for c in line.cells]
    return hear_cells(document, board, claims, "model")


def hear_columns(document: Document, board: Board, said: Any) -> Heard:
    """The answer to `ask_columns`."""
    claims = [(f"{c.row}.{line.column}", c.cell) for line in said.columns for c in line.cells]
    return hear_cells(document, board, claims, "model_again")


def hear_cells(
    document: Document, board: Board, claims: Iterable[tuple[FieldId, int]], source: Source
) -> Heard:
    """Fields and the marks of their cells; a crossing that was not asked for is left out."""
    heard = Heard()
    asked = [(field, cell) for field, cell in dict.fromkeys(claims) if board.grid_of(field)]
    fields = Counter(field for field, _ in asked)
    cells = Counter(cell for _, cell in asked)
    for field, cell in asked:
        grid = board.grid_of(field)
        evidence = board.places[cell - 1].evidence(document)
        if grid is None or fields[field] > 1 or cells[cell] > 1:
            told = f"{evidence.quote!r} claimed for {field} and more"
            heard.refuse("cell_claimed_twice", told, field, evidence=evidence)
            continue
        column = grid.table.cells[field][1]
        heard.readings.append(cell_reading(field, column, grid.header, evidence, source))
    placed = Counter(_row(reading.evidence) for reading in heard.readings)
    marked = Counter(_row(place.evidence(document)) for place in board.places)
    heard.settled |= {row for row, count in placed.items() if count == marked[row]}
    return heard


def _row(cell: Evidence) -> tuple[int | None, int | None]:
    return cell.table, cell.row


def _text(board: Board, *, turned: bool = False) -> str:
    blocks = ((_asked(grid), grid.text(turned=turned) or "(above)") for grid in board.grids)
    return "\n\n".join(f"{asked}\n{shown}" for asked, shown in blocks)


def _asked(grid: Grid) -> str:
    rows = "; ".join(f"{name} = {_label(row) or '-'}" for name, row in grid.rows.items())
    columns = "; ".join(f"{name} = {_label(column)}" for name, column in grid.columns.items())
    return f"# {grid.table.label}\nrows: {rows}\ncolumns: {columns}"


def _label(line: Row | Column) -> str:
    return " · ".join((*line.under[:1], *line.labels[:1]))


def _shape(board: Board, kind: AnswerKind) -> Shape:
    return Shape(
        kind,
        rows=_names(grid.rows for grid in board.grids),
        columns=_names(grid.columns for grid in board.grids),
        pointers=len(board.places),
    )


def _names(named: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in named for name in names))
