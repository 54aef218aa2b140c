"""A document's source on the page: its lines and tables, and what in them may be pointed at.

What it looks like does not depend on who looks, so it is kept (`Pages`); what is marked in it is
laid over each time (`drawing`).
"""

import itertools
import threading
from dataclasses import dataclass

from extractor.document import Cell, Document, Paragraph, Span, Table
from extractor.document.read import read_bytes
from extractor.document.textlines import is_heading
from extractor.review import Case
from extractor.values.amount import find_amounts, read_amount

_MOST_FIGURES = 2_000
"""Of one line; those beyond cannot be pointed at."""

_KEPT = 24
_LABEL = 60
"""Characters up to which a numbered line may be a heading."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A line of running text, or what stands in a cell: its place, what in it may be pointed at,
    and whether all of it is a label."""

    start: int
    end: int
    places: tuple[Place, ...]
    label: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table."""

    text: Text
    rowspan: int
    colspan: int


Rows = tuple[tuple[Box, ...], ...]
Block = Text | Rows


@dataclass(frozen=True, slots=True)
class Page:
    """A text, and the blocks that it is drawn in."""

    text: str
    blocks: tuple[Block, ...]


def page_of(document: Document) -> Page:
    """The lines and tables of a document."""
    return Page(
        document.text,
        tuple(
            _line(document, block.span) if isinstance(block, Paragraph) else _table(document, block)
            for block in document.blocks
        ),
    )


def page_of_text(text: str) -> Page:
    """The lines of a text of which the file is gone."""
    blocks: list[Block] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Text(start, start + len(line), ()))
        start += len(line) + 1
    return Page(text, tuple(blocks))


def _line(document: Document, span: Span) -> Text:
    line = document.folded[span.start : span.end]
    if len(line) <= _LABEL and is_heading(line) and not line.endswith(("。", ";", ",")):
        return Text(span.start, span.end, (), label=True)
    figures = ((span.start + a, span.start + b) for a, b, _ in find_amounts(line))
    return Text(span.start, span.end, tuple(itertools.islice(figures, _MOST_FIGURES)))


def _table(document: Document, table: Table) -> Block:
    return tuple(tuple(_box(document, cell) for cell in row) for row in table.rows)


def _box(document: Document, cell: Cell) -> Box:
    start, end = cell.span.start, cell.span.end
    quote = document.text[start:end]
    figure = len(quote) <= _LABEL and read_amount(quote).state != "unreadable"
    if figure or len(quote) <= _LABEL:
        text = Text(start, end, ((start, end),), label=not figure)
    else:
        inner = _line(document, cell.span)
        text = Text(start, end, inner.places)
    return Box(text, cell.rowspan, cell.colspan)


class Pages:
    """The pages of the contents that were looked at last. Threads may share it."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}  # the last one looked at comes last
        self._lock = threading.Lock()

    def of(self, case: Case) -> Page:
        """The page of a case's document; of its bare text where its file was not kept, or reads
        otherwise today."""
        key = case.inputs.sha256
        page = self._pages.get(key)
        if page is None or page.text != case.text:
            page = page_of_case(case)
        with self._lock:
            self._pages.pop(key, None)
            self._pages[key] = page
            if len(self._pages) > _KEPT:
                del self._pages[next(iter(self._pages))]
        return page


def page_of_case(case: Case) -> Page:
    """The same, drawn anew."""
    if case.inputs.data is not None:
        document = read_bytes(case.inputs.data, case.inputs.path)
        if document.text == case.text:
            return page_of(document)
    return page_of_text(case.text)
