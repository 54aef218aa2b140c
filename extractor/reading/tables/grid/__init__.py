"""Tables -> Readings, by the labels of their rows and columns, never by position alone.

The first of the two differently built readers of tables: it trusts the grid. A value is
read where a row label and a column header, both matched to the form, cross.
"""

from functools import cache

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.found import Found
from extractor.reading.tables.grid.belongs import page_of
from extractor.reading.tables.grid.order import read_blank, read_in_order
from extractor.reading.tables.grid.page import Page
from extractor.reading.tables.grid.table import TableReader
from extractor.reading.tables.grid.turned import is_turned, turned
from extractor.reading.tables.grid.unread import absences, unread_rows, unread_tables
from extractor.reading.tables.homes import read_homes

__all__ = ["read_grid"]


def read_grid(document: Document, form: Form) -> Found:
    """Every table of the document -> readings of the form's cells, what did not fit, and all
    that is printed where values stand."""
    found = Found([], [], [])
    pages: dict[str, Page] = {}
    unlabelled: list[int] = []
    homes = cache(lambda: read_homes(document, form))
    for number, table in enumerate(document.tables, 1):
        if page := page_of(document, form, table, pages, homes):
            around = is_turned(document, table, page.labels)
            rows = turned(table) if around else table
            TableReader(document, rows, number, page, found, around).read()
        else:
            unlabelled.append(number)
    for page in pages.values():
        found.keep(read_in_order(document, form, page))
        found.keep(read_blank(document, page))
        found.keep(unread_rows(document, page))
    found.keep(unread_tables(document, form, unlabelled, pages, homes))
    asked = {name for irregular in found.irregularities for name in irregular.fields}
    for table_form in form.tables:
        found.keep(absences(table_form, pages.get(table_form.part), asked))
    return found
