"""Lines of a table's body -> its rows: what a printer broke into lines is put together again.

A row's figures stand on one line, its label on that line and on lines above and below. Which
lines are whose is seen by numbers that begin a label, by brackets that are open, by labels
being centred on their figures, by lines that are full, and by empty lines.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from msgspec import Struct

from extractor.ingest.lines import begins_item
from extractor.ingest.pieces import join_lines, width_of
from extractor.model.folding import fold

_UNLABELLED = 8.0
"""What it costs that a row has no label at all."""

_BROKEN_OFF = 6.0
"""What it costs to leave a line alone that begins no label."""

_UNBEGUN = 3.0
"""What it costs that a label does not begin with a number, where most do."""

_UNCLOSED = 4.0
"""What it costs that a bracket in a label stays open, or closes unopened."""

_ROOM = 2.0
"""What it costs that a line within a label was broken where there was room to go on."""

_LOPSIDED = 1.0
"""What it costs, for each line, that a label has more above its figures than below, or fewer."""

_GAP = 1.0
"""What each empty line within a label costs."""

_FIRST = re.compile(r"\s*[(（]?[1一][)）、.．]")
"""How the first item of a numbered list begins."""

_MOST = 24
"""Lines that a label may have above its figures, and below."""


class BodyLine(Struct, frozen=True):
    """A line's number, and what stands in it: in columns of labels, and in the others."""

    number: int
    labels: dict[int, str]
    values: dict[int, str]


@dataclass(slots=True)
class BodyRow:
    """The texts of a row by column, and how many rows further down each of them reaches."""

    cells: dict[int, str]
    reach: dict[int, int] = field(default_factory=dict)


_Text = tuple[int, str]
"""A line's number, and what stands in one column of it."""


class _Figures(Struct, frozen=True):
    """A line with figures, and the column of the label that is the row's own."""

    line: BodyLine
    column: int

    @property
    def own(self) -> list[_Text]:
        """What stands of the label on the line itself."""
        text = self.line.labels.get(self.column)
        return [(self.line.number, text)] if text else []


class _Column(Struct, frozen=True):
    """How labels look in one column: whether most are numbered, and how wide a line may be."""

    numbered: bool
    width: int


@dataclass(slots=True)
class _Outer:
    """A label of several rows, or of none: its column and its lines."""

    column: int
    texts: list[_Text]

    @property
    def middle(self) -> float:
        return (self.texts[0][0] + self.texts[-1][0]) / 2


def rows_of(lines: Sequence[BodyLine]) -> list[BodyRow]:
    """The rows of a table's body, from the top. Every text is in exactly one cell.

    What is no row's own label heads several rows: it stands in the first of them where that is
    plain, else in the one it stands beside; where there are none it is a row of its own.
    """
    at = [i for i, line in enumerate(lines) if line.values]
    gaps = [lines[a + 1 : b] for a, b in pairwise((-1, *at, len(lines)))]
    figures = [
        _Figures(lines[i], _own_column(lines[i], above, below))
        for i, above, below in zip(at, gaps, gaps[1:], strict=False)
    ]
    taken = _divide(figures, gaps, _columns(lines))
    labels = [_own_label(figures, gaps, taken, k) for k in range(len(figures))]
    used = {(number, f.column) for f, own in zip(figures, labels, strict=True) for number, _ in own}
    rows = [
        BodyRow(({f.column: join_lines(text for _, text in own)} if own else {}) | f.line.values)
        for f, own in zip(figures, labels, strict=True)
    ]
    return _with_outer(rows, figures, list(_outer(lines, used, figures)))


def _own_column(line: BodyLine, above: Sequence[BodyLine], below: Sequence[BodyLine]) -> int:
    """The column of the label of a line with figures; -1 where it has none.

    The innermost on the line, or where a label goes on from the line before to the line after
    it; where the line has none, that of the nearest.
    """
    here = max(line.labels, default=-1)
    before = max(above[-1].labels, default=-1) if above else -1
    after = max(below[0].labels, default=-1) if below else -1
    if before == after > here and not begins_item(below[0].labels[after]):
        return after
    if here >= 0:
        return here
    nearest = sorted(
        (abs(other.number - line.number), column)
        for others, column in ((above[-1:], before), (below[:1], after))
        for other in others
        if column >= 0
    )
    return nearest[0][1] if nearest else -1


