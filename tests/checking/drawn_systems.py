"""Any small system of rules with what its fields print, and HiGHS as a referee of its solutions.

The referee is another method, by other hands, in binary floats. So a solution of its is taken for
one only where it holds exactly; that there is none is believed.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.optimize import Bounds as Box
from scipy.optimize import LinearConstraint, OptimizeResult, milp
from small_report import count, problem, rule

from extractor.checking.observation import Observation
from extractor.checking.solve import Bounds, Exact, System
from extractor.checking.weigh.block import Block, Support

MOST = 10_000
"""What is printed is no larger."""
NAMES = "abcdefgh"


@st.composite
def observations(draw: st.DrawFn) -> dict[str, Observation]:
    """Figures of which many are the same, vague ones with an end or without, and unknown ones."""
    figures = st.sampled_from([0, *draw(st.lists(st.integers(0, MOST), min_size=1, max_size=4))])
    seen = {}
    for name in NAMES:
        p = draw(st.sampled_from((0.9995, 0.999, 0.99, 0.97)))
        state = draw(st.sampled_from(["reported"] * 7 + ["vague", "blank", "missing"]))
        value = draw(figures) if state in ("reported", "vague") else None
        if value is None or state == "reported":
            seen[name] = count(name, value, state, p)
        else:
            high = draw(st.none() | st.integers(value + 1, value + 9).map(Decimal))
            seen[name] = replace(count(name, value, p=p), high=high)
    return seen


@st.composite
def drawn_blocks(draw: st.DrawFn, largest: int = 1) -> Block:
    """Sums of some fields that equal, or do not exceed, sums of others, times up to `largest`."""
    sums = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True)
    factors = st.integers(1, largest)
    rules = []
    for number in range(draw(st.integers(1, 6))):
        fields = draw(sums)
        terms = [f"{draw(factors)} * {field}" for field in fields]
        middle = draw(st.integers(1, len(fields) - 1))
        relation = draw(st.sampled_from(("=", "=", "<=")))
        sides = " + ".join(terms[:middle]), " + ".join(terms[middle:])
        rules += rule(f"{sides[0]} {relation} {sides[1]}", f"rule{number}")
    return problem(rules, draw(observations()))


def holds(system: System, bounds: Bounds, values: Sequence[Exact]) -> bool:
    """Are these whole numbers, within bounds, and such that every rule holds?"""
    ends = zip(values, bounds.low, bounds.high, strict=False)
    sums = [sum(c * values[v] for v, c in terms) for terms in system.sums]
    return (
        all(value == int(value) for value in values)
        and all((a is None or a <= x) and (b is None or x <= b) for x, a, b in ends)
        and all(not s or (s < 0 and not e) for s, e in zip(sums, system.equations, strict=True))
    )


def solution(
    system: System, bounds: Bounds, field: int | None = None, sign: int = 1
) -> list[int] | None:
    """A solution, which has the least of sign * `field` if one is named; None where there is none,
    or no least."""
    n = len(system.fields)
    if any(bounds.crossed(v) for v in range(n)):
        return None
    cost = np.zeros(n)
    if field is not None:
        cost[field] = sign
    low = [-np.inf if end is None else float(end) for end in bounds.low[:n]]
    high = [np.inf if end is None else float(end) for end in bounds.high[:n]]
    answer = _solve(system, cost, Box(low, high), ())
    if answer.x is None:
        return None
    values = [round(x) for x in answer.x]
    assert holds(system, bounds, values)
    return values


def another(block: Block, found: Iterable[Support]) -> Support | None:
    """The least costly support that contains none of those found; None where there is none."""
    n = len(block.printed)
    cuts = [*_kept(block), *(_cut(n, s, -np.inf, len(s) - 1) for s in found)]
    cost = np.array([0.0] * n + list(block.weight))
    box = Box(np.zeros(2 * n), [100.0 * MOST] * n + [float(w > 0) for w in block.weight])
    while (answer := _solve(block.system, cost, box, cuts)).x is not None:
        support = frozenset(v for v in range(n) if answer.x[n + v] > 0.5)
        if solution(block.system, block.released(support)) is not None:
            return support
        cuts.append(_cut(n, set(range(n)) - support, 1.0, np.inf))
    return None


MOST_NODES, MOST_SECONDS = 10_000, 5.0
"""What the referee may take: over numbers without an end it may branch for ever. A system on which
it gives up is none that it can judge, and another one is drawn."""
_GAVE_UP = 1
_Cut = tuple[np.ndarray, float, float]


def _kept(block: Block) -> Iterator[_Cut]:
    """Each field is as printed, or changes: columns are the fields, then whether they change."""
    n = len(block.printed)
    for v, (low, high) in enumerate(block.printed):
        if block.weight[v] and low is not None:
            yield _row(n, v, float(low)), float(low), np.inf
        if block.weight[v] and high is not None:
            yield _row(n, v, -100.0 * MOST), -np.inf, float(high)


def _row(n: int, v: int, by: float) -> np.ndarray:
    row = np.zeros(2 * n)
    row[v], row[n + v] = 1.0, by
    return row


def _cut(n: int, support: Iterable[int], low: float, high: float) -> _Cut:
    row = np.zeros(2 * n)
    row[[n + v for v in support]] = 1.0
    return row, low, high


def _solve(system: System, cost: np.ndarray, box: Box, cuts: Iterable[_Cut]) -> OptimizeResult:
    rows: list[_Cut] = list(cuts)
    for terms, equation in zip(system.sums, system.equations, strict=True):
        row = np.zeros(len(cost))
        row[[v for v, _ in terms]] = [c for _, c in terms]
        rows.append((row, 0.0 if equation else -np.inf, 0.0))
    matrix, low, high = (np.array(part) for part in zip(*rows, strict=True))
    answer = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=box,
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES, "time_limit": MOST_SECONDS},
    )
    assume(answer.status != _GAVE_UP)
    return answer
