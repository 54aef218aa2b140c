"""What tables print and nobody could read -> questions; what they do not print -> absences.

A field is missing only where nothing that was left unread may be it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby

from extractor.document import Document
from extractor.forms.form import Column, Form, TableForm
from extractor.reading.tables.found import at_cell, at_table, first_words
from extractor.reading.tables.grid.page import Page, Unread
from extractor.reading.tables.homes import Homes
from extractor.reading.tables.labels import TableLabels, labels_of
from extractor.record.record import OUTSIDE, Evidence, FieldId, Irregularity
from extractor.values.amount import read_amount
from extractor.values.folding import label_key


def unread_rows(document: Document, page: Page) -> Iterator[Irregularity]:
    """The rows of a page that could not be read: those without a label, those without a header.

    A row without a header is one of a table that cannot be laid out.
    """
    table = page.labels.table
    for line in page.unread:
        if line.row is None:
            fields = tuple(_may_be(line, page))
            reason = "no row of the form has this label" if fields else "none of the form's"
            message = f"row {first_words(line.label)!r}: {reason}"
            yield Irregularity("unknown_row" if fields else OUTSIDE, message, fields, line.place)
    headless = [line for line in page.unread if line.row]
    for number, rows in groupby(headless, lambda line: line.place.table):
        lines = list(rows)
        named = dict.fromkeys(line.row for line in lines if line.row)
        fields = tuple(table.field_id(row, c) for row in named for c in table.columns_of(row))
        start, end = lines[0].place.start, lines[-1].place.end
        place = Evidence(start, end, document.text[start:end], number)
        prints = any(document.quote(cell.span) for line in lines for cell in line.values)
        code = "unread_table" if prints else "missing_cells"
        yield Irregularity(code, "no column header stands above it", fields, place)


def _may_be(line: Unread, page: Page) -> Iterator[FieldId]:
    """The fields that a row without a label may print: of rows that are not read, below the
    columns that stand above it. The sum of rows that are not printed is none of them."""
    table, rows, key = page.labels.table, page.rows, label_key(line.label)
    unread = [row for row in table.rows if row.id not in rows]
    summed = [row for row in table.rows if key and key in map(label_key, row.under)]
    if summed and all(row in unread for row in summed):
        return
    for row in unread:
        for column in table.columns_of(row):
            below = line.columns is None or column.id in line.columns
            if below and column.kind != "text":
                yield table.field_id(row, column)


def unread_tables(
    document: Document,
    form: Form,
    numbers: Sequence[int],
    pages: Mapping[str, Page],
    homes: Callable[[], Homes],
) -> Iterator[Irregularity | Evidence]:
    """Tables that are none of the form's by their labels -> what they print, and for each a
    question where it may be of a part that is not read, else word of it."""
    for number in numbers:
        cells = _values(document, form, number)
        if not cells:
            continue
        yield from cells
        home = homes().of(cells[0].start)
        fields = tuple(
            name
            for labels in labels_of(form)
            if _may_print(document, number, labels, home, pages, len(cells))
            for name in _unread(labels.table, pages.get(labels.table.part))
        )
        place = at_table(document, number)
        words = first_words(place.quote)
        reason = "what it prints cannot be told" if fields else "none of the form's"
        code = "unread_table" if fields else OUTSIDE
        yield Irregularity(code, f"table {words!r}: {reason}", fields, place)


def _values(document: Document, form: Form, number: int) -> list[Evidence]:
    """What a table without known labels prints: in each row all from the first figure on, but
    for labels of the form."""
    found = []
    for row in document.tables[number - 1].rows:
        states = [read_amount(document.quote(cell.span)).state for cell in row]
        first = next((i for i, s in enumerate(states) if s in ("reported", "dash")), len(row))
        cells = (at_cell(document, number, cell) for cell in row[first:])
        found += [cell for cell in cells if cell.quote and not _is_label(cell.quote, form)]
    return found


def _is_label(text: str, form: Form) -> bool:
    return any(label_key(text) in labels.all for labels in labels_of(form))


def _may_print(
    document: Document,
    number: int,
    labels: TableLabels,
    home: str | None,
    pages: Mapping[str, Page],
    values: int,
) -> bool:
    """Whether a table may be of this part: it stands below its heading; or no table of the part
    was found, and it has one of its labels, or at least half as many values."""
    table = labels.table
    if home == table.part:
        return True
    if table.part in pages:
        return False
    cells = (cell for row in document.tables[number - 1].rows for cell in row)
    keys = {label_key(document.quote(cell.span)) for cell in cells}
    return bool(keys & labels.all) or 2 * values >= len(_required(table))


def _required(table: TableForm) -> list[FieldId]:
    return [f for f, (r, c) in table.cells.items() if not (r.optional or c.optional)]


def _unread(table: TableForm, page: Page | None) -> Iterator[FieldId]:
    """The fields of a table that no labelled row printed."""
    table, met = (page.labels.table, page.rows) if page else (table, set())
    for name, (row, column) in table.cells.items():
        if page is None:
            if not (row.optional or column.optional):
                yield name
        elif row.id not in met and column.kind != "text":
            yield name


def absences(
    table: TableForm, page: Page | None, asked: Collection[FieldId]
) -> Iterator[Irregularity]:
    """What the form has and the document does not: the table, its rows, its columns. What is
    `asked` about is not counted among it."""
    if page is None:
        cells = tuple(name for name in _required(table) if name not in asked)
        if cells:
            yield Irregularity("missing_table", f"no table {table.label!r}", cells)
        return
    gone: dict[str, tuple[Column, list[FieldId]]] = {}
    table, met = page.labels.table, page.rows
    for row in table.rows:
        columns = [
            column
            for column in table.columns_of(row)
            if not column.optional and table.field_id(row, column) not in asked
        ]
        if row.id not in met:
            if columns and not row.optional:
                fields = tuple(table.field_id(row, column) for column in columns)
                yield Irregularity("missing_row", f"no row {row.name!r}", fields)
            continue
        for column in columns:
            if row.id in page.columns and column.id not in page.columns[row.id]:
                gone.setdefault(column.id, (column, []))[1].append(table.field_id(row, column))
    for column, fields_gone in gone.values():
        message = f"no column {column.labels[0]!r}"
        yield Irregularity("missing_column", message, tuple(fields_gone))