def _columns(lines: Sequence[BodyLine]) -> dict[int, _Column]:
    texts: dict[int, list[str]] = {}
    for line in lines:
        for column, text in line.labels.items():
            texts.setdefault(column, []).append(text)
    return {
        column: _Column(
            2 * sum(map(begins_item, own)) >= len(own), max(width_of(text) for text in own)
        )
        for column, own in texts.items()
    }


def _in(gap: Sequence[BodyLine], column: int) -> list[_Text]:
    return [(line.number, line.labels[column]) for line in gap if column in line.labels]


def _last(texts: list[_Text], count: int) -> list[_Text]:
    return texts[len(texts) - count :]


def _own_label(
    figures: Sequence[_Figures],
    gaps: Sequence[Sequence[BodyLine]],
    taken: Sequence[tuple[int, int]],
    k: int,
) -> list[_Text]:
    """The lines of the label of the k-th row."""
    column = figures[k].column
    above = _last(_in(gaps[k], column), taken[k][1])
    return [*above, *figures[k].own, *_in(gaps[k + 1], column)[: taken[k + 1][0]]]


def _divide(
    figures: Sequence[_Figures],
    gaps: Sequence[Sequence[BodyLine]],
    columns: dict[int, _Column],
) -> Sequence[tuple[int, int]]:
    """How many lines of each gap go to the row above it, and to the row below: at least cost."""
    first = figures[0] if figures else None
    ways: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {
        down: (_left_alone(gaps[0], None, first, 0, down), ((0, down),))
        for down in _downs(gaps[0], first)
    }
    for k, row in enumerate(figures):
        lower = figures[k + 1] if k + 1 < len(figures) else None
        before, after = _in(gaps[k], row.column), _in(gaps[k + 1], row.column)
        best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for up in _ups(after):
            cost, taken = min(
                (
                    cost
                    + _cost([*_last(before, down), *row.own, *after[:up]], row, down, up, columns),
                    taken,
                )
                for down, (cost, taken) in ways.items()
            )
            best[up] = (cost, taken)
        ways = {
            down: min(
                (cost + _left_alone(gaps[k + 1], row, lower, up, down), (*taken, (up, down)))
                for up, (cost, taken) in best.items()
                if not lower or lower.column != row.column or up + down <= len(after)
            )
            for down in _downs(gaps[k + 1], lower)
        }
    return min(ways.values())[1]


def _ups(texts: Sequence[_Text]) -> range:
    """How many lines below a row may be its label's: none that begins another."""
    begins = [i for i, (_, text) in enumerate(texts) if begins_item(text)]
    return range(min(_MOST, *begins, len(texts)) + 1)


def _downs(gap: Sequence[BodyLine], row: _Figures | None) -> range:
    """How many lines above a row may be its label's: none before the one that begins it."""
    if row is None or (row.own and begins_item(row.own[0][1])):
        return range(1)
    texts = _in(gap, row.column)
    begins = [len(texts) - i for i, (_, text) in enumerate(texts) if begins_item(text)]
    return range(min(_MOST, *begins, len(texts)) + 1)


def _cost(
    label: Sequence[_Text], row: _Figures, above: int, below: int, columns: dict[int, _Column]
) -> float:
    """How little these lines look like one label beside the figures of its row."""
    if not label:
        return _UNLABELLED
    texts = [text for _, text in label]
    style = columns[row.column]
    cost = _LOPSIDED * abs(above - below)
    cost += _UNBEGUN if style.numbered and not begins_item(texts[0]) else 0
    cost += _UNCLOSED if _is_open("".join(texts)) else 0
    cost += _ROOM * sum(2 * width_of(text) < style.width for text in texts[:-1])
    numbers = sorted({row.line.number, *(number for number, _ in label)})
    return cost + _GAP * (numbers[-1] - numbers[0] + 1 - len(numbers))


def _is_open(text: str) -> bool:
    folded = fold(text)
    return folded.count("(") != folded.count(")")


