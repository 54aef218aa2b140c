"""Header rows -> the leaf columns below them, each with the column of the form it is.

In an aligned table a leaf is what stands lowest in a grid column. In flattened text there
are no grid columns: a cell that spans several is printed once, and one that spans rows
leaves an empty cell below itself. There each header row is laid over the next: an empty
cell continues the cell above, a run of labels belongs to one heading above, and labels
under one heading are all different.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.document import Cell
from extractor.forms.form import Column
from extractor.reading.tables.labels import TableLabels
from extractor.reading.tables.printed import PrintedTable
from extractor.values.folding import label_key

MOST_PLACEMENTS = 64
"""Ways to lay one header row over the next that are looked at; a real header has a few."""
MOST_TRIALS = 2000
"""Beginnings of such ways that are tried; a row that wants more is no header."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One printed column: its place in the grid, its label, and all that is printed above that,
    from the top.

    `width` counts the grid columns that the label spans. `columns` are the columns of the form
    that the label may name: one where it is found, none where the label is unknown, several
    where the headings leave it open.
    """

    grid_column: int
    label: str
    headings: tuple[str, ...] = ()
    width: int = 1
    columns: tuple[Column, ...] = ()
    exact: bool = True

    @property
    def column(self) -> Column | None:
        """The column of the form, where it is certain."""
        return self.columns[0] if len(self.columns) == 1 else None


@dataclass(frozen=True, slots=True)
class Header:
    """The value columns of a table, left to right, without those that hold row labels.

    `width` is that of the printed grid; the first `stub_width` columns hold row labels.
    """

    leaves: tuple[Leaf, ...]
    width: int
    stub_width: int

    @property
    def columns(self) -> set[str]:
        """The ids of the form's columns that are found."""
        return {leaf.column.id for leaf in self.leaves if leaf.column}


def read_header(
    table: PrintedTable, rows: Sequence[Sequence[Cell]], labels: TableLabels
) -> Header | None:
    """Rows that name columns, from the top -> Header; None where they cannot be laid out."""
    texts = [table.texts(row) for row in rows]
    leaves = _by_grid(rows, texts, labels) if table.table.aligned else _by_lattice(texts)
    named = [_name(leaf, labels) for leaf in leaves]
    known = next((i for i, leaf in enumerate(named) if leaf.columns), None)
    if known is None:
        return None
    last = max(i for i, leaf in enumerate(named) if leaf.label)
    first = _first(named, known, labels)
    stub_width, width = named[first].grid_column, named[-1].grid_column + named[-1].width
    return Header(_told_apart(named[first : last + 1], labels), width, stub_width)


def _first(leaves: Sequence[Leaf], known: int, labels: TableLabels) -> int:
    """Where the columns of values begin: left of the first `known` one stand those whose label is
    unknown, as many at most as the form has columns before it; what is further left holds the
    labels of rows."""
    order = [column.id for column in labels.table.columns]
    before = min(order.index(column.id) for column in leaves[known].columns)
    leftmost = max(1 if labels.rows else 0, known - before)
    first = known
    while first > leftmost and _may_head_values(leaves[first - 1], labels):
        first -= 1
    return first


def _may_head_values(leaf: Leaf, labels: TableLabels) -> bool:
    key = label_key(leaf.label)
    return bool(key) and key not in labels.headings and labels.row(leaf.label) is None


def _by_grid(
    rows: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]], labels: TableLabels
) -> list[Leaf]:
    """Per grid column, or columns that one label spans, the lowest label and the groups above.

    Exports that know no colspan print a heading over its first column only, so a heading
    reaches right to the next label in its row.
    """
    width = max(cell.column + cell.colspan for row in rows for cell in row)
    stacks: list[list[str]] = [[] for _ in range(width)]
    lowest: list[Cell | None] = [None] * width
    for row, row_texts in zip(rows, texts, strict=True):
        heading = ""
        for cell, text in zip(row, row_texts, strict=True):
            if text:
                heading = text if label_key(text) in labels.groups else ""
            for column in range(cell.column, cell.column + cell.colspan):
                if text or heading:
                    stacks[column].append(text or heading)
                    lowest[column] = cell
    leaves: list[Leaf] = []
    for column, stack in enumerate(stacks):
        if column and lowest[column] is not None and lowest[column] is lowest[column - 1]:
            leaves[-1] = replace(leaves[-1], width=leaves[-1].width + 1)
        else:
            leaves.append(Leaf(column, stack[-1] if stack else "", tuple(stack[:-1])))
    return leaves


