"""Printed text -> its words in reading order: labels and figures, without any grid.

A word is what stands between tabs, line breaks and pipes; between spaces too, where a line
has nothing but labels of the form and figures, or ends in figures, as text out of a PDF does.
Where not even spaces are left, a text is taken apart at the labels (see `run_on`).
"""

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from extractor.document import Document
from extractor.reading.tables.run_on import parts_of
from extractor.values.amount import read_amount
from extractor.values.folding import label_key

# From the beginning of a stretch only: a run of blanks is gone through once, not from each of them.
_WORD = re.compile(r"(?<![^\t\n|])[^\S\t\n]*+[^\s|][^\t\n|]*")
_PIECE = re.compile(r"\S+")
_RULE = re.compile(r"[\s|:-]*")
_DASHES = "-/"
"""What a label's key leaves out, and what a row of figures may end in."""
LONGEST_FIGURE = 24
LONGEST_LABEL = 120
FEWEST_IN_LINE = 3
"""Figures that end a line of a table, whatever stands before them."""

Place = tuple[int, int]
"""Where a word stands in the text: start and end."""


class Word(Struct, frozen=True):
    """A stretch of text, as a figure or as the key of a label."""

    start: int
    end: int
    text: str
    key: str
    counted: bool


def read_words(document: Document, labels: frozenset[str]) -> list[Word]:
    """Every word of the document; `labels` are the keys that may stand between spaces."""
    words: list[Word] = []
    for match in _WORD.finditer(document.folded):
        text = match[0].strip()
        start = match.start() + match[0].index(text[0])
        word = _word(start, text)
        if word.counted or (word.key in labels and text[-1] not in _DASHES):
            words.append(word)
        else:
            words += _apart(word, labels)
    return words


def _apart(word: Word, labels: frozenset[str]) -> list[Word]:
    """A text that is neither a figure nor a label -> those that it consists of; else itself."""
    pieces = _pieces(word.start, word.text) if " " in word.text else []
    if pieces and all(piece.counted or piece.key in labels for piece in pieces):
        return pieces
    if ends := _figures_at_end(pieces):
        text = word.text[: ends[0].start - word.start].rstrip()
        return [_word(word.start, text), *ends]
    parts = [
        Word(
            word.start + part.start,
            word.start + part.end,
            word.text[part.start : part.end],
            part.key,
            part.counted,
        )
        for part in parts_of(word.text, labels)
    ]
    return parts or [word]


def _figures_at_end(pieces: Sequence[Word]) -> list[Word]:
    """The figures that end a line behind a text, if they are too many for a sentence."""
    first = len(pieces)
    while first and pieces[first - 1].counted:
        first -= 1
    return list(pieces[first:]) if first and len(pieces) - first >= FEWEST_IN_LINE else []


def pieces_of(word: Word) -> list[Place]:
    """The figures that spaces set apart in what may also be one figure (0 0 0)."""
    return [(piece.start, piece.end) for piece in _pieces(word.start, word.text)]


def _word(start: int, text: str) -> Word:
    counted = len(text) < LONGEST_FIGURE and read_amount(text).state in ("reported", "dash")
    key = "" if counted or len(text) > LONGEST_LABEL else label_key(text)
    return Word(start, start + len(text), text, key, counted)


def _pieces(start: int, text: str) -> list[Word]:
    return [_word(start + piece.start(), piece[0]) for piece in _PIECE.finditer(text)]


def width_at(document: Document, place: int) -> int:
    """How many tabs or pipes the line around a place has."""
    start, end = _line_around(document.folded, place)
    line = document.folded[start:end]
    return line.count("|") or line.count("\t")


def cells_after(
    document: Document, place: int, labelled: bool, count: int, widths: Collection[int]
) -> list[Place]:
    """The `count` cells, blank ones too, of the row whose label ends at `place`.

    They stand behind tabs or pipes in the label's own line, or below it, one to a line behind
    a tab each; where the row has no label, in the first line or lines below the header.
    `widths` are those of the header's lines: where all are alike, merged cells leave empty
    places, and a row of another width has lost one. None unless all cells are figures or
    blank and it is certain which they are.
    """
    texts = _printed_cells(document.folded, place, labelled)
    spans = []
    for start, text in texts:
        core = text.strip()
        if core and read_amount(core).state == "unreadable":
            return []
        start += text.index(core[0]) if core else 0
        spans.append((start, start + len(core)))
    if len(widths) == 1 and spans:
        whole = width_at(document, spans[0][0]) in widths
    else:
        whole = len(spans) == count
    return _without_padding(spans, count, whole)


def _without_padding(cells: list[Place], count: int, whole: bool) -> list[Place]:
    """The cells without the empty ones that merged labels or a wider table add at one end.

    Only where the other end is printed; and unless the row is known to be `whole`, no cell at
    an end may be blank, for then a lost one would not show.
    """
    extra = len(cells) - count
    printed = [start < end for start, end in cells]
    if extra < 0 or not cells:
        return []
    if extra and printed[0] and not any(printed[-extra:]):
        cells, printed = cells[:-extra], printed[:-extra]
    elif extra and printed[-1] and not any(printed[:extra]):
        cells, printed = cells[extra:], printed[extra:]
    elif extra:
        return []
    return cells if whole or (printed[0] and printed[-1]) else []


def _printed_cells(folded: str, place: int, labelled: bool) -> list[tuple[int, str]]:
    lines = _lines(folded, place)
    start, own = next(lines)
    if labelled and (cells := _split(start, own)):
        return cells[1:]
    start, line = next(lines, (start, ""))
    while not labelled and line.count("\t") == 0 and _RULE.fullmatch(line):
        if (following := next(lines, None)) is None:
            return []
        start, line = following
    if not line.startswith("\t") or "\t" in line[1:]:
        return [] if labelled else _split(start, line)
    stacked = []
    while line.startswith("\t") and "\t" not in line[1:]:
        stacked.append((start + 1, line[1:]))
        start, line = next(lines, (start, ""))
    return stacked


def _line_around(folded: str, place: int) -> Place:
    start = folded.rfind("\n", 0, place) + 1
    end = folded.find("\n", place)
    return start, len(folded) if end < 0 else end


def _lines(folded: str, place: int) -> Iterator[tuple[int, str]]:
    while place <= len(folded):
        _, end = _line_around(folded, place)
        yield place, folded[place:end]
        place = end + 1


def _split(start: int, line: str) -> list[tuple[int, str]]:
    """The stretches of a line between tabs or pipes; pipes at its ends part nothing."""
    separator = "|" if "|" in line else "\t"
    if separator not in line:
        return []
    cells = []
    for text in line.split(separator):
        cells.append((start, text))
        start += len(text) + 1
    if separator == "|" and not cells[-1][1].strip():
        cells.pop()
    return cells
