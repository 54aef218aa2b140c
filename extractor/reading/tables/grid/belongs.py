"""A table of the document -> the table of the form that it prints, or goes on with.

Two labels of the form tell. With fewer, a table is a piece of one that a page break tore: if it
stands in a part of the form, and has nothing but figures, rows of that part that were not there
yet, and what is left of a header.
"""

from collections.abc import Callable, Mapping, Sequence

from extractor.document import Document, Table
from extractor.forms.form import Form
from extractor.reading.tables.grid.page import Page
from extractor.reading.tables.grid.turned import by_group, is_by_group
from extractor.reading.tables.homes import Homes
from extractor.reading.tables.labels import TableLabels, best_table, labels_of
from extractor.values.amount import read_amount
from extractor.values.folding import label_key

TELLING = 3
"""Characters of a label that is in no other table."""


def page_of(
    document: Document,
    form: Form,
    table: Table,
    pages: dict[str, Page],
    homes: Callable[[], Homes],
) -> Page | None:
    """The page that a table is read as, new or begun before; None where it is none of the form's
    by its labels and its place."""
    texts = [[document.quote(cell.span) for cell in row] for row in table.rows]
    labels = best_table((text for row in texts for text in row), labels_of(form))
    if labels is None or not _tell(texts, labels):
        home = homes().of(table.span.start)
        at_home = next((known for known in labels_of(form) if known.table.part == home), labels)
        if at_home is None:
            return None
        if at_home is not labels and not all(_is_piece(row, at_home, pages) for row in texts):
            return None
        labels = at_home
    if is_by_group(document, table, labels):
        labels = TableLabels(by_group(labels.table), few=True)
    return pages.setdefault(labels.table.part, Page(labels))


def _tell(texts: Sequence[Sequence[str]], labels: TableLabels) -> bool:
    """Whether a label is printed that tells of its table in the part of another one: 其他 and 合计
    do not."""
    keys = {label_key(text) for row in texts for text in row}
    return any(len(key) >= TELLING for key in keys & labels.all)


def _is_piece(texts: Sequence[str], labels: TableLabels, pages: Mapping[str, Page]) -> bool:
    """Whether a row may be torn off a table: figures alone, one of its rows, or a bit of header."""
    page = pages.get(labels.table.part)
    filled = [text for text in texts if text]
    words = [text for text in filled if read_amount(text).state == "unreadable"]
    if not words or len(words) == len(filled):
        return all(_is_bit(text, labels) for text in words)
    row = labels.row(words[-1])
    return row is not None and row[1] and not (page and row[0].id in page.rows)


def _is_bit(text: str, labels: TableLabels) -> bool:
    key = label_key(text)
    return not key or any(key in known for known in labels.all)
