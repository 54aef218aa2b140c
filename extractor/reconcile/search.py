"""The least costly changes that restore agreement, by branching on what contradicts.

Every solution changes some field of each contradiction (Fellegi and Holt 1976). So the
search starts from the forced changes, takes one contradiction, and tries each field that
could mend it, the cheapest first (A*): a single error is found as the intersection of the
violated rules, and the queue's head always bounds what larger changes would cost. A field
that was tried is spared in what is tried after it, so no set of fields is met twice.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from time import thread_time

from extractor.reconcile.block import Block, Support, impossible
from extractor.reconcile.priors import GAP
from extractor.reconcile.system import Bounds

MOST_CHANGES = 3
"""A block that only more changes than these would mend is told as misread."""
NODES = 3000
"""Beyond so many trials an integer program is quicker."""

_Node = tuple[float, tuple[int, ...], tuple[int, ...]]
"""What a node costs at least, its changed fields, and the fields it spares."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """A contradiction: the fields of which one must change as well, and how much further
    change there must be at least, in cost and in number of fields."""

    menders: Support
    cost: float
    number: int


def search(
    block: Block, ceiling: float, deadline: float, few: int = MOST_CHANGES
) -> dict[Support, float] | None:
    """Every minimal support that costs at most `ceiling` and at most GAP above the least.

    Supports of up to `few` fields come first: nothing is returned where there is
    none, and larger ones only where they come near the best of those. None where NODES
    trials or the time until `deadline` (seconds of this thread) did not settle it.
    """
    found: dict[Support, float] = {}
    queue: list[_Node] = [(0.0, tuple(sorted(block.forced)), ())]
    large: list[_Node] = []
    most: float = few
    trials = 0
    while queue or (found and large):
        if not queue:
            queue, large, most = sorted(large), [], math.inf
        estimate, members, spared = node = heapq.heappop(queue)
        support = frozenset(members)
        if estimate > ceiling or any(solution <= support for solution in found):
            continue
        trials += 1
        if trials > NODES or thread_time() > deadline:
            return None
        branch = _branch(block, support, frozenset(spared))
        cost = sum(block.weight[v] for v in members)
        if branch is None:
            found[support] = cost
            ceiling = min(ceiling, cost + GAP)
        elif len(members) + branch.number > most:
            large.append((max(estimate, cost + branch.cost), *node[1:]))
        else:
            for v in sorted(branch.menders, key=lambda v: (block.weight[v], v)):
                further = cost + max(branch.cost, block.weight[v])
                if further <= ceiling:
                    heapq.heappush(queue, (further, tuple(sorted((*members, v))), spared))
                spared = (*spared, v)
    return {support: cost for support, cost in found.items() if cost <= ceiling}


def _branch(block: Block, support: Support, spared: Support) -> _Branch | None:
    """One contradiction that a support leaves, as a choice of fields; None if it leaves none.

    The fields in `spared` are not to change: solutions with them are looked for elsewhere.
    """
    system = block.system
    bounds = block.bounds.copy()
    for v in support:
        bounds.release(v, block.least[v])
    unmet = {*block.broken, *(r for v in support for r in system.touching[v])}
    settled = support | spared
    choices = [
        _menders(block, r, sign, bounds, settled)
        for r in sorted(unmet)
        if (sign := impossible(block, r, bounds))
    ]
    choices.sort(key=len)
    if not choices:
        outcome = block.attempt(block.released(support))
        if isinstance(outcome, Bounds):
            return None
        others = system.fields_in(outcome) - settled
        choices = [frozenset(v for v in others if block.weight[v])]
    return _packed(block, choices)


def _menders(block: Block, r: int, sign: int, bounds: Bounds, settled: Support) -> frozenset[int]:
    """The fields whose change could bring a constraint closer: those with room to move."""
    able = set()
    for v, coefficient in block.system.constraints[r].terms:
        if v in settled or not block.weight[v]:
            continue
        floor, low = block.least[v], bounds.low[v]
        if sign * coefficient < 0 or floor is None or (low is not None and low > floor):
            able.add(v)
    return frozenset(able)


def _packed(block: Block, choices: Sequence[Support]) -> _Branch:
    """The first choice; choices without a common field each cost their cheapest one."""
    cost, number = 0.0, 0
    taken: set[int] = set()
    for choice in choices:
        if taken.isdisjoint(choice):
            taken |= choice
            cost += min((block.weight[v] for v in choice), default=math.inf)
            number += 1
    return _Branch(choices[0], cost, number)
