"""A document as Gouji sees it: one text, and blocks that point into it.

Nothing is copied out of the text. A paragraph, a table and a cell are half-open spans
of `Document.text`, so that whatever is read can be shown where it stands. What there are
hundreds of in a document is a msgspec Struct: as a frozen dataclass, ten times faster to make.
"""

from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from extractor.values.folding import fold


class Span(Struct, frozen=True):
    """Half-open range of characters of `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of running text."""

    span: Span


class Cell(Struct, frozen=True):
    """One printed cell, at its top left corner. Rows and columns count from 0."""

    span: Span
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, in reading order.

    `aligned` says what a column number is worth. In a real grid (html, docx, pipes, tabs)
    cells in the same column stand below each other. In flattened text every row counts its
    cells from 0: a cell that spans columns counts once, and one that spans rows appears as
    an empty cell in each further row.
    """

    span: Span
    rows: tuple[tuple[Cell, ...], ...]
    aligned: bool


Block = Paragraph | Table

OBJECT = "\ufffc"
"""Stands in the text for what is shown there and has no characters (Unicode's own sign for it)."""


@dataclass(frozen=True)
class Document:
    """A file's text with its blocks in reading order. `sha256` is that of the file's bytes.

    `marked` are the places where markup stands between what is written and the text: something
    struck, hidden or deleted was left out there, a raised mark became a plain character, or
    OBJECT stands for what has no characters (a formula, a picture). An empty span is a place
    between two characters. A figure that touches one is not certain in its characters.
    """

    text: str
    blocks: tuple[Block, ...]
    path: str
    media_type: str
    sha256: str
    marked: tuple[Span, ...] = ()

    @cached_property
    def folded(self) -> str:
        """The text in plain characters (see `fold`): same length, same offsets."""
        return fold(self.text)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The lines of running text, in reading order; none is inside a table."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    def is_marked(self, span: Span) -> bool:
        """Whether a mark stands in a span or at one of its ends."""
        return any(m.start <= span.end and m.end >= span.start for m in self.marked)

    def quote(self, span: Span) -> str:
        """The characters at `span`, as printed."""
        return self.text[span.start : span.end]
