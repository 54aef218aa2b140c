"""A printed table -> the same with its layout gone wrong, in the document itself.

Where rows or columns change places their labels go with them: who reads by labels reads them
right, who counts places takes them for each other. Where a cell is lost, doubled or moved, the
labels stay.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from eval.detection.corrupt import Changes, value_of
from eval.synthesis.sheet import Grid, Printed, Sheet, grid_of, sheet_of

_INSERTED = {
    "disclosure": "其他主动公开文件",
    "requests": "其中：当面申请",
    "remedies": "其中：当年受理",
}


@dataclass(frozen=True, slots=True)
class _Mishap:
    """What it touches (lines that no other mishap touches as well), and the table after it."""

    touches: frozenset[str]
    after: Grid


def disarrange(random: Random, part: str, sheet: Sheet, kind: str, number: int) -> Sheet | None:
    """The table after `number` mishaps of a kind at different places, None where it has no room."""
    grid, touched = grid_of(sheet), frozenset[str]()
    for _ in range(number):
        options = [m for m in _MISHAPS[kind](grid, part) if touched.isdisjoint(m.touches)]
        if not options:
            return None
        chosen = random.choice(options)
        grid, touched = chosen.after, touched | chosen.touches
    return sheet_of(grid)


def by_place(whole: Sheet, altered: Sheet) -> Changes:
    """What a reader who only counts takes the altered table for: its n-th row of figures for the
    n-th of the form, and its cells, from the left, for that row's."""
    changes: Changes = {}
    for fields, cells in itertools.zip_longest(_figures(whole), _figures(altered), fillvalue=()):
        for cell, found in itertools.zip_longest(fields, cells[: len(fields)]):
            text = found.text if found else None
            if cell.field and (text is None or value_of(text) != value_of(cell.text)):
                changes[cell.field] = text
    return changes


def _figures(sheet: Sheet) -> list[tuple[Printed, ...]]:
    """The cells of each row of figures, from its first figure on."""
    starts = ((cells, next((n for n, c in enumerate(cells) if c.field), None)) for cells in sheet)
    return [cells[start:] for cells, start in starts if start is not None]


def _columns(grid: Grid, part: str) -> Iterator[_Mishap]:
    """Two columns change places with their headings; no heading over several is torn apart."""
    del part
    for rows in _subtables(grid):
        fields = [column for column, cell in enumerate(grid[rows[-1]]) if cell.field]
        for a, b in itertools.combinations(fields, 2):
            if all(_free(grid[row], a, b) for row in rows) and _differ(grid, rows, a, b):
                after = [_exchanged(cells, a, b) if n in rows else cells
                         for n, cells in enumerate(grid)]  # fmt: skip
                yield _Mishap(frozenset({f"{rows[0]} {a}", f"{rows[0]} {b}"}), after)


def _subtables(grid: Grid) -> Iterator[range]:
    """Each run of rows with figures, and the rows of headings above it."""
    start = 0
    for row, cells in enumerate(grid):
        last = row + 1 == len(grid) or not _has_figures(grid[row + 1])
        if _has_figures(cells) and last:
            yield range(start, row + 1)
            start = row + 1


def _has_figures(cells: Sequence[Printed]) -> bool:
    return any(cell.field for cell in cells)


def _free(cells: Sequence[Printed], a: int, b: int) -> bool:
    """Whether two places of a row belong to one cell, or to a narrow cell each."""
    return cells[a] is cells[b] or all(sum(c is cells[n] for c in cells) == 1 for n in (a, b))


def _differ(grid: Grid, rows: range, a: int, b: int) -> bool:
    """Whether a reader who only counts would be wrong."""
    pairs = ((grid[row][a], grid[row][b]) for row in rows if _has_figures(grid[row]))
    return any(value_of(x.text) != value_of(y.text) for x, y in pairs)


def _exchanged(cells: Sequence[Printed], a: int, b: int) -> list[Printed]:
    return [cells[b if n == a else a if n == b else n] for n in range(len(cells))]


def _rows(grid: Grid, part: str) -> Iterator[_Mishap]:
    """Two neighbouring rows of a group change places with their labels."""
    del part
    for run in _groups(grid):
        for up, down in itertools.pairwise(run):
            if _values(grid[up]) != _values(grid[down]):
                yield _moved(grid, (up, down), (down, up))


def _slipped(grid: Grid, part: str) -> Iterator[_Mishap]:
    """The first row of a group is printed last, so that the others stand one place higher."""
    del part
    for run in _groups(grid):
        if len(run) > 2 and len({tuple(_values(grid[row])) for row in run}) > 1:
            yield _moved(grid, run, (*run[1:], run[0]))


