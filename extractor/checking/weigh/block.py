"""Fields that rules connect, as one problem: what is printed, and what a change would cost."""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from extractor.checking.confront import Confronted, Observations
from extractor.checking.solve import Bounds, Exact, Interval, System, bounds_of, exact, system_of
from extractor.checking.solve.deduce import broken
from extractor.checking.trust import CEILING, MISMATCH
from extractor.forms.form import Kind
from extractor.record.record import FieldId

Support = frozenset[int]
"""The fields that a solution changes."""

T = TypeVar("T")


@dataclass(frozen=True)
class Block:
    """A system with what its fields print.

    `weight` is the cost of changing a field (0 where it is unknown and thus free),
    `least` the least it may be changed to (None: no end), `forced` what every solution
    changes: counts that are no counts, and what its evidence does not say. `rivals` are what
    other readers say, and what it costs to believe them: to be what nobody says, all would have
    to be wrong. `bounds` say what is printed, and that every rule holds.
    """

    system: System
    printed: tuple[Interval, ...]
    weight: tuple[float, ...]
    least: tuple[Exact | None, ...]
    forced: Support
    rivals: Mapping[int, tuple[Interval, float]]
    bounds: Bounds

    @cached_property
    def broken(self) -> tuple[int, ...]:
        """The rules that cannot hold as printed, whatever is unknown."""
        rules = range(len(self.system.rules))
        return tuple(r for r in rules if broken(self.system, self.bounds, r))

    @cached_property
    def undecided(self) -> tuple[int, ...]:
        """The rules with a field that is unknown or vague."""
        loose = [v for v in range(len(self.printed)) if not self.bounds.fixed(v)]
        return tuple({r for v in loose for r in self.system.touching[v]})

    def bounds_with(self, changes: Mapping[int, Interval]) -> Bounds:
        """The bounds had some fields been printed so."""
        bounds = self.bounds.copy()
        for v, interval in changes.items():
            bounds.put(v, interval, self.least[v])
        return bounds

    def released(self, support: Iterable[int]) -> Bounds:
        """The bounds where every field of a support may be anything of its kind."""
        return self.bounds_with({v: (self.least[v], None) for v in support})

    def after(self, changes: Mapping[int, Interval]) -> "Block":
        """The block as if some fields had been printed so; a new one that is unknown is free."""
        printed, weight = list(self.printed), list(self.weight)
        for v, interval in changes.items():
            printed[v] = interval
            if interval == (self.least[v], None):
                weight[v] = 0.0
        return replace(
            self, printed=tuple(printed), weight=tuple(weight), bounds=self.bounds_with(changes)
        )


def connected(items: Sequence[T], keys: Callable[[T], Iterable[Hashable]]) -> list[list[T]]:
    """Items that share a key, directly or through others, together; the order is kept."""
    groups: list[tuple[list[int], set[Hashable]]] = []
    for i, item in enumerate(items):
        members, known = [i], set(keys(item))
        apart = []
        for group in groups:
            if group[1].isdisjoint(keys(item)):
                apart.append(group)
            else:
                members += group[0]
                known |= group[1]
        groups = [*apart, (sorted(members), known)]
    return [[items[i] for i in members] for members, _ in sorted(groups, key=lambda g: g[0])]


def blocks(confronted: Iterable[Confronted]) -> list[list[Confronted]]:
    """The rules without a share term, those together that share fields."""
    linear = [c for c in confronted if c.claim is None]
    return connected(linear, lambda c: c.rule.fields)


def block_of(members: Sequence[Confronted], observations: Observations) -> Block:
    """The problem that some connected rules pose."""
    fields: set[FieldId] = {field for c in members for field in c.rule.fields}
    counts = frozenset(field for field in fields if observations[field].kind == "count")
    system = system_of((c.rule for c in members), counts)
    seen = [observations[field] for field in system.fields]
    printed = tuple(_exact(o.interval, o.kind) for o in seen)
    least = tuple(None if o.least is None else exact(o.least) for o in seen)
    rivals = {
        v: (_exact(other.interval, other.kind), observation.weight)
        for v, observation in enumerate(seen)
        if (other := observation.rival)
    }
    return Block(
        system=system,
        printed=printed,
        weight=tuple(CEILING if v in rivals else o.weight for v, o in enumerate(seen)),
        least=least,
        forced=frozenset(
            v
            for v, o in enumerate(seen)
            if o.known and (o.probability <= MISMATCH or o.is_no_count)
        ),
        rivals=rivals,
        bounds=bounds_of(system, printed, least),
    )


def _exact(interval: tuple[Decimal | None, Decimal | None], kind: Kind) -> Interval:
    """The same interval, or the whole numbers in it where something is counted."""
    low, high = (None if end is None else exact(end) for end in interval)
    if kind != "count":
        return low, high
    return None if low is None else math.ceil(low), None if high is None else math.floor(high)
