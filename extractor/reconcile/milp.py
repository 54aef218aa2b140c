"""The same changes by mixed integer programming, for blocks where a search takes too long.

Values are continuous and whether a field changes is binary (HiGHS through scipy). The
solver works in binary floats, so each support it proposes is tried exactly; one that does
not hold is excluded by its own contradiction, and the next is asked for.
"""

import ctypes
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import thread_time

import numpy as np

from extractor.reconcile.block import Block, Interval, Support
from extractor.reconcile.priors import GAP
from extractor.reconcile.search import MOST_CHANGES
from extractor.reconcile.system import Bounds

_INFEASIBLE = 2
_ROUNDING = 1e-7


def solve(block: Block, ceiling: float, deadline: float) -> dict[Support, float] | None:
    """Every minimal support that costs at most `ceiling` and at most GAP above the least.

    Where the least has more than MOST_CHANGES fields, that one alone. None where time ran
    out at `deadline` (seconds of this thread).
    """
    from scipy.optimize import Bounds as Box  # takes a second to import, and few need it
    from scipy.optimize import LinearConstraint, milp

    program = _Program(block)
    found: dict[Support, float] = {}
    while (left := deadline - thread_time()) > 0:
        with _without_stdout():
            answer = milp(
                program.cost,
                integrality=program.binary,
                bounds=Box(program.low, program.high),
                constraints=LinearConstraint(
                    np.array([*program.rows, program.cost]),
                    np.array([*program.row_low, -np.inf]),
                    np.array([*program.row_high, ceiling + _ROUNDING]),
                ),
                options={"time_limit": left, "mip_rel_gap": 0.0},
            )
        if answer.status == _INFEASIBLE:
            return _minimal(found)
        if not answer.success:
            return None
        changed = (v for v in range(program.size) if answer.x[program.size + v] > 0.5)
        support = block.forced.union(changed)
        outcome = block.attempt(block.released(support))
        if isinstance(outcome, Bounds):
            cost = sum(block.weight[v] for v in sorted(support))
            found[support] = cost
            if len(found) == 1 and len(support) > MOST_CHANGES:
                return found
            ceiling = min(ceiling, cost + GAP)
            free = support - block.forced
            program.add({program.size + v: 1.0 for v in free}, -np.inf, len(free) - 1)
        else:
            others = block.system.fields_in(outcome) - support
            program.add({program.size + v: 1.0 for v in others}, 1.0, np.inf)
    return None


@contextmanager
def _without_stdout() -> Iterator[None]:
    """HiGHS now and then prints a line that no option silences. Records go to standard
    output, so the process's file descriptor is turned away meanwhile, C buffer included."""
    libc = ctypes.CDLL(None)
    libc.fflush(None)
    kept = os.dup(1)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        libc.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


def _minimal(found: Mapping[Support, float]) -> dict[Support, float]:
    return {s: cost for s, cost in found.items() if not any(other < s for other in found)}


class _Program:
    """Columns: a value for each variable, then whether it changes. Rows grow with cuts."""

    def __init__(self, block: Block) -> None:
        self.size = n = len(block.printed)
        self.cost = np.array([0.0] * n + list(block.weight))
        self.binary = np.array([0] * n + [1] * n)
        reach = _reach(block)
        self.low = np.zeros(2 * n)
        self.high = np.array([reach] * n + [1.0] * n)
        self.rows: list[np.ndarray] = []
        self.row_low: list[float] = []
        self.row_high: list[float] = []
        for v, (low, high) in enumerate(block.printed):
            least = block.least[v]
            floor = -reach if least is None else float(least)
            self.low[v] = floor
            if not block.weight[v]:
                self.high[n + v] = 0.0
            elif v in block.forced:
                self.low[n + v] = 1.0
            else:
                if high is not None:
                    self.add({v: 1.0, n + v: -reach}, -np.inf, float(high))
                if low is not None and low > floor:
                    self.add({v: 1.0, n + v: float(low) - floor}, float(low), np.inf)
        for constraint in block.system.constraints:
            row = {v: float(c) for v, c in constraint.terms}
            right = -float(constraint.constant)
            self.add(row, right if constraint.equality else -np.inf, right)

    def add(self, row: Mapping[int, float], low: float, high: float) -> None:
        """One more constraint."""
        dense = np.zeros(2 * self.size)
        for column, value in row.items():
            dense[column] = value
        self.rows.append(dense)
        self.row_low.append(low)
        self.row_high.append(high)


def _reach(block: Block) -> float:
    """More than any figure can come to where the rules hold: twice the largest printed sum."""

    def size(interval: Interval) -> float:
        return max((abs(float(end)) for end in interval if end is not None), default=0.0)

    sums = (
        sum(abs(float(c)) * size(block.printed[v]) for v, c in constraint.terms)
        for constraint in block.system.constraints
    )
    return 2 * (10.0 + max(sums, default=0.0))
