"""A page -> plain text, in the ways that copied and converted tables are left in."""

from collections.abc import Callable
from random import Random

from eval.synthesis.page import Page
from eval.synthesis.sheet import Grid, Printed, Sheet, grid_of


def cells_text(random: Random, page: Page) -> str:
    """One cell per line after a tab, rows set apart by an empty line.

    A cell that spans columns stands once; one that spans rows leaves an empty cell in each
    further row.
    """
    padding = random.choice(("", "", " ", "\u3000"))

    def table(sheet: Sheet) -> str:
        rows, seen = [], set[int]()
        for cells in grid_of(sheet):
            lines = []
            for cell in dict(zip(map(id, cells), cells, strict=True)).values():
                text = "" if id(cell) in seen else _padded(cell, padding)
                seen.add(id(cell))
                lines.append(f"\t{text}")
            rows.append("\n".join(lines))
        return "\n\n".join(rows) + "\n\n"

    return _lines(page, table)


def tabs_text(random: Random, page: Page) -> str:
    """One row per line, cells between tabs, an empty place wherever a cell spans."""
    padding = random.choice(("", "", " "))

    def table(sheet: Sheet) -> str:
        return "\n".join("\t".join(row) for row in _places(grid_of(sheet), padding)) + "\n"

    return _lines(page, table)


def pipes_text(random: Random, page: Page) -> str:
    """A table of pipes, as Markdown has it, with a rule under the first row."""
    ruled = random.random() < 0.8

    def table(sheet: Sheet) -> str:
        rows = [f"| {' | '.join(row)} |" for row in _places(grid_of(sheet), "")]
        if ruled:
            rows.insert(1, "|" + "---|" * (rows[0].count("|") - 1))
        return "\n".join(rows) + "\n"

    return _lines(page, table)


def _places(grid: Grid, padding: str) -> list[list[str]]:
    seen = set[int]()
    rows = []
    for cells in grid:
        row = []
        for cell in cells:
            row.append("" if id(cell) in seen else _padded(cell, padding))
            seen.add(id(cell))
        rows.append(row)
    return rows


def _padded(cell: Printed, padding: str) -> str:
    return padding + cell.text if cell.field else cell.text


def _lines(page: Page, table: Callable[[Sheet], str]) -> str:
    blocks = (block if isinstance(block, str) else table(block) for block in page.blocks())
    return "\n".join(blocks) + "\n"
