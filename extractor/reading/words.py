"""Printed text -> its words in reading order: labels and figures, without any grid.

A word is what stands between tabs, line breaks and pipes; between spaces too, where a line
has nothing but labels of the form and figures, as text out of a PDF has.
"""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from extractor.model.amount import read_amount
from extractor.model.document import Document
from extractor.model.folding import label_key

_WORD = re.compile(r"[^\t\n|]*[^\s|][^\t\n|]*")
_PIECE = re.compile(r"\S+")
_RULE = re.compile(r"[\s|:-]*")
LONGEST_FIGURE = 24
LONGEST_LABEL = 120

Place = tuple[int, int]
"""Where a word stands in the text: start and end."""


class Word(Struct, frozen=True):
    """A stretch of text, as a figure or as the key of a label."""

    start: int
    end: int
    text: str
    key: str
    counted: bool


def read_words(document: Document, labels: Collection[str]) -> list[Word]:
    """Every word of the document; `labels` are the keys that may stand between spaces."""
    words: list[Word] = []
    for match in _WORD.finditer(document.folded):
        text = match[0].strip()
        start = match.start() + match[0].index(text[0])
        word = _word(start, text)
        pieces = [] if word.counted or " " not in text else _pieces(start, text)
        if pieces and all(piece.counted or piece.key in labels for piece in pieces):
            words += pieces
        else:
            words.append(word)
    return words


def pieces_of(word: Word) -> list[Place]:
    """The figures that spaces set apart in what may also be one figure (0 0 0)."""
    return [(piece.start, piece.end) for piece in _pieces(word.start, word.text)]


def _word(start: int, text: str) -> Word:
    counted = len(text) < LONGEST_FIGURE and read_amount(text).state in ("reported", "dash")
    key = "" if counted or len(text) > LONGEST_LABEL else label_key(text)
    return Word(start, start + len(text), text, key, counted)


def _pieces(start: int, text: str) -> list[Word]:
    return [_word(start + piece.start(), piece[0]) for piece in _PIECE.finditer(text)]


def cells_after(document: Document, place: int, labelled: bool) -> list[Place]:
    """The cells, blank ones too, of the row whose label ends at `place`.

    They stand behind tabs or pipes in the label's own line, or below it, one to a line behind
    a tab each; where the row has no label, in the first line or lines below the header. None
    unless all of them are figures or blank.
    """
    texts = _printed_cells(document.folded, place, labelled)
    spans = []
    for start, text in texts:
        core = text.strip()
        if core and read_amount(core).state == "unreadable":
            return []
        start += text.index(core[0]) if core else 0
        spans.append((start, start + len(core)))
    return spans


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


def _lines(folded: str, place: int) -> Iterator[tuple[int, str]]:
    while place <= len(folded):
        end = folded.find("\n", place)
        end = len(folded) if end < 0 else end
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


def without_padding(cells: list[Place], count: int) -> list[Place]:
    """The cells without the empty ones that a merged label or a wider table adds at one end.

    Only where the other end is printed: else nobody can tell which of them are cells.
    """
    extra = len(cells) - count
    if extra <= 0:
        return cells
    printed = [start < end for start, end in cells]
    if printed[-1] and not any(printed[:extra]):
        return cells[extra:]
    if printed[0] and not any(printed[-extra:]):
        return cells[:-extra]
    return []
