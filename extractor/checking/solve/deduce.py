"""What follows from a system and bounds, with the reasons for it.

Bounds propagation first: it is quick, and settles nearly all (the sum of counts is zero, so each
is). What it leaves open is asked of the solver: has the variable that value in every solution?
"""

from collections.abc import Iterable, Iterator, Sequence

from extractor.checking.solve.bounds import Bounds, Reasons
from extractor.checking.solve.propagate import propagate
from extractor.checking.solve.simplex import Undecided
from extractor.checking.solve.solver import Solver
from extractor.checking.solve.system import System


def deduce(solver: Solver, bounds: Bounds, wanted: Iterable[int]) -> Reasons | None:
    """Narrow `bounds` by what follows, until each whole number in `wanted` is fixed that has one
    value only; what the solver's steps do not suffice for stays open.

    Returns None, or the reasons of a proof that there is no solution.
    """
    system = solver.system
    conflict = propagate(system, bounds, _open(system, bounds))
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


def _open(system: System, bounds: Bounds) -> Iterator[int]:
    """The rules with a field that is not fixed."""
    for r, terms in enumerate(system.sums):
        if any(not bounds.fixed(v) for v, _ in terms):
            yield r


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
