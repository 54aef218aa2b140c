"""Whether a system has a solution within bounds, over the rational numbers: exact, with proof.

The simplex method as solvers modulo theories use it (Dutertre and de Moura 2006). The tableau
does not know the bounds, so that each question starts where the last one ended.
"""

from extractor.checking.solve.bounds import Bounds, Reasons
from extractor.checking.solve.system import Exact, System, quotient


class Undecided(Exception):
    """So many steps as were allowed did not tell."""


class Simplex:
    """Every variable has a value that keeps all sums. Some, the basic ones, are written as sums of
    the others: `rows[basic]`; `users[v]` are the basic variables whose row has v.

    `steps` bounds the work of all its life. What is used least goes first, so that rows stay short;
    after as many pivots as there are variables the least number does, which cannot go round in
    circles (Bland 1977).
    """

    def __init__(self, system: System, steps: int) -> None:
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
        """One step is done. Raises Undecided where it was one too many."""
        if not self._steps:
            raise Undecided
        self._steps -= 1

    def refute(self, bounds: Bounds) -> Reasons | None:
        """Reasons that leave no solution; None where the values now are one.

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
        row, able = self.rows[basic], []
        for v, c in row.items():
            end = bounds.high[v] if (c > 0) == up else bounds.low[v]
            if end is None or end != self.value[v]:
                able.append(v)
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
