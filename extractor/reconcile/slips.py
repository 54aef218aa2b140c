"""Structural slips: many cells wrong by one mishap (generalized Fellegi and Holt).

A lost or doubled cell moves the rest of its row or column by one place; a torn one changes
places with its neighbour. As printed the form's rows and columns say who neighbours whom.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.model.form import Form
from extractor.model.record import FieldId
from extractor.reconcile.block import Block, Interval
from extractor.reconcile.system import Bounds

Line = tuple[str, tuple[FieldId, ...]]
"""`row` or `column`, and its fields in printed order."""

FEWEST = 2
"""A slip must move at least so many figures to other values, or cells explain it as well."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One mishap that explains a block: what it is called, what each cell truly holds."""

    operation: str
    changes: Mapping[int, Interval]
    bounds: Bounds


def lines(form: Form) -> list[Line]:
    """Every row and every column of the form's tables with at least two cells."""
    found: list[Line] = []
    for table in form.tables:
        for row in table.rows:
            cells = tuple(table.field_id(row, column) for column in table.columns_of(row))
            found.append(("row", cells))
        for column in table.columns:
            rows = (row for row in table.rows if column in table.columns_of(row))
            found.append(("column", tuple(table.field_id(row, column) for row in rows)))
    return [line for line in found if len(line[1]) > 1]


def slips(block: Block, layout: Sequence[Line]) -> list[Slip]:
    """Every single slip that makes all rules of the block hold."""
    if block.forced:
        return []
    number = {field: v for v, field in enumerate(block.system.fields)}
    needed = frozenset(block.broken)
    found: dict[frozenset[tuple[int, Interval]], Slip] = {}
    for kind, fields in layout:
        cells = [number[field] for field in fields if field in number]
        if len(cells) < len(fields) or not needed <= _rules(block, cells):
            continue
        for name, changes in _moves(block, cells):
            if needed <= _rules(block, changes):
                outcome = block.attempt(changes)
                if isinstance(outcome, Bounds):
                    slip = Slip(f"{kind}_{name}", changes, outcome)
                    found.setdefault(frozenset(changes.items()), slip)
    return list(found.values())


def _rules(block: Block, cells: Sequence[int] | Mapping[int, Interval]) -> set[int]:
    return {r for v in cells for r in block.system.touching[v]}


def _moves(block: Block, cells: Sequence[int]) -> Iterator[tuple[str, dict[int, Interval]]]:
    """Every slip of a line, as what its cells would truly hold."""
    printed = [block.printed[v] for v in cells]
    unknown = [(block.least[v], None) for v in cells]
    last = len(cells) - 1
    for i in range(last):
        swapped = {cells[i]: printed[i + 1], cells[i + 1]: printed[i]}
        if printed[i] != printed[i + 1]:
            yield "swap", swapped
        for vacated, values in (
            (cells[last], [*printed[i + 1 :], unknown[last]]),
            (cells[i], [unknown[i], *printed[i:last]]),
        ):
            moved = dict(zip(cells[i:], values, strict=True))
            changed = [v for v in moved if v != vacated and moved[v] != block.printed[v]]
            if len(changed) >= FEWEST:
                yield "slip", {v: moved[v] for v in (*changed, vacated)}
