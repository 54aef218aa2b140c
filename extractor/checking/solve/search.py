"""The least costly changes that restore agreement: what hits every contradiction.

Every solution changes a field of each contradiction (Fellegi and Holt 1976). Where changes hit all
contradictions that are known, the solver finds a solution, or one more contradiction. Those that
have no field in common bound from below what is still to change, and so say which changes are
looked at next (A*). A field that was tried is spared in what is tried after it, so that no set of
fields is met twice.
"""

import heapq
import math
from collections.abc import Iterable

from extractor.checking.judge.priors import GAP
from extractor.checking.solve.bounds import Reasons, members
from extractor.checking.solve.propagate import contradiction
from extractor.checking.solve.solver import Solver
from extractor.checking.weigh.block import Block, Support

MOST_CHANGES = 3
"""A block that only more changes than these would mend is told as misread."""

_Node = tuple[float, Reasons, Reasons]
"""What a node costs at least, its changed fields, and the fields it spares."""


def search(
    block: Block, solver: Solver, ceiling: float, few: int = MOST_CHANGES
) -> dict[Support, float]:
    """Every minimal support that costs at most `ceiling` and at most GAP above the least.

    Supports of up to `few` fields come first: nothing is returned where there is none, and larger
    ones only where they come near the best of those. Raises Undecided where the solver's steps do
    not suffice.
    """
    known = _Contradictions(block, solver)
    found: dict[Reasons, float] = {}
    queue: list[_Node] = [(0.0, sum(1 << v for v in block.forced), 0)]
    large: list[_Node] = []
    most: float = few
    while queue or (found and large):
        if not queue:
            queue, large, most = sorted(large), [], math.inf
        estimate, changed, spared = heapq.heappop(queue)
        if estimate > ceiling or any(changed & solution == solution for solution in found):
            continue
        solver.step()
        cost = sum(block.weight[v] for v in members(changed))
        unmet = known.unmet(changed, spared)
        if not unmet:
            found[changed] = cost
            ceiling = min(ceiling, cost + GAP)
            continue
        if not all(unmet):  # what only spared fields could mend
            continue
        costs = [min(block.weight[v] for v in members(choice)) for choice in unmet]
        bound = cost + sum(costs)
        if changed.bit_count() + len(unmet) > most:
            large.append((max(estimate, bound), changed, spared))
        elif bound > estimate:
            heapq.heappush(queue, (bound, changed, spared))
        else:
            besides = cost + sum(costs[1:])
            for v in sorted(members(unmet[0]), key=lambda v: (block.weight[v], v)):
                if besides + block.weight[v] <= ceiling:
                    node = (besides + block.weight[v], changed | 1 << v, spared)
                    heapq.heappush(queue, node)
                spared |= 1 << v
    return {frozenset(members(s)): cost for s, cost in found.items() if cost <= ceiling}


class _Contradictions:
    """Sets of fields that cannot all be as printed, the smallest first."""

    def __init__(self, block: Block, solver: Solver) -> None:
        self._block, self._solver = block, solver
        self._fields = (1 << len(block.printed)) - 1
        self._known: list[Reasons] = []
        self._keep(contradiction(block.system, block.bounds, r) for r in block.broken)

    def unmet(self, changed: Reasons, spared: Reasons) -> list[Reasons]:
        """Sets of fields of each of which one must change besides those in `changed`, none of those
        in `spared`; no field is in two of them. Without any, `changed` is a solution."""
        choices = self._disjoint(changed, spared)
        if not choices and self._learn(changed):
            choices = self._disjoint(changed, spared)
        return choices

    def _disjoint(self, changed: Reasons, spared: Reasons) -> list[Reasons]:
        choices: list[Reasons] = []
        taken = 0
        for fields in self._known:
            choice = fields & ~spared
            if not fields & changed and not choice & taken:
                taken |= choice
                choices.append(choice)
        return choices

    def _learn(self, changed: Reasons) -> bool:
        """Keep contradictions that some changes leave, of which no two have a field in common;
        False where they leave none."""
        found: list[Reasons] = []
        while (why := self._solver.refute(self._block.released(members(changed)))) is not None:
            found.append(why & self._fields)
            if not found[-1]:
                break
            changed |= found[-1]
        self._keep(found)
        return bool(found)

    def _keep(self, found: Iterable[Reasons]) -> None:
        self._known += (why & self._fields for why in found)
        self._known.sort(key=lambda c: (c.bit_count(), c))
