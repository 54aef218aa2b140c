"""The lines above a table's body -> the first rows of its grid, and the places of its columns."""

from collections.abc import Sequence
from math import inf

from msgspec import Struct

from extractor.document.placing import GridCell
from extractor.document.spaced.alignment import Column, place
from extractor.document.spaced.heading import (
    HeaderLine,
    Heading,
    Label,
    read_heading,
    span_headings,
)
from extractor.document.spaced.pieces import Piece, groups_of, join_lines, joined

_UNMATCHED = 6  # cost, in places, of a label over no figures, or figures below no label
_APART = 3  # places by which figures stand aside of their label, where labels and columns differ
_ASIDE = 8  # places by which the first and the last label may stand aside of their figures
_CLEAR = 2  # places by which figures stand further from any other label than from their own
_MOST = 60  # columns of values that a header may have
_MANY = 4  # as many labels as columns by chance are fewer than these

_Pair = tuple[int | None, int | None]
"""A label and the column of figures that it stands over, by number; one of them may lack."""


class Header(Struct, frozen=True):
    """Rows of cells, and the column of the grid that each column of values comes in.

    A label below which no row prints anything has a column of its own, too. `exact`: there is
    one label for each column of values.
    """

    rows: list[list[GridCell]]
    places: tuple[int, ...]
    width: int
    exact: bool


def read_header(
    lines: Sequence[HeaderLine], columns: Sequence[Column], stub: int, width: int, full: bool
) -> Header | None:
    """Header lines -> Header, where the first `stub` columns hold labels of rows.

    In the grid these take `width` columns; `full` if most rows print a figure in each of the
    others. None where fewer than half of these have a label, or it is not certain which.
    """
    values = columns[stub:]
    if len(values) > _MOST or any(len(words) > 2 * _MOST for _, words in lines):
        return None
    # What stands between labels and figures heads either, so that each column has its label.
    edges = [0.0]
    if stub:
        left = columns[stub - 1].end
        edges = [(left + values[0].start) / 2, left]
    parted = [_parted(lines, edge) for edge in edges]
    read = [read_heading(over, len(values)) for over, _ in parted]
    way = next((i for i, (labels, _) in enumerate(read) if len(labels) == len(values)), 0)
    labels, loose = read[way]
    pairs = _matched(labels, values, full)
    both = [column for label, column in pairs if label is not None and column is not None]
    if 2 * len(both) < len(values):
        return None
    below = [values[column] for column in both] if len(both) == len(labels) else []
    spanned = span_headings(labels, loose, below)
    if spanned is None:
        return None
    at = {label: width + i for i, (label, _) in enumerate(pairs) if label is not None}
    headings = [Heading(h.line, h.text, at[h.first], at[h.last]) for h in spanned]
    texts = {at[i]: label.text for i, label in enumerate(labels)}
    places = tuple(width + i for i, (_, column) in enumerate(pairs) if column is not None)
    rows = _rows(headings, texts, range(width, width + len(pairs)))
    rows[0][:0] = _stub(parted[way][1], columns[:stub], width, len(rows))
    return Header(rows, places, width + len(pairs), len(labels) == len(values) == len(pairs))


def _parted(lines: Sequence[HeaderLine], edge: float) -> tuple[list[HeaderLine], list[list[Piece]]]:
    """The words right of a place, and the pieces left of it, line by line."""
    over: list[HeaderLine] = []
    beside: list[list[Piece]] = []
    for number, words in lines:
        groups = groups_of(words)
        right = [word for group in groups if joined(group).middle > edge for word in group]
        over += [(number, right)] if right else []
        beside.append([piece for piece in map(joined, groups) if piece.middle <= edge])
    return over, beside


