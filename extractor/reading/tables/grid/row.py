"""The value cells of one row, laid below the leaves of its header.

A row is read only where the layout leaves no choice. What does not fit is told, and not
guessed at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import Cell, Document
from extractor.reading.tables.grid.header import Header, Leaf


@dataclass(frozen=True, slots=True)
class Fit:
    """Leaves with their cells, and the leaves whose cells a page break cut off."""

    cells: tuple[tuple[Leaf, Cell], ...]
    lost: tuple[Leaf, ...] = ()
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why the cells cannot be laid below the leaves: `short_row` or `long_row`."""

    code: str
    found: int


def fit(
    row: Sequence[Cell], first_value: int, header: Header, document: Document, aligned: bool
) -> Fit | Misfit:
    """Lay `row[first_value:]` below the header's leaves.

    In order of trust: by grid column where the table is aligned; one cell for each leaf,
    all of them printed where the grid columns do not confirm it; the same after dropping
    empty cells at the ends, which merged labels and padding leave; and a row that was cut
    at the width of its page, whose cells still begin at the left.
    """
    leaves, values = header.leaves, row[first_value:]
    if aligned and (cells := _by_column(values, leaves, document)):
        return Fit(cells)
    printed = [i for i, cell in enumerate(values) if document.quote(cell.span)]
    if len(values) == len(leaves) and not (aligned and 0 < len(printed) < len(values)):
        return Fit(tuple(zip(leaves, values, strict=True)))
    if len(values) > len(leaves):
        core = values[printed[0] : printed[-1] + 1] if printed else values[-len(leaves) :]
        if len(core) == len(leaves) and not (aligned and 0 < len(printed) < len(core)):
            return Fit(tuple(zip(leaves, core, strict=True)))
    stub_end = row[first_value].column if first_value < len(row) else 0
    cut = stub_end - header.stub_width
    width = max((cell.column + cell.colspan for cell in row), default=0)
    whole = len(printed) == len(values)
    if aligned and whole and cut > 0 and width == header.width and len(values) + cut == len(leaves):
        kept = tuple(zip(leaves, values, strict=False))
        return Fit(kept, leaves[len(values) :], ("clipped",))
    return Misfit("short_row" if len(printed) < len(leaves) else "long_row", len(printed))


def _by_column(
    values: Sequence[Cell], leaves: Sequence[Leaf], document: Document
) -> tuple[tuple[Leaf, Cell], ...] | None:
    at = {cell.column: cell for cell in values}
    cells = tuple((leaf, at.pop(leaf.grid_column, None)) for leaf in leaves)
    if any(document.quote(cell.span) for cell in at.values()):
        return None
    whole = tuple((leaf, cell) for leaf, cell in cells if cell and cell.colspan == leaf.width)
    return whole if len(whole) == len(leaves) else None
