"""Mishaps that make several cells wrong at once (generalized Fellegi and Holt).

A lost or doubled cell moves the rest of its row or column by one place: a *slip*. Two cells of a
line may be taken for each other: a *swap*. As printed the form's rows and columns say what a line
is. And a reader that is believed may have slipped where another did not: the *other reader* is
heard. Each is one operation with a cost of its own; its cells one by one would cost far more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from extractor.checking.solve import Interval, Terms
from extractor.checking.solve.deduce import broken
from extractor.checking.trust import SLIP, SWAP
from extractor.checking.weigh.block import Block
from extractor.forms.form import Form
from extractor.record.record import FieldId

Line = tuple[str, tuple[FieldId, ...]]
"""`row` or `column`, and its fields in printed order."""

FEWEST = 2
"""A slip must move at least so many figures to other values, and a rule that sums up a line has at
least so many of its cells: otherwise cells explain it as well."""

BROKEN_BY_ONE = 3
"""The most rules that one wrong cell breaks: its row's, its column's and that of the prose."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """What happened, what that costs, and what each cell concerned truly holds."""

    operations: tuple[str, ...]
    cost: float
    changes: Mapping[int, Interval]


_Candidate = tuple[Mishap, int]
"""What may have happened, and how many broken rules it must mend."""


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


def chains(block: Block, layout: Sequence[Line]) -> list[tuple[Mishap, Block]]:
    """No mishap, one, or two one after the other, where one does not mend all and more is broken
    than one wrong cell breaks; each with the block as it would be without them.

    Those come first that mend all rules, then the cheapest.
    """
    one = [(mishap, block.after(mishap.changes)) for mishap in mishaps(block, layout)]
    found = {after.printed: (mishap, after) for mishap, after in one}
    if len(block.broken) > BROKEN_BY_ONE and all(after.broken for _, after in one):
        for first, between in one:
            for second in mishaps(between, layout):
                operations = (*first.operations, *second.operations)
                changes = {**first.changes, **second.changes}
                after = between.after(second.changes)
                both = Mishap(operations, first.cost + second.cost, changes)
                found.setdefault(after.printed, (both, after))
    every = ((Mishap((), 0.0, {}), block), *found.values())
    return sorted(every, key=lambda pair: (bool(pair[1].broken), pair[0].cost))


def mishaps(block: Block, layout: Sequence[Line]) -> list[Mishap]:
    """Every single mishap that mends a broken rule of the block, and breaks none.

    Of those that leave the same values, the cheapest is given.
    """
    if block.forced:
        return []
    of_lines = sorted(_of_lines(block, layout), key=lambda candidate: candidate[0].cost)
    found: dict[frozenset[tuple[int, Interval]], Mishap] = {}
    for mishap, least in (*_other_reader(block), *of_lines):
        key = frozenset(mishap.changes.items())
        if key not in found and _mends(block, mishap.changes) >= least:
            found[key] = mishap
    return sorted(found.values(), key=lambda m: (m.cost, m.operations, sorted(m.changes)))


def _other_reader(block: Block) -> Iterator[_Candidate]:
    """All that readers dispute read the other way at once, for one cause, and each figure alone."""
    disputed = [v for v, (other, _) in block.rivals.items() if other != block.printed[v]]
    for cells in (disputed, *([v] for v in disputed)):
        if cells:
            changes = {v: block.rivals[v][0] for v in cells}
            cost = max(block.rivals[v][1] for v in cells)
            yield Mishap(("other_reader",), cost, changes), 1


def _of_lines(block: Block, layout: Sequence[Line]) -> Iterator[_Candidate]:
    """Every slip and every swap of a line.

    A slip mends the line's own sum, or two that cross it, where its own cannot be evaluated. A swap
    is of two cells in the same whole rules: broken ones alone tell them apart.
    """
    number = {field: v for v, field in enumerate(block.system.fields)}
    whole = _whole_rules(block)
    for kind, fields in layout:
        cells = [number[field] for field in fields if field in number]
        least = _least_mended(block, cells) if len(cells) == len(fields) else 0
        for changes in _slips(block, cells) if least else ():
            cost = max(block.weight[v] for v in changes) + SLIP
            yield Mishap((f"{kind}_slip",), cost, changes), least
        alike = defaultdict(list)
        for v in filter(block.bounds.fixed, cells):
            alike[whole[v]].append(v)
        for a, b in chain.from_iterable(combinations(group, 2) for group in alike.values()):
            if block.printed[a] != block.printed[b]:
                less, more = sorted((block.weight[a], block.weight[b]))
                changes = {a: block.printed[b], b: block.printed[a]}
                yield Mishap((f"{kind}_swap",), more + SWAP * less, changes), 1


def _whole_rules(block: Block) -> list[Terms]:
    """For each field the rules that are not broken, with its coefficient."""
    found: list[list[tuple[int, int]]] = [[] for _ in block.printed]
    broken = frozenset(block.broken)
    for r, terms in enumerate(block.system.sums):
        if r not in broken:
            for v, coefficient in terms:
                found[v].append((r, coefficient))
    return [tuple(rules) for rules in found]


def _slips(block: Block, cells: Sequence[int]) -> Iterator[dict[int, Interval]]:
    """Every slip of a line, as what its cells would truly hold."""
    printed = [block.printed[v] for v in cells]
    unknown: list[Interval] = [(block.least[v], None) for v in cells]
    last = len(cells) - 1
    for i in range(last):
        for vacated, values in (
            (cells[last], [*printed[i + 1 :], unknown[last]]),
            (cells[i], [unknown[i], *printed[i:last]]),
        ):
            moved = dict(zip(cells[i:], values, strict=True))
            changed = [v for v in moved if v != vacated and moved[v] != block.printed[v]]
            if len(changed) >= FEWEST:
                yield {v: moved[v] for v in (*changed, vacated)}


def _least_mended(block: Block, cells: Sequence[int]) -> int:
    """How many rules a slip of a line must mend; nought where none can have happened."""
    touched = Counter(r for v in cells for r in block.system.touching[v])
    broken = [touched[r] for r in block.broken if r in touched]
    if any(times >= FEWEST for times in broken):
        return 1
    open_sum = any(touched[r] >= FEWEST for r in block.undecided)
    return FEWEST if open_sum and len(broken) >= FEWEST else 0


def _mends(block: Block, changes: Mapping[int, Interval]) -> int:
    """How many broken rules changes mend; nought where they break one."""
    bounds = block.bounds_with(changes)
    mended = 0
    for r in {r for v in changes for r in block.system.touching[v]}:
        if not broken(block.system, bounds, r):
            mended += r in block.broken
        elif r not in block.broken:
            return 0
    return mended