def _by_lattice(texts: Sequence[Sequence[str]]) -> list[Leaf]:
    """Flattened header rows, each laid over the next; none where they cannot be. A heading that
    may stand over different labels in different layouts is known for none of those."""
    leaves = [Leaf(i, text) for i, text in enumerate(texts[0])]
    for lower in texts[1:]:
        layouts = list(itertools.islice(_layouts(leaves, lower), MOST_PLACEMENTS))
        below = []
        for i, text in enumerate(lower if layouts else ()):
            parents = {layout[i] for layout in layouts}
            parent = leaves[parents.pop()] if len(parents) == 1 else None
            if text:
                below.append(Leaf(i, text, (*parent.headings, parent.label) if parent else ()))
            elif parent:
                below.append(replace(parent, grid_column=i))
            else:
                return []
        leaves = below
    return leaves


def _layouts(upper: Sequence[Leaf], lower: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Every way to put the lower row below the upper one: per lower cell, the index above."""
    stack: list[tuple[int, ...]] = [()]
    for _ in range(MOST_TRIALS):
        if not stack:
            return
        done = stack.pop()
        i, at = (done[-1] + 1 if done else 0), len(done)
        if i == len(upper) or at == len(lower):
            if i == len(upper) and at == len(lower):
                yield done
        elif not lower[at]:
            stack.append((*done, i))
        elif upper[i].label:
            run: set[str] = set()
            for text in lower[at:]:
                if not text or label_key(text) in run:
                    break
                run.add(label_key(text))
                stack.append((*done, *([i] * len(run))))


def _name(leaf: Leaf, labels: TableLabels) -> Leaf:
    """The leaf with the columns that its label, or what is torn of it, names below its groups."""
    torn = "".join((*leaf.headings[-1:], leaf.label))
    found = labels.column(torn if label_key(torn) in labels.columns else leaf.label)
    if found is None:
        return leaf
    groups = labels.groups & set(map(label_key, leaf.headings))
    fitting = tuple(
        column
        for column in found[0]
        if not (column.under and groups) or not groups.isdisjoint(map(label_key, column.under))
    )
    return replace(leaf, columns=fitting, exact=found[1])


def _told_apart(leaves: Sequence[Leaf], labels: TableLabels) -> tuple[Leaf, ...]:
    """Same-named leaves under unknown headings: by what is taken, then by the form's order.

    The order decides only where counting from the left and from the right agree.
    """
    taken = Counter(leaf.column.id for leaf in leaves if leaf.column)
    free = [
        replace(leaf, columns=tuple(c for c in leaf.columns if taken[c.id] <= bool(leaf.column)))
        for leaf in leaves
    ]
    places = {column.id: i for i, column in enumerate(labels.table.columns)}
    from_left = _in_order(free, places)
    from_right = _in_order(free[::-1], {name: -place for name, place in places.items()})[::-1]
    return tuple(
        replace(leaf, columns=(left,)) if left and left is right else leaf
        for leaf, left, right in zip(free, from_left, from_right, strict=True)
    )


def _in_order(leaves: Sequence[Leaf], places: Mapping[str, int]) -> list[Column | None]:
    """The first fitting column beyond the last one given, for every leaf still open."""
    chosen: list[Column | None] = []
    last = -len(places)
    for leaf in leaves:
        beyond = [c for c in leaf.columns if places[c.id] > last and not leaf.column]
        chosen.append(min(beyond, key=lambda column: places[column.id], default=None))
        if chosen[-1]:
            last = places[chosen[-1].id]
    return chosen
