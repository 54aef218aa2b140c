"""A table of the document -> the table of the form that it prints, or goes on with.

Two labels of the form tell. With fewer, a table is a piece of one that a page break tore: if it
stands in a part of the form, and has nothing but figures, rows of that part that were not there
yet, and what is left of a header.

It may be printed the other way round: applicants as rows and outcomes as columns; and where the
form has one row with groups of columns, each group may have a row of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from extractor.document import Cell
from extractor.forms.form import Column, Form, Row, TableForm
from extractor.reading.tables.grid.rows import TableReader
from extractor.reading.tables.homes import Homes
from extractor.reading.tables.labels import TableLabels, best_table, labels_of
from extractor.reading.tables.printed import PrintedTable, first_figure, may_be_value
from extractor.values.folding import label_key

TELLING = 3
"""Characters of a label that is in no other table."""
FEWEST_ROWS = 2
"""Rows with figures that are labelled as the form labels columns, or groups of them."""


def labels_for(
    table: PrintedTable, form: Form, readers: Mapping[str, TableReader], homes: Homes
) -> TableLabels | None:
    """The labels by which a table is read; None where it is none of the form's by its labels and
    its place. `readers` are those of the tables above, by the part of the form."""
    texts = [table.texts(row) for row in table.rows]
    labels = best_table((text for row in texts for text in row), labels_of(form))
    if labels is None or not _tells(texts, labels):
        home = homes.of(table.table.span.start)
        at_home = next((known for known in labels_of(form) if known.table.part == home), labels)
        if at_home is None:
            return None
        reader = readers.get(at_home.table.part)
        if at_home is not labels and not all(_is_piece(row, at_home, reader) for row in texts):
            return None
        labels = at_home
    if not labels.rows and _labelled(texts, labels.groups):
        return TableLabels(_by_group(labels.table), few=True)
    return labels


def _tells(texts: Sequence[Sequence[str]], labels: TableLabels) -> bool:
    """Whether a label is printed that tells of its table in the part of another one: 其他 and 合计
    do not."""
    keys = {label_key(text) for row in texts for text in row}
    return any(len(key) >= TELLING for key in keys & labels.all)


def _is_piece(texts: Sequence[str], labels: TableLabels, reader: TableReader | None) -> bool:
    """Whether a row may be torn off a table: figures alone, one of its rows, or a bit of header."""
    filled = [text for text in texts if text]
    words = [text for text in filled if not may_be_value(text)]
    if not words or len(words) == len(filled):
        keys = filter(None, map(label_key, words))
        return all(any(key in known for known in labels.all) for key in keys)
    row = labels.row(words[-1])
    return row is not None and row[1] and not (reader and row[0].id in reader.rows)


def _labelled(texts: Sequence[Sequence[str]], keys: Collection[str]) -> bool:
    """Whether enough rows that hold figures have one of these labels."""
    before = (row[: first_figure(row)] for row in texts if first_figure(row) < len(row))
    found = {label_key(text) for row in before for text in row}
    return len(found & set(keys)) >= FEWEST_ROWS


def _by_group(table: TableForm) -> TableForm:
    """A table of one row with groups of columns -> the same fields, a row for each group.

    The ids of the columns are `group.column`.
    """
    rows: dict[str, Row] = {}
    columns: dict[str, Column] = {}
    for column in table.columns:
        group, _, name = column.id.partition(".")
        rows.setdefault(group, Row(group, column.under))
        columns.setdefault(name, replace(column, id=name, under=(), optional=False))
    return replace(table, rows=tuple(rows.values()), columns=tuple(columns.values()))


def as_in_form(table: PrintedTable, labels: TableLabels) -> PrintedTable:
    """The table with rows for columns, where its rows are the form's columns."""
    texts = map(table.texts, table.rows)
    if not table.table.aligned or not _labelled(
        list(texts), set(labels.columns) - set(labels.rows)
    ):
        return table
    cells = (
        Cell(cell.span, cell.column, cell.row, cell.colspan, cell.rowspan)
        for row in table.rows
        for cell in row
    )
    in_order = sorted(cells, key=lambda cell: (cell.row, cell.column))
    rows = tuple(tuple(row) for _, row in groupby(in_order, lambda cell: cell.row))
    return replace(table, table=replace(table.table, rows=rows), turned=True)
