"""Lines of labels between rows of figures -> which of them are whose label.

That is seen by numbers that begin a label, by brackets that are open, by labels being centred on
their figures, by lines that are full, and by empty lines.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from extractor.document.lines import begins_item
from extractor.document.spaced.pieces import width_of
from extractor.values.folding import fold

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

_PARTED = 2 * _BROKEN_OFF
"""What it costs that an empty line stands where there was room to go on: that parts rows."""

_LOPSIDED = 1.0
"""What it costs, for each line, that a label has more above its figures than below, or fewer."""

_GAP = 1.0
"""What each empty line within a label costs."""

_MOST = 24
"""Lines that a label may have above its figures, and below."""


class BodyLine(Struct, frozen=True):
    """A line's number, and what stands in it: in columns of labels, and in the others."""

    number: int
    labels: dict[int, str]
    values: dict[int, str]


Text = tuple[int, str]
"""A line's number, and what stands in one column of it."""


class Figures(Struct, frozen=True):
    """A line with figures, and the column of the label that is the row's own."""

    line: BodyLine
    column: int

    @property
    def own(self) -> list[Text]:
        """What stands of the label on the line itself."""
        text = self.line.labels.get(self.column)
        return [(self.line.number, text)] if text else []


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
        column: _Column(
            2 * sum(map(begins_item, own)) >= len(own), max(width_of(text) for text in own)
        )
        for column, own in texts.items()
    }


def _in(gap: Sequence[BodyLine], column: int) -> list[Text]:
    return [(line.number, line.labels[column]) for line in gap if column in line.labels]


def _last(texts: list[Text], count: int) -> list[Text]:
    return texts[len(texts) - count :]


def own_label(
    figures: Sequence[Figures],
    gaps: Sequence[Sequence[BodyLine]],
    taken: Sequence[tuple[int, int]],
    k: int,
) -> list[Text]:
    """The lines of the label of the k-th row."""
    column = figures[k].column
    above = _last(_in(gaps[k], column), taken[k][1])
    return [*above, *figures[k].own, *_in(gaps[k + 1], column)[: taken[k + 1][0]]]


def divide(
    figures: Sequence[Figures],
    gaps: Sequence[Sequence[BodyLine]],
    lines: Sequence[BodyLine],
) -> Sequence[tuple[int, int]]:
    """How many lines of each gap go to the row above it, and to the row below: at least cost."""
    columns = _columns(lines)
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


def _ups(texts: Sequence[Text]) -> range:
    """How many lines below a row may be its label's: none that begins another."""
    begins = [i for i, (_, text) in enumerate(texts) if begins_item(text)]
    return range(min(_MOST, *begins, len(texts)) + 1)


def _downs(gap: Sequence[BodyLine], row: Figures | None) -> range:
    """How many lines above a row may be its label's: none before the one that begins it."""
    if row is None or (row.own and begins_item(row.own[0][1])):
        return range(1)
    texts = _in(gap, row.column)
    begins = [len(texts) - i for i, (_, text) in enumerate(texts) if begins_item(text)]
    return range(min(_MOST, *begins, len(texts)) + 1)


def _cost(
    label: Sequence[Text], row: Figures, above: int, below: int, columns: dict[int, _Column]
) -> float:
    """How little these lines look like one label beside the figures of its row."""
    if not label:
        return _UNLABELLED
    texts = [text for _, text in label]
    style = columns[row.column]
    cost = _LOPSIDED * abs(above - below)
    cost += _UNBEGUN if style.numbered and not begins_item(texts[0]) else 0
    cost += _UNCLOSED if _is_open("".join(texts)) else 0
    for (line, text), (following, _) in pairwise(label):
        if 2 * width_of(text) < style.width:
            beside = line < row.line.number < following
            cost += _PARTED if following - line > 1 + beside else _ROOM
    numbers = sorted({row.line.number, *(number for number, _ in label)})
    return cost + _GAP * (numbers[-1] - numbers[0] + 1 - len(numbers))


def _is_open(text: str) -> bool:
    folded = fold(text)
    return folded.count("(") != folded.count(")")


def _left_alone(
    gap: Sequence[BodyLine], upper: Figures | None, lower: Figures | None, up: int, down: int
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