def _matched(labels: Sequence[Label], columns: Sequence[Column], full: bool) -> list[_Pair]:
    """Labels and columns in order, as pairs; none where it is not certain which belong together.

    Where there are as many, and many, or they reach over the same places, they belong together one
    to one, unless in a table that is not `full` their places say otherwise; else where they stand
    below each other. A label without figures beside figures without a label is not certain.
    """
    cost, pairs = _by_place(labels, columns)
    near = (abs(labels[i].middle - columns[i].middle) <= _ASIDE for i in (0, -1))
    if len(labels) == len(columns) and (len(labels) >= _MANY or all(near)):
        in_order = full or sum(map(Label.distance, labels, columns)) <= cost
        return [(i, i) for i in range(len(labels))] if in_order else []
    unlabelled = any(label is None for label, _ in pairs)
    unused = any(column is None for _, column in pairs)
    return pairs if not (unlabelled and unused) and _are_sure(pairs, labels, columns) else []


def _by_place(labels: Sequence[Label], columns: Sequence[Column]) -> tuple[float, list[_Pair]]:
    """The cheapest pairing in order by where labels and columns stand, and what it costs."""
    # ways[j]: cheapest pairing of the labels so far with the first j columns
    ways: list[tuple[int, tuple[_Pair, ...]]] = [
        (_UNMATCHED * j, tuple((None, k) for k in range(j))) for j in range(len(columns) + 1)
    ]
    for i, label in enumerate(labels):
        following = [(ways[0][0] + _UNMATCHED, (*ways[0][1], (i, None)))]
        for j, column in enumerate(columns, 1):
            apart = label.distance(column)
            last = i + 1 == len(labels) and j == len(columns)
            together = apart if apart <= (_ASIDE if last else _APART) else 2 * _UNMATCHED
            options: tuple[tuple[int, tuple[_Pair, ...], _Pair], ...] = (
                (ways[j - 1][0] + together, ways[j - 1][1], (i, j - 1)),
                (ways[j][0] + _UNMATCHED, ways[j][1], (i, None)),
                (following[j - 1][0] + _UNMATCHED, following[j - 1][1], (None, j - 1)),
            )
            cost, before, pair = min(options, key=lambda option: option[0])
            following.append((cost, (*before, pair)))
        ways = following
    return ways[-1][0], list(ways[-1][1])


def _are_sure(pairs: Sequence[_Pair], labels: Sequence[Label], columns: Sequence[Column]) -> bool:
    """Whether no label without figures might as well stand over those of the labels beside it."""
    for way in (pairs, pairs[::-1]):
        more = inf
        free: Label | None = None
        for label, column in way:
            if label is None:
                free = None
            elif column is None:
                free, more = labels[label], 0.0
            elif free:
                more += free.distance(columns[column]) - labels[label].distance(columns[column])
                free = labels[label]
                if more < _CLEAR:
                    return False
    return True


def _rows(
    headings: Sequence[Heading], texts: dict[int, str], columns: range
) -> list[list[GridCell]]:
    """A row for each level of headings, and the labels, each from its own level to the last."""
    over = {c: [h for h in headings if h.first <= c <= h.last] for c in columns}
    height = max(map(len, over.values())) + 1
    rows: list[list[GridCell]] = [[] for _ in range(height)]
    for heading in headings:
        row = sum(h.line < heading.line for h in over[heading.first])
        colspan = heading.last - heading.first + 1
        rows[row].append(GridCell(row, heading.first, 1, colspan, [heading.text]))
    for column, above in over.items():
        row = len(above)
        rows[row].append(GridCell(row, column, height - row, 1, [texts.get(column, "")]))
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def _stub(
    lines: Sequence[Sequence[Piece]], columns: Sequence[Column], width: int, height: int
) -> list[GridCell]:
    """What stands over the labels of rows: a cell for each column, or one over all of them."""
    if not width:
        return []
    texts: dict[int, list[str]] = {}
    for pieces in lines:
        for column, piece in place(pieces, columns).items():
            texts.setdefault(column + width - len(columns), []).append(piece.text)
    if len(texts) < 2:
        text = join_lines(text for own in texts.values() for text in own)
        return [GridCell(0, 0, height, width, [text])]
    return [
        GridCell(0, column, height, 1, [join_lines(texts.get(column, ()))])
        for column in range(width)
    ]
