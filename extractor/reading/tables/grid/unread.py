"""What tables print and nobody could read -> questions; what they do not print -> absences.

A field is missing only where nothing that was left unread may be it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from extractor.document import Document
from extractor.forms.form import Column, Form, TableForm
from extractor.reading.tables.grid.rows import Line, TableReader
from extractor.reading.tables.homes import Homes
from extractor.reading.tables.labels import TableLabels, labels_of
from extractor.reading.tables.printed import PrintedTable, first_figure, first_words
from extractor.record.record import OUTSIDE, Evidence, FieldId, Irregularity
from extractor.values.folding import label_key


def unread_rows(document: Document, reader: TableReader) -> Iterator[Irregularity]:
    """The rows of a table of the form that could not be read: those without a label, those without
    a header.

    A row without a header is one of a table that cannot be laid out.
    """
    unread = [line for line in reader.lines if not line.read]
    for line in unread:
        if line.row is None:
            fields = tuple(_may_be(line, reader))
            reason = "no row of the form has this label" if fields else "none of the form's"
            message = f"row {first_words(line.label)!r}: {reason}"
            yield Irregularity("unknown_row" if fields else OUTSIDE, message, fields, line.place)
    headless = (line for line in unread if line.row)
    for number, group in groupby(headless, lambda line: line.table.number):
        lines = list(group)
        named = dict.fromkeys(line.row for line in lines if line.row)
        fields = tuple(name for row in named for name in reader.form.fields_of(row))
        start, end = lines[0].place.start, lines[-1].place.end
        place = Evidence(start, end, document.text[start:end], number)
        code = "unread_table" if any(line.printed for line in lines) else "missing_cells"
        yield Irregularity(code, "no column header stands above it", fields, place)


def _may_be(line: Line, reader: TableReader) -> Iterator[FieldId]:
    """The fields that a row without a label may print: of rows that are not read, below the
    columns that stand above it. The sum of rows that are not printed is none of them."""
    key, met = label_key(line.label), reader.rows
    unread = [row for row in reader.form.rows if row.id not in met]
    summed = [row for row in reader.form.rows if key and key in map(label_key, row.under)]
    if summed and all(row in unread for row in summed):
        return
    above = line.header.columns if line.header else set()
    for row in unread:
        for name, column in reader.form.fields_of(row).items():
            if (not above or column.id in above) and column.kind != "text":
                yield name


def unread_tables(
    form: Form,
    tables: Sequence[PrintedTable],
    readers: Mapping[str, TableReader],
    homes: Homes,
) -> Iterator[Irregularity | Evidence]:
    """Tables that are none of the form's by their labels -> what they print, and for each a
    question where it may be of a part that is not read, else word of it."""
    for table in tables:
        values = _values(table, form)
        if not values:
            continue
        yield from values
        home = homes.of(values[0].start)
        fields = tuple(
            name
            for labels in labels_of(form)
            if _may_print(table, labels, home, readers, len(values))
            for name in _unread(labels.table, readers.get(labels.table.part))
        )
        reason = "what it prints cannot be told" if fields else "none of the form's"
        message = f"table {first_words(table.whole.quote)!r}: {reason}"
        yield Irregularity("unread_table" if fields else OUTSIDE, message, fields, table.whole)


def _values(table: PrintedTable, form: Form) -> list[Evidence]:
    """What a table without known labels prints: in each row all from the first figure on, but
    for labels of the form."""
    known = frozenset().union(*(labels.all for labels in labels_of(form)))
    behind = (row[first_figure(table.texts(row)) :] for row in table.rows)
    cells = [table.at_cell(cell) for row in behind for cell in row]
    return [cell for cell in cells if cell.quote and label_key(cell.quote) not in known]


def _may_print(
    table: PrintedTable,
    labels: TableLabels,
    home: str | None,
    readers: Mapping[str, TableReader],
    values: int,
) -> bool:
    """Whether a table may be of this part: it stands below its heading; or no table of the part
    was found, and it has one of its labels, or at least half as many values."""
    part = labels.table.part
    if home == part or part in readers:
        return home == part
    keys = {label_key(text) for row in table.rows for text in table.texts(row)}
    return bool(keys & labels.all) or 2 * values >= len(_required(labels.table))


def _required(table: TableForm) -> list[FieldId]:
    return [f for f, (r, c) in table.cells.items() if not (r.optional or c.optional)]


def _unread(table: TableForm, reader: TableReader | None) -> list[FieldId]:
    """The fields of a table that no labelled row printed."""
    if reader is None:
        return _required(table)
    met = reader.rows
    cells = reader.form.cells.items()
    return [name for name, (r, c) in cells if r.id not in met and c.kind != "text"]


def absences(
    table: TableForm, reader: TableReader | None, asked: Collection[FieldId]
) -> Iterator[Irregularity]:
    """What the form has and the document does not: the table, its rows, its columns. What is
    `asked` about is not counted among it."""
    if reader is None:
        if cells := tuple(name for name in _required(table) if name not in asked):
            yield Irregularity("missing_table", f"no table {table.label!r}", cells)
        return
    gone: dict[Column, list[FieldId]] = {}
    met = reader.rows
    for row in reader.form.rows:
        fields = {
            column: name
            for name, column in reader.form.fields_of(row).items()
            if not column.optional and name not in asked
        }
        if row.id in met:
            printed = reader.columns.get(row.id)
            for column, name in fields.items():
                if printed is not None and column.id not in printed:
                    gone.setdefault(column, []).append(name)
        elif fields and not row.optional:
            yield Irregularity("missing_row", f"no row {row.name!r}", tuple(fields.values()))
    for column, names in gone.items():
        yield Irregularity("missing_column", f"no column {column.labels[0]!r}", tuple(names))
