"""Paragraphs -> the headings that each stands under, outermost first.

A paragraph may open with its own heading: （二）依申请公开。全年收到…
"""

import re

from extractor.document import Document
from extractor.document.textlines import HAN_NUMBER

LONGEST = 40
"""Characters of a heading; what runs on for longer is text."""

_LEVELS = (
    rf"(?:第?{HAN_NUMBER}[、部]|第{HAN_NUMBER}部分)",
    rf"[(]{HAN_NUMBER}[)]",
    r"\d{1,2}[.、](?!\d)",
    r"[(]\d{1,2}[)]",
)
_NUMBERED = [re.compile(rf"[\s*#]*+{level}\s*(?P<words>[^。:;\n]*)") for level in _LEVELS]
_BOLD = re.compile(r"\s*+(?:[*]{2}|#+\s)(?P<words>[^。:;\n*]*)")
_BARE = re.compile(r"\s*+(?P<words>[^。:;,\d\n]{2,20})\s*+$")


class Headings:
    """The headings so far, as paragraphs are gone through in order."""

    def __init__(self, document: Document) -> None:
        self._folded = document.folded
        self._open: list[tuple[int, str]] = []

    def above(self, start: int, end: int) -> str:
        """The headings that hold for the paragraph from `start` to `end`, its own included."""
        for level, pattern in enumerate((*_NUMBERED, _BOLD, _BARE)):
            if found := pattern.match(self._folded, start, end):
                level = min(level, len(_LEVELS))
                self._open = [above for above in self._open if above[0] < level]
                if level == len(_LEVELS):  # no number says what it is below of
                    self._open = self._open[:1]
                self._open.append((level, re.sub(r"\s+", "", found["words"])[:LONGEST]))
                break
        return "/".join(words for _, words in self._open)
