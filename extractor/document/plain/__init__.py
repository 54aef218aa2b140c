"""Plain text -> blocks, by layout alone.

A line is a paragraph unless it belongs to a table, of which there are these layouts: columns
set out with spaces (`spaced`), rows of fields between tabs, pipes or runs of spaces, and a cell
in each line with an empty line between rows (`delimited`). Where a
table is set out with spaces, what one cell holds stands on several lines: it is laid out anew.
Lines that were broken at the width of a page are put together (`pages`). All other text stays
as it is.
"""

from collections.abc import Sequence

from extractor.document import Cell, Paragraph, Span, Table
from extractor.document.bounds import CELLS, CHARACTERS, COLUMNS, ROWS
from extractor.document.builder import Laid, Layout
from extractor.document.plain.delimited import (
    begins_tab_row,
    find_bare,
    find_columns,
    find_pipe_rows,
    find_tab_rows,
    find_tabbed,
)
from extractor.document.plain.pages import furniture, page_width, split_pages, unwrapped
from extractor.document.spaced import find_spaced
from extractor.document.textlines import Found, Line, is_sentence, split_lines


def read_text(text: str) -> Laid:
    """Text with lines ending in `\n` -> the text as it is laid out, its paragraphs and tables.

    Raises TooLarge, naming the line or the table, over a limit.
    """
    CHARACTERS.check(len(text))
    lines = split_lines(text)
    pages = split_pages(lines)
    aside = furniture(lines, pages)
    tables = find_spaced(lines, pages, aside)
    ends = [0, *(table.end for table in tables)]
    stretches = [
        range(end, first)
        for end, first in zip(ends, (*(table.first for table in tables), len(lines)), strict=True)
    ]
    width = page_width([lines[i] for stretch in stretches for i in stretch])
    reader = _Reader()
    for stretch, table in zip(stretches, (*tables, None), strict=True):
        printed = lines[stretch.start : stretch.stop]
        between = {i - stretch.start for i in aside if i in stretch}
        texts = unwrapped(printed, width, between) if width else [x.text for x in printed]
        reader.read([*texts, ""] if table and texts else texts, stretch.start)
        if table:
            reader.check(table.first, table.grid.rows)
            reader.layout.add_table(table.grid)
            for i in table.aside:
                reader.layout.add_paragraph(lines[i].text.strip())
    return reader.layout.laid()


class _Reader:
    """Lays out the stretches of a text, and counts what is limited."""

    def __init__(self) -> None:
        self.layout = Layout()
        self._tables = 0
        self._cells = 0

    def read(self, texts: Sequence[str], number: int) -> None:
        """Lines of a text, the first being its line `number`, as they are."""
        text = "\n".join(texts)
        start = self.layout.add(text).start
        lines = split_lines(text, start)
        at = 0
        while at < len(lines):
            found = _find(lines, at)
            if found.rows and not _is_prose(text, start, found.rows):
                self.check(number + at, found.rows)
                self.layout.blocks.append(_table(found))
            else:
                spans = (line.span for line in lines[at : found.end])
                self.layout.blocks += (Paragraph(s) for s in spans if s.start < s.end)
            at = found.end

    def check(self, line: int, rows: Sequence[Sequence[object]]) -> None:
        """Raise TooLarge where one more table, at a line, is over a limit."""
        self._tables += 1
        place = f"table {self._tables} at line {line + 1}"
        ROWS.check(len(rows), place)
        COLUMNS.check(max(map(len, rows)), place)
        self._cells += sum(map(len, rows))
        CELLS.check(self._cells)


def _find(lines: Sequence[Line], at: int) -> Found:
    line = lines[at]
    if line.kind == "empty":
        return Found(at + 1)
    if begins_tab_row(lines, at):
        return find_tab_rows(lines, at)
    if line.kind == "cell":
        return find_tabbed(lines, at)
    if "|" in line.text:
        return find_pipe_rows(lines, at)
    return find_columns(lines, at) or find_bare(lines, at) or Found(at + 1)


def _is_prose(text: str, start: int, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether at least half of what should be cells, the blank ones aside, are sentences."""
    spans = (span for row in rows for span in row if span.start < span.end)
    filled = [text[span.start - start : span.end - start] for span in spans]
    return bool(filled) and 2 * sum(map(is_sentence, filled)) >= len(filled)


def _table(found: Found) -> Table:
    rows = tuple(
        tuple(Cell(span, row, column) for column, span in enumerate(spans))
        for row, spans in enumerate(found.rows)
    )
    return Table(Span(rows[0][0].span.start, rows[-1][-1].span.end), rows, found.aligned)
