"""Printed lines -> what stands in them, and where across the page: words and figures.

A place across the page is counted in one of two ways. Tools that turn a PDF into text count a
Chinese character as one place, and writers and terminals as two; only in the right one do the
figures of a column stand below each other.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from unicodedata import east_asian_width

from msgspec import Struct

from extractor.document.textlines import Line, is_figure, is_heading

_LONGEST_FIGURE = 24
_WORD = re.compile(r"[^\s\u200b\ufeff]+")
_PLACEHOLDERS = frozenset(("N/A", "n/a", "NA", "无", "不适用"))
_NOTES = re.compile(r"[①-⑳⁰¹²³⁴-⁹*※]|[\[［〔]\d{1,2}[\]］〕]")
_NO_HAN_NUMERAL = re.compile(r"[\d\W]")
_LATIN_MARKS = frozenset(",.;:()'/&-*")

Measure = Callable[[str], Sequence[int]]
"""A line -> the place of each of its characters, and that of its end."""


class Extent(Struct, frozen=True):
    """A half-open range of places across the page."""

    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def meets(self, other: "Extent") -> bool:
        """Whether the two share a place."""
        return self.start < other.end and other.start < self.end

    def distance(self, other: "Extent") -> int:
        """The places between the two: 0 where they meet or touch."""
        return max(0, self.start - other.end, other.start - self.end)


class Piece(Extent, frozen=True):
    """Words of one line that belong together; `words` are what it is joined of, if several."""

    text: str
    figure: bool = False
    words: "tuple[Piece, ...]" = ()


def by_character(text: str) -> range:
    """Every character takes one place."""
    return range(len(text) + 1)


def by_width(text: str) -> list[int]:
    """A wide character takes two places."""
    widths = (2 if east_asian_width(character) in "WF" else 1 for character in text)
    return list(accumulate(widths, initial=0))


def width_of(text: str) -> int:
    """The places that a text takes where wide characters take two."""
    return by_width(text)[-1]


def words_of(line: Line, measure: Measure) -> list[Piece]:
    """The words of a line, parted at every space."""
    places = measure(line.text)
    return [
        Piece(places[m.start()], places[m.end()], m[0], _is_value(m[0]))
        for m in _WORD.finditer(line.text)
    ]


def _is_value(text: str) -> bool:
    """Whether a word is what a column of figures holds: a figure, a dash or that there is none.

    A note mark does not change that. A Chinese numeral alone is none: so a vertical label may
    begin.
    """
    if len(text) > _LONGEST_FIGURE:
        return False
    bare = _NOTES.sub("", text)
    return text in _PLACEHOLDERS or (bool(_NO_HAN_NUMERAL.match(bare)) and is_figure(bare))


def joined(words: Sequence[Piece]) -> Piece:
    """Neighbouring words as one piece."""
    if len(words) == 1:
        return words[0]
    text = " ".join(word.text for word in words)
    return Piece(words[0].start, words[-1].end, text, _is_value(text), tuple(words))


def join_lines(lines: Iterable[str]) -> str:
    """The lines that a text is broken into -> the text: a space only between Latin words."""
    text = ""
    for line in lines:
        text += f" {line}" if is_latin(text[-1:]) and is_latin(line[:1]) else line
    return text


def is_latin(character: str) -> bool:
    """Whether a character is one of a script that parts words by spaces."""
    return character.isascii() and (character.isalpha() or character in _LATIN_MARKS)


def pieces_of(words: Sequence[Piece]) -> list[Piece]:
    """Words -> pieces: text that single spaces part is one, and every figure is one.

    A number begins another piece (`（二） 1.规章`). A figure beside text is one only after it
    (`行政许可 14`), or before such a piece (`12.5 一、基本支出`): `14 件` belongs together.
    """
    pieces: list[Piece] = []
    for group in groups_of(words):
        texts = [i for i, word in enumerate(group) if not word.figure]
        first, last = (texts[0], texts[-1] + 1) if texts else (0, 0)
        if texts and not is_heading(group[first].text):
            first = 0
        begins = [i for i in range(first + 1, last) if is_heading(group[i].text)]
        pieces += group[:first]
        pieces += (joined(group[a:b]) for a, b in pairwise((first, *begins, last)) if a < b)
        pieces += group[last:]
    return pieces


def groups_of(words: Sequence[Piece]) -> list[list[Piece]]:
    """Words that at least two spaces set apart from the others."""
    groups: list[list[Piece]] = []
    for word in words:
        if groups and word.start - groups[-1][-1].end < 2:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups
