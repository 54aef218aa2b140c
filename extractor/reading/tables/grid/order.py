"""Rows that have lost their label, or their column header, read in the form's own order.

Only where the order leaves no choice, and the form's sums within the row bear it out: as many
values as the form has columns, as many rows without a label between two others as the form has.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from extractor.document import Cell, Document
from extractor.forms.form import Column, Form, Row
from extractor.reading.tables.cells import cell_reading
from extractor.reading.tables.found import at_cell
from extractor.reading.tables.grid.page import Page, Unread
from extractor.reading.tables.grid.row import Fit, fit
from extractor.reading.tables.labels import TableLabels
from extractor.reading.tables.sums import sums_hold
from extractor.record.record import Reading
from extractor.values.amount import Amount
from extractor.values.folding import label_key

LONGEST_LABEL = 12
"""Characters of a column's label, or of what is left of it; longer texts are none."""


def read_in_order(document: Document, form: Form, page: Page) -> Iterator[Reading]:
    """The readings of rows that only their order names; such rows count as read from now on."""
    named = _named_by_order(page)
    in_order = _is_in_order(page)
    for i, line in enumerate(page.lines):
        if not isinstance(line, Unread):
            continue
        row = line.row or named.get(i)
        if row is None or not (line.header or in_order):
            continue
        readings = _read(document, line, row, page.labels)
        if _borne_out(form, readings):
            page.lines[i] = row
            page.columns[row.id] = {column.id for column in page.labels.table.columns_of(row)}
            yield from readings


def read_blank(document: Document, page: Page) -> Iterator[Reading]:
    """A table of one row without a label, of which all that is printed below the header is empty
    -> an empty cell for each column, however many the row has. With as many headers as the form
    has columns, none of them need be known."""
    if page.blank is None or page.header is None or page.lines:
        return
    number, cells = page.blank
    table, leaves = page.labels.table, page.header.leaves
    row, place = table.rows[0], at_cell(document, number, cells[0])
    named = {leaf.column.id for leaf in leaves if leaf.column}
    all_headed = len(leaves) == len(table.columns_of(row))
    columns = [column for column in table.columns_of(row) if all_headed or column.id in named]
    page.lines.append(row)
    page.columns[row.id] = {column.id for column in columns}
    for column in columns:
        yield cell_reading(table.field_id(row, column), column, column.labels[0], place, "grid")


def _named_by_order(page: Page) -> Mapping[int, Row]:
    """The place of a row without any label -> the form's row that it must be: between two rows
    with labels there are as many without as the form has rows, and none of these is elsewhere."""
    rows = page.labels.table.rows
    order = {row.id: i for i, row in enumerate(rows)}
    met = page.rows
    named: dict[int, Row] = {}
    above: Row | None = None
    between: list[int] = []
    for i, line in enumerate(page.lines):
        row = line.row if isinstance(line, Unread) else line
        if row is None:
            between.append(i)
            above = above if isinstance(line, Unread) and not line.label else None
            continue
        if above:
            skipped = rows[order[above.id] + 1 : order[row.id]]
            if len(skipped) == len(between) and met.isdisjoint(r.id for r in skipped):
                named.update(zip(between, skipped, strict=True))
        above, between = row, []
    return named


def _is_in_order(page: Page) -> bool:
    """Whether what is left of a header, if anything, names columns in the form's order."""
    columns = page.labels.table.columns
    keys = [_keys(column) for column in columns]
    for texts in page.above:
        at = 0
        for key in _fragments(texts, page.labels):
            following = range(at, len(columns))
            place = next((i for i in following if any(key in label for label in keys[i])), None)
            if place is None:
                return False
            at = place + 1
    return True


def _keys(column: Column) -> list[str]:
    return [label_key(label) for label in (*column.labels, *column.under)]


def _fragments(texts: Sequence[str], labels: TableLabels) -> Iterator[str]:
    """The keys of what may be labels of columns; corner texts and titles are none."""
    for key in filter(None, map(label_key, texts)):
        corner = key in labels.stubs or key == label_key(labels.table.label)
        if not corner and len(key) <= LONGEST_LABEL:
            yield key


def _read(document: Document, line: Unread, row: Row, labels: TableLabels) -> list[Reading]:
    """The row's cells, a reading for each of its columns; none where they are not as many."""
    columns = labels.table.columns_of(row)
    laid = _below_header(document, line) if line.header else _in_order(document, line, columns)
    if {column.id for column, _ in laid} != {column.id for column in columns}:
        return []
    signals = (
        *(() if line.row else ("unlabelled",)),
        *(() if line.header else ("by_order",)),
        *(() if line.exact else ("row_fuzzy",)),
    )
    return [
        cell_reading(
            labels.table.field_id(row, column),
            column,
            column.labels[0],
            at_cell(document, line.table, cell, turned=line.turned),
            "grid",
            signals,
        )
        for column, cell in laid
    ]


def _below_header(document: Document, line: Unread) -> list[tuple[Column, Cell]]:
    assert line.header
    fitted = fit(line.cells, line.first_value, line.header, document, line.aligned)
    cells = fitted.cells if isinstance(fitted, Fit) and not fitted.lost else ()
    return [(leaf.column, cell) for leaf, cell in cells if leaf.column]


def _in_order(
    document: Document, line: Unread, columns: Sequence[Column]
) -> list[tuple[Column, Cell]]:
    """One value for each column, once the empty cells that pad the row are dropped."""
    cells = list(line.values)
    while len(cells) > len(columns) and not document.quote(cells[-1].span):
        del cells[-1]
    while len(cells) > len(columns) and not document.quote(cells[0].span):
        del cells[0]
    return list(zip(columns, cells, strict=True)) if len(cells) == len(columns) else []


def _borne_out(form: Form, readings: Sequence[Reading]) -> bool:
    """Whether these are figures, and every sum of the form between them holds."""
    values = []
    for reading in readings:
        amount = reading.content
        if not isinstance(amount, Amount) or amount.state == "unreadable":
            return False
        values.append(amount.value if amount.value is not None else Decimal(0))
    return bool(sums_hold(form, tuple(reading.field for reading in readings), values))
