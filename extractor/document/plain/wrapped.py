"""Lines that were broken where the page ended -> the lines as they were written.

A text out of a PDF breaks sentences, words and figures at the width of its page. Where most
lines end at one width, a full line without an end of its own goes on in the next one.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from extractor.document.lines import Line, is_heading
from extractor.document.plain.pages import FORM_FEED
from extractor.document.spaced.pieces import join_lines, width_of

_LEAST = 30
"""Places of the narrowest page."""

_ROOM = 4
"""Places that a full line may fall short of its page, or exceed it: a character and a mark."""

_MIN_FULL = 5
"""Full lines that show the width of a page."""

_MOST_LONGER = 0.05
"""Share of lines beyond the width above which it is none."""

_LONGEST = 5_000
"""Characters beyond which no paragraph is put together: what is wrong is no broken line."""

_ENDS = tuple("。！？；.!?;")
_INDENT = 2
"""Places by which the first line of a paragraph stands further in."""

_FAR = 1_000


def page_width(lines: Sequence[Line]) -> int | None:
    """The place where the lines of a text are broken; None where they are not.

    Most lines that are longer than half of it end there, and hardly any beyond.
    """
    ends = [_end(line) for line in lines if _is_running(line)]
    common = Counter(end for end in ends if end >= _LEAST).most_common(1)
    if not common:
        return None
    width = common[0][0]
    full = sum(abs(end - width) <= _ROOM for end in ends)
    longer = sum(end > width + _ROOM for end in ends)
    long = sum(2 * end > width for end in ends)
    sure = full >= _MIN_FULL and 2 * full >= long and longer <= _MOST_LONGER * len(ends)
    return width if sure else None


def unwrapped(lines: Sequence[Line], width: int, aside: Collection[int]) -> list[str]:
    """The texts of lines, broken ones put together. `aside` are the places, in `lines`, of page
    numbers and the like: what stands between two pages comes after a line that goes on.

    A line goes on in the next one if it is full and ends no sentence, and that one neither is
    indented nor begins with a number as headings do.
    """
    margins = _margins(lines, aside)
    texts: list[str] = []
    between: list[str] = []
    open_ = turned = False
    for at, line in enumerate(lines):
        turned = turned or FORM_FEED in line.text or at in aside
        if open_ and (line.kind == "empty" or at in aside):
            between.append(line.text)
            continue
        begins = _indent(line) >= margins[at] + _INDENT or is_heading(line.text)
        goes_on = open_ and line.kind == "plain" and not begins and (turned or not between)
        if goes_on and len(texts[-1]) <= _LONGEST:
            texts[-1] = join_lines((texts[-1].rstrip(), line.text.strip()))
        else:
            texts += between
            texts.append(line.text)
            between = []
        open_ = _is_open(line, width)
        if not open_:
            texts += between
            between, turned = [], False
    return [*texts, *between]


def _is_open(line: Line, width: int) -> bool:
    """Whether a line is full and ends no sentence."""
    text = line.text.rstrip()
    return _is_running(line) and abs(_end(line) - width) <= _ROOM and not text.endswith(_ENDS)


def _is_running(line: Line) -> bool:
    return line.kind == "plain" and "|" not in line.text


def _margins(lines: Sequence[Line], aside: Collection[int]) -> list[int]:
    """For each line, how far the lines of its page are indented that are so least."""
    pages: list[int] = []
    margins: list[int] = []
    for at, line in enumerate(lines):
        if FORM_FEED in line.text or not pages:
            margins.append(_FAR)
        pages.append(len(margins) - 1)
        if line.kind == "plain" and at not in aside:
            margins[-1] = min(margins[-1], _indent(line))
    return [margins[page] for page in pages]


def _end(line: Line) -> int:
    """Where a line ends: the spaces around a figure are narrow ones in print."""
    text = line.text.strip()
    return _indent(line) + width_of(text) - text.count(" ") // 2


def _indent(line: Line) -> int:
    text = line.text.lstrip(FORM_FEED)
    return len(text) - len(text.lstrip())
