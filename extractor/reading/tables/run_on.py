"""Text of a table that has lost all that set its cells apart -> its labels and figures.

A page's bare text runs on: 自然人总计, or 规章000行政规范性文件12. Labels are known, and figures
stand directly behind them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from extractor.values.folding import label_key, squeeze

FEWEST_LABELS = 4
"""A text with figures is taken apart if it has so many labels."""
TELLING = 3
"""Characters of a label that no ordinary sentence is likely to hold."""
LONGEST_GLUED = 120
"""A text of labels alone is at most so long."""

_TOKEN = re.compile(
    r"(?P<remark>\([^()]{0,120}\))"
    r"|(?P<figure>\d[\d,]*(?:\.\d+)?(?: {1,3}\d+)*)"
    r"|(?P<text>[^\d()]+)|[()]"
)
_UNIT = re.compile(r"\s?[^\W\d_]?[件条项个元万亿份篇次人起宗年月日号%]")
_NUMBERING = re.compile(r"\s*[.、)]")
_ORDINALS = frozenset("一二三四五六七八九十")


class Part(Struct, frozen=True):
    """A label, by its key, a figure, or other words (neither), and where in the text it is."""

    start: int
    end: int
    key: str = ""
    counted: bool = False

    @property
    def known(self) -> bool:
        """Whether it is a label or a figure."""
        return self.counted or bool(self.key)


def parts_of(text: str, labels: frozenset[str]) -> list[Part]:
    """A folded text -> its parts, if it is nothing but labels and figures, or has many labels among
    figures; nothing else."""
    if len(text) <= LONGEST_GLUED and label_key(text).startswith(_as_tuple(labels)):
        parts = _tokens(text, labels)
        if len(parts) > 1 and all(part.known for part in parts):
            return parts
    if not any(c.isdigit() for c in text):
        return []
    key = squeeze(text)
    if sum(len(label) >= TELLING and label in key for label in labels) < FEWEST_LABELS:
        return []
    return _dense(_tokens(text, labels))


@lru_cache(maxsize=16)
def _as_tuple(labels: frozenset[str]) -> tuple[str, ...]:
    return tuple(labels)


@lru_cache(maxsize=16)
def _longest(labels: frozenset[str]) -> int:
    return max(map(len, labels), default=0)


def _tokens(text: str, labels: frozenset[str]) -> list[Part]:
    """Labels with the remarks behind them, figures directly behind a label, and what else there
    is."""
    found: list[Part] = []
    for match in _TOKEN.finditer(text):
        if match["text"]:
            found += _labels(match.start(), match["text"], labels)
        elif match["figure"]:
            found += _figure(text, match.start(), match.end(), found[-1] if found else None)
        elif match["remark"] and found and found[-1].key:
            found[-1] = replace(found[-1], end=match.end())
    return found


def _figure(text: str, start: int, end: int, before: Part | None) -> list[Part]:
    """A run of digits: without the number of the label behind it; other words where it has a
    unit or stands behind no label."""
    if _NUMBERING.match(text, end):
        end -= 1
    while end > start and text[end - 1] == " ":
        end -= 1
    if end == start:
        return []
    counted = before is not None and bool(before.key) and not _UNIT.match(text, end)
    return [Part(start, end, counted=counted)]


def _labels(start: int, text: str, labels: frozenset[str]) -> Iterator[Part]:
    """The labels in a text without figures, the longest first, and the words between them."""
    kept = [(i, c) for i, c in enumerate(text) if c.isalnum()]
    key = "".join(c for _, c in kept)
    longest = _longest(labels)
    at = other = 0
    while at < len(key):
        ends = range(min(len(key), at + longest), at, -1)
        end = next((end for end in ends if key[at:end] in labels), None)
        if end is None:
            at += 1
            continue
        if set(key[other:at]) - _ORDINALS:
            yield Part(start + kept[other][0], start + kept[at - 1][0] + 1)
        yield Part(start + kept[at][0], start + kept[end - 1][0] + 1, key[at:end])
        at = other = end
    if set(key[other:]) - _ORDINALS:
        yield Part(start + kept[other][0], start + kept[-1][0] + 1)


def _dense(parts: Sequence[Part]) -> list[Part]:
    """The parts; a label alone among other words is one of these."""
    lone = Part(0, 0)
    around = zip([lone, *parts], parts, [*parts[1:], lone], strict=False)
    return [
        part if part.known and (left.known or right.known) else Part(part.start, part.end)
        for left, part, right in around
    ]
