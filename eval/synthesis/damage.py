"""A page -> the page as copying, converting and careless hands leave it.

Real reports have all of these. Each says which fields it changes, so that the labels stay known
by construction; most change none, and a reader must not be misled by them.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import NamedTuple, get_args

from eval.synthesis.alter import Damage, Planted, SheetDamage
from eval.synthesis.alter import damage as damage_sheet
from eval.synthesis.page import Page
from eval.synthesis.sheet import Grid, Printed, Sheet, fields_of, grid_of, sheet_of

Block = str | Sheet

_DISCLOSURE, _REQUESTS, _REMEDIES = 1, 2, 3
"""The sections that hold the tables of parts 2, 3 and 4."""

_REMARKS = (
    "（单位：件）",
    "（以答复日期为准）",
    "（含线上、线下渠道）",
    "（如无，请填0）",
    "（2项以上合并答复的，计1件）",
)
_FURTHER_ROWS = ("其他主动公开文件", "其他文件", "政策解读材料")
_LONG_LABEL = 8
"""Characters that do not fit the width of a column, so that the label has a second line."""


class _Damaged(NamedTuple):
    """What stands in the place of the table, and what was done."""

    blocks: tuple[Block, ...]
    planted: Planted


def damaged(random: Random, page: Page, kind: Damage) -> tuple[Page, Planted]:
    """The page with one of its tables damaged, and which fields that concerns."""
    number, spoil = _DAMAGES[kind]
    section = page.sections[number]
    at, sheet = next((i, b) for i, b in enumerate(section.blocks) if not isinstance(b, str))
    done = spoil(random, sheet)
    blocks = (*section.blocks[:at], *done.blocks, *section.blocks[at + 1 :])
    sections = list(page.sections)
    sections[number] = replace(section, blocks=blocks)
    return replace(page, sections=tuple(sections)), done.planted


def _in_place(kind: SheetDamage) -> "_Spoil":
    """Damage that leaves the table of part 3 one table: see `alter`."""

    def spoil(random: Random, sheet: Sheet) -> _Damaged:
        altered, planted = damage_sheet(random, sheet, kind)
        return _Damaged((altered,), planted)

    return spoil


def _tear_label(random: Random, sheet: Sheet) -> _Damaged:
    """A page ends within a row: its label goes on below, its figures are in one of the halves."""
    grid = grid_of(sheet)
    rows = [row for row, label in _row_labels(grid).items() if len(label.text) >= _LONG_LABEL]
    row = random.choice(rows)
    label = _row_labels(grid)[row]
    cut = len(label.text) // 2
    figures_below = random.random() < 0.5
    empty = {id(cell): Printed("") for cell in grid[row]}
    above = {id(label): Printed(label.text[:cut])}
    below = {id(label): Printed(label.text[cut:])}
    for cell in grid[row]:
        if cell.field:
            (above if figures_below else below)[id(cell)] = empty[id(cell)]
            (below if figures_below else above)[id(cell)] = cell
    upper = [*grid[:row], [above.get(id(cell), cell) for cell in grid[row]]]
    lower = [[below.get(id(cell), empty[id(cell)]) for cell in grid[row]]]
    lower += [[empty.get(id(cell), cell) for cell in cells] for cells in grid[row + 1 :]]
    number = f"— {random.randint(2, 6)} —"
    half = "below" if figures_below else "above"
    told = f"row {row + 1} is torn by a page break, its figures are {half}"
    return _Damaged((sheet_of(upper), number, sheet_of(lower)), Planted("label_torn", (), told))


def _repeat_table(_: Random, sheet: Sheet) -> _Damaged:
    return _Damaged((sheet, sheet), Planted("table_repeated", (), "part 3 is there twice"))


def _remark_labels(random: Random, sheet: Sheet) -> _Damaged:
    """Some rows carry a remark behind their label, now and then with a figure in it."""
    grid = grid_of(sheet)
    labels = random.sample(list(_row_labels(grid).values()), random.randint(1, 4))
    longer = {id(c): replace(c, text=c.text + random.choice(_REMARKS)) for c in labels}
    remarked = [[longer.get(id(cell), cell) for cell in cells] for cells in grid]
    told = "remarks after " + "、".join(label.text for label in labels)
    return _Damaged((sheet_of(remarked),), Planted("labels_remarked", (), told))


def _blank_totals(random: Random, sheet: Sheet) -> _Damaged:
    """The total column, the total row or both are left empty."""
    marks = random.choice(((".total",), (".results_total.",), (".total", ".results_total.")))
    totals = [f for f in fields_of(sheet) if any(mark in f for mark in marks)]
    blank = [
        tuple(replace(cell, text="") if cell.field in totals else cell for cell in cells)
        for cells in sheet
    ]
    planted = Planted("totals_blank", tuple(sorted(totals)), "totals left empty", state="blank")
    return _Damaged((tuple(blank),), planted)


def _add_row(random: Random, sheet: Sheet) -> _Damaged:
    """Below the documents stands a row that the form does not know, with figures of its own."""
    at = next(row for row, cells in enumerate(sheet) if "规范性文件" in cells[0].text) + 1
    label = random.choice(_FURTHER_ROWS)
    figures = (Printed(str(random.randint(0, 400))) for _ in sheet[at - 1][1:])
    longer = (*sheet[:at], (Printed(label), *figures), *sheet[at:])
    told = f"a row {label} that is not of the form"
    return _Damaged((longer,), Planted("row_added", (), told))


def _widen_remedies(random: Random, sheet: Sheet) -> _Damaged:
    """Part 4 has one empty column more than it has procedures and outcomes for."""
    from_row = random.choice((0, len(sheet) - 1))
    grid = grid_of(sheet)
    for row in range(from_row, len(grid)):
        grid[row] = [*grid[row], Printed("")]
    told = f"an empty cell too many from row {from_row + 1} on"
    return _Damaged((sheet_of(grid),), Planted("remedies_widened", (), told))


def _shorten_remedies(random: Random, sheet: Sheet) -> _Damaged:
    """The figures of part 4 have lost a cell, so that nobody can tell which outcome is which."""
    grid = grid_of(sheet)
    lost = random.randrange(len(grid[-1]))
    grid[-1] = grid[-1][:lost] + grid[-1][lost + 1 :]
    told = f"cell {lost + 1} of the figures is gone"
    planted = Planted("remedies_shortened", tuple(fields_of(sheet)), told, state="unreadable")
    return _Damaged((sheet_of(grid),), planted)


def _row_labels(grid: Grid) -> dict[int, Printed]:
    """Each row with figures -> the label that stands right before them."""
    labels = {}
    for row, cells in enumerate(grid):
        first = next((column for column, cell in enumerate(cells) if cell.field), 0)
        if first:
            labels[row] = cells[first - 1]
    return labels


_Spoil = Callable[[Random, Sheet], _Damaged]
_DAMAGES: dict[Damage, tuple[int, _Spoil]] = {
    **{kind: (_REQUESTS, _in_place(kind)) for kind in get_args(SheetDamage)},
    "label_torn": (_REQUESTS, _tear_label),
    "table_repeated": (_REQUESTS, _repeat_table),
    "labels_remarked": (_REQUESTS, _remark_labels),
    "totals_blank": (_REQUESTS, _blank_totals),
    "row_added": (_DISCLOSURE, _add_row),
    "remedies_widened": (_REMEDIES, _widen_remedies),
    "remedies_shortened": (_REMEDIES, _shorten_remedies),
}
