"""A table as it is shown, and the labels of its document -> which mark is which field.

Printed rows are matched with labelled ones by their labels and by what they print, and within a
row the cells in order; where the document has exchanged rows and columns, by columns.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from eval.gold import GoldField, GoldLabels
from eval.simulation.shown import Grid, ShownCell, turned
from extractor.forms.form import Column, Form, Row, TableForm
from extractor.values.amount import read_amount
from extractor.values.folding import label_key

_HEADED = 10_000
"""A heading may print the unit 万元, and the cell only the figure before it."""
REPORTED = "reported"

Token = Decimal | str
"""What a cell prints: a value, or `dash`, `blank`, `unreadable`."""


@dataclass(frozen=True, slots=True)
class KeyCell:
    """A labelled cell: what it may print, and the label it is printed under.

    `row` is the field's id before the column, with the part.
    """

    row: str
    column: str
    tokens: frozenset[Token]
    label: str

    def prints(self, token: Token) -> bool:
        """Whether a printed cell can be this one."""
        return token in self.tokens or (REPORTED in self.tokens and isinstance(token, Decimal))


@dataclass(frozen=True, slots=True)
class KeyLine:
    """The labelled cells of one row, or of one column, and the labels it goes by."""

    labels: tuple[str, ...]
    cells: tuple[KeyCell, ...]


@dataclass(frozen=True, slots=True)
class TableKey:
    """What is right about one table of a document: by its rows, by its columns, and by its
    groups of columns where there is but one row."""

    rows: tuple[KeyLine, ...]
    columns: tuple[KeyLine, ...]
    groups: tuple[KeyLine, ...]


@lru_cache(maxsize=65536)
def token_of(text: str) -> Token:
    """What the text of a cell prints."""
    amount = read_amount(text)
    return amount.state if amount.value is None else amount.value


def table_key(labels: GoldLabels, form: Form, part: str) -> TableKey:
    """The labelled cells of one part of the form. What the document does not print is left out."""
    table = next((table for table in form.tables if table.part == part), None)
    if table is None:
        return TableKey((), (), ())
    cells = {
        (row.id, column.id): KeyCell(
            f"{part}.{row.id}".removesuffix("."),
            column.id,
            frozenset(_tokens(label, column)),
            label_key((*column.labels, "")[0]),
        )
        for row, column, label in _labelled(table, labels)
    }
    across = (
        KeyLine(_names(row), tuple(_present(cells, [(row.id, c.id) for c in table.columns])))
        for row in table.rows
    )
    down = (
        KeyLine(_names(column), tuple(_present(cells, [(r.id, column.id) for r in table.rows])))
        for column in table.columns
    )
    groups: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for row, column in table.cells.values() if len(table.rows) == 1 else ():
        groups[column.under].append((row.id, column.id))
    grouped = (
        KeyLine(tuple(map(label_key, under)), tuple(_present(cells, places)))
        for under, places in groups.items()
    )
    return TableKey(
        *(tuple(line for line in lines if line.cells) for lines in (across, down, grouped))
    )


def _labelled(table: TableForm, labels: GoldLabels) -> Iterator[tuple[Row, Column, GoldField]]:
    for name, (row, column) in table.cells.items():
        label = labels.fields.get(name)
        if label is not None and label.state != "missing":
            yield row, column, label


def _present(
    cells: dict[tuple[str, str], KeyCell], places: list[tuple[str, str]]
) -> Iterator[KeyCell]:
    return (cells[place] for place in places if place in cells)


def _names(line: Row | Column) -> tuple[str, ...]:
    """The labels of a row or a column, alone and behind its group's."""
    own = [label_key(label) for label in line.labels]
    return (*own, *(label_key(group) + label for group in line.under for label in own))


def _tokens(label: GoldField, column: Column) -> Iterator[Token]:
    if label.state != "reported":
        yield label.state
    elif not label.values:
        yield REPORTED
    for value in label.values:
        if isinstance(value, Decimal):
            yield value
            if column.kind == "money":
                yield value / _HEADED


_CERTAIN = 0.999
"""A fit that no other way to look at the table needs to better: all cells."""
_LIKE = 0.7
"""What label and content of a row must have in common with those of a labelled one, of 2."""
_UNPRINTED = frozenset(("blank", "unreadable"))


@dataclass(frozen=True, slots=True)
class _Printed:
    """One printed row: its label, its cells that may be values, and the headings above them."""

    label: str
    tokens: tuple[Token, ...]
    marks: tuple[int | None, ...]
    headings: tuple[str, ...]


def point_at_cells(grid: Grid, key: TableKey, *, by_columns: bool) -> dict[tuple[str, str], int]:
    """(row, column) of the form -> the mark of its cell. A cell that fits nothing is left out.

    `by_columns` says that the table is shown turned round.
    """
    upright, aside = (turned(grid), grid) if by_columns else (grid, turned(grid))
    best: dict[tuple[str, str], int] = {}
    highest = 0.0
    for shown, lines in (
        (upright, key.rows),
        (upright, key.groups),
        (upright, key.columns),
        (aside, key.rows),
        (aside, key.groups),
        (aside, key.columns),
    ):
        pointed, fit = _matched(tuple(_printed(shown)), lines)
        if fit > highest:
            best, highest = pointed, fit
        if fit >= _CERTAIN:
            break
    return best


