"""What a reader of tables found in a document, and how it points at what is printed there."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractor.document import Cell, Document
from extractor.record.record import Evidence, Irregularity, Reading


class Found(NamedTuple):
    """Readings, what did not fit, and every place where a table prints a value or may."""

    readings: list[Reading]
    irregularities: list[Irregularity]
    printed: list[Evidence]

    def keep(self, told: Iterable[Reading | Irregularity | Evidence]) -> None:
        """Add what a reader tells, each to its kind."""
        for one in told:
            match one:
                case Reading():
                    self.readings.append(one)
                case Irregularity():
                    self.irregularities.append(one)
                case Evidence():
                    self.printed.append(one)


def at_cell(document: Document, table: int, cell: Cell, *, turned: bool = False) -> Evidence:
    """A cell of the table with this number, from 1; `turned`, where its rows are the columns of
    the printed one."""
    start, end = cell.span.start, cell.span.end
    row, column = (cell.column, cell.row) if turned else (cell.row, cell.column)
    return Evidence(start, end, document.text[start:end], table, row + 1, column + 1)


def at_row(
    document: Document, table: int, row: Sequence[Cell], *, turned: bool = False
) -> Evidence:
    """A whole row of the table with this number; all of the table where it is turned."""
    if turned:
        return at_table(document, table)
    start, end = row[0].span.start, row[-1].span.end
    return Evidence(start, end, document.text[start:end], table, row[0].row + 1)


def at_table(document: Document, table: int) -> Evidence:
    """The whole table with this number."""
    span = document.tables[table - 1].span
    return Evidence(span.start, span.end, document.quote(span), table)


def first_words(text: str, most: int = 24) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most] + "…"
