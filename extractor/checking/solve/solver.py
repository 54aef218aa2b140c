"""Whether a system has a solution within bounds in which counts are whole numbers: exact, with
proof.

The simplex method as solvers modulo theories use it (Dutertre and de Moura 2006), over the rational
numbers; above it divisibility and branching (Land and Doig 1960). Nothing is refuted without a
proof, and nothing found without a solution; what a bounded number of steps does not tell is
`Undecided`, on every machine alike.
"""

import math
from fractions import Fraction

from extractor.checking.solve import Bounds, Exact, Reasons, System, quotient

STEPS = 30_000
"""Pivots, branchings and trials of one solver."""
DEPTH = 8
"""So many branchings one upon another: where there is no end, they may lead on for ever."""


class Undecided(Exception):
    """So many steps as were allowed did not tell."""


class Simplex:
    """Every variable has a value that keeps all sums. Some, the basic ones, are written as sums of
    the others: `rows[basic]`; `users[v]` are the basic variables whose row has v.

    `steps` bounds the work of all its life. What is used least goes first, so that rows stay short;
    after as many pivots as there are variables the least number does, which cannot go round in
    circles (Bland 1977). The tableau does not know the bounds, so that each question starts where
    the last one ended.
    """

    def __init__(self, system: System, steps: int = STEPS) -> None:
        self.system = system
        first = len(system.fields)
        self.rows: dict[int, dict[int, Exact]] = {
            first + r: dict(terms) for r, terms in enumerate(system.sums)
        }
        self.users: list[set[int]] = [set() for _ in range(system.size)]
        for basic, row in self.rows.items():
            for v in row:
                self.users[v].add(basic)
        self.value: list[Exact] = [0] * system.size
        self._steps = steps

    def step(self) -> None:
        """One step is done, here or by whoever asks. Raises Undecided where it was one too many."""
        if not self._steps:
            raise Undecided
        self._steps -= 1

    def refute_in_fractions(self, bounds: Bounds) -> Reasons | None:
        """Reasons that leave no solution; None where the values now are one. Raises Undecided.

        They are a certificate of Farkas: without one of them, there may be a solution.
        """
        for v, x in enumerate(self.value):
            low, high = bounds.low[v], bounds.high[v]
            if low is not None and high is not None and low > high:
                return bounds.why(v)
            if v not in self.rows:
                if low is not None and x < low:
                    self._move(v, low - x)
                elif high is not None and x > high:
                    self._move(v, high - x)
        pivots = 0
        while (basic := self._outside(bounds)) is not None:
            self.step()
            low, high = bounds.low[basic], bounds.high[basic]
            x = self.value[basic]
            up = low is not None and x < low
            target = low if up else high
            assert target is not None
            entering = self._entering(bounds, basic, up, pivots > len(self.value))
            if entering is None:
                return self._certificate(bounds, basic, up)
            self._move(entering, quotient(target - x, self.rows[basic][entering]))
            self._pivot(basic, entering)
            pivots += 1
        return None

    def _outside(self, bounds: Bounds) -> int | None:
        """The first basic variable whose value is out of its bounds."""
        found = None
        for v in self.rows:
            low, high, x = bounds.low[v], bounds.high[v], self.value[v]
            out = (low is not None and x < low) or (high is not None and x > high)
            if out and (found is None or v < found):
                found = v
        return found

    def _entering(self, bounds: Bounds, basic: int, up: bool, bland: bool) -> int | None:
        """The first variable of a row with room to move the row's sum up, or down."""
        able = [
            v
            for v, c in self.rows[basic].items()
            if (bounds.high if (c > 0) == up else bounds.low)[v] != self.value[v]
        ]
        return min(able, key=lambda v: (0 if bland else len(self.users[v]), v), default=None)

    def _certificate(self, bounds: Bounds, basic: int, up: bool) -> Reasons:
        """The row says it: all that it sums is at an end, and that is not enough."""
        reasons = bounds.low_why[basic] if up else bounds.high_why[basic]
        for v, c in self.rows[basic].items():
            reasons |= bounds.high_why[v] if (c > 0) == up else bounds.low_why[v]
        return reasons

    def _move(self, v: int, by: Exact) -> None:
        """Change the value of a variable that is not basic, and what depends on it."""
        self.value[v] += by
        for basic in self.users[v]:
            self.value[basic] += self.rows[basic][v] * by

    def _pivot(self, basic: int, entering: int) -> None:
        """Write `entering` as a sum with `basic` in it, and put that in its place everywhere."""
        row = self.rows.pop(basic)
        pivot = row.pop(entering)
        for v in row:
            self.users[v].discard(basic)
        users = self.users[entering]
        users.discard(basic)
        solved = {v: quotient(-c, pivot) for v, c in row.items()}
        solved[basic] = quotient(1, pivot)
        for user in users:
            target = self.rows[user]
            factor = target.pop(entering)
            for v, c in solved.items():
                sum_ = target.get(v, 0) + factor * c
                if sum_:
                    target[v] = sum_
                    self.users[v].add(user)
                elif v in target:
                    del target[v]
                    self.users[v].discard(user)
        self.users[entering] = set()
        self.rows[entering] = solved
        for v in solved:
            self.users[v].add(entering)


