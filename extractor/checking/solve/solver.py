"""Whether a system has a solution within bounds in which counts are whole numbers.

Divisibility and branching (Land and Doig 1960) over the exact simplex method. Nothing is refuted
without a proof, and nothing found without a solution; what a bounded number of steps does not tell
is `Undecided`, on every machine alike.
"""

import math
from fractions import Fraction
from functools import cached_property

from extractor.checking.solve.bounds import Bounds, Reasons
from extractor.checking.solve.simplex import Simplex, Undecided
from extractor.checking.solve.system import Exact, System

STEPS = 30_000
"""Pivots, branchings and trials of one solver."""
DEPTH = 8
"""So many branchings one upon another: where there is no end, they may lead on for ever."""


class Solver:
    """Answers questions about one system, for all of which so many `steps` must suffice."""

    def __init__(self, system: System, steps: int = STEPS) -> None:
        self.system = system
        self._steps = steps

    @cached_property
    def _simplex(self) -> Simplex:
        return Simplex(self.system, self._steps)

    @property
    def point(self) -> tuple[Exact, ...]:
        """The values of all variables in the solution that was found last."""
        return tuple(self._simplex.value)

    def step(self) -> None:
        """Count a step of whoever asks. Raises Undecided where it was one too many."""
        self._simplex.step()

    def refute(self, bounds: Bounds) -> Reasons | None:
        """The reasons of a proof that there is no solution; None where there is one, the `point`.

        Raises Undecided.
        """
        return self._refute(bounds, 0)

    def only(self, bounds: Bounds, v: int, value: int) -> Reasons | None:
        """The reasons of a proof that a whole number has this value in every solution; None where
        it has not in one, the `point`. Raises Undecided."""
        return self._split(bounds, v, value - 1, value + 1, 0)

    def _refute(self, bounds: Bounds, depth: int) -> Reasons | None:
        reasons = self._simplex.refute(bounds)
        if reasons is not None:
            return reasons
        broken = [v for v in self._simplex.rows if self._is_broken(v)]
        for v in broken:
            reasons = self._indivisible(bounds, v)
            if reasons is not None:
                return reasons
        if not broken:
            return None
        if depth == DEPTH:
            raise Undecided
        value = {v: self._simplex.value[v] for v in sorted(broken)}
        splits = [(v, math.floor(x), math.ceil(x)) for v, x in value.items()]
        best = max(splits, key=lambda split: self._refuted(bounds, *split))
        return self._split(bounds, *best, depth)

    def _refuted(self, bounds: Bounds, v: int, most: int, least: int) -> int:
        """How many halves of a split have no solution, not even in fractions: the more, the fewer
        are left to look at."""
        self.step()
        low, high = _halves(bounds, v, most, least, 0)
        return sum(self._simplex.refute(half) is not None for half in (low, high))

    def _split(self, bounds: Bounds, v: int, most: int, least: int, depth: int) -> Reasons | None:
        """As `_refute`, where v is known to be at most `most` or at least `least`."""
        self.step()
        mark = 1 << (self.system.size + depth)
        reasons: Reasons = 0
        undecided = False
        for half in _halves(bounds, v, most, least, mark):
            try:
                found = self._refute(half, depth + 1)
            except Undecided:
                undecided = True
                continue
            if found is None or not found & mark:
                return found
            reasons |= found ^ mark
        if undecided:
            raise Undecided
        return reasons

    def _is_broken(self, v: int) -> bool:
        """Is the value of a whole number a fraction?"""
        return self.system.integer[v] and self._simplex.value[v].denominator != 1

    def _indivisible(self, bounds: Bounds, basic: int) -> Reasons | None:
        """What settles a part of a sum of whole numbers, where that part is no multiple of a
        number of which the rest is a multiple."""
        terms = {basic: -1, **self._simplex.rows[basic]}
        if not all(self.system.integer[v] for v in terms):
            return None
        scale = math.lcm(*(Fraction(c).denominator for c in terms.values()))
        divisor, settled = 0, 0
        reasons: Reasons = 0
        for v, c in terms.items():
            multiple = int(c * scale)
            if bounds.fixed(v):
                settled += multiple * int(self._simplex.value[v])
                reasons |= bounds.why(v)
            else:
                divisor = math.gcd(divisor, multiple)
        return reasons if math.gcd(divisor, settled) != divisor else None


def _halves(bounds: Bounds, v: int, most: int, least: int, why: Reasons) -> tuple[Bounds, Bounds]:
    """The bounds with v at most `most`, and those with v at least `least`, by one reason."""
    low, high = bounds.copy(), bounds.copy()
    low.cut(v, None, most, why)
    high.cut(v, least, None, why)
    return low, high
