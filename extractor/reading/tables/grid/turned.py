"""Tables that are printed the other way round -> as the form has them.

Applicants may stand as rows and outcomes as columns; and where the form has one row with groups of
columns, each group may have a row of its own.
"""

from collections.abc import Collection
from dataclasses import replace
from itertools import takewhile

from extractor.document import Cell, Document, Table
from extractor.forms.form import Column, Row, TableForm
from extractor.reading.tables.labels import TableLabels
from extractor.values.amount import read_amount
from extractor.values.folding import label_key

FEWEST_ROWS = 2
"""Rows with figures that are labelled as the form labels columns, or groups of them."""


def is_turned(document: Document, table: Table, labels: TableLabels) -> bool:
    """Whether the table's rows are the form's columns."""
    return table.aligned and _labelled(document, table, set(labels.columns) - set(labels.rows))


def is_by_group(document: Document, table: Table, labels: TableLabels) -> bool:
    """Whether the groups of the form's columns are the table's rows."""
    return not labels.rows and _labelled(document, table, labels.groups)


def _labelled(document: Document, table: Table, keys: Collection[str]) -> bool:
    """Whether enough rows that hold figures have one of these labels."""
    found = set()
    for row in table.rows:
        texts = [document.quote(cell.span) for cell in row]
        before = list(takewhile(lambda text: read_amount(text).state not in _VALUES, texts))
        if len(before) < len(texts):
            found |= {label_key(text) for text in before} & set(keys)
    return len(found) >= FEWEST_ROWS


_VALUES = frozenset(("reported", "dash"))


def turned(table: Table) -> Table:
    """The table with rows for columns."""
    cells = [
        Cell(cell.span, cell.column, cell.row, cell.colspan, cell.rowspan)
        for row in table.rows
        for cell in row
    ]
    height = max((cell.row for cell in cells), default=-1) + 1
    rows = (
        tuple(sorted((c for c in cells if c.row == at), key=lambda c: c.column))
        for at in range(height)
    )
    return replace(table, rows=tuple(row for row in rows if row))


def by_group(table: TableForm) -> TableForm:
    """A table of one row with groups of columns -> the same fields, a row for each group.

    The ids of the columns are `group.column`.
    """
    rows: dict[str, Row] = {}
    columns: dict[str, Column] = {}
    for column in table.columns:
        group, _, name = column.id.partition(".")
        rows.setdefault(group, Row(group, column.under))
        columns.setdefault(name, Column(name, column.labels, (), column.kind, column.unit))
    return replace(table, rows=tuple(rows.values()), columns=tuple(columns.values()))
