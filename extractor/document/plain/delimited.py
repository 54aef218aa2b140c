"""Tables with a row in each line: fields set apart by tabs, pipes, or runs of spaces.

Rows that only empty lines set apart are one table: a page break may fall between them.
"""

import re
from collections.abc import Callable, Sequence

from extractor.document import Span
from extractor.document.lines import Found, Line, is_number

_TAB, _PIPE, _SPACES = re.compile(r"\t"), re.compile(r"\|"), re.compile(r"[ \u00a0\u3000]{2,}")
_RULE = re.compile(r":-+:?|-+:|[-=]{3,}")
"""A field of the line that markdown draws between head and body."""

_OUTER_PIPES = re.compile(r"\s*\|.*\|\s*\Z")

_MIN_COLUMN_ROWS = 3
"""Lines that must agree before runs of spaces are taken for columns."""

_Fields = tuple[Span, ...]


def begins_tab_row(lines: Sequence[Line], at: int) -> bool:
    """Whether the line is a row of tab-separated fields.

    A line whose only tab is its first character is one if it stands beside such a row:
    then its first field is empty.
    """
    kind = lines[at].kind
    return kind == "row" or (
        kind == "cell" and any(line.kind == "row" for line in lines[max(0, at - 1) : at + 2])
    )


def find_tab_rows(lines: Sequence[Line], first: int) -> Found:
    """The table of tab-separated rows that begins at line `first`."""
    rows, end, _ = _gather(lines, first, _TAB, begins_tab_row)
    return _table(rows, end)


def find_pipe_rows(lines: Sequence[Line], first: int) -> Found:
    """The table of rows `| a | b |` that begins at line `first`.

    Without outer pipes only a ruled line or a second row of as many fields proves a table:
    pages print their path as 首页 | 公开 | 年报.
    """
    rows, end, ruled = _gather(lines, first, _PIPE, lambda lines, at: "|" in lines[at].text)
    outer = any(_OUTER_PIPES.match(line.text) for line in lines[first:end])
    alike = len(rows) > 1 and len(set(map(len, rows))) == 1
    return _table(rows, end) if outer or ruled or alike else Found(end)


def find_columns(lines: Sequence[Line], first: int) -> Found | None:
    """The table of columns set apart by runs of spaces that begins at line `first`, or None."""
    rows: list[_Fields] = []
    at = first
    while at < len(lines) and lines[at].kind == "plain":
        fields = _split(lines[at], _SPACES)
        uneven = len(fields) < 2 or (rows and len(fields) != len(rows[0]))
        if uneven or is_number(lines[at].quote(fields[0])):
            break
        rows.append(fields)
        at += 1
    return _table(rows, at) if len(rows) >= _MIN_COLUMN_ROWS else None


def _gather(
    lines: Sequence[Line],
    first: int,
    separator: re.Pattern[str],
    is_row: Callable[[Sequence[Line], int], bool],
) -> tuple[list[_Fields], int, bool]:
    """The rows from `first` on, where they end, and whether a ruled line was among them."""
    rows: list[_Fields] = []
    ruled = False
    end = first
    for at in range(first, len(lines)):
        if lines[at].kind == "empty":
            continue
        if not is_row(lines, at):
            break
        fields = _split(lines[at], separator)
        if all(_RULE.fullmatch(lines[at].quote(field)) for field in fields):
            ruled = True
        else:
            rows.append(fields)
        end = at + 1
    return rows, end, ruled


def _table(rows: list[_Fields], end: int) -> Found:
    """The rows as a table, unless all there is is one line with a single tab or pipe in it."""
    enough = len(rows) > 1 or any(len(row) > 2 for row in rows)
    return Found(end, tuple(rows) if enough else (), aligned=True)


def _split(line: Line, separator: re.Pattern[str]) -> _Fields:
    """The fields between separators; outer pipes and spaces are none, outer tabs are."""
    text = line.text
    start, end = 0, len(text)
    if separator is not _TAB:
        start, end = line.span.start - line.start, line.span.end - line.start
    if separator is _PIPE:
        start += text.startswith("|", start)
        end = max(start, end - text.endswith("|", 0, end))
    fields = []
    for gap in separator.finditer(text, start, end):
        fields.append(line.part(start, gap.start()))
        start = gap.end()
    return (*fields, line.part(start, end))
