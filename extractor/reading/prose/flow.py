"""Lines of running text -> the stretches that run on over their ends.

Text out of a PDF has a line break at the width of the page, in the middle of a word or not. Such a
line is as wide as a page allows, ends without a stop, and what follows is no wider.
"""

import re
from collections.abc import Iterator, Sequence

from extractor.document import Document, Paragraph, Span
from extractor.document.textlines import HAN_NUMBER

NARROWEST, WIDEST = 20, 60
"""The width of a page in characters of full width."""
_SLACK = 4
"""By how much lines of one page differ, in the same: an indent, a mark that may not begin one."""
_STOPPED = re.compile(r"[。;!?:][\")\s]*$")
_BEGINS = re.compile(
    rf"[\s#*|●■◆▪•·]*(?:第?[(]?{HAN_NUMBER}[)、部]|[(]?\d{{1,2}}[).、](?!\d)|[#*|●■◆▪•·])"
)
"""What begins a paragraph of its own: a heading, a numbered or bulleted item."""


def flows(document: Document) -> Iterator[Span]:
    """The paragraphs of a document in order, those in one that were broken at the page's width."""
    lines: list[Paragraph] = []
    for paragraph in document.paragraphs:
        if lines and not _runs_on(document, lines[-1].span, paragraph.span):
            yield _whole(lines)
            lines = []
        lines.append(paragraph)
    if lines:
        yield _whole(lines)


def _whole(lines: Sequence[Paragraph]) -> Span:
    return Span(lines[0].span.start, lines[-1].span.end)


def _runs_on(document: Document, line: Span, following: Span) -> bool:
    if following.start != line.end + 1 or not NARROWEST <= line.end - line.start <= 2 * WIDEST:
        return False
    if _STOPPED.search(document.folded[max(line.start, line.end - 8) : line.end]):
        return False
    if _BEGINS.match(document.folded, following.start, following.end):
        return False
    width = _width(document.quote(line))
    return NARROWEST <= width <= WIDEST and _width(document.quote(following)) <= width + _SLACK


def _width(text: str) -> float:
    """In characters of full width, without blanks: lines are stretched by them."""
    printed = "".join(text.split())
    return len(printed) - len(printed.encode("ascii", "ignore")) / 2