def _groups(grid: Grid) -> Iterator[tuple[int, ...]]:
    """Neighbouring rows with figures, below the same headings at the left."""
    rows = [row for row, cells in enumerate(grid) if _has_figures(cells)]
    run: list[int] = []
    for row in rows:
        if run and (row != run[-1] + 1 or not _siblings(grid, run[-1], row)):
            yield tuple(run)
            run = []
        run.append(row)
    yield tuple(run)


def _siblings(grid: Grid, up: int, down: int) -> bool:
    stubs = [(a, b) for a, b in zip(grid[up], grid[down], strict=False) if not a.field]
    shared = [a is b for a, b in stubs]
    alone = all(
        sum(any(c is cell for c in row) for row in grid) == 1
        for a, b in stubs
        if a is not b
        for cell in (a, b)
    )
    fields = [c.field.rpartition(".")[2] for c in grid[up] if c.field]
    return alone and shared == sorted(shared, reverse=True) and fields == [
        c.field.rpartition(".")[2] for c in grid[down] if c.field
    ]  # fmt: skip


def _moved(grid: Grid, places: Sequence[int], sources: Sequence[int]) -> _Mishap:
    after = list(grid)
    for place, source in zip(places, sources, strict=True):
        after[place] = grid[source]
    return _Mishap(frozenset(_name(grid[row]) for row in places), after)


def _inserted(grid: Grid, part: str) -> Iterator[_Mishap]:
    """A row that the form does not have stands above one that it has."""
    for run in _groups(grid):
        for row in run[1:] or run[:1] * (part == "remedies"):
            label = Printed(_INSERTED[part])
            stubs = [a if a is b else label for a, b in zip(grid[row - 1], grid[row], strict=False)]
            figures = [replace(c, text=str(n), field="inserted") if c.field else stubs[n]
                       for n, c in enumerate(grid[row])]  # fmt: skip
            after = [*grid[:row], figures, *grid[row:]]
            yield _Mishap(frozenset({_name(grid[row])}), after)


def _lost(grid: Grid, part: str) -> Iterator[_Mishap]:
    """A row has lost a cell, and what follows moves up: it is one cell short."""
    del part
    yield from _rewritten(grid, lambda texts, n: [*texts[:n], *texts[n + 1 :]])


def _doubled(grid: Grid, part: str) -> Iterator[_Mishap]:
    """A row prints a cell twice, and what follows moves on: it is one cell too long."""
    del part
    yield from _rewritten(grid, lambda texts, n: [*texts[: n + 1], *texts[n:]])


def _padded(grid: Grid, part: str) -> Iterator[_Mishap]:
    """A row has lost a cell and ends with an empty one instead: as long as it should be."""
    del part
    yield from _rewritten(grid, lambda texts, n: [*texts[:n], *texts[n + 1 :], ""])


def _rewritten(grid: Grid, write: Callable[[list[str], int], list[str]]) -> Iterator[_Mishap]:
    for row, cells in enumerate(grid):
        texts = _texts(cells)
        stubs = [cell for cell in cells if not cell.field]
        figures = [cell for cell in cells if cell.field]
        for n in range(len(texts) if len(texts) > 1 else 0):
            new = write(texts, n)
            if list(map(value_of, new[: len(texts)])) != list(map(value_of, texts)):
                own = [*figures, *[Printed("")] * (len(new) - len(figures))]
                line = [replace(c, text=t) for c, t in zip(own, new, strict=False)]
                after = [*grid[:row], [*stubs, *line], *grid[row + 1 :]]
                yield _Mishap(frozenset({_name(cells)}), after)


def _beside(grid: Grid, part: str) -> Iterator[_Mishap]:
    """The figures of a group stand one row too low beside their labels, the first row is empty."""
    del part
    for run in _groups(grid):
        columns = [_texts(grid[row]) for row in run]
        if len(run) < 2 or not any(value_of(text) for texts in columns[:-1] for text in texts):
            continue
        after = list(grid)
        for row, texts in zip(run, [[""] * len(columns[0]), *columns[:-1]], strict=True):
            left = iter(texts)
            after[row] = [replace(c, text=next(left)) if c.field else c for c in grid[row]]
        yield _Mishap(frozenset(_name(grid[row]) for row in run), after)


def _texts(cells: Sequence[Printed]) -> list[str]:
    return [cell.text for cell in cells if cell.field]


def _values(cells: Sequence[Printed]) -> list[Decimal]:
    return [value_of(text) for text in _texts(cells)]


def _name(cells: Sequence[Printed]) -> str:
    """The row's first field, by which it is known."""
    return next(cell.field for cell in cells if cell.field)


_MISHAPS: Mapping[str, Callable[[Grid, str], Iterator[_Mishap]]] = {
    "columns": _columns,
    "rows": _rows,
    "slipped": _slipped,
    "inserted": _inserted,
    "lost": _lost,
    "doubled": _doubled,
    "padded": _padded,
    "beside": _beside,
}
LAYOUT_KINDS = tuple(_MISHAPS)
