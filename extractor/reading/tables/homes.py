"""A place in the document -> the part of the report under whose heading it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.labels import match_key
from extractor.values.folding import label_key
from extractor.values.numeral import read_han

LONGEST_HEADING = 60

_MARKUP = re.compile(r"[\s#*]+")
"""What Markdown puts before a heading."""
_ORDINAL = re.compile(r"^\s*(?:\[[^\]]*\]\s*)?第?[(]?([一二三四五六]|[1-6])[部)、.,\s]")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]", re.IGNORECASE)
_HEAD = re.compile(
    rf"(?:{_BOOKMARK.pattern}|[^。:;\n]){{1,{LONGEST_HEADING}}}(?=[。:;\n]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may head a part: the part's place in the form, how much speaks for it,
    whether it is worded as in the form."""

    section: int
    weight: int
    start: int
    end: int
    exact: bool


class Homes:
    """The parts of the report, by their headings.

    Every heading that is printed as the form has it counts, also where the parts come twice
    or in another order, as in a report whose tables are appended.
    """

    def __init__(self, document: Document, form: Form) -> None:
        self._document = document
        self._form = form

    @cached_property
    def _headings(self) -> list[Heading]:
        return [heading for heading in find_headings(self._document, self._form) if heading.exact]

    def of(self, place: int) -> str | None:
        """The id of the part that a place belongs to; None above the first heading."""
        at = bisect_right(self._headings, place, key=lambda heading: heading.start)
        return self._form.sections[self._headings[at - 1].section].id if at else None


def find_headings(document: Document, form: Form) -> Iterator[Heading]:
    """Every line that may head a part, in reading order."""
    aliases = [tuple(label_key(label) for label in section.labels) for section in form.sections]
    for paragraph in document.paragraphs:
        span = paragraph.span
        markup = _MARKUP.match(document.folded, span.start, span.end)
        start = markup.end() if markup else span.start
        line = document.folded[start : span.end]
        head = _HEAD.match(line)
        if head is None:
            continue
        key = label_key(_BOOKMARK.sub("", head[0]))
        for i, keys in enumerate(aliases):
            match = match_key(key, keys)
            if match and (match.exact or len(key) <= len(match.key) + 4):
                ordinal = _ORDINAL.match(line)
                fits = ordinal is not None and read_ordinal(ordinal[1]) == i + 1
                weight = 4 * fits + 2 * match.exact + 1
                yield Heading(i, weight, span.start, start + head.end(), match.exact)


def read_ordinal(text: str) -> int | None:
    """A number in digits or Chinese numerals."""
    return int(text) if text.isdigit() else read_han(text)
