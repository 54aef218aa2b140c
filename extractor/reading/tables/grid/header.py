"""Header rows -> the leaf columns below them, each with the column of the form it is.

In an aligned table a leaf is what stands lowest in a grid column. In flattened text there
are no grid columns: a cell that spans several is printed once, and one that spans rows
leaves an empty cell below itself. There each header row is laid over the next: an empty
cell continues the cell above, a run of labels belongs to one heading above, and labels
under one heading are all different.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.document import Cell, Document
from extractor.forms.form import Column
from extractor.reading.tables.labels import TableLabels
from extractor.values.folding import label_key

MOST_PLACEMENTS = 64
"""Ways to lay one header row over the next that are looked at; a real header has a few."""
MOST_TRIALS = 2000
"""Beginnings of such ways that are tried; a row that wants more is no header."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One printed column: its place in the grid, its label, the group headings above it.

    `headings` is all that is printed above the label, known or not, from the top. `width` counts
    the grid columns that the label spans. `columns` are the columns of the
    form that the label may name: one where it is found, none where the label is unknown,
    several where the headings leave it open.
    """

    grid_column: int
    label: str
    above: tuple[str, ...] = ()
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


def read_header(
    rows: Sequence[Sequence[Cell]], document: Document, labels: TableLabels, aligned: bool
) -> Header | None:
    """Rows that name columns, from the top -> Header; None where they cannot be laid out."""
    texts = [[document.quote(cell.span) for cell in row] for row in rows]
    leaves = _by_grid(rows, texts, labels) if aligned else _by_lattice(texts, labels)
    if leaves is None:
        return None
    named = [_name(leaf, labels) for leaf in leaves]
    places = [i for i, leaf in enumerate(named) if leaf.columns]
    if not places:
        return None
    last = max(i for i, leaf in enumerate(named) if leaf.label)
    first = _first(named, places[0], labels)
    stub_width, width = named[first].grid_column, named[-1].grid_column + named[-1].width
    return Header(_told_apart(named[first : last + 1], labels), width, stub_width)


def _first(leaves: Sequence[Leaf], known: int, labels: TableLabels) -> int:
    """Where the columns of values begin: left of the first `known` one stand those whose label is
    unknown, as many at most as the form has columns before it; what is further left holds the
    labels of rows."""
    order = [column.id for column in labels.table.columns]
    before = min(order.index(column.id) for column in leaves[known].columns)
    first = known
    leftmost = 1 if labels.rows else 0
    while first > max(leftmost, known - before) and _may_head_values(leaves[first - 1], labels):
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
        spanned = column and lowest[column] is not None and lowest[column] is lowest[column - 1]
        if spanned:
            leaves[-1] = replace(leaves[-1], width=leaves[-1].width + 1)
        else:
            label = stack[-1] if stack else ""
            headings = tuple(stack[:-1])
            leaves.append(Leaf(column, label, _groups(headings, labels), headings))
    return leaves


def _by_lattice(texts: Sequence[Sequence[str]], labels: TableLabels) -> list[Leaf] | None:
    """Flattened header rows, each laid over the next. A heading that may stand over
    different labels in different layouts is known for none of those."""
    leaves = [Leaf(i, text) for i, text in enumerate(texts[0])]
    for lower in texts[1:]:
        layouts = list(itertools.islice(_layouts(leaves, lower), MOST_PLACEMENTS))
        if not layouts:
            return None
        below = []
        for i, text in enumerate(lower):
            parents = {layout[i] for layout in layouts}
            parent = leaves[parents.pop()] if len(parents) == 1 else None
            if text:
                stack = (*parent.headings, parent.label) if parent else ()
                below.append(Leaf(i, text, _groups(stack, labels), stack))
            elif parent:
                below.append(replace(parent, grid_column=i))
            else:
                return None
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
        if i == len(upper):
            if at == len(lower):
                yield done
            continue
        if at == len(lower):
            continue
        if not lower[at]:
            stack.append((*done, i))
            continue
        if not upper[i].label:
            continue
        run: set[str] = set()
        for text in lower[at:]:
            if not text or label_key(text) in run:
                break
            run.add(label_key(text))
            stack.append((*done, *([i] * len(run))))


def _groups(stack: Sequence[str], labels: TableLabels) -> tuple[str, ...]:
    keys = (label_key(text) for text in stack)
    return tuple(key for key in keys if key in labels.groups)


def _name(leaf: Leaf, labels: TableLabels) -> Leaf:
    torn = "".join((*leaf.headings[-1:], leaf.label))
    found = labels.column(torn) if label_key(torn) in labels.columns else labels.column(leaf.label)
    if found is None:
        return leaf
    columns, exact = found
    fitting = tuple(
        column
        for column in columns
        if not (column.under and leaf.above)
        or any(label_key(heading) in leaf.above for heading in column.under)
    )
    return replace(leaf, columns=fitting, exact=exact)


def _told_apart(leaves: Sequence[Leaf], labels: TableLabels) -> tuple[Leaf, ...]:
    """Same-named leaves under unknown headings: by what is taken, then by the form's order.

    The order decides only where counting from the left and from the right agree.
    """
    taken = Counter(leaf.column.id for leaf in leaves if leaf.column)
    open_ = [
        replace(leaf, columns=tuple(c for c in leaf.columns if not taken[c.id]))
        if len(leaf.columns) > 1
        else replace(leaf, columns=())
        if leaf.column and taken[leaf.column.id] > 1
        else leaf
        for leaf in leaves
    ]
    order = {column.id: i for i, column in enumerate(labels.table.columns)}
    from_left = _greedy(open_, order, 1)
    from_right = _greedy(open_[::-1], order, -1)[::-1]
    return tuple(
        replace(leaf, columns=(left,)) if left and left == right else leaf
        for leaf, left, right in zip(open_, from_left, from_right, strict=True)
    )


def _greedy(leaves: Sequence[Leaf], order: dict[str, int], step: int) -> list[Column | None]:
    """The first fitting column beyond the last one given, for every leaf still open."""
    chosen: list[Column | None] = []
    last = -1 if step > 0 else len(order)
    for leaf in leaves:
        if len(leaf.columns) < 2:
            chosen.append(None)
            continue
        fitting = [c for c in leaf.columns[::step] if (order[c.id] - last) * step > 0]
        chosen.append(fitting[0] if fitting else None)
        last = order[fitting[0].id] if fitting else last
    return chosen
