"""What a labelled document is like, so that scores can be told apart by it."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from eval.gold import GoldLabels, Kind
from extractor.document import Document, Table

Layout = Literal["cells", "tabs", "pipes", "grid", "merged cells", "no table", "unread"]
"""How a document prints its tables: `cells` has one cell a line, `grid` is a table of html or
docx, and in `merged cells` some of its cells span several."""

_SAME = {"htm": "html"}


@dataclass(frozen=True, slots=True)
class Traits:
    """The form, layout and format (html, docx, txt) of one document, and where it comes from."""

    form: str
    layout: Layout
    format: str
    kind: Kind


def traits(labels: GoldLabels, document: Document | None) -> Traits:
    """What the labels tell and the document shows; None is one that cannot be read."""
    ending = PurePath(labels.document).suffix.lstrip(".").lower()
    layout: Layout = "unread" if document is None else _layout(document)
    return Traits(labels.form, layout, _SAME.get(ending, ending), labels.kind)


def _layout(document: Document) -> Layout:
    """The layout of its largest table."""
    if not document.tables:
        return "no table"
    table = max(document.tables, key=lambda table: sum(map(len, table.rows)))
    if document.media_type == "text/plain":
        return _flattened(table, document)
    spans = any(cell.rowspan > 1 or cell.colspan > 1 for row in table.rows for cell in row)
    return "merged cells" if spans else "grid"


def _flattened(table: Table, document: Document) -> Layout:
    if not table.aligned:
        return "cells"
    return "tabs" if "\t" in document.quote(table.span) else "pipes"
