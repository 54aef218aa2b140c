"""Misreports and damage: a wrong figure that the agency prints, a table that lost its shape."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Literal, get_args

from eval.synthesis.draw import Figures
from eval.synthesis.sheet import Grid, Sheet, fields_of, grid_of, is_total, sheet_of
from extractor.record.record import FieldId
from extractor.values.amount import State

Miscount = Literal["total", "cell", "flow"]
"""What may be printed wrongly in parts 3 and 4."""
Misstatement = Literal["share", "list", "change", "count_change"]
"""What may be told wrongly in the prose: see `eval.synthesis.compared`."""
Misreport = Miscount | Misstatement
SheetDamage = Literal["row_dropped", "column_dropped", "rows_reordered", "row_slipped"]
"""What may befall the table of part 3 and leave it one table."""
PageDamage = Literal[
    "label_torn",
    "table_repeated",
    "labels_remarked",
    "totals_blank",
    "row_added",
    "remedies_widened",
    "remedies_shortened",
]
"""What may befall a page: see `eval.synthesis.damage`."""
Damage = SheetDamage | PageDamage
MISCOUNTS: tuple[Miscount, ...] = get_args(Miscount)
MISSTATEMENTS: tuple[Misstatement, ...] = get_args(Misstatement)
MISREPORTS: tuple[Misreport, ...] = (*MISCOUNTS, *MISSTATEMENTS)
DAMAGES: tuple[Damage, ...] = (*get_args(SheetDamage), *get_args(PageDamage))

_SUMS = ("requests.", "remedies.")
_FLOW = tuple(
    f"requests.{row}."
    for row in ("received", "brought_forward", "results_total", "carried_forward")
)


@dataclass(frozen=True, slots=True)
class Planted:
    """What was done to a report on purpose, to which fields, and in words.

    For damage, `fields` are those that can no longer be read, and `state` is what has become of
    them. `finding` is the code of the finding that a misreport deserves, `quote` the words that
    state it where they are in no field.
    """

    kind: Misreport | Damage
    fields: tuple[FieldId, ...]
    detail: str
    finding: str | None = None
    state: State | None = None
    quote: str | None = None


def misreport(random: Random, figures: Figures, kind: Miscount) -> Planted:
    """Changes figures of parts 3 and 4 in place, so that they no longer agree.

    `total` and `cell` break sums alone; `flow` keeps every sum, and breaks what came in
    against what went out.
    """
    if kind == "flow":
        fields = ["requests.carried_forward.natural_person", "requests.carried_forward.total"]
        code = "misreported_flow"
    else:
        sums = [f for f in figures if f.startswith(_SUMS) and not f.startswith(_FLOW)]
        cells = [f for f in sums if is_total(f) == (kind == "total")]
        fields = [random.choice([f for f in cells if figures[f]] or cells)]
        code = "misreported_total"
    least = min(figures[field] for field in fields)
    by = random.choice((1, 2, 9, 10)) * (random.choice((1, -1)) if least >= 10 else 1)
    told = ", ".join(f"{f}: {figures[f]} printed as {figures[f] + by}" for f in fields)
    figures.update({field: figures[field] + by for field in fields})
    return Planted(kind, tuple(fields), told, code)


def damage(random: Random, sheet: Sheet, kind: SheetDamage) -> tuple[Sheet, Planted]:
    """Part 3 without its full shape, and the fields that can no longer be read there."""
    altered, detail = _DAMAGES[kind](random, grid_of(sheet))
    damaged = sheet_of(altered)
    lost = set(fields_of(sheet)) - set(fields_of(damaged))
    state: State = "missing"
    if kind == "row_slipped":  # which of its figures is lost, nobody can tell
        (gone,) = lost
        lost = {f for f in fields_of(sheet) if f.rpartition(".")[0] == gone.rpartition(".")[0]}
        state = "unreadable"
    return damaged, Planted(kind, tuple(sorted(lost)), detail, state=state)


def _drop_row(random: Random, grid: Grid) -> tuple[Grid, str]:
    row = random.choice(_figure_rows(grid))
    return grid[:row] + grid[row + 1 :], f"row {row + 1} is not printed"


def _drop_column(random: Random, grid: Grid) -> tuple[Grid, str]:
    columns = [c for c, cell in enumerate(grid[-1]) if cell.field]
    column = random.choice(columns)
    return [row[:column] + row[column + 1 :] for row in grid], f"column {column + 1} is not printed"


def _reorder_rows(random: Random, grid: Grid) -> tuple[Grid, str]:
    """Two neighbours of one group change places, with their labels."""
    rows = _figure_rows(grid)
    pairs = [
        (up, down)
        for up, down in itertools.pairwise(rows)
        if grid[up][1] is grid[down][1] and grid[up][2] is not grid[down][2]
    ]
    up, down = random.choice(pairs)
    swapped = list(grid)
    swapped[up], swapped[down] = grid[down], grid[up]
    return swapped, f"rows {up + 1} and {down + 1} have changed places"


def _slip_row(random: Random, grid: Grid) -> tuple[Grid, str]:
    """A row loses its first figure, and the others move up to fill the gap."""
    rows = _figure_rows(grid)
    busy = [
        row for row in rows if any(cell.text not in ("0", "") for cell in grid[row] if cell.field)
    ]
    row = random.choice(busy or rows)
    first = next(c for c, cell in enumerate(grid[row]) if cell.field)
    slipped = [replace(cell) if cell.field else cell for cell in grid[row]]
    del slipped[first]
    return [*grid[:row], slipped, *grid[row + 1 :]], f"row {row + 1} has slipped one cell left"


def _figure_rows(grid: Grid) -> list[int]:
    return [number for number, cells in enumerate(grid) if any(cell.field for cell in cells)]


_DAMAGES: dict[SheetDamage, Callable[[Random, Grid], tuple[Grid, str]]] = {
    "row_dropped": _drop_row,
    "column_dropped": _drop_column,
    "rows_reordered": _reorder_rows,
    "row_slipped": _slip_row,
}
