"""A table as the document prints it -> its texts, its places, the captions above it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from extractor.document import Cell, Document, Table
from extractor.record.record import Evidence, Irregularity, Reading
from extractor.values.amount import read_amount
from extractor.values.folding import fold

CAPTION_LINES = 3
"""A caption stands at most so many lines above its table."""
LONGEST_CAPTION = 40


@dataclass(frozen=True)
class PrintedTable:
    """The table of a document with this number, from 1; `turned`, where its rows are the columns
    of the printed one."""

    document: Document
    number: int
    table: Table
    turned: bool = False

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Its rows, or where it is turned its columns."""
        return self.table.rows

    def texts(self, cells: Iterable[Cell]) -> list[str]:
        """What some cells print."""
        return [self.document.quote(cell.span) for cell in cells]

    def at_cell(self, cell: Cell) -> Evidence:
        """One cell."""
        row, column = (cell.column, cell.row) if self.turned else (cell.row, cell.column)
        quote = self.document.quote(cell.span)
        return Evidence(cell.span.start, cell.span.end, quote, self.number, row + 1, column + 1)

    def at_row(self, cells: Sequence[Cell]) -> Evidence:
        """A whole row; all of the table where it is turned."""
        if self.turned:
            return self.whole
        start, end = cells[0].span.start, cells[-1].span.end
        return Evidence(start, end, self.document.text[start:end], self.number, cells[0].row + 1)

    @property
    def whole(self) -> Evidence:
        """All of the table."""
        span = self.table.span
        return Evidence(span.start, span.end, self.document.quote(span), self.number)

    def captions(self) -> list[str]:
        """The captions directly above the table, the nearest first."""
        start = self.table.span.start
        above = [line.span for line in self.document.paragraphs if line.span.end <= start]
        texts = map(self.document.quote, reversed(above[-CAPTION_LINES:]))
        return list(filter(is_caption, texts))


def printed_tables(document: Document) -> list[PrintedTable]:
    """Every table of a document."""
    return [PrintedTable(document, i, table) for i, table in enumerate(document.tables, 1)]


class Found(NamedTuple):
    """Readings, what did not fit, and every place where a table prints a value or may."""

    readings: list[Reading]
    irregularities: list[Irregularity]
    printed: list[Evidence]

    def keep(self, found: Iterable[Reading | Irregularity | Evidence]) -> None:
        """Add what a reader finds, each to its kind."""
        kinds: dict[type, list[Any]] = dict(
            zip((Reading, Irregularity, Evidence), self, strict=True)
        )
        for one in found:
            kinds[type(one)].append(one)


def is_caption(text: str) -> bool:
    """Whether a line or cell tells the unit of what stands below it: 单位：万元."""
    return len(text) <= LONGEST_CAPTION and "单位:" in fold(text).replace(" ", "")


def is_figure(text: str) -> bool:
    """Whether a cell prints a figure or a dash."""
    return read_amount(text).state in ("reported", "dash")


def may_be_value(text: str) -> bool:
    """Whether a cell prints a figure, a dash, or nothing: no words."""
    return read_amount(text).state != "unreadable"


def first_figure(texts: Sequence[str]) -> int:
    """Where the figures of a row begin; its end where it has none."""
    return next((i for i, text in enumerate(texts) if is_figure(text)), len(texts))


def first_words(text: str, most: int = 24) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most] + "…"
