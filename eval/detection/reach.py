"""What no localizer could do better: how likely the likeliest explanation of a mishap is.

A sum that covers five cells is mended by changing any of them. Whoever knows how surely each cell
was read, what kind of mishap it was and how many cells are wrong in each block of rules, can but
name the likeliest cells of those that mend the block. How likely these are bounds what can be
reached on the same draws, and what a localizer falls short of it is the price of not being told.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

from eval.detection.trial import Judged, Outcome
from extractor.checking.observation import Observation
from extractor.checking.solve import Bounds
from extractor.checking.solve.deduce import deduce
from extractor.checking.solve.solver import Solver
from extractor.checking.trust import log_odds
from extractor.checking.weigh.block import Block, Support, block_of
from extractor.record.record import FieldId

KINDS = ("digit", "emptied")
"""The kinds that make each cell wrong by itself."""
MOST = 2000
"""Of more choices of cells than these no bound is worked out: part 3 has them, and needs none."""


def reachable(judged: Judged, became: Outcome, part: str, kind: str) -> float | None:
    """The probability that the likeliest choice of cells is exactly the wrong ones.

    Nothing can name cells of which no rule is violated: where there are such it is nought.
    """
    hidden, reached = set(became.wrong), 1.0
    for located in judged.localized:
        block = block_of(located.rules, judged.observations)
        names = block.system.fields
        seen = [judged.observations[name] for name in names]
        number = len(hidden.intersection(names))
        cells = [v for v, o in enumerate(seen) if _may_be(kind, part, o)]
        if comb(len(cells), number) > MOST:
            return None
        odds = [_odds(seen, choice) for choice in _menders(block, cells, number)]
        reached *= max(odds) / sum(odds)
        hidden.difference_update(names)
    return 0.0 if hidden else reached


def _may_be(kind: str, part: str, seen: Observation) -> bool:
    """Whether a cell as read may be what such a mishap leaves."""
    left: FieldId = f"{part}."
    return seen.field.startswith(left) and seen.known and seen.soft_zero == (kind == "emptied")


def _menders(block: Block, cells: Sequence[int], number: int) -> Iterator[tuple[int, ...]]:
    """The choices of so many cells all of which can be other figures so that every rule holds."""
    for choice in combinations(cells, number):
        solver, after = Solver(block.system), block.released(choice)
        if solver.refute(after) is None:
            deduce(solver, after, choice)
            if not _kept(block, after, frozenset(choice)):
                yield choice


def _kept(block: Block, after: Bounds, choice: Support) -> bool:
    """Whether some cell can only be what it was read as."""
    return any((after.low[v], after.high[v]) == block.printed[v] for v in choice)


def _odds(seen: Sequence[Observation], choice: Sequence[int]) -> float:
    """How likely these cells and no others are misread, against all being right."""
    return math.exp(-sum(log_odds(seen[v].probability) for v in choice))
