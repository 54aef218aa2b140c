"""A document's source with its fields marked: cut into pieces wherever a figure or a field begins,
and what each piece looks like, says and leads to."""

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.document import Span
from extractor.record.record import Evidence, FieldId
from extractor.review import Case
from extractor.review.case import Standing
from extractor.web.addresses import link
from extractor.web.language import Words
from extractor.web.pages.rendering import visible
from extractor.web.pages.sheets import Names
from extractor.web.pages.source import Block, Box, Page, Place, Text, page_of_case

MOST_PIECES = 20_000
"""Beyond so many, lines without anything marked are left out: a browser would be slow."""

_LINES = 2
"""Lines that an excerpt shows on either side."""
_CHARACTERS = 300
"""Of the evidence's own line, on either side."""
_ROWS = 40
"""Of a longer table, rows as far as this from the evidence are left out."""

_LOUDEST_FIRST: tuple[Standing, ...] = (
    "waits", "wrong", "settled", "proved", "accepted", "absent",
)  # fmt: skip


class Piece(NamedTuple):
    """Characters that are drawn alike. `place` is what is pointed at by a click on them: the
    figure or cell they belong to; `fields` are those that they are evidence of."""

    text: str
    place: Place | None
    fields: tuple[FieldId, ...]


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


DrawnBlock = Drawn | tuple[tuple[DrawnBox, ...], ...]


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


def draw(page: Page, marks: Marks) -> Iterator[DrawnBlock]:
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
            if drawn > MOST_PIECES and not marks.touching(*extent(block)):
                left_out += len(block)
                continue
            if left_out:
                yield Drawn((), False, left_out)
                left_out = 0
            yield tuple(tuple(_drawn_box(page.text, box, marks) for box in row) for row in block)
            drawn += sum(map(len, block))
    if left_out:
        yield Drawn((), False, left_out)


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


def excerpt_of(case: Case, field: FieldId) -> tuple[DrawnBlock, ...]:
    """The lines or the table around the evidence of a field; nothing where it has none."""
    evidence = case.record.fields[field].evidence
    if evidence is None:
        return ()
    page = page_of_case(case)
    blocks = _around(page.blocks, evidence)
    return tuple(draw(Page(page.text, blocks), Marks({field: evidence})))


def _around(blocks: tuple[Block, ...], evidence: Evidence) -> tuple[Block, ...]:
    at = next((n for n, block in enumerate(blocks) if evidence.start <= extent(block)[1]), None)
    if at is None:
        return ()
    before = _lines(blocks[max(0, at - _LINES) : at])
    block = blocks[at]
    if isinstance(block, Text):
        start = max(block.start, evidence.start - _CHARACTERS)
        end = max(evidence.end, min(block.end, evidence.end + _CHARACTERS))
        return (*before, Text(start, end, ()), *_lines(blocks[at + 1 : at + 1 + _LINES]))
    row = next(n for n, boxes in enumerate(block) if boxes and evidence.start <= boxes[-1].text.end)
    return (*before, block[max(0, row - _ROWS) : row + _ROWS])


def _lines(blocks: tuple[Block, ...]) -> tuple[Text, ...]:
    return tuple(
        Text(block.start, min(block.end, block.start + _CHARACTERS), (), block.label)
        for block in blocks
        if isinstance(block, Text)
    )


def extent(block: Block) -> Place:
    """Where a block begins and ends; a table of no cells nowhere."""
    if isinstance(block, Text):
        return block.start, block.end
    texts = [box.text for row in block for box in row]
    return (texts[0].start, texts[-1].end) if texts else (0, -1)


class Painted(NamedTuple):
    """Text with its classes, what it is evidence of, where it leads, and whether the field that
    one looks at begins here."""

    text: str
    look: str
    title: str
    href: str
    first: bool


@dataclass
class Painter:
    """Paints the pieces of one page, in order. `pick` says that a click points a figure out for
    the field `chosen`; `takes_text`, that labels may be pointed at for it too."""

    standings: Mapping[FieldId, Standing]
    names: Names
    words: Words
    chosen: FieldId | None
    place: Span | None
    pick: bool
    takes_text: bool
    blind: bool
    _begun: bool = False
    _to_place: str = ""
    _told: dict[tuple[FieldId, ...], tuple[str, str]] = field(default_factory=dict)

    def paint(self, piece: Piece, label: bool = False) -> Painted:
        """One piece; `label` says that it is of a cell or line that is no figure."""
        look, title = self._look(piece.fields) if piece.fields else ("", "")
        here = self.chosen is not None and self.chosen in piece.fields
        first = here and not self._begun
        self._begun = self._begun or here
        picked = self.place is not None and piece.place == (self.place.start, self.place.end)
        look = " ".join(filter(None, (look, "here" if here else "", "picked" if picked else "")))
        return Painted(visible(piece.text), look, title, self._href(piece, label), first)

    def _look(self, fields: tuple[FieldId, ...]) -> tuple[str, str]:
        if fields not in self._told:
            if self.blind:
                self._told[fields] = "", ""
            else:
                stand = {name: self.standings[name] for name in fields}
                loudest = min(stand.values(), key=_LOUDEST_FIRST.index)
                told = (
                    f"{self.names.whole(name)}：{self.words(f'document.standing.{word}')}"
                    for name, word in stand.items()
                )
                self._told[fields] = f"is {loudest}", "\n".join(told)
        return self._told[fields]

    def _href(self, piece: Piece, label: bool) -> str:
        if self.chosen is None or not self.pick:
            return link(_loudest(piece.fields, self.standings)) if piece.fields else ""
        if piece.place is not None and (self.takes_text or not label):
            if piece.fields == (self.chosen,):
                return link(self.chosen, blind=self.blind)
            self._to_place = self._to_place or link(self.chosen, blind=self.blind)
            return f"{self._to_place}&place={piece.place[0]}-{piece.place[1]}"
        if piece.fields and not self.blind:
            return link(_loudest(piece.fields, self.standings))
        return ""


def _loudest(fields: Sequence[FieldId], standings: Mapping[FieldId, Standing]) -> FieldId:
    return min(fields, key=lambda name: _LOUDEST_FIRST.index(standings[name]))
