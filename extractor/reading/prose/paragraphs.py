"""Lines of running text -> paragraphs, which run on over their ends, with the headings above each.

Text out of a PDF has a line break at the width of the page, in the middle of a word or not. Such a
line is as wide as a page allows, ends without a stop, and what follows is no wider.
"""

import re
from collections.abc import Iterator

from extractor.document import Document, Span

NARROWEST, WIDEST = 20, 60
"""The width of a page in characters of full width."""
LONGEST_HEADING = 40
"""Characters of a heading; what runs on for longer is text."""
_SLACK = 4
"""By how much lines of one page differ, in characters of full width: an indent, a mark that may not
begin one."""
_STOPPED = re.compile(r"[。;!?:][\")\s]*$")
_HAN = "[一二三四五六七八九十]{1,3}"
_BEGINS = re.compile(
    rf"[\s#*|●■◆▪•·]*(?:第?[(]?{_HAN}[)、部]|[(]?\d{{1,2}}[).、](?!\d)|[#*|●■◆▪•·])"
)
"""What begins a paragraph of its own: a heading, a numbered or bulleted item."""
_NUMBERS = (
    rf"(?:第?{_HAN}[、部]|第{_HAN}部分)",
    rf"[(]{_HAN}[)]",
    r"\d{1,2}[.、](?!\d)",
    r"[(]\d{1,2}[)]",
)
_NUMBERED = [re.compile(rf"[\s*#]*+{number}\s*(?P<words>[^。:;\n]*)") for number in _NUMBERS]
_BOLD = re.compile(r"\s*+(?:[*]{2}|#+\s)(?P<words>[^。:;\n*]*)")
_BARE = re.compile(r"\s*+(?P<words>[^。:;,\d\n]{2,20})\s*+$")


def flows(document: Document) -> Iterator[Span]:
    """The paragraphs of a document in order, those in one that were broken at the page's width."""
    lines: list[Span] = []
    for paragraph in document.paragraphs:
        if lines and not _runs_on(document, lines[-1], paragraph.span):
            yield Span(lines[0].start, lines[-1].end)
            lines = []
        lines.append(paragraph.span)
    if lines:
        yield Span(lines[0].start, lines[-1].end)


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


def flows_under_headings(document: Document) -> Iterator[tuple[Span, str]]:
    """The paragraphs, each with the words of the headings it stands under, outermost first:
    总体情况/依申请公开. It may open with its own: （二）依申请公开。全年收到…"""
    above: list[tuple[int, str]] = []
    for paragraph in flows(document):
        for number, pattern in enumerate((*_NUMBERED, _BOLD, _BARE)):
            if found := pattern.match(document.folded, paragraph.start, paragraph.end):
                level = min(number, len(_NUMBERED))
                above = [heading for heading in above if heading[0] < level]
                if level == len(_NUMBERED):  # no number says what it is below of
                    above = above[:1]
                words = re.sub(r"\s+", "", found["words"])[:LONGEST_HEADING]
                above.append((level, words))
                break
        yield paragraph, "/".join(words for _, words in above)
