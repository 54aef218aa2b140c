"""Pieces of the lines of one page -> the columns that they stand in.

What stands in one column overlaps, or touches, from line to line, and no place belongs to two
columns: so a tool lays out a page, and so does a writer who sets a table with spaces. Figures
tell the columns; the text beside them stands in columns by where it begins.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median_high, median_low

from extractor.document.spaced.pieces import Extent, Piece, joined
from extractor.document.textlines import is_heading

_MANY = 4
_MOST_ROWS = 0.75
"""So many figures in so large a share of rows are the same columns, wherever they stand."""

Line = Sequence[Piece]


class Column(Extent, frozen=True):
    """The places that a column takes, and whether it holds figures."""

    figures: bool


def columns_of(lines: Sequence[Line]) -> tuple[Column, ...]:
    """The columns of the lines of a table's body, from left to right; none where it has none.

    The lines must agree: where in more than one two figures fall into one column, these
    are no columns.
    """
    figures = _figure_columns(lines)
    if not figures:
        return ()
    columns: list[Column] = []
    left = 0
    for column in figures:
        columns += (*_text_columns(lines, left, column.start, column.middle), column)
        left = column.end
    right = max(piece.end for line in lines for piece in line)
    return (*columns, *_text_columns(lines, left, right, right))


def _figure_columns(lines: Sequence[Line]) -> list[Column]:
    """The columns of figures: where they overlap, or by their order in full rows.

    On some pages the lines stand a little aside of each other. Then rows that have as many
    figures as any other, and at least as many as there are places where figures overlap, are full.
    """
    rows = [figures for line in lines if (figures := [p for p in line if p.figure])]
    columns = _without_torn(rows, _overlapping(rows))
    counts = Counter(map(len, rows))
    most = max((count for count, n in counts.items() if n > 1), default=max(counts, default=0))
    full = [row for row in rows if len(row) == most]
    many = _MANY <= most < len(columns) and len(full) >= _MOST_ROWS * len(rows)
    doubled = most == len(columns) and any(_doubled(row, columns) for row in full)
    if most > len(columns) or doubled or many:
        return _by_order(full)
    return [] if sum(_doubled(row, columns) for row in rows) > 1 else columns


def _overlapping(rows: Sequence[Line]) -> list[Column]:
    columns: list[Column] = []
    for piece in sorted((p for row in rows for p in row), key=lambda p: p.start):
        if columns and piece.start <= columns[-1].end:
            start, end = columns[-1].start, max(columns[-1].end, piece.end)
            columns[-1] = Column(start, end, figures=True)
        else:
            columns.append(Column(piece.start, piece.end, figures=True))
    return columns


def _doubled(row: Line, columns: Sequence[Column]) -> bool:
    """Whether two figures of a row fall into one column."""
    return any(sum(map(column.meets, row)) > 1 for column in columns)


def _by_order(rows: Sequence[Line]) -> list[Column]:
    """Columns of rows with equally many figures: where these stand, or mostly do."""
    for first, last in ((min, max), (median_low, median_high)):
        columns = [
            Column(first(p.start for p in own), last(p.end for p in own), figures=True)
            for own in zip(*rows, strict=True)
        ]
        if all(a.end < b.start for a, b in pairwise(columns)):
            break
    return columns


def _without_torn(rows: Sequence[Line], columns: list[Column]) -> list[Column]:
    """Without columns that only few lines have, and only a single space beside another figure.

    That is the piece of a figure: `44 1` below 45 and 9.
    """
    kept: list[Column] = []
    for column in columns:
        gaps = [
            piece.start - before.end if before else 0
            for row in rows
            for before, piece in zip((None, *row), row, strict=False)
            if piece.meets(column) and not (before and before.meets(column))
        ]
        if kept and set(gaps) == {1} and 2 * len(gaps) < len(rows):
            kept[-1] = Column(kept[-1].start, column.end, figures=True)
        else:
            kept.append(column)
    return kept


def _text_columns(lines: Sequence[Line], left: int, right: int, middle: float) -> Iterator[Column]:
    """The columns of text between two columns of figures, the next of which has that middle."""
    rows = [
        [p for p in line if not p.figure and left <= p.start < right and p.middle < middle]
        for line in lines
    ]
    texts = [piece for row in rows for piece in row]
    starts = [min(piece.start for piece in texts)] if texts else []
    for start in sorted({*_parted(rows, texts), *_begun(texts)}):
        if start - starts[-1] > 1:
            starts.append(start)
    for start, end in pairwise((*starts, right)):
        ends = (piece.end for piece in texts if start <= piece.start < end)
        yield Column(start, min(end, max(ends, default=end)), figures=False)


def _parted(rows: Sequence[Line], texts: Sequence[Piece]) -> Iterator[int]:
    """Where columns begin because texts of one line stand apart there.

    More than one line must show it, or a text must begin with a number there, or no text may
    stand across: spaces within a text show nothing.
    """
    gaps = sorted((b.start, a.end, is_heading(b.text)) for row in rows for a, b in pairwise(row))
    while gaps:
        start = gaps[0][0]
        shown = [gap for gap in gaps if gap[1] <= start]
        if len(shown) > 1 or shown[0][2] or not _across(texts, start):
            yield start
        gaps = [gap for gap in gaps if gap[1] > start]


def _begun(texts: Sequence[Piece]) -> Iterator[int]:
    """Where columns begin because more texts begin there than stand across that place.

    Texts that are centred, indented or go on begin where others stand across.
    """
    counts = Counter(piece.start for piece in texts)
    return (
        start
        for start in sorted(counts)
        if counts[start] + counts[start + 1] > _across(texts, start)
    )


def _across(texts: Iterable[Piece], place: int) -> int:
    return sum(piece.start < place < piece.end for piece in texts)


def place(line: Line, columns: Sequence[Column]) -> dict[int, Piece]:
    """The pieces of a line by their column; two in one column are joined by a space.

    As many figures as there are columns of them stand in these by their order.
    """
    starts = {
        x for column in columns if not column.figures for x in (column.start, column.start + 1)
    }
    values = [at for at, column in enumerate(columns) if column.figures]
    full = sum(piece.figure for piece in line) == len(values)
    order = iter(values)
    cells: dict[int, list[Piece]] = {}
    for piece in line:
        for part in _parts(piece, starts):
            at = next(order) if full and piece.figure else _column_of(part, columns)
            cells.setdefault(at, []).append(part)
    return {at: joined(parts) for at, parts in cells.items()}


def _parts(piece: Piece, starts: Container[int]) -> Iterator[Piece]:
    """A text parted before the words that begin where a column begins."""
    words = () if piece.figure else piece.words
    begins = [i for i, word in enumerate(words) if i and word.start in starts]
    if not begins:
        return iter((piece,))
    return (joined(words[a:b]) for a, b in pairwise((0, *begins, len(words))))


def _column_of(piece: Piece, columns: Sequence[Column]) -> int:
    values = [i for i, column in enumerate(columns) if column.figures]

    def aside(i: int) -> float:
        return abs(columns[i].middle - piece.middle)

    if piece.figure and values:
        return min(values, key=lambda i: (columns[i].distance(piece), aside(i)))
    begun = max((i for i, c in enumerate(columns) if c.start <= piece.start + 1), default=0)
    nearest = min(range(len(columns)), key=aside)
    beyond = nearest > begun and columns[nearest].figures and piece.start > columns[begun].end
    return nearest if beyond else begun