def _printed(grid: Grid) -> Iterator[_Printed]:
    headings: tuple[ShownCell, ...] = ()
    for line in grid:
        values = [cell for cell in line if cell.mark or token_of(cell.text) not in _UNPRINTED]
        if not values:
            headings = line
            continue
        label = "".join(cell.text for cell in line if cell not in values)
        above = [cell.text for cell in headings if cell.text]
        yield _Printed(
            label_key(label) if label else "",
            tuple(token_of(cell.text) for cell in values),
            tuple(cell.mark for cell in values),
            tuple(map(label_key, above[-len(values) :])) if len(above) >= len(values) else (),
        )


def _matched(
    printed: Sequence[_Printed], lines: Sequence[KeyLine]
) -> tuple[dict[tuple[str, str], int], float]:
    """Which mark is which cell, and how well it fits: the part of the cells, a tenth for labels."""
    marks = sum(mark is not None for row in printed for mark in row.marks)
    wanted = sum(len(line.cells) for line in lines)
    if not lines or not marks:
        return {}, 0.0
    labels = np.array([[_alike(row.label, line.labels) for line in lines] for row in printed])
    likeness = labels + [[_content(row, line) for line in lines] for row in printed]
    order = np.array(
        [[_order(i, j, printed, lines) for j in range(len(lines))] for i in range(len(printed))]
    )
    pointed: dict[tuple[str, str], int] = {}
    alike = []
    for i, j in zip(*linear_sum_assignment(likeness + order / 10, maximize=True), strict=True):
        if likeness[i, j] < _LIKE:
            continue
        pairs = list(_aligned(printed[i], lines[j].cells))
        for number, cell in pairs:
            if (mark := printed[i].marks[number]) is not None:
                pointed[cell.row, cell.column] = mark
        alike += [labels[i, j]] * bool(pairs)
    return pointed, len(pointed) / min(marks, wanted) + float(np.mean(alike or [0.0])) / 10


def _order(i: int, j: int, printed: Sequence[_Printed], lines: Sequence[KeyLine]) -> float:
    return 1 - abs(i / len(printed) - j / len(lines))


def _alike(label: str, names: Sequence[str]) -> float:
    """How like one of its names a printed label is, from 0 to 1."""
    if not label:
        return 0.0
    scores = (fuzz.ratio(label, name) + fuzz.partial_ratio(label, name) for name in names if name)
    return max(scores, default=0.0) / 200


def _content(row: _Printed, line: KeyLine) -> float:
    """The part of the cells that print what they should, counted from both ends of the row."""
    length = min(len(row.tokens), len(line.cells))
    left = [line.cells[i].prints(row.tokens[i]) for i in range(length)]
    if len(row.tokens) == len(line.cells):
        return sum(left) / length
    right = [line.cells[-i].prints(row.tokens[-i]) for i in range(length, 0, -1)]
    best = max(sum(left[:i]) + sum(right[i:]) for i in range(length + 1))
    return best / max(len(row.tokens), len(line.cells))


def _aligned(row: _Printed, cells: Sequence[KeyCell]) -> Iterator[tuple[int, KeyCell]]:
    """Printed cells and labelled ones that print the same: in order as many as can be, then
    those that stand elsewhere."""
    count, length = len(row.tokens), len(cells)
    gain = np.zeros((count + 1, length + 1))
    worth = [[_worth(row, i, cell) for cell in cells] for i in range(count)]
    for i in range(count - 1, -1, -1):
        for j in range(length - 1, -1, -1):
            met = worth[i][j] + gain[i + 1, j + 1] if worth[i][j] else 0.0
            gain[i, j] = max(met, gain[i + 1, j], gain[i, j + 1])
    i = j = 0
    free, left = set(range(count)), dict(enumerate(cells))
    while i < count and j < length:
        if worth[i][j] and gain[i, j] == worth[i][j] + gain[i + 1, j + 1]:
            yield i, left.pop(j)
            free.discard(i)
            i, j = i + 1, j + 1
        elif gain[i, j] == gain[i + 1, j]:
            i += 1
        else:
            j += 1
    for i in sorted(free):
        j = max(left, key=lambda j: worth[i][j], default=-1)
        if j >= 0 and worth[i][j]:
            yield i, left.pop(j)


def _worth(row: _Printed, i: int, cell: KeyCell) -> float:
    """1 for a cell that prints what it should, and up to a tenth more for its heading."""
    if not cell.prints(row.tokens[i]):
        return 0.0
    heading = row.headings[i] if row.headings else ""
    return 1 + _alike(heading, (cell.label,)) / 10
