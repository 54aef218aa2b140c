"""What a known-right table would be read as after some mishaps: cells, rows, columns.

A corruption is told as what is read instead, cell by cell: other characters, none (the cell is
taken for empty), or no reading at all (`None`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from extractor.forms.form import Form
from extractor.record.record import FieldId
from extractor.values.amount import read_amount

Changes = dict[FieldId, str | None]
KINDS = ("digit", "swap", "shift", "emptied", "dropped", "mixed")
EXCHANGES = ("columns", "rows")
"""Kinds that keep every sum of part 3 but those of two applicants, or of two results."""
_MIXED = ("digit", "swap", "emptied", "dropped")
_TRIES = 30
_DIGITS = "0123456789"


@dataclass(frozen=True)
class Grid:
    """The figures of one part that can be corrupted: what they print, and who is whose neighbour.

    Money and text are left out. `odds` says how likely a cell is to be misread against others.
    """

    printed: Mapping[FieldId, str]
    rows: tuple[tuple[FieldId, ...], ...]
    columns: tuple[tuple[FieldId, ...], ...]
    odds: Mapping[FieldId, float] = field(default_factory=dict)

    def pick(self, random: Random, fields: Sequence[FieldId]) -> FieldId:
        """One of the fields, by their odds."""
        return random.choices(fields, [self.odds.get(f, 1.0) for f in fields])[0]


def grid_of(
    form: Form, part: str, printed: Mapping[FieldId, str], odds: Mapping[FieldId, float]
) -> Grid:
    """The grid of a part, as far as the report prints it."""
    (table,) = (table for table in form.tables if table.part == part)
    at = {
        (row.id, column.id): name
        for name, (row, column) in table.cells.items()
        if name in printed and column.kind in ("count", "change")
    }
    rows = (tuple(f for (r, _), f in at.items() if r == row.id) for row in table.rows)
    columns = (tuple(f for (_, c), f in at.items() if c == column.id) for column in table.columns)
    cells = {name: printed[name] for name in at.values()}
    return Grid(cells, tuple(filter(None, rows)), tuple(filter(None, columns)), odds)


def corrupt(random: Random, grid: Grid, kind: str, number: int) -> Changes | None:
    """`number` mishaps of one kind in different cells; None where the part has no room for them.

    Every mishap makes some figure another one: two noughts exchanged are none.
    """
    changes: Changes = {}
    for _ in range(number):
        name = random.choice(_MIXED) if kind == "mixed" else kind
        tried = (_MISHAPS[name](random, grid) for _ in range(_TRIES))
        fit = (t for t in tried if t and changes.keys().isdisjoint(t))
        found = next(fit, None)
        if found is None:
            return None
        changes |= found
    return changes


def value_of(text: str) -> Decimal:
    """The figure a cell prints; a blank or dash is nought."""
    return read_amount(text).value or Decimal(0)


def _digit(random: Random, grid: Grid) -> Changes:
    """One digit of a figure is read as another one."""
    fields = [f for f, text in grid.printed.items() if any(c in _DIGITS for c in text)]
    if not fields:
        return {}
    name = grid.pick(random, fields)
    text = grid.printed[name]
    place = random.choice([i for i, c in enumerate(text) if c in _DIGITS])
    lone = sum(c in _DIGITS for c in text) == 1
    others = [d for d in _DIGITS if d != text[place] and (d != "0" or place or lone)]
    return _changed(grid, {name: text[:place] + random.choice(others) + text[place + 1 :]})


def _swap(random: Random, grid: Grid) -> Changes:
    """Two cells of a row or column are taken for each other."""
    a = grid.pick(random, list(grid.printed))
    line = random.choice([line for line in (*grid.rows, *grid.columns) if a in line])
    others = [b for b in line if value_of(grid.printed[b]) != value_of(grid.printed[a])]
    if not others:
        return {}
    b = grid.pick(random, others)
    return {a: grid.printed[b], b: grid.printed[a]}


def _shift(random: Random, grid: Grid) -> Changes:
    """From some cell on, the values of a row slip by one column; the cell left behind is empty."""
    first = grid.pick(random, list(grid.printed))
    (row,) = (row for row in grid.rows if first in row)
    start = random.randrange(max(len(row) - 1, 1))
    cells = row[start:]
    values = [grid.printed[f] for f in cells]
    moved = random.choice(([*values[1:], ""], ["", *values[:-1]]))
    changed = _changed(grid, dict(zip(cells, moved, strict=True)))
    return changed if len(changed) > 1 else {}


def _emptied(random: Random, grid: Grid) -> Changes:
    """A figure is overlooked: its cell is taken for empty."""
    name = _counted(random, grid)
    return {name: ""} if name else {}


def _dropped(random: Random, grid: Grid) -> Changes:
    """A figure is not read at all, nor anything in its place."""
    name = _counted(random, grid)
    return {name: None} if name else {}


def _counted(random: Random, grid: Grid) -> FieldId | None:
    fields = [f for f, text in grid.printed.items() if value_of(text)]
    return grid.pick(random, fields) if fields else None


def _columns(random: Random, grid: Grid) -> Changes:
    """Two columns change places under their headings; in part 4, two procedures."""
    return _exchange(random, grid, list(_procedures(grid) or grid.columns))


def _rows(random: Random, grid: Grid) -> Changes:
    """Two rows change places beside their labels."""
    return _exchange(random, grid, [row for row in grid.rows if not _framing(row[0])])


def _procedures(grid: Grid) -> list[tuple[FieldId, ...]]:
    if len(grid.rows) > 1:
        return []
    heads = dict.fromkeys(f.rpartition(".")[0] for f in grid.printed)
    return [tuple(f for f in grid.printed if f.rpartition(".")[0] == h) for h in heads]


def _framing(name: FieldId) -> bool:
    """Rows of part 3 that are no result, and so take no part in exchanges that keep sums."""
    frame = ("received.", "brought_forward.", "results_total.", "carried_forward.")
    return name.startswith(tuple(f"requests.{row}" for row in frame))


def _exchange(random: Random, grid: Grid, lines: Sequence[tuple[FieldId, ...]]) -> Changes:
    pairs = [
        (a, b)
        for i, a in enumerate(lines)
        for b in lines[i + 1 :]
        if len(a) == len(b) and not _total(a[0]) and not _total(b[0]) and _alike(a, b)
    ]
    random.shuffle(pairs)
    for a, b in pairs:
        swapped = {x: grid.printed[y] for x, y in zip(a, b, strict=True)}
        swapped |= {y: grid.printed[x] for x, y in zip(a, b, strict=True)}
        if changed := _changed(grid, swapped):
            return changed
    return {}


def _total(name: FieldId) -> bool:
    return name.startswith("requests.") and name.endswith(".total")


def _alike(a: Collection[FieldId], b: Collection[FieldId]) -> bool:
    """Whether two lines cross the same other lines: cell by cell, in one half of their ids."""
    return any([end(f) for f in a] == [end(f) for f in b] for end in (_last, _rest))


def _last(name: FieldId) -> str:
    return name.rpartition(".")[2]


def _rest(name: FieldId) -> str:
    return name.rpartition(".")[0]


def _changed(grid: Grid, read: Mapping[FieldId, str]) -> Changes:
    """The cells of which the figure becomes another one."""
    return {f: t for f, t in read.items() if value_of(t) != value_of(grid.printed[f])}


_MISHAPS: Mapping[str, Callable[[Random, Grid], Changes]] = {
    "digit": _digit,
    "swap": _swap,
    "shift": _shift,
    "emptied": _emptied,
    "dropped": _dropped,
    "columns": _columns,
    "rows": _rows,
}
