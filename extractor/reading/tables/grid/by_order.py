"""Rows that have lost their label, or their column header, read in the form's own order.

Only where the order leaves no choice, and the form's sums within the row bear it out: as many
values as the form has columns, as many rows without a label between two others as the form has.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.document import Cell
from extractor.forms.form import Column, Form, Row
from extractor.reading.tables.cells import cell_reading
from extractor.reading.tables.grid.leaves import Header
from extractor.reading.tables.grid.rows import Line, TableReader
from extractor.reading.tables.sums import sums_hold
from extractor.record.record import Reading
from extractor.values.amount import Amount
from extractor.values.folding import label_key

LONGEST_LABEL = 12
"""Characters of a column's label, or of what is left of it; longer texts are none."""


def read_in_order(form: Form, reader: TableReader) -> Iterator[Reading]:
    """The readings of rows that only their order names; such rows count as read from now on."""
    named = _named_by_order(reader)
    in_order = _is_in_order(reader)
    for i, line in enumerate(reader.lines):
        row = line.row or named.get(i)
        if line.read or row is None or not (line.header or in_order):
            continue
        readings = _read(reader, line, row)
        if _borne_out(form, readings):
            line.row, line.read = row, True
            reader.columns[row.id] = {column.id for column in reader.form.columns_of(row)}
            yield from readings


def read_blank(reader: TableReader) -> Iterator[Reading]:
    """A table of one row without a label, of which all that is printed below the header is empty
    -> an empty cell for each column, however many the row has. With as many headers as the form
    has columns, none of them need be known."""
    line, header = reader.blank, reader.header
    if line is None or header is None or reader.lines:
        return
    row = reader.form.rows[0]
    columns = reader.form.columns_of(row)
    if len(header.leaves) != len(columns):
        columns = tuple(column for column in columns if column.id in header.columns)
    line.row, line.read = row, True
    reader.lines.append(line)
    reader.columns[row.id] = {column.id for column in columns}
    place = line.table.at_cell(line.cells[0])
    for column in columns:
        name = reader.form.field_id(row, column)
        yield cell_reading(name, column, column.labels[0], place, "grid")


def _named_by_order(reader: TableReader) -> dict[int, Row]:
    """The place of a row without any label -> the form's row that it must be: between two rows
    with labels there are as many without as the form has rows, and none of these is elsewhere."""
    rows, met = reader.form.rows, reader.rows
    order = {row.id: i for i, row in enumerate(rows)}
    named: dict[int, Row] = {}
    above: Row | None = None
    between: list[int] = []
    for i, line in enumerate(reader.lines):
        if line.row is None:
            between.append(i)
            above = None if line.label else above
            continue
        if above:
            skipped = rows[order[above.id] + 1 : order[line.row.id]]
            if len(skipped) == len(between) and met.isdisjoint(row.id for row in skipped):
                named.update(zip(between, skipped, strict=True))
        above, between = line.row, []
    return named


def _is_in_order(reader: TableReader) -> bool:
    """Whether what is left of a header, if anything, names columns in the form's order."""
    keys = [list(map(label_key, (*c.labels, *c.under))) for c in reader.form.columns]
    for texts in reader.above:
        columns = iter(keys)
        for key in _fragments(texts, reader):
            if not any(any(key in label for label in labels) for labels in columns):
                return False
    return True


def _fragments(texts: Sequence[str], reader: TableReader) -> Iterator[str]:
    """The keys of what may be labels of columns; corner texts and titles are none."""
    for key in filter(None, map(label_key, texts)):
        corner = key in reader.labels.stubs or key == label_key(reader.form.label)
        if not corner and len(key) <= LONGEST_LABEL:
            yield key


def _read(reader: TableReader, line: Line, row: Row) -> list[Reading]:
    """The row's cells, a reading for each of its columns; none where they are not as many."""
    columns = reader.form.columns_of(row)
    laid = _below(line, line.header) if line.header else _in_order(line, columns)
    if {column.id for column, _ in laid} != {column.id for column in columns}:
        return []
    signals = (
        *(() if line.row else ("unlabelled",)),
        *(() if line.header else ("by_order",)),
        *(() if line.exact else ("row_fuzzy",)),
    )
    return [
        cell_reading(
            reader.form.field_id(row, column),
            column,
            column.labels[0],
            line.table.at_cell(cell),
            "grid",
            signals,
        )
        for column, cell in laid
    ]


def _below(line: Line, header: Header) -> list[tuple[Column, Cell]]:
    laid = line.lay(header)
    cells = laid.cells if laid and not laid.lost else ()
    return [(leaf.column, cell) for leaf, cell in cells if leaf.column]


def _in_order(line: Line, columns: Sequence[Column]) -> list[tuple[Column, Cell]]:
    """One value for each column, once the empty cells that pad the row are dropped."""
    cells, texts = list(line.values), line.texts[line.first_value :]
    for end in (-1, 0):
        while len(cells) > len(columns) and not texts[end]:
            del cells[end], texts[end]
    return list(zip(columns, cells, strict=True)) if len(cells) == len(columns) else []


def _borne_out(form: Form, readings: Sequence[Reading]) -> bool:
    """Whether these are figures, and every sum of the form between them holds."""
    figures = {
        reading.field: reading.content.value or Decimal(0)
        for reading in readings
        if isinstance(reading.content, Amount) and reading.content.state != "unreadable"
    }
    complete = len(figures) == len(readings)
    return complete and bool(sums_hold(form, tuple(figures), [*figures.values()]))
