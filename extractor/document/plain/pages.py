"""The pages of a printed text: where they begin, and what is printed on each only for its sake.

Page numbers, running heads and feet stand between the lines of a page and those of the next,
and part neither a table nor a sentence.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractor.document.lines import Line

FORM_FEED = "\f"

_DASH = "[-－—–―─]"
_SURE = re.compile(
    rf"{_DASH} ?\d{{1,4}} ?{_DASH}|第 ?\d{{1,4}} ?页(?:[，,/ ]{{0,2}}共 ?\d{{1,4}} ?页)?"
)
"""A page number also where nothing else shows a page."""
_NUMBER = re.compile(
    rf"{_SURE.pattern}|\d{{1,4}} ?/ ?\d{{1,4}}|Page \d{{1,4}}(?: of \d{{1,4}})?", re.IGNORECASE
)

_BARE = re.compile(r"\d{1,4}")
_RUNNING = 3
"""Pages that must begin or end alike before a line is taken for a running head or foot."""

_LONGEST = 60


def split_pages(lines: Sequence[Line]) -> list[range]:
    """The indexes of the lines of each page: a form feed begins one."""
    starts = [0, *(i for i, line in enumerate(lines) if i and FORM_FEED in line.text), len(lines)]
    return [range(a, b) for a, b in pairwise(starts)]


def furniture(lines: Sequence[Line], pages: Sequence[range]) -> frozenset[int]:
    """The lines that are page numbers, running heads or feet: by form, place and repetition."""
    printed = [[i for i in page if lines[i].kind != "empty"] for page in pages]
    if len(pages) == 1:
        return frozenset(i for i in printed[0] if _SURE.fullmatch(lines[i].text.strip()))
    found: set[int] = set()
    for side in (0, -1):
        edges = {n: own[side] for n, own in enumerate(printed) if own}
        texts = {n: lines[i].text.strip() for n, i in edges.items()}
        numbered = {n for n, text in texts.items() if _NUMBER.fullmatch(text)}
        counted = Counter(int(text) - n for n, text in texts.items() if _BARE.fullmatch(text))
        alike = Counter(map(_alike, texts.values()))
        found |= {
            edges[n]
            for n, text in texts.items()
            if n in numbered
            or (_BARE.fullmatch(text) and counted[int(text) - n] >= _RUNNING)
            or (_is_running(text) and alike[_alike(text)] >= _RUNNING)
        }
    return frozenset(found)


def _alike(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _is_running(text: str) -> bool:
    """Whether a line may be a running head: short, a text, and no row of a table that goes on."""
    return (
        len(text) <= _LONGEST
        and any(map(str.isalpha, text))
        and "  " not in text
        and "\t" not in text
        and "|" not in text
    )