def _left_alone(
    gap: Sequence[BodyLine], upper: _Figures | None, lower: _Figures | None, up: int, down: int
) -> float:
    """What the lines cost that neither row takes, unless a number begins them."""
    cost = 0.0
    for column in {row.column for row in (upper, lower) if row}:
        texts = _in(gap, column)
        first = up if upper and upper.column == column else 0
        last = len(texts) - (down if lower and lower.column == column else 0)
        for _, text in texts[first:last]:
            if begins_item(text):
                break
            cost += _BROKEN_OFF
    return cost


def _outer(
    lines: Sequence[BodyLine], used: set[tuple[int, int]], figures: Sequence[_Figures]
) -> Iterator[_Outer]:
    """What is no row's own label: put together from one number to the next, down each column.

    A row whose own label stands in that column, or further out, ends what is above it.
    """
    open_: dict[int, _Outer] = {}
    own = {row.line.number: row.column for row in figures}
    for line in lines:
        for column, text in line.labels.items():
            if (line.number, column) in used:
                continue
            if column in open_ and not begins_item(text):
                open_[column].texts.append((line.number, text))
            else:
                if column in open_:
                    yield open_[column]
                open_[column] = _Outer(column, [(line.number, text)])
        if (level := own.get(line.number)) is not None:
            for column in [c for c in open_ if c >= level]:
                yield open_.pop(column)
    yield from open_.values()


def _with_outer(
    rows: Sequence[BodyRow], figures: Sequence[_Figures], outers: Sequence[_Outer]
) -> list[BodyRow]:
    """The rows with the labels that head several of them, and with those that stand alone."""
    alone: list[tuple[float, BodyRow]] = []
    headed: dict[tuple[int, range], list[_Outer]] = {}
    blocks = {column: _blocks(figures, column) for column in {o.column for o in outers}}
    numbers = [row.line.number for row in figures]
    for outer in outers:
        inner = (blocks[outer.column][k] for k in _beside(numbers, outer.middle))
        block = next(filter(None, inner), range(0))
        headed.setdefault((outer.column, block), []).append(outer)
    for (column, block), same in headed.items():
        same.sort(key=lambda outer: outer.middle)
        for outer, (first, reach) in zip(same, _places(block, rows, figures, same), strict=True):
            text = join_lines(text for _, text in outer.texts)
            if first in block and column not in rows[first].cells:
                rows[first].cells[column] = text
                rows[first].reach[column] = reach
            else:
                alone.append((outer.middle, BodyRow({column: text})))
    numbered = [(float(row.line.number), cells) for row, cells in zip(figures, rows, strict=True)]
    return [row for _, row in sorted((*numbered, *alone), key=lambda found: found[0])]


def _blocks(figures: Sequence[_Figures], column: int) -> list[range]:
    """For each row, the rows around it that follow each other and have their own labels further
    in than a column; none where its own does not."""
    blocks: list[range] = []
    for inner, same in groupby(range(len(figures)), lambda k: figures[k].column > column):
        rows = list(same)
        blocks += [range(rows[0], rows[-1] + 1) if inner else range(0)] * len(rows)
    return blocks


def _beside(numbers: Sequence[int], middle: float) -> list[int]:
    """The rows nearest to a line, from their line numbers: at most three, the nearest first."""
    at = bisect_left(numbers, middle)
    near = range(max(0, at - 2), min(len(numbers), at + 2))
    return sorted(near, key=lambda k: abs(numbers[k] - middle))[:3]


def _places(
    block: range, rows: Sequence[BodyRow], figures: Sequence[_Figures], same: Sequence[_Outer]
) -> list[tuple[int, int]]:
    """The first row of each of the labels that head rows of a block, and how many it heads.

    Where the rows begin to count anew as often as there are labels, it is there.
    """
    if not block:
        return [(-1, 1)] * len(same)
    anew = [k for k in block if _FIRST.match(rows[k].cells.get(figures[k].column, ""))]
    if len(same) == 1:
        anew = [block.start]
    if len(anew) == len(same) and anew[0] == block.start:
        return [(a, b - a) for a, b in pairwise((*anew, block.stop))]
    return [
        (min(block, key=lambda k: abs(figures[k].line.number - outer.middle)), 1) for outer in same
    ]
