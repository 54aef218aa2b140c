"""Violated rules -> the fields that could be wrong: weighted error localization.

Per connected block, the least costly sets of changes that make every rule hold (Fellegi and
Holt 1976), all those within a gap of the best. What is in each of them, and has two things
against it, is an error; all else is a suspect. A repair is a proposal; nothing is changed here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.checking.confront import NOT_A_COUNT, Confronted, Observations
from extractor.checking.judge.priors import ACCEPT, GAP
from extractor.checking.observation import Observation
from extractor.checking.solve.deduce import deduce
from extractor.checking.solve.search import MOST_CHANGES, search
from extractor.checking.solve.simplex import Undecided
from extractor.checking.solve.solver import Solver
from extractor.checking.solve.system import decimal
from extractor.checking.weigh.block import Block, Support, block_of, blocks
from extractor.checking.weigh.mishaps import Chain, Line, chains, lines
from extractor.forms.form import Form
from extractor.record.record import FieldId


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

    `rules` are all its rules, `solutions` those within GAP of the best, cheapest first;
    none are given for a block that is `misread`. Two things speak against each `named` field:
    broken rules, or one and its own reading. What a single sum says it says of all its figures.
    """

    rules: tuple[Confronted, ...]
    solutions: tuple[Solution, ...]
    misread: bool
    named: frozenset[FieldId] = frozenset()

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
    violated = [block for block in blocks(confronted) if any(c.violated for c in block)]
    layout = lines(form)
    return tuple(_localized(members, observations, layout) for members in violated)


def _localized(
    members: Sequence[Confronted], observations: Observations, layout: Sequence[Line]
) -> Localized:
    solutions = _solutions(block_of(members, observations), layout)
    if not solutions or len(solutions[0].operations) > MOST_CHANGES:
        return Localized(tuple(members), (), misread=True)
    changed = {name for solution in solutions for name in solution.changes}
    named = frozenset(name for name in changed if _named(name, members, observations[name]))
    return Localized(tuple(members), tuple(solutions), misread=False, named=named)


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
    for chain in chains(block, layout):
        few = MOST_CHANGES - len(chain.mishaps) if chain.block.broken else 0
        try:
            supports = search(chain.block, solver, ceiling - chain.cost, few)
        except Undecided:
            return []
        for support, cost in supports.items():
            found.append(_solution(block, solver, chain, support, chain.cost + cost))
            ceiling = min(ceiling, chain.cost + cost + GAP)
    found.sort(key=lambda s: (s.cost, s.operations, sorted(s.changes)))
    distinct: dict[frozenset[tuple[FieldId, Decimal | None]], Solution] = {}
    for solution in found:
        if solution.cost <= ceiling:
            distinct.setdefault(frozenset(solution.changes.items()), solution)
    return list(distinct.values())


def _solution(
    block: Block, solver: Solver, chain: Chain, support: Support, cost: float
) -> Solution:
    """What mishaps and further changes leave: the one value of each field that is another one
    than is printed, None where several will do."""
    changed = sorted(support.union(*(m.changes for m in chain.mishaps)))
    bounds = chain.block.released(support)
    deduce(solver, bounds, changed)
    return Solution(
        cost,
        (*(m.operation for m in chain.mishaps), *("change" for _ in support)),
        {
            block.system.fields[v]: decimal(bounds.low[v]) if bounds.fixed(v) else None
            for v in changed
            if (bounds.low[v], bounds.high[v]) != block.printed[v]
        },
    )
