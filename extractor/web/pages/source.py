"""A Document -> what is drawn of it: lines and tables, cut where a figure or a field begins.

What a document looks like does not depend on who looks, so it is kept (`Pages`); what is marked in
it is laid over each time.
"""

import itertools
import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from extractor.document import Cell, Document, Paragraph, Span, Table
from extractor.document.read import read_bytes
from extractor.document.textlines import is_heading
from extractor.record.record import Evidence, FieldId
from extractor.review import Case
from extractor.values.amount import find_amounts, read_amount

MOST_PIECES = 20_000
"""Beyond so many, lines without anything marked are left out: a browser would be slow."""

_MOST_FIGURES = 2_000
"""Of one line; those beyond cannot be pointed at."""

_KEPT = 24
_LABEL = 60
"""Characters up to which a numbered line may be a heading."""

Place = tuple[int, int]


class Piece(NamedTuple):
    """Characters that are drawn alike. `place` is what is pointed at by a click on them: the
    figure or cell they belong to; `fields` are those that they are evidence of."""

    text: str
    place: Place | None
    fields: tuple[FieldId, ...]


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


Block = Text | tuple[tuple[Box, ...], ...]


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
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, case: Case) -> Page:
        """The page of a case's document; of its bare text where its file was not kept, or reads
        otherwise today."""
        key = case.inputs.sha256
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        if page is None or page.text != case.text:
            page = _drawn(case)
            with self._lock:
                self._pages[key] = page
                while len(self._pages) > _KEPT:
                    self._pages.popitem(last=False)
        return page


def _drawn(case: Case) -> Page:
    if case.inputs.data is not None:
        document = read_bytes(case.inputs.data, case.inputs.path)
        if document.text == case.text:
            return page_of(document)
    return page_of_text(case.text)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as it is drawn. `left_out` counts the lines before it that are not."""

    pieces: tuple[Piece, ...]
    heading: bool
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A cell as it is drawn."""

    pieces: tuple[Piece, ...]
    label: bool
    rowspan: int
    colspan: int


class Marks:
    """Where the fields stand: spans that may overlap, found by what they touch."""

    def __init__(self, evidence: Mapping[FieldId, Evidence]) -> None:
        places = sorted((e.start, e.end, name) for name, e in evidence.items())
        self._places = places
        self._starts = [start for start, *_ in places]
        self._longest = max((end - start for start, end, _ in places), default=0)

    def touching(self, start: int, end: int) -> list[tuple[int, int, FieldId]]:
        """The marks that share a character with a stretch, or are empty at an empty stretch."""
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, max(end, start + 1))
        return [
            mark
            for mark in self._places[first:last]
            if (mark[1] > start and mark[0] < end) or mark[0] == mark[1] == start == end
        ]


def draw(page: Page, marks: Marks) -> Iterator[Drawn | tuple[tuple[DrawnBox, ...], ...]]:
    """The blocks of a page, cut into pieces. Line after line; a table as its rows."""
    drawn = left_out = 0
    for block in page.blocks:
        if isinstance(block, Text):
            touching = marks.touching(block.start, block.end)
            if drawn > MOST_PIECES and not touching:
                left_out += 1
                continue
            pieces = _pieces(page.text, block, touching)
            yield Drawn(pieces, block.label, left_out)
            drawn += len(pieces)
            left_out = 0
        else:
            if drawn > MOST_PIECES and not marks.touching(*_extent(block)):
                left_out += len(block)
                continue
            if left_out:
                yield Drawn((), False, left_out)
                left_out = 0
            yield tuple(tuple(_drawn_box(page.text, box, marks) for box in row) for row in block)
            drawn += sum(map(len, block))
    if left_out:
        yield Drawn((), False, left_out)


def _extent(rows: tuple[tuple[Box, ...], ...]) -> Place:
    texts = [box.text for row in rows for box in row]
    return texts[0].start, texts[-1].end


def _drawn_box(text: str, box: Box, marks: Marks) -> DrawnBox:
    inner = box.text
    pieces = _pieces(text, inner, marks.touching(inner.start, inner.end))
    return DrawnBox(pieces, inner.label, box.rowspan, box.colspan)


def _pieces(
    text: str, inner: Text, touching: Iterable[tuple[int, int, FieldId]]
) -> tuple[Piece, ...]:
    """A stretch cut wherever a mark or a place begins or ends."""
    start, end = inner.start, inner.end
    touching = list(touching)
    if start == end:
        return (Piece("", (start, end), tuple(name for *_, name in touching)),)
    cuts = {start, end}
    for a, b in (*inner.places, *((a, b) for a, b, _ in touching)):
        cuts.update((max(a, start), min(b, end)))
    ordered = sorted(cuts)
    pieces = []
    places = iter(inner.places)
    place = next(places, None)
    for a, b in itertools.pairwise(ordered):
        while place is not None and place[1] <= a:
            place = next(places, None)
        here = place if place is not None and place[0] <= a < place[1] else None
        fields = tuple(name for s, e, name in touching if s <= a < e)
        pieces.append(Piece(text[a:b], here, fields))
    return tuple(pieces)