class Solver(Simplex):
    """Answers questions about one system in whole numbers, for all of which so many `steps` must
    suffice."""

    @property
    def point(self) -> tuple[Exact, ...]:
        """The values of all variables in the solution that was found last."""
        return tuple(self.value)

    def only(self, bounds: Bounds, v: int, value: int) -> Reasons | None:
        """The reasons of a proof that a whole number has this value in every solution; None where
        it has not in one, the `point`. Raises Undecided."""
        return self._split(bounds, v, value - 1, value + 1, 0)

    def refute(self, bounds: Bounds, depth: int = 0) -> Reasons | None:
        """The reasons of a proof that there is no solution; None where there is one, the `point`.

        `depth` is how many branchings led here. Raises Undecided.
        """
        reasons = self.refute_in_fractions(bounds)
        if reasons is not None:
            return reasons
        broken = [v for v in self.rows if self._is_broken(v)]
        for v in broken:
            reasons = self._indivisible(bounds, v)
            if reasons is not None:
                return reasons
        if not broken:
            return None
        if depth == DEPTH:
            raise Undecided
        value = {v: self.value[v] for v in sorted(broken)}
        splits = [(v, math.floor(x), math.ceil(x)) for v, x in value.items()]
        best = max(splits, key=lambda split: self._refuted(bounds, *split))
        return self._split(bounds, *best, depth)

    def _refuted(self, bounds: Bounds, v: int, most: int, least: int) -> int:
        """How many halves of a split have no solution, not even in fractions: the more, the fewer
        are left to look at."""
        self.step()
        low, high = _halves(bounds, v, most, least, 0)
        return sum(self.refute_in_fractions(half) is not None for half in (low, high))

    def _split(self, bounds: Bounds, v: int, most: int, least: int, depth: int) -> Reasons | None:
        """As `refute`, where v is known to be at most `most` or at least `least`."""
        self.step()
        mark = 1 << (self.system.size + depth)
        reasons: Reasons = 0
        undecided = False
        for half in _halves(bounds, v, most, least, mark):
            try:
                found = self.refute(half, depth + 1)
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
        return self.system.integer[v] and self.value[v].denominator != 1

    def _indivisible(self, bounds: Bounds, basic: int) -> Reasons | None:
        """What settles a part of a sum of whole numbers, where that part is no multiple of a
        number of which the rest is a multiple."""
        terms = {basic: -1, **self.rows[basic]}
        if not all(self.system.integer[v] for v in terms):
            return None
        scale = math.lcm(*(Fraction(c).denominator for c in terms.values()))
        divisor, settled = 0, 0
        reasons: Reasons = 0
        for v, c in terms.items():
            multiple = int(c * scale)
            if bounds.fixed(v):
                settled += multiple * int(self.value[v])
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
