"""Plain text -> blocks, by layout alone. The text itself stays as it is.

A line is a paragraph unless it belongs to a table, of which there are these layouts: rows
of fields between tabs, pipes or runs of spaces (`delimited`), and a cell in each line with
an empty line between rows (`stacked`).
"""

from collections.abc import Sequence

from extractor.ingest.delimited import begins_tab_row, find_columns, find_pipe_rows, find_tab_rows
from extractor.ingest.layout import Found
from extractor.ingest.limits import CELLS, CHARACTERS, COLUMNS, ROWS
from extractor.ingest.lines import Line, is_sentence, split_lines
from extractor.ingest.stacked import find_bare, find_tabbed
from extractor.model.document import Block, Cell, Paragraph, Span, Table


def read_text(text: str) -> tuple[Block, ...]:
    """Text with lines ending in `\\n` -> its paragraphs and tables.

    Raises TooLarge, naming the line or the table, over a limit.
    """
    CHARACTERS.check(len(text))
    lines = split_lines(text)
    blocks: list[Block] = []
    tables = cells = 0
    at = 0
    while at < len(lines):
        if lines[at].kind == "empty":
            at += 1
            continue
        found = _find(lines, at)
        if found.rows and not _is_prose(text, found.rows):
            tables += 1
            place = f"table {tables} at line {at + 1}"
            ROWS.check(len(found.rows), place)
            COLUMNS.check(max(map(len, found.rows)), place)
            cells += sum(map(len, found.rows))
            CELLS.check(cells)
            blocks.append(_table(found))
        else:
            spans = (line.span for line in lines[at : found.end])
            blocks += (Paragraph(span) for span in spans if span.start < span.end)
        at = found.end
    return tuple(blocks)


def _find(lines: Sequence[Line], at: int) -> Found:
    line = lines[at]
    if begins_tab_row(lines, at):
        return find_tab_rows(lines, at)
    if line.kind == "cell":
        return find_tabbed(lines, at)
    if "|" in line.text:
        return find_pipe_rows(lines, at)
    return find_columns(lines, at) or find_bare(lines, at) or Found(at + 1)


def _is_prose(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether at least half of what should be cells, the blank ones aside, are sentences."""
    filled = [text[span.start : span.end] for row in rows for span in row if span.start < span.end]
    return bool(filled) and 2 * sum(map(is_sentence, filled)) >= len(filled)


def _table(found: Found) -> Table:
    rows = tuple(
        tuple(Cell(span, row, column) for column, span in enumerate(spans))
        for row, spans in enumerate(found.rows)
    )
    return Table(Span(rows[0][0].span.start, rows[-1][-1].span.end), rows, found.aligned)
