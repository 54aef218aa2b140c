"""A text as it was printed on pages -> its lines as they were written.

Page numbers, running heads and feet stand between the lines of a page and those of the next, and
part neither a table nor a sentence. A text out of a PDF breaks sentences, words and figures at the
width of its page: where most lines end at one width, a full line without an end of its own goes on
in the next one.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from extractor.document.spaced.pieces import join_lines, width_of
from extractor.document.textlines import Line, is_heading

_FORM_FEED = "\f"
_DASH = "[-－—–―─]"
_SURE = re.compile(
    rf"{_DASH} ?\d{{1,4}} ?{_DASH}|第 ?\d{{1,4}} ?页(?:[，,/ ]{{0,2}}共 ?\d{{1,4}} ?页)?"
)
"""A page number also where nothing else shows a page."""
_NUMBER = re.compile(
    rf"{_SURE.pattern}|\d{{1,4}} ?/ ?\d{{1,4}}|Page \d{{1,4}}(?: of \d{{1,4}})?", re.IGNORECASE
)
_BARE = re.compile(r"\d{1,4}")
_RUNNING = 3  # pages that begin or end alike before a line is taken for a running head or foot
_LONGEST_HEAD = 60  # characters of a running head

_NARROWEST = 30  # places of the narrowest page
_ROOM = 4  # places by which a full line may miss the width: a character and a mark
_MIN_FULL = 5  # full lines that show the width of a page
_MOST_LONGER = 0.05  # share of lines beyond the width above which it is none
_LONGEST = 5_000  # characters of a paragraph; where there are more, something else is wrong
_INDENT = 2  # places by which the first line of a paragraph stands further in
_ENDS = tuple("。！？；.!?;")
_FAR = 1_000


def split_pages(lines: Sequence[Line]) -> list[range]:
    """The indexes of the lines of each page: a form feed begins one."""
    starts = [0, *(i for i, line in enumerate(lines) if i and _FORM_FEED in line.text), len(lines)]
    return [range(a, b) for a, b in pairwise(starts)]


def furniture(lines: Sequence[Line], pages: Sequence[range]) -> frozenset[int]:
    """The lines that are page numbers, running heads or feet: by form, place and repetition."""
    printed = [[i for i in page if lines[i].kind != "empty"] for page in pages]
    if len(pages) == 1:
        return frozenset(i for i in printed[0] if _SURE.fullmatch(lines[i].text.strip()))
    found: set[int] = set()
    for side in (0, -1):
        texts = {n: lines[own[side]].text.strip() for n, own in enumerate(printed) if own}
        counted = Counter(int(text) - n for n, text in texts.items() if _BARE.fullmatch(text))
        alike = Counter(map(_alike, texts.values()))
        found |= {
            printed[n][side]
            for n, text in texts.items()
            if _NUMBER.fullmatch(text)
            or (_BARE.fullmatch(text) and counted[int(text) - n] >= _RUNNING)
            or (_may_run(text) and alike[_alike(text)] >= _RUNNING)
        }
    return frozenset(found)


def _alike(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _may_run(text: str) -> bool:
    """Whether a line may be a running head: short, a text, and no row of a table that goes on."""
    set_apart = any(mark in text for mark in ("  ", "\t", "|"))
    return len(text) <= _LONGEST_HEAD and any(map(str.isalpha, text)) and not set_apart


def page_width(lines: Iterable[Line]) -> int | None:
    """The place where the lines of a text are broken; None where they are not.

    Most lines that are longer than half of it end there, and hardly any beyond.
    """
    ends = [_end(line) for line in lines if _is_running(line)]
    common = Counter(end for end in ends if end >= _NARROWEST).most_common(1)
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
        turned = turned or _FORM_FEED in line.text or at in aside
        if open_ and (line.kind == "empty" or at in aside):
            between.append(line.text)
            continue
        begins = _indent(line) >= margins[at] + _INDENT or is_heading(line.text)
        goes_on = open_ and line.kind == "plain" and not begins and (turned or not between)
        if goes_on and len(texts[-1]) <= _LONGEST:
            texts[-1] = join_lines((texts[-1].rstrip(), line.text.strip()))
        else:
            texts += (*between, line.text)
            between = []
        full = _is_running(line) and abs(_end(line) - width) <= _ROOM
        open_ = full and not line.text.rstrip().endswith(_ENDS)
        if not open_:
            texts += between
            between, turned = [], False
    return [*texts, *between]


def _is_running(line: Line) -> bool:
    return line.kind == "plain" and "|" not in line.text


def _margins(lines: Sequence[Line], aside: Collection[int]) -> list[int]:
    """For each line, how far the lines of its page are indented that are so least."""
    margins: list[int] = []
    for page in split_pages(lines):
        own = (i for i in page if lines[i].kind == "plain" and i not in aside)
        margins += [min((_indent(lines[i]) for i in own), default=_FAR)] * len(page)
    return margins


def _end(line: Line) -> int:
    """Where a line ends: the spaces around a figure are narrow ones in print."""
    text = line.text.strip()
    return _indent(line) + width_of(text) - text.count(" ") // 2


def _indent(line: Line) -> int:
    text = line.text.lstrip(_FORM_FEED)
    return len(text) - len(text.lstrip())
