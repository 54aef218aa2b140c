"""Lines of a table's body -> its rows: what a printer broke into lines is put together again.

A row's figures stand on one line, its label on that line and on lines above and below. A narrow
cell that broke its figure into two lines stands around the middle of its row, where the others have
their one line: so the halves stand above and below it, in columns that are empty there.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from extractor.document.spaced.labelling import BodyLine, FigureLine, Text, own_labels
from extractor.document.spaced.pieces import join_lines
from extractor.document.textlines import begins_item

_FIRST = re.compile(r"\s*[(（]?[1一][)）、.．]")  # how the first item of a numbered list begins


@dataclass(slots=True)
class BodyRow:
    """A row: its line, the column of its own label, and its texts by column, each with how many
    rows further down it reaches, if that is more than one."""

    number: float
    column: int
    cells: dict[int, str]
    reach: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Outer:
    """A label of several rows, or of none: its column and its lines."""

    column: int
    texts: list[Text]

    @property
    def middle(self) -> float:
        return (self.texts[0][0] + self.texts[-1][0]) / 2


def join_broken(lines: Sequence[BodyLine]) -> list[BodyLine]:
    """The lines of a table's body, those of one row with broken figures as one.

    What is put together stays parted by a space: nobody can tell a broken figure from two.
    """
    joined: list[BodyLine] = []
    at = 0
    while at < len(lines):
        three = lines[at : at + 3]
        beside = (*joined[-1:], *three, *lines[at + 3 : at + 4])
        begins = not joined or beside[1].number - beside[0].number != 1
        ends = at + 3 >= len(lines) or beside[-1].number - beside[-2].number != 1
        if len(three) == 3 and _is_one_row(three, apart=begins and ends):
            labels = _columns(line.labels for line in three)
            values = _columns(line.values for line in three)
            joined.append(
                BodyLine(
                    three[1].number,
                    {column: join_lines(texts) for column, texts in labels},
                    {column: " ".join(texts) for column, texts in values},
                )
            )
            at += 3
        else:
            joined.append(lines[at])
            at += 1
    return joined


def _is_one_row(three: Sequence[BodyLine], apart: bool) -> bool:
    """Whether lines are a row whose halves of figures stand above and below its middle.

    Where the middle holds nothing but the label, that is the only one, and empty lines must set
    them `apart` from other lines.
    """
    upper, middle, lower = three
    if middle.number - upper.number != 1 or lower.number - middle.number != 1:
        return False
    halves = upper.values.keys()
    if not halves or halves != lower.values.keys() or not halves.isdisjoint(middle.values):
        return False
    if not middle.values:
        return apart and not (upper.labels or lower.labels)
    # The innermost label stands in the middle, or begins above and goes on below.
    own = max((column for line in three for column in line.labels), default=-1)
    above, beside, below = (line.labels.get(own, "") for line in three)
    if not above:
        return bool(beside) and not below
    following = (text for line in three[1:] for text in line.labels.values())
    return begins_item(above) and not any(map(begins_item, following))


def _columns(rows: Iterable[dict[int, str]]) -> list[tuple[int, list[str]]]:
    """What stands in each column, from the left, and in it from the top."""
    columns: dict[int, list[str]] = {}
    for column, text in (cell for row in rows for cell in row.items()):
        columns.setdefault(column, []).append(text)
    return sorted(columns.items())


def rows_of(lines: Sequence[BodyLine]) -> list[BodyRow]:
    """The rows of a table's body, from the top. Every text is in exactly one cell.

    What is no row's own label heads several rows: it stands in the first of them where that is
    plain, else in the one it stands beside; where there are none it is a row of its own.
    """
    figures = _figure_lines(lines)
    rows: list[BodyRow] = []
    used: set[tuple[int, int]] = set()
    for figure, label in zip(figures, own_labels(figures, lines), strict=True):
        used.update((number, figure.column) for number, _ in label)
        own = {figure.column: join_lines(text for _, text in label)} if label else {}
        rows.append(BodyRow(figure.line.number, figure.column, own | figure.line.values))
    return _with_outer(rows, list(_outer(lines, used, rows)))


def _figure_lines(lines: Sequence[BodyLine]) -> list[FigureLine]:
    at = [i for i, line in enumerate(lines) if line.values]
    figures: list[FigureLine] = []
    for before, i, after in zip((-1, *at), at, (*at[1:], len(lines)), strict=False):
        above, below = lines[before + 1 : i], lines[i + 1 : after]
        column = _own_column(lines[i], above, below)
        own, over, under = (
            [(x.number, x.labels[column]) for x in stretch if column in x.labels]
            for stretch in (lines[i : i + 1], above, below)
        )
        figures.append(FigureLine(lines[i], column, own, over, under))
    return figures


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


def _outer(
    lines: Sequence[BodyLine], used: set[tuple[int, int]], rows: Sequence[BodyRow]
) -> Iterator[_Outer]:
    """What is no row's own label: put together from one number to the next, down each column.

    A row whose own label stands in that column, or further out, ends what is above it.
    """
    open_: dict[int, _Outer] = {}
    own = {row.number: row.column for row in rows}
    for line in lines:
        for column, text in line.labels.items():
            if (line.number, column) in used:
                continue
            if column in open_ and begins_item(text):
                yield open_.pop(column)
            open_.setdefault(column, _Outer(column, [])).texts.append((line.number, text))
        if (level := own.get(line.number)) is not None:
            for column in [c for c in open_ if c >= level]:
                yield open_.pop(column)
    yield from open_.values()


def _with_outer(rows: Sequence[BodyRow], outers: Sequence[_Outer]) -> list[BodyRow]:
    """The rows with the labels that head several of them, and with those that stand alone."""
    headed: dict[tuple[int, range], list[_Outer]] = {}
    blocks = {column: _blocks(rows, column) for column in {o.column for o in outers}}
    numbers = [row.number for row in rows]
    for outer in outers:
        inner = (blocks[outer.column][k] for k in _beside(numbers, outer.middle))
        block = next(filter(None, inner), range(0))
        headed.setdefault((outer.column, block), []).append(outer)
    alone: list[BodyRow] = []
    for (column, block), same in headed.items():
        same.sort(key=lambda outer: outer.middle)
        for outer, (first, reach) in zip(same, _places(block, rows, same), strict=True):
            text = join_lines(text for _, text in outer.texts)
            if first in block and column not in rows[first].cells:
                rows[first].cells[column] = text
                rows[first].reach[column] = reach
            else:
                alone.append(BodyRow(outer.middle, -1, {column: text}))
    return sorted((*rows, *alone), key=lambda row: row.number)


def _blocks(rows: Sequence[BodyRow], column: int) -> list[range]:
    """For each row, the rows around it that follow each other and have their own labels further
    in than a column; none where its own does not."""
    blocks: list[range] = []
    for inner, same in groupby(rows, lambda row: row.column > column):
        block = range(len(blocks), len(blocks) + sum(1 for _ in same))
        blocks += [block if inner else range(0)] * len(block)
    return blocks


def _beside(numbers: Sequence[float], middle: float) -> list[int]:
    """The rows nearest to a line, from their line numbers: at most three, the nearest first."""
    at = bisect_left(numbers, middle)
    near = range(max(0, at - 2), min(len(numbers), at + 2))
    return sorted(near, key=lambda k: abs(numbers[k] - middle))[:3]


def _places(block: range, rows: Sequence[BodyRow], same: Sequence[_Outer]) -> list[tuple[int, int]]:
    """The first row of each of the labels that head rows of a block, and how many it heads.

    Where the rows begin to count anew as often as there are labels, it is there.
    """
    if not block:
        return [(-1, 1)] * len(same)
    anew = [k for k in block if _FIRST.match(rows[k].cells.get(rows[k].column, ""))]
    if len(same) == 1:
        anew = [block.start]
    if len(anew) == len(same) and anew[0] == block.start:
        return [(a, b - a) for a, b in pairwise((*anew, block.stop))]
    return [(min(block, key=lambda k: abs(rows[k].number - outer.middle)), 1) for outer in same]
