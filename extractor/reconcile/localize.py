"""Violated rules -> the fields that could be wrong: weighted error localization.

Per connected block, the least costly sets of changes that make every rule hold (Fellegi and
Holt 1976), all those within a gap of the best: what is in each of them is an error, what is
in some is a suspect. A repair is a proposal; nothing is changed here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic

from extractor.model.form import Form
from extractor.model.record import FieldId
from extractor.reconcile.block import Block, Support, block_of, blocks
from extractor.reconcile.confront import Confronted, Observations
from extractor.reconcile.deduce import deduce
from extractor.reconcile.milp import solve
from extractor.reconcile.priors import GAP, SLIP
from extractor.reconcile.search import MOST_CHANGES, search
from extractor.reconcile.slips import Line, lines, slips
from extractor.reconcile.system import Bounds, decimal

SECONDS = 2.0
"""A block that takes longer is told as misread."""


@dataclass(frozen=True, slots=True)
class Solution:
    """One way to restore agreement. `changes` proposes a value where only one will do."""

    cost: float
    operation: str
    changes: dict[FieldId, Decimal | None]


@dataclass(frozen=True, slots=True)
class Localized:
    """One block with a violation.

    `rules` are all its rules, `solutions` those within GAP of the best, cheapest first;
    none are given for a block that is `misread`.
    """

    rules: tuple[Confronted, ...]
    solutions: tuple[Solution, ...]
    misread: bool

    @property
    def violated(self) -> tuple[Confronted, ...]:
        """The block's violated rules, in the form's order."""
        return tuple(c for c in self.rules if c.violated)

    @property
    def errors(self) -> tuple[FieldId, ...]:
        """The fields that every solution changes."""
        return tuple(f for f in self.changed if all(f in s.changes for s in self.solutions))

    @property
    def suspects(self) -> tuple[FieldId, ...]:
        """The fields that some solutions change and others do not."""
        return tuple(f for f in self.changed if not all(f in s.changes for s in self.solutions))

    @property
    def changed(self) -> tuple[FieldId, ...]:
        """The fields that any solution changes, by name."""
        return tuple(sorted({f for s in self.solutions for f in s.changes}))

    def proposal(self, field: FieldId) -> Decimal | None:
        """The value all solutions that change the field agree on."""
        values = {s.changes[field] for s in self.solutions if field in s.changes}
        return values.pop() if len(values) == 1 else None


def localize(
    form: Form, observations: Observations, confronted: Sequence[Confronted]
) -> tuple[Localized, ...]:
    """Every block that has a violated rule, with its solutions."""
    if not any(c.violated for c in confronted):
        return ()
    violated = [block for block in blocks(confronted) if any(c.violated for c in block)]
    layout = lines(form)
    return tuple(_localized(members, observations, layout) for members in violated)


def _localized(
    members: Sequence[Confronted], observations: Observations, layout: Sequence[Line]
) -> Localized:
    block = block_of(members, observations)
    deadline = monotonic() + SECONDS
    found = [
        Solution(SLIP, slip.operation, _values(block, slip.bounds, frozenset(slip.changes)))
        for slip in slips(block, layout)
    ]
    ceiling = SLIP + GAP if found else float("inf")
    supports = search(block, ceiling, deadline)
    if supports is None:
        supports = solve(block, ceiling, deadline)
    if supports is None:
        return Localized(tuple(members), (), misread=True)
    found += [_solution(block, support, cost) for support, cost in supports.items()]
    found.sort(key=lambda s: (s.cost, s.operation, sorted(s.changes)))
    best = found[0] if found else None
    if best is None or (best.operation == "change" and len(best.changes) > MOST_CHANGES):
        return Localized(tuple(members), (), misread=True)
    near = tuple(solution for solution in found if solution.cost <= best.cost + GAP)
    return Localized(tuple(members), near, misread=False)


def _solution(block: Block, support: Support, cost: float) -> Solution:
    bounds = block.attempt(block.released(support))
    known = bounds if isinstance(bounds, Bounds) else block.bounds
    return Solution(cost, "change", _values(block, known, support))


def _values(block: Block, bounds: Bounds, support: Support) -> dict[FieldId, Decimal | None]:
    """The one value that is left for each changed field, None where several are."""
    if any(not bounds.fixed(v) for v in support):
        bounds = bounds.copy()
        deduce(block.system, bounds, sorted({r for v in support for r in block.system.touching[v]}))
    return {
        block.system.fields[v]: decimal(bounds.low[v]) if bounds.fixed(v) else None
        for v in sorted(support)
    }
