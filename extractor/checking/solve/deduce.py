"""What follows from a system and bounds, with the reasons for it.

Bounds propagation first: it is quick, and settles nearly all (the sum of counts is zero, so each
is). What it leaves open is asked of the solver: has the variable that value in every solution?
"""

import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from extractor.checking.solve import Bounds, Exact, Reasons, System, quotient
from extractor.checking.solve.solver import Solver, Undecided

VISITS = 40
"""Propagation stops after so many visits a rule: ends that only creep prove nothing."""


def deduce(solver: Solver, bounds: Bounds, wanted: Iterable[int]) -> Reasons | None:
    """Narrow `bounds` by what follows, until each whole number in `wanted` is fixed that has one
    value only; what the solver's steps do not suffice for stays open.

    Returns None, or the reasons of a proof that there is no solution.
    """
    system = solver.system
    sums = enumerate(system.sums)
    loose = [r for r, terms in sums if not all(bounds.fixed(v) for v, _ in terms)]
    conflict = propagate(system, bounds, loose)
    unsettled = [v for v in wanted if system.integer[v] and not bounds.fixed(v)]
    if conflict is not None or not unsettled:
        return conflict
    try:
        conflict = solver.refute(bounds)
        if conflict is None:
            _settle(solver, bounds, unsettled)
    except Undecided:
        return None
    return conflict


def _settle(solver: Solver, bounds: Bounds, unsettled: Sequence[int]) -> None:
    """Fix the whole numbers that are in every solution what they are in the solver's. Raises
    Undecided."""
    one = solver.point
    while unsettled:
        v, *others = unsettled
        value = int(one[v])
        reasons = solver.only(bounds, v, value)
        if reasons is None:
            another = solver.point
            unsettled = [u for u in others if another[u] == one[u]]
        else:
            bounds.cut(v, value, value, reasons)
            propagate(solver.system, bounds, solver.system.touching[v])
            unsettled = [u for u in others if not bounds.fixed(u)]


def propagate(system: System, bounds: Bounds, start: Iterable[int]) -> Reasons | None:
    """Narrow `bounds` by the rules in `start`, and by those that what was narrowed touches.

    Returns None, or the reasons that contradict each other.
    """
    queue = deque(start)
    waiting = set(queue)
    for _ in range(VISITS * len(system.rules)):
        if not queue:
            break
        r = queue.popleft()
        waiting.discard(r)
        if reasons := contradiction(system, bounds, r):
            return reasons
        for v in _narrowed(system, bounds, r):
            if bounds.crossed(v):
                return bounds.why(v)
            again = [other for other in system.touching[v] if other not in waiting]
            waiting.update(again)
            queue.extend(again)
    return None


def contradiction(system: System, bounds: Bounds, r: int) -> Reasons:
    """The reasons why a rule cannot hold within bounds, whatever others say; none where it can."""
    sign = broken(system, bounds, r)
    return _reasons(system, bounds, r, sign) if sign else 0


def broken(system: System, bounds: Bounds, r: int) -> int:
    """1 where the sum of a rule can but be above what it should be, -1 where below, else 0."""
    least: Exact | None = 0
    most: Exact | None = 0
    for v, c in system.sums[r]:
        low, high = bounds.low[v], bounds.high[v]
        if c < 0:
            low, high = high, low
        least = None if least is None or low is None else least + c * low
        most = None if most is None or high is None else most + c * high
    if least is not None and least > 0:
        return 1
    return -1 if most is not None and most < 0 and system.equations[r] else 0


def _narrowed(system: System, bounds: Bounds, r: int) -> Iterator[int]:
    """Every field that a rule narrows, once it is narrowed."""
    for sign in (1, -1) if system.equations[r] else (1,):
        yield from _narrowed_by_side(system, bounds, r, sign)


def _narrowed_by_side(system: System, bounds: Bounds, r: int, sign: int) -> Iterator[int]:
    """sign * sum <= 0: the least of the sum bounds each field from one side."""
    least: Exact = 0
    endless = 0
    able: list[tuple[int, int]] = []
    for v, coefficient in system.sums[r]:
        c = sign * coefficient
        end, other = bounds.low[v], bounds.high[v]
        if c < 0:
            end, other = other, end
        if end is None:
            endless += 1
            if endless > 1:
                return
            able = [(v, c)]
        else:
            least += c * end
            if not endless and end != other:
                able.append((v, c))
    for v, c in able:
        own = bounds.low[v] if c > 0 else bounds.high[v]
        limit = quotient(-(least if own is None else least - c * own), c)
        if system.integer[v]:
            limit = math.floor(limit) if c > 0 else math.ceil(limit)
        end = bounds.high[v] if c > 0 else bounds.low[v]
        if end is None or (limit < end if c > 0 else limit > end):
            why = _reasons(system, bounds, r, sign, v)
            low, high = (None, limit) if c > 0 else (limit, None)
            bounds.cut(v, low, high, why)
            yield v


def _reasons(system: System, bounds: Bounds, r: int, sign: int, but: int | None = None) -> Reasons:
    """A rule, and why the ends that make the least of sign * its sum are what they are."""
    reasons = 1 << (len(system.fields) + r)
    for v, c in system.sums[r]:
        if v != but:
            reasons |= bounds.low_why[v] if sign * c > 0 else bounds.high_why[v]
    return reasons
