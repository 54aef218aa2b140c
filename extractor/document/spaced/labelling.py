"""Lines of labels between rows of figures -> which of them are whose label.

That is seen by numbers that begin a label, by brackets that are open, by labels being centred on
their figures, by lines that are full, and by empty lines.
"""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from msgspec import Struct

from extractor.document.spaced.pieces import width_of
from extractor.document.textlines import begins_item
from extractor.values.folding import fold

_MOST = 24  # lines that a label may have above its figures, and below

# What it costs:
_UNLABELLED = 8.0  # that a row has no label at all
_BROKEN_OFF = 6.0  # to leave a line alone that begins no label
_UNBEGUN = 3.0  # that a label does not begin with a number, where most do
_UNCLOSED = 4.0  # that a bracket in a label stays open, or closes unopened
_ROOM = 2.0  # that a line within a label was broken where there was room to go on
_PARTED = 2 * _BROKEN_OFF  # that an empty line stands where there was room: that parts rows
_LOPSIDED = 1.0  # each line that a label has more above its figures than below, or fewer
_GAP = 1.0  # each empty line within a label

Text = tuple[int, str]
"""A line's number, and what stands in one column of it."""


class BodyLine(Struct, frozen=True):
    """A line's number, and what stands in it: in columns of labels, and in the others."""

    number: int
    labels: dict[int, str]
    values: dict[int, str]


class FigureLine(Struct, frozen=True):
    """A line with figures, the column of the label that is the row's own, and what stands in that
    column: on the line itself, and above and below it as far as there are no other figures."""

    line: BodyLine
    column: int
    own: list[Text]
    above: list[Text]
    below: list[Text]

    def label(self, down: int, up: int) -> list[Text]:
        """The lines of its label, so many of them from above and from below."""
        return [*self.above[len(self.above) - down :], *self.own, *self.below[:up]]


class _Column(Struct, frozen=True):
    """How labels look in one column: whether most are numbered, and how wide a line may be."""

    numbered: bool
    width: int


def _columns(lines: Sequence[BodyLine]) -> dict[int, _Column]:
    texts: dict[int, list[str]] = {}
    for line in lines:
        for column, text in line.labels.items():
            texts.setdefault(column, []).append(text)
    return {
        column: _Column(2 * sum(map(begins_item, own)) >= len(own), max(map(width_of, own)))
        for column, own in texts.items()
    }


def own_labels(rows: Sequence[FigureLine], lines: Sequence[BodyLine]) -> list[list[Text]]:
    """The lines of the label of each row: the lines between two rows are divided at least cost."""
    columns = _columns(lines)
    # ways: what each number of lines that the next row takes from above costs at least, with the
    # lines that went up and down in each gap so far
    ways: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {
        down: (_left_alone(None, rows[0], 0, down), ((0, down),)) for down in _downs(rows[0])
    }
    for row, lower in zip(rows, (*rows[1:], None), strict=True):
        ended = {
            up: min(
                (cost + _cost(row, down, up, columns), taken)
                for down, (cost, taken) in ways.items()
            )
            for up in _ups(row)
        }
        ways = {
            down: min(
                (cost + _left_alone(row, lower, up, down), (*taken, (up, down)))
                for up, (cost, taken) in ended.items()
                if not lower or lower.column != row.column or up + down <= len(row.below)
            )
            for down in _downs(lower)
        }
    taken = min(ways.values())[1]
    return [row.label(a[1], b[0]) for row, a, b in zip(rows, taken, taken[1:], strict=False)]


def _ups(row: FigureLine) -> range:
    """How many lines below a row may be its label's: none that begins another."""
    begins = (i for i, (_, text) in enumerate(row.below) if begins_item(text))
    return range(min(_MOST, len(row.below), *begins) + 1)


def _downs(row: FigureLine | None) -> range:
    """How many lines above a row may be its label's: none before the one that begins it."""
    if row is None or (row.own and begins_item(row.own[0][1])):
        return range(1)
    begins = (len(row.above) - i for i, (_, text) in enumerate(row.above) if begins_item(text))
    return range(min(_MOST, len(row.above), *begins) + 1)


def _cost(row: FigureLine, above: int, below: int, columns: dict[int, _Column]) -> float:
    """How little these lines look like one label beside the figures of its row."""
    label = row.label(above, below)
    if not label:
        return _UNLABELLED
    column = columns[row.column]
    text = fold("".join(text for _, text in label))
    cost = _LOPSIDED * abs(above - below)
    cost += _UNBEGUN if column.numbered and not begins_item(label[0][1]) else 0
    cost += _UNCLOSED if text.count("(") != text.count(")") else 0
    for (line, text), (following, _) in pairwise(label):
        if 2 * width_of(text) < column.width:
            beside = line < row.line.number < following
            cost += _PARTED if following - line > 1 + beside else _ROOM
    numbers = {row.line.number, *(number for number, _ in label)}
    return cost + _GAP * (max(numbers) - min(numbers) + 1 - len(numbers))


def _left_alone(upper: FigureLine | None, lower: FigureLine | None, up: int, down: int) -> float:
    """What the lines cost that neither row takes, unless a number begins them."""
    left = [upper.below[up:] if upper else [], lower.above if lower else []]
    if upper and lower and upper.column == lower.column:
        del left[1]
    left[-1] = left[-1][: len(left[-1]) - down]
    broken = (takewhile(lambda text: not begins_item(text[1]), texts) for texts in left)
    return _BROKEN_OFF * sum(1 for texts in broken for _ in texts)
