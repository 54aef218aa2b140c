"""What follows from a system and bounds, with the constraints that prove it.

Two deductions to a fixed point: bounds propagation (the sum of counts is zero, so each is)
and exact row reduction (what one equation leaves open, several settle). Localization asks
whether there is a contradiction; imputation asks what is left with one value.
"""

from collections import deque
from collections.abc import Iterable

from extractor.reconcile.system import (
    Bounds,
    Constraint,
    Exact,
    Mask,
    System,
    quotient,
    whole,
)

ROUNDS = 40
"""Propagation stops after so many visits per constraint: ends that only creep prove nothing."""


def deduce(system: System, bounds: Bounds, start: Iterable[int]) -> Mask | None:
    """Narrow `bounds` by all that follows, beginning with the constraints in `start`.

    Returns None, or the constraints that together contradict each other and the bounds.
    """
    if conflict := propagate(system, bounds, start):
        return conflict
    while any(_open(c, bounds) > 1 for c in system.constraints):
        touched: set[int] = set()
        for combined in _reduced(system, bounds):
            conflict, narrowed = _tighten(system, bounds, combined)
            if conflict is not None:
                return conflict
            touched.update(narrowed)
        if not touched:
            return None
        again = sorted({r for v in touched for r in system.touching[v]})
        if conflict := propagate(system, bounds, again):
            return conflict
    return None


def propagate(system: System, bounds: Bounds, start: Iterable[int]) -> Mask | None:
    """Bounds propagation alone: each constraint narrows its variables, one by one."""
    queue = deque(start)
    waiting = set(queue)
    left = ROUNDS * max(len(system.constraints), 1)
    while queue and left:
        left -= 1
        r = queue.popleft()
        waiting.discard(r)
        conflict, narrowed = _tighten(system, bounds, system.constraints[r])
        if conflict is not None:
            return conflict
        for v in narrowed:
            for other in system.touching[v]:
                if other not in waiting:
                    waiting.add(other)
                    queue.append(other)
    return None


def _tighten(
    system: System, bounds: Bounds, constraint: Constraint
) -> tuple[Mask | None, list[int]]:
    """One constraint on its variables: the contradiction if there is one, what it narrowed."""
    narrowed: list[int] = []
    for sign in (1, -1) if constraint.equality else (1,):
        conflict = _tighten_side(system, bounds, constraint, sign, narrowed)
        if conflict is not None:
            return conflict, narrowed
    return None, narrowed


def _tighten_side(
    system: System, bounds: Bounds, constraint: Constraint, sign: int, narrowed: list[int]
) -> Mask | None:
    """sign * (sum + constant) <= 0: its least value bounds each variable from one side."""
    least: Exact = sign * constraint.constant
    endless = 0
    free: list[tuple[int, Exact]] = []
    for v, coefficient in constraint.terms:
        c = sign * coefficient
        end = bounds.low[v] if c > 0 else bounds.high[v]
        if end is None:
            endless += 1
            if endless > 1:
                return None
            free = [(v, c)]
        else:
            least += c * end
            if not endless and end != (bounds.high[v] if c > 0 else bounds.low[v]):
                free.append((v, c))
    if not endless and least > 0:
        return constraint.mask | _reasons(bounds, constraint, sign, None)
    for v, c in free:
        own = bounds.low[v] if c > 0 else bounds.high[v]
        rest = least if own is None else least - c * own
        limit = quotient(-rest, c)
        if system.integer[v]:
            limit = whole(limit, up=c < 0)
        opposite = bounds.high[v] if c > 0 else bounds.low[v]
        if opposite is not None and (limit >= opposite if c > 0 else limit <= opposite):
            continue
        why = constraint.mask | _reasons(bounds, constraint, sign, v)
        low, high = (None, limit) if c > 0 else (limit, None)
        if bounds.narrow(v, low, high, why):
            narrowed.append(v)
            conflict = bounds.contradiction(v)
            if conflict is not None:
                return conflict
    return None


def _reasons(bounds: Bounds, constraint: Constraint, sign: int, skip: int | None) -> Mask:
    """Why the ends that make the constraint's least value are what they are."""
    mask = 0
    for v, coefficient in constraint.terms:
        if v != skip:
            mask |= bounds.low_why[v] if sign * coefficient > 0 else bounds.high_why[v]
    return mask


def _open(constraint: Constraint, bounds: Bounds) -> int:
    """How many variables of an equation are not settled."""
    if not constraint.equality:
        return 0
    return sum(not bounds.fixed(v) for v, _ in constraint.terms)


def _reduced(system: System, bounds: Bounds) -> list[Constraint]:
    """The open equations brought to reduced form, each with the rules it was combined from."""
    rows: list[tuple[dict[int, Exact], Exact, dict[int, Exact]]] = []
    for r, constraint in enumerate(system.constraints):
        if _open(constraint, bounds):
            open_terms = {v: c for v, c in constraint.terms if not bounds.fixed(v)}
            constant: Exact = constraint.constant
            for v, c in constraint.terms:
                value = bounds.low[v]
                if v not in open_terms and value is not None:
                    constant += c * value
            rows.append((open_terms, constant, {r: 1}))
    done = 0
    while done < len(rows):
        uses: dict[int, int] = {}
        for terms, _, _ in rows:
            for v in terms:
                uses[v] = uses.get(v, 0) + 1
        row, pivot = min(
            ((i, v) for i in range(done, len(rows)) for v in rows[i][0]),
            key=lambda place: (uses[place[1]], len(rows[place[0]][0]), place[1], place[0]),
            default=(-1, -1),
        )
        if row < 0:
            break
        rows[done], rows[row] = rows[row], rows[done]
        for i, (terms, _, _) in enumerate(rows):
            if i != done and pivot in terms:
                rows[i] = _eliminate(rows[i], rows[done], pivot)
        done += 1
    return [_combined(system, bounds, row) for row in rows]


def _eliminate(
    row: tuple[dict[int, Exact], Exact, dict[int, Exact]],
    by: tuple[dict[int, Exact], Exact, dict[int, Exact]],
    pivot: int,
) -> tuple[dict[int, Exact], Exact, dict[int, Exact]]:
    """row minus the multiple of `by` that takes the pivot out of it."""
    factor = quotient(row[0][pivot], by[0][pivot])
    terms = _minus(row[0], by[0], factor)
    return terms, row[1] - factor * by[1], _minus(row[2], by[2], factor)


def _minus(a: dict[int, Exact], b: dict[int, Exact], factor: Exact) -> dict[int, Exact]:
    out = dict(a)
    for key, value in b.items():
        new = out.get(key, 0) - factor * value
        if new:
            out[key] = new
        else:
            out.pop(key, None)
    return out


def _combined(
    system: System, bounds: Bounds, row: tuple[dict[int, Exact], Exact, dict[int, Exact]]
) -> Constraint:
    mask = 0
    for r in row[2]:
        mask |= 1 << r
        for v, _ in system.constraints[r].terms:
            if bounds.fixed(v):
                mask |= bounds.why(v)
    return Constraint(tuple(sorted(row[0].items())), row[1], True, mask)
