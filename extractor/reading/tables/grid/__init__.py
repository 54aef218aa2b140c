"""Tables -> Readings, by the labels of their rows and columns, never by position alone.

The first of the two differently built readers of tables: it trusts the grid. A value is
read where a row label and a column header, both matched to the form, cross.
"""

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.grid.by_order import read_blank, read_in_order
from extractor.reading.tables.grid.identify import as_in_form, labels_for
from extractor.reading.tables.grid.rows import TableReader
from extractor.reading.tables.grid.unread import absences, unread_rows, unread_tables
from extractor.reading.tables.homes import Homes
from extractor.reading.tables.printed import Found, PrintedTable, printed_tables

__all__ = ["read_grid"]


def read_grid(document: Document, form: Form) -> Found:
    """Every table of the document -> readings of the form's cells, what did not fit, and all
    that is printed where values stand."""
    found = Found([], [], [])
    readers: dict[str, TableReader] = {}
    unlabelled: list[PrintedTable] = []
    homes = Homes(document, form)
    for table in printed_tables(document):
        if labels := labels_for(table, form, readers, homes):
            reader = readers.setdefault(labels.table.part, TableReader(labels))
            found.keep(reader.read(as_in_form(table, reader.labels)))
        else:
            unlabelled.append(table)
    for reader in readers.values():
        found.keep(read_in_order(form, reader))
        found.keep(read_blank(reader))
        found.keep(unread_rows(document, reader))
    found.keep(unread_tables(form, unlabelled, readers, homes))
    asked = {name for irregular in found.irregularities for name in irregular.fields}
    for table_form in form.tables:
        found.keep(absences(table_form, readers.get(table_form.part), asked))
    return found
