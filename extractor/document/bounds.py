"""Every limit on what is read, each with the reason for its size.

A limit stands well above any real report and well below what would hurt the rest of a
batch. Whoever counts something asks its limit, which answers with a TooLarge that names
the limit, the count, the place and the remedy.
"""

from dataclasses import dataclass

from extractor.errors import TooLarge


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of what `noun` names, or the document is refused."""

    most: int
    noun: str
    remedy: str

    def check(self, count: int, place: str = "") -> None:
        """Raise TooLarge where `count` is over the limit; `place` says where that is."""
        if count > self.most:
            raise self.error(f"{count:,}", place)

    def error(self, count: str, place: str = "") -> TooLarge:
        """The TooLarge for a `count` in words, where nobody counts to the end."""
        where = f"{place}: " if place else ""
        return TooLarge(f"{where}{count} {self.noun}, the limit is {self.most:,}", self.remedy)


_ONE_REPORT = "save the one report that is meant as a file of its own"
_NOT_A_TABLE = "check that this is a table of a report, and cut out what is not"
_RESAVE = "open it in a word processor or browser and save it again as .docx or .txt"

FILE_BYTES = Limit(32 * 2**20, "bytes in the file", _ONE_REPORT)
"""A report with photographs inside reaches 20 MiB; its text is never over one."""

CHARACTERS = Limit(1_000_000, "characters of text", _ONE_REPORT)
"""A report has 5,000 to 60,000; every later stage takes time in proportion."""

LINE = Limit(100_000, "characters in one line or cell", "break the line, or cut out what it holds")
"""Prose without a single line break stays below this; a longer line is no writing."""

ROWS = Limit(5_000, "rows in one table", _NOT_A_TABLE)
COLUMNS = Limit(1_000, "columns in one table", _NOT_A_TABLE)
"""Bounds the work that a cell spanning many rows makes: rows x columns."""

CELLS = Limit(100_000, "cells in the document", _NOT_A_TABLE)
"""A report has some 300; a hundred thousand take about a second."""

COLSPAN = 100
"""Wider cells are cut to this: pages print colspan="1000" to mean the whole width."""

HTML_DEPTH = Limit(256, "levels of nested html elements", _RESAVE)
"""Browsers draw 512; the deepest government page stays below 60."""

HTML_TAGS = Limit(500_000, "html tags, or elements that unclosed tags repeat", _RESAVE)
"""An element takes about 400 bytes once parsed, so this bounds the memory at 200 MB."""

HTML_ATTRIBUTES = Limit(1_000, "attributes in one html tag", _RESAVE)
"""The parser compares every attribute with every other."""

HTML_UNCLOSED = 5_000
"""Open tags at which parsing is not begun: its time grows with the square of the depth.

Far above HTML_DEPTH, because counting tags takes for open what a parser closes by itself.
"""

CSS_STEPS = Limit(1_000_000_000, "steps to apply the page's style sheets", _RESAVE)
"""Some five seconds: a rule takes 20 for each element, one about siblings their square."""

PACKAGE_PARTS = Limit(5_000, "parts in the docx", _RESAVE)
"""One part for each image, header and style sheet: some dozens."""

PACKAGE_BYTES = Limit(64 * 2**20, "bytes in the docx when expanded", _RESAVE)
"""Twice the file limit: images hardly compress, and the text's XML is below 5 MB.

No limit on the ratio: a long table of blank cells compresses 200 to 1 in all honesty.
"""

PART_BYTES = Limit(16 * 2**20, "bytes in the docx's main part when expanded", _RESAVE)
"""A parsed part takes some ten times its size in memory; a real one is below 5 MB."""
