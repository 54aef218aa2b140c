"""Fields that rules connect, as one problem: what is printed, and what a change would cost."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from extractor.model.record import FieldId
from extractor.reconcile.calibration import CEILING
from extractor.reconcile.confront import Confronted, Observations, is_no_count
from extractor.reconcile.deduce import deduce, propagate
from extractor.reconcile.priors import MISMATCH
from extractor.reconcile.system import Bounds, Exact, Mask, System, exact, system_of

Interval = tuple[Exact | None, Exact | None]
Support = frozenset[int]
"""The variables that a solution changes."""

T = TypeVar("T")

TRIES = 200
"""So many guesses are made for what a system leaves open before it is taken as possible."""
_STEPS = 4


@dataclass(frozen=True)
class Block:
    """A system with what its fields print.

    `weight` is the cost of changing a variable (0 where it is unknown and thus free),
    `least` the least it may be changed to (None: no end), `forced` what every solution
    changes: counts that are no counts, and what its evidence does not say. `rivals` are what
    other readers say, and what it costs to believe them: to be what nobody says, all would have
    to be wrong.
    """

    system: System
    printed: tuple[Interval, ...]
    weight: tuple[float, ...]
    least: tuple[Exact | None, ...]
    forced: Support
    rivals: Mapping[int, tuple[Interval, float]]

    @cached_property
    def bounds(self) -> Bounds:
        """The printed intervals."""
        return Bounds([low for low, _ in self.printed], [high for _, high in self.printed])

    @cached_property
    def broken(self) -> tuple[int, ...]:
        """The constraints that cannot hold as printed, whatever is unknown."""
        rules = range(len(self.system.constraints))
        return tuple(r for r in rules if impossible(self, r, self.bounds))

    @cached_property
    def undecided(self) -> tuple[int, ...]:
        """The constraints with a variable that is unknown or vague."""
        loose = [v for v in range(len(self.printed)) if not self.bounds.fixed(v)]
        return tuple({r for v in loose for r in self.system.touching[v]})

    def released(self, support: Iterable[int]) -> dict[int, Interval]:
        """The changes that let every variable of a support be anything of its kind."""
        return {v: (self.least[v], None) for v in support}

    def after(self, changes: Mapping[int, Interval]) -> "Block":
        """The block as if some variables had been printed so; a new one that is unknown is free."""
        printed, weight = list(self.printed), list(self.weight)
        for v, interval in changes.items():
            printed[v] = interval
            if interval == (self.least[v], None):
                weight[v] = 0.0
        return replace(self, printed=tuple(printed), weight=tuple(weight))

    def attempt(self, changes: Mapping[int, Interval]) -> Bounds | Mask:
        """Do the rules hold with some variables changed to the given intervals?

        Returns what follows for every variable, or the constraints that contradict.
        """
        bounds = self.bounds.copy()
        start = {*self.broken, *self.undecided}
        for v, (low, high) in changes.items():
            bounds.low[v], bounds.high[v] = low, high
            start.update(self.system.touching[v])
        ordered = sorted(start)
        conflict = propagate(self.system, bounds, ordered)
        if conflict is not None:
            return conflict
        if _possible(self.system, bounds.copy(), [TRIES]):
            return bounds
        conflict = deduce(self.system, bounds, ordered)
        if conflict is not None:
            return conflict
        return bounds if _possible(self.system, bounds.copy(), [TRIES]) else self._touching(changes)

    def _touching(self, changes: Mapping[int, Interval]) -> Mask:
        rules = {*self.broken, *self.undecided}
        rules.update(r for v in changes for r in self.system.touching[v])
        return sum(1 << r for r in rules)


def _possible(system: System, bounds: Bounds, tries: list[int]) -> bool:
    """Is there a point within the bounds? Guesses small values; gives up in favour of yes."""
    loose = [v for v in range(len(system.fields)) if not bounds.fixed(v) and system.integer[v]]
    if not loose:
        return True

    def room(v: int) -> tuple[bool, Exact]:
        low, high = bounds.low[v], bounds.high[v]
        return (low is None or high is None, 0 if low is None or high is None else high - low)

    v = min(loose, key=room)
    low, high = bounds.low[v], bounds.high[v]
    base = low if low is not None else high if high is not None else 0
    down = -1 if low is None else 1
    for step in range(_STEPS if low is None or high is None else int(high - low) + 1):
        if tries[0] <= 0:
            return True
        tries[0] -= 1
        guess = bounds.copy()
        guess.fix(v, base + down * step)
        if propagate(system, guess, system.touching[v]) is None and _possible(system, guess, tries):
            return True
    return False


def impossible(block: Block, r: int, bounds: Bounds) -> int:
    """The sign of a constraint's left side where it cannot be mended by itself, else 0."""
    constraint = block.system.constraints[r]
    least: Exact = constraint.constant
    most: Exact = constraint.constant
    no_least = no_most = False
    for v, c in constraint.terms:
        low, high = bounds.low[v], bounds.high[v]
        if c < 0:
            low, high = high, low
        if low is None:
            no_least = True
        else:
            least += c * low
        if high is None:
            no_most = True
        else:
            most += c * high
    if not no_least and least > 0:
        return 1
    return -1 if constraint.equality and not no_most and most < 0 else 0


def connected(items: Sequence[T], keys: Callable[[T], Iterable[Hashable]]) -> list[list[T]]:
    """Items that share a key, directly or through others, together; the order is kept."""
    parent = list(range(len(items)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    owner: dict[Hashable, int] = {}
    for i, item in enumerate(items):
        for key in keys(item):
            a, b = sorted((root(owner.setdefault(key, i)), root(i)))
            parent[b] = a
    groups: dict[int, list[T]] = {}
    for i, item in enumerate(items):
        groups.setdefault(root(i), []).append(item)
    return list(groups.values())


def blocks(confronted: Iterable[Confronted]) -> list[list[Confronted]]:
    """The rules without a share term, those together that share fields."""
    linear = [c for c in confronted if not c.has_share]
    return connected(linear, lambda c: c.rule.fields)


def block_of(members: Sequence[Confronted], observations: Observations) -> Block:
    """The problem that some connected rules pose."""
    fields: set[FieldId] = {field for c in members for field in c.rule.fields}
    counts = frozenset(field for field in fields if observations[field].kind == "count")
    system = system_of((c.rule for c in members), counts)
    seen = [observations[field] for field in system.fields]
    rivals = {
        v: (_exact(other.interval), observation.weight)
        for v, observation in enumerate(seen)
        if (other := observation.rival)
    }
    return Block(
        system=system,
        printed=tuple(_exact(observation.interval) for observation in seen),
        weight=tuple(CEILING if v in rivals else o.weight for v, o in enumerate(seen)),
        least=tuple(None if o.least is None else exact(o.least) for o in seen),
        forced=frozenset(
            v
            for v, o in enumerate(seen)
            if o.known
            and (o.probability <= MISMATCH or (o.kind == "count" and is_no_count(o.value)))
        ),
        rivals=rivals,
    )


def _exact(interval: tuple[Decimal | None, Decimal | None]) -> Interval:
    low, high = interval
    return None if low is None else exact(low), None if high is None else exact(high)
