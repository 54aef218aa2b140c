"""The lines of a plain text, and what a line alone says about its part in the layout."""

import re
from dataclasses import dataclass
from typing import Literal

from extractor.document import Span
from extractor.document.bounds import LINE
from extractor.values.amount import read_amount

Kind = Literal["empty", "cell", "row", "plain"]
"""`cell`: its only tab is its first character. `row`: a tab further on. `empty`: no tab."""

HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
"""A number of headings and items, up to 九十九, as a pattern."""

_COUNT = rf"(?:{HAN_NUMBER}|\d{{1,2}})"
_NUMBER = rf"(?:[（(]{_COUNT}[）)]|{_COUNT}[、.．])"
_HEADING = re.compile(rf"\s*(?:{_NUMBER}(?!\d)|第{HAN_NUMBER}[部章节])")
_NUMBER_ALONE = re.compile(rf"\s*{_NUMBER}\s*\Z")
_CUT_NUMBER = re.compile(rf"\s*[（(]{_COUNT}\s*")
_SENTENCE_ENDS = ("。", "；", "！", "？", ";")
_SENTENCE_LENGTH = 80  # characters from which a line is writing and no label


@dataclass(frozen=True, slots=True)
class Found:
    """The lines up to `end`, exclusive, are a table of these cells; or prose, without rows."""

    end: int
    rows: tuple[tuple[Span, ...], ...] = ()
    aligned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end, and where it begins in the text."""

    start: int
    text: str
    kind: Kind

    def part(self, start: int, end: int) -> Span:
        """The span of `text[start:end]` without the white space around it."""
        inner = self.text[start:end]
        body = inner.lstrip()
        left = self.start + start + (len(inner) - len(body) if body else 0)
        return Span(left, left + len(body.rstrip()))

    def quote(self, span: Span) -> str:
        """The characters at a span in this line."""
        return self.text[span.start - self.start : span.end - self.start]

    @property
    def span(self) -> Span:
        """All of the line without the white space around it."""
        return self.part(0, len(self.text))


def split_lines(text: str, start: int = 0) -> list[Line]:
    """Text that begins at `start` -> its lines.

    Raises TooLarge, naming the line, for one over the limit.
    """
    lines = []
    for line in text.split("\n"):
        lines.append(Line(start, line, _kind(line)))
        if len(line) > LINE.most:
            LINE.check(len(line), f"line {len(lines)}")
        start += len(line) + 1
    return lines


def _kind(line: str) -> Kind:
    last = line.rfind("\t")
    if last < 0:
        return "plain" if line and not line.isspace() else "empty"
    if last == 0:
        return "cell"
    # Word writes a heading's automatic number and a tab.
    return "plain" if _NUMBER_ALONE.match(line, 0, line.find("\t")) else "row"


def is_heading(text: str) -> bool:
    """Whether the text begins as a numbered heading does: 二、 3、 （四） 六."""
    return _HEADING.match(text) is not None


def is_number(text: str) -> bool:
    """Whether the text is the number of a heading, and no more."""
    return _NUMBER_ALONE.match(text) is not None


def begins_item(text: str) -> bool:
    """Whether the text begins as an item does, be it that a line end cuts its number: （三"""
    return is_heading(text) or _CUT_NUMBER.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Whether the text is running prose: long, or with an end of its own."""
    body = text.strip()
    return len(body) > _SENTENCE_LENGTH or body.endswith(_SENTENCE_ENDS)


def is_figure(text: str) -> bool:
    """Whether the text is what a table has figures for: an amount, a dash or nothing."""
    return len(text) <= _SENTENCE_LENGTH and read_amount(text).state != "unreadable"
