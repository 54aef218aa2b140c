"""Printed text -> its words in reading order: labels and figures, without any grid.

A word is what stands between tabs, line breaks and pipes; between spaces too, where a line
has nothing but labels of the form and figures, or ends in figures, as text out of a PDF does.
Where not even spaces are left, a text runs on (自然人总计, 规章000行政规范性文件12) and is taken
apart at the labels: these are known, and figures stand directly behind them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from extractor.document import Document
from extractor.reading.tables.printed import is_figure
from extractor.values.folding import label_key, squeeze

LONGEST_FIGURE = 24
LONGEST_LABEL = 120
FEWEST_IN_LINE = 3
"""Figures that end a line of a table, whatever stands before them."""
FEWEST_LABELS = 4
"""A text with figures is taken apart if it has so many labels."""
TELLING = 3
"""Characters of a label that no ordinary sentence is likely to hold."""
LONGEST_GLUED = 120
"""A text of labels alone is at most so long."""
_DASHES = "-/"
"""What a label's key leaves out, and what a row of figures may end in."""

# From the beginning of a stretch only: a run of blanks is gone through once, not from each of them.
_WORD = re.compile(r"(?<![^\t\n|])[^\S\t\n]*+[^\s|][^\t\n|]*")
_PIECE = re.compile(r"\S+")
_TOKEN = re.compile(
    r"(?P<remark>\([^()]{0,120}\))"
    r"|(?P<figure>\d[\d,]*(?:\.\d+)?(?: {1,3}\d+)*)"
    r"|(?P<text>[^\d()]+)|[()]"
)
_UNIT = re.compile(r"\s?[^\W\d_]?[件条项个元万亿份篇次人起宗年月日号%]")
_NUMBERING = re.compile(r"\s*[.、)]")
_ORDINALS = frozenset("一二三四五六七八九十")


class Word(Struct, frozen=True):
    """A stretch of text from `start` on: a figure, or what it is by its key as a label."""

    start: int
    text: str
    key: str = ""
    counted: bool = False

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def pieces(self) -> list["Word"]:
        """What spaces set apart in it: labels, or figures in what may also be one (0 0 0)."""
        return [_word(self.start + piece.start(), piece[0]) for piece in _PIECE.finditer(self.text)]


def read_words(document: Document, labels: frozenset[str]) -> list[Word]:
    """Every word of the document; `labels` are the keys that may stand between spaces."""
    words: list[Word] = []
    for match in _WORD.finditer(document.folded):
        text = match[0].strip()
        word = _word(match.start() + match[0].index(text[0]), text)
        if word.counted or (word.key in labels and text[-1] not in _DASHES):
            words.append(word)
        else:
            words += _apart(word, labels)
    return words


def _word(start: int, text: str) -> Word:
    counted = len(text) < LONGEST_FIGURE and is_figure(text)
    key = "" if counted or len(text) > LONGEST_LABEL else label_key(text)
    return Word(start, text, key, counted)


def _apart(word: Word, labels: frozenset[str]) -> list[Word]:
    """A text that is neither a figure nor a label -> those that it consists of; else itself."""
    pieces = word.pieces if " " in word.text else []
    if pieces and all(piece.counted or piece.key in labels for piece in pieces):
        return pieces
    first = len(pieces)
    while first and pieces[first - 1].counted:
        first -= 1
    if first and len(pieces) - first >= FEWEST_IN_LINE:
        text = word.text[: pieces[first].start - word.start].rstrip()
        return [_word(word.start, text), *pieces[first:]]
    return run_on(word.start, word.text, labels) or [word]


def run_on(start: int, text: str, labels: frozenset[str]) -> list[Word]:
    """A text -> its labels, its figures, and other words without a key, if it is nothing but labels
    and figures, or has many labels among figures; nothing else."""
    if len(text) <= LONGEST_GLUED and label_key(text).startswith(_as_tuple(labels)):
        words = _tokens(start, text, labels)
        if len(words) > 1 and all(map(_is_known, words)):
            return words
    if not any(c.isdigit() for c in text):
        return []
    key = squeeze(text)
    if sum(len(label) >= TELLING and label in key for label in labels) < FEWEST_LABELS:
        return []
    words = _tokens(start, text, labels)
    known = [False, *map(_is_known, words), False]
    return [  # a label alone among other words is one of these
        word if known[i + 1] and (known[i] or known[i + 2]) else Word(word.start, word.text)
        for i, word in enumerate(words)
    ]


def _is_known(word: Word) -> bool:
    return word.counted or bool(word.key)


@lru_cache(maxsize=16)
def _as_tuple(labels: frozenset[str]) -> tuple[str, ...]:
    return tuple(labels)


@lru_cache(maxsize=16)
def _longest(labels: frozenset[str]) -> int:
    return max(map(len, labels), default=0)


def _tokens(start: int, text: str, labels: frozenset[str]) -> list[Word]:
    """Labels with the remarks behind them, figures directly behind a label, and what else there
    is."""
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        before = found[-1] if found and found[-1].key else None
        if match["text"]:
            found += _labels(start + match.start(), match["text"], labels)
        elif match["figure"]:
            # less the number of the label behind it
            digits = match[0][:-1] if _NUMBERING.match(text, match.end()) else match[0]
            digits = digits.rstrip(" ")
            if digits:
                end = match.start() + len(digits)
                counted = before is not None and not _UNIT.match(text, end)
                found.append(Word(start + match.start(), digits, counted=counted))
        elif match["remark"] and before:
            found[-1] = Word(before.start, text[before.start - start : match.end()], before.key)
    return found


def _labels(start: int, text: str, labels: frozenset[str]) -> Iterator[Word]:
    """The labels in a text without figures, the longest first, and the words between them."""
    kept = [(i, c) for i, c in enumerate(text) if c.isalnum()]
    key = "".join(c for _, c in kept)
    at = other = 0
    while at <= len(key):
        ends = range(min(len(key), at + _longest(labels)), at, -1)
        end = next((end for end in ends if key[at:end] in labels), None)
        if end is None and at < len(key):
            at += 1
            continue
        if set(key[other:at]) - _ORDINALS:
            first, last = kept[other][0], kept[at - 1][0] + 1
            yield Word(start + first, text[first:last])
        if end is None:
            return
        first, last = kept[at][0], kept[end - 1][0] + 1
        yield Word(start + first, text[first:last], key[at:end])
        at = other = end
