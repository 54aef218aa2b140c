"""Violated rules -> the fields that could be wrong: weighted error localization.

Per connected block, the least costly sets of changes that make every rule hold (Fellegi and
Holt 1976), all those within a gap of the best. What is in each of them, and has two things
against it, is an error; all else is a suspect. A repair is a proposal; nothing is changed here.

Every solution changes a field of each contradiction. Where changes hit all contradictions that are
known, the solver finds a solution, or one more contradiction. Those that have no field in common
bound from below what is still to change, and so say which changes are looked at next (A*). A field
that was tried is spared in what is tried after it, so that no set of fields is met twice.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.checking.confront import NOT_A_COUNT, Confronted, Observations
from extractor.checking.observation import Observation
from extractor.checking.solve import Reasons, decimal, members
from extractor.checking.solve.deduce import contradiction, deduce
from extractor.checking.solve.solver import Solver, Undecided
from extractor.checking.trust import ACCEPT, GAP
from extractor.checking.weigh.block import Block, Support, block_of, blocks
from extractor.checking.weigh.mishaps import Line, Mishap, chains, lines
from extractor.forms.form import Form
from extractor.record.record import FieldId

MOST_CHANGES = 3
"""A block that only more changes than these would mend is told as misread."""

_Node = tuple[float, Reasons, Reasons]
"""What a node costs at least, its changed fields, and the fields it spares."""


@dataclass(frozen=True, slots=True)
class Solution:
    """One way to restore agreement: mishaps and changes, and what these change.

    `changes` proposes a value where only one will do.
    """

    cost: float
    operations: tuple[str, ...]
    changes: dict[FieldId, Decimal | None]


@dataclass(frozen=True, slots=True)
class Localized:
    """One block with a violation.

    `rules` are all its rules, `solutions` those within GAP of the best, cheapest first. Two things
    speak against each `named` field: broken rules, or one and its own reading. What a single sum
    says it says of all its figures.
    """

    rules: tuple[Confronted, ...]
    solutions: tuple[Solution, ...]
    named: frozenset[FieldId]

    @property
    def misread(self) -> bool:
        """Whether nothing simple mends the block."""
        return not self.solutions

    @property
    def violated(self) -> tuple[Confronted, ...]:
        """The block's violated rules, in the form's order."""
        return tuple(c for c in self.rules if c.violated)

    @property
    def errors(self) -> tuple[FieldId, ...]:
        """The named fields that every solution changes."""
        return tuple(
            f
            for f in self.changed
            if f in self.named and all(f in s.changes for s in self.solutions)
        )

    @property
    def suspects(self) -> tuple[FieldId, ...]:
        """All other fields that some solution changes."""
        errors = self.errors
        return tuple(f for f in self.changed if f not in errors)

    @property
    def settled(self) -> bool:
        """Whether there is one solution only, and all that it changes is named."""
        return len(self.solutions) == 1 and not self.suspects

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
    layout = lines(form)
    return tuple(
        _localized(members, observations, layout)
        for members in blocks(confronted)
        if any(c.violated for c in members)
    )


def _localized(
    members: Sequence[Confronted], observations: Observations, layout: Sequence[Line]
) -> Localized:
    solutions = _solutions(block_of(members, observations), layout)
    if not solutions or len(solutions[0].operations) > MOST_CHANGES:
        return Localized(tuple(members), (), frozenset())
    changed = {name for solution in solutions for name in solution.changes}
    named = frozenset(name for name in changed if _named(name, members, observations[name]))
    return Localized(tuple(members), tuple(solutions), named)


def _named(name: FieldId, members: Sequence[Confronted], seen: Observation) -> bool:
    broken = [c.rule.name for c in members if c.violated and name in c.rule.fields]
    return len(broken) + (seen.probability < ACCEPT) > 1 or NOT_A_COUNT in broken


def _solutions(block: Block, layout: Sequence[Line]) -> list[Solution]:
    """All ways to mend a block within GAP of the best, cheapest first; none where the solver's
    steps did not suffice.

    What mishaps alone mend comes first: it bounds what changed fields may cost.
    """
    solver = Solver(block.system)
    found: list[Solution] = []
    ceiling = math.inf
    for mishap, after in chains(block, layout):
        few = MOST_CHANGES - len(mishap.operations) if after.broken else 0
        try:
            supports = search(after, solver, ceiling - mishap.cost, few)
        except Undecided:
            return []
        for support, cost in supports.items():
            solution = _solution(block, after, solver, mishap, support, mishap.cost + cost)
            found.append(solution)
            ceiling = min(ceiling, solution.cost + GAP)
    found.sort(key=lambda s: (s.cost, s.operations, sorted(s.changes)))
    distinct: dict[frozenset[tuple[FieldId, Decimal | None]], Solution] = {}
    for solution in found:
        if solution.cost <= ceiling:
            distinct.setdefault(frozenset(solution.changes.items()), solution)
    return list(distinct.values())


def _solution(
    block: Block, after: Block, solver: Solver, mishap: Mishap, support: Support, cost: float
) -> Solution:
    """What mishaps and further changes leave: the one value of each field that is another one
    than is printed, None where several will do."""
    changed = sorted(support.union(mishap.changes))
    bounds = after.released(support)
    deduce(solver, bounds, changed)
    return Solution(
        cost,
        (*mishap.operations, *("change" for _ in support)),
        {
            block.system.fields[v]: decimal(bounds.low[v]) if bounds.fixed(v) else None
            for v in changed
            if (bounds.low[v], bounds.high[v]) != block.printed[v]
        },
    )


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
