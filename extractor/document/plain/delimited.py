"""Tables of plain text whose cells are set apart by characters.

Either a row stands in each line, its fields set apart by tabs, pipes, or runs of spaces; rows that
only empty lines set apart are one table, for a page break may fall between them. Or a cell stands
in each line, and an empty line sets rows apart: so word processors write a table into plain text,
with a tab before every cell or, some, without. A cell with line breaks goes on in lines without a
tab, even after an empty line.
"""

import re
from collections.abc import Callable, Sequence

from extractor.document import Span
from extractor.document.textlines import (
    Found,
    Kind,
    Line,
    is_figure,
    is_heading,
    is_number,
    is_sentence,
)

_TAB, _PIPE, _SPACES = re.compile(r"\t"), re.compile(r"\|"), re.compile(r"[ \u00a0\u3000]{2,}")
_RULE = re.compile(r":-+:?|-+:|[-=]{3,}")
"""A field of the line that markdown draws between head and body."""

_OUTER_PIPES = re.compile(r"\s*\|.*\|\s*\Z")

_MIN_COLUMN_ROWS = 3  # lines that must agree before runs of spaces are taken for columns
_Fields = tuple[Span, ...]
_MAX_BROKEN = 6  # lines that a cell may be broken into
_MIN_ROWS = 3
_SHORT = 40  # characters of the longest cell that is taken for one without a tab to prove it
_UNFINISHED = ("，", ",", "：", ":")

_Cell = tuple[int, int]
"""First line of a cell, and the one after its last."""


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


def find_tabbed(lines: Sequence[Line], first: int) -> Found:
    """The table of tabbed cells that begins at line `first`, which is of kind `cell`.

    Prose that a tab indents is none, nor is a heading that stands before or after one.
    """
    text = lines[first].text
    alone = _kind(lines, first + 1) in ("empty", None)
    if alone and (is_heading(text) or is_sentence(text)):
        return Found(first + 1)
    rows: list[list[_Cell]] = [[(first, first + 1)]]
    at = first + 1
    while (kind := _kind(lines, at)) is not None:
        if kind == "cell":
            rows[-1].append((at, at + 1))
            at += 1
        elif (end := _broken_until(lines, at, rows[-1][-1])) > at:
            rows[-1][-1] = (rows[-1][-1][0], end)
            at = end
        elif kind == "empty" and _begins_row(lines, at + 1):
            rows.append([(at + 1, at + 2)])
            at += 2
        else:
            break
    while len(rows) > 1 and len(rows[-1]) == 1 and is_heading(lines[rows[-1][0][0]].text):
        rows.pop()
    end = rows[-1][-1][1]
    if max(map(len, rows)) < 2:
        return Found(end)
    return Found(end, tuple(tuple(_span(lines, cell) for cell in row) for row in rows))


def _kind(lines: Sequence[Line], at: int) -> Kind | None:
    return lines[at].kind if at < len(lines) else None


def _begins_row(lines: Sequence[Line], at: int) -> bool:
    alone = _kind(lines, at + 1) in ("empty", None)
    return _kind(lines, at) == "cell" and not (alone and is_sentence(lines[at].text))


def _broken_until(lines: Sequence[Line], at: int, cell: _Cell) -> int:
    """Where the lines end that go on with the cell before line `at`; `at` if none do.

    After an empty line they must lead to the next cell, and a figure is not gone on with.
    """
    begin = at + 1 if lines[at].kind == "empty" else at
    end = begin
    while _kind(lines, end) == "plain" and not is_heading(lines[end].text):
        if is_sentence(lines[end].text) or end - begin == _MAX_BROKEN:
            return at
        end += 1
    if begin == at:
        return end
    joined = "\n".join(line.text for line in lines[cell[0] : cell[1]])
    follows = end > begin and _kind(lines, end) == "cell"
    return end if follows and not is_figure(joined) else at


def _span(lines: Sequence[Line], cell: _Cell) -> Span:
    """The cell's text: the lines it is broken into have text, so its ends are theirs."""
    first = lines[cell[0]].part(1, len(lines[cell[0]].text))
    if cell[1] == cell[0] + 1:
        return first
    start = first if first.start < first.end else lines[cell[0] + 1].span
    return Span(start.start, lines[cell[1] - 1].span.end)


def find_bare(lines: Sequence[Line], first: int) -> Found | None:
    """The table of cells without tabs that begins at line `first`, or None.

    Nothing but the shape tells it from prose, so the shape must be plain: at least three
    rows of short lines, one of them ending in a figure.
    """
    if first > 0 and lines[first - 1].kind != "empty" and not is_heading(lines[first - 1].text):
        return None
    if is_heading(lines[first].text) and not _is_figure_at(lines, first + 1):
        return None
    groups: list[_Cell] = []
    at = first
    while (end := _group_end(lines, at)) > at:
        if end == at + 1 and (not groups or is_heading(lines[at].text)):
            break
        groups.append((at, end))
        at = end + 1
    while groups and groups[-1][1] - groups[-1][0] == 1:
        groups.pop()
    if not groups:
        return None
    end = groups[-1][1]
    full = sum(1 for a, b in groups if b - a > 1)
    if full < _MIN_ROWS or not any(_is_figure_at(lines, b - 1) for _, b in groups):
        return Found(end)
    return Found(end, tuple(tuple(line.span for line in lines[a:b]) for a, b in groups))


def _is_figure_at(lines: Sequence[Line], at: int) -> bool:
    return _kind(lines, at) == "plain" and is_figure(lines[at].text)


def _group_end(lines: Sequence[Line], at: int) -> int:
    """The end of the short lines from `at` to the next empty line; `at` if one is not short."""
    end = at
    while _kind(lines, end) == "plain":
        text = lines[end].text.strip()
        if len(text) > _SHORT or "|" in text or is_sentence(text) or text.endswith(_UNFINISHED):
            return at
        end += 1
    return end if _kind(lines, end) in ("empty", None) else at
