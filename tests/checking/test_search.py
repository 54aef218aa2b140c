"""The search finds all least costly repairs and no other, as two other methods find them."""

import itertools
import os
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

import pytest
from drawn_systems import another, drawn_blocks, solution
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from small_report import count, counts, problem, rule

from extractor.checking.confront import confront
from extractor.checking.observation import Observation
from extractor.checking.solve.solver import Solver, Undecided
from extractor.checking.trust import GAP
from extractor.checking.weigh.block import Block, block_of, blocks
from extractor.checking.weigh.localize import MOST_CHANGES, search
from extractor.forms.edit import EditRule

SYSTEMS = int(os.environ.get("GOUJI_SYSTEMS", "2000"))
"""How many systems the referee looks at."""
ANY = float("inf")


def found_in(block: Block, few: int = len("abcdefgh")) -> dict[frozenset[int], float]:
    return search(block, Solver(block.system), ANY, few)


@settings(max_examples=SYSTEMS)
@given(drawn_blocks())
def test_the_referee_finds_no_other_repair_and_none_that_is_smaller(block: Block) -> None:
    try:
        found = found_in(block)
    except Undecided:
        reject()  # it gave up and says so, which is no repair to hold against another
    assert min(found.values()) + GAP >= max(found.values())
    for support, cost in found.items():
        assert cost == pytest.approx(sum(block.weight[v] for v in support))
        assert solution(block.system, block.released(support)) is not None
        for v in support:
            assert solution(block.system, block.released(support - {v})) is None
    other = another(block, found)
    if other is not None:
        assert sum(block.weight[v] for v in other) > min(found.values()) + GAP - 1e-9


@given(drawn_blocks(), st.integers(0, 3))
def test_nothing_is_found_only_where_every_repair_has_more_changes(block: Block, few: int) -> None:
    every = found_in(block)
    found = found_in(block, few)
    assert found in ({}, every)
    if min(map(len, every)) <= few:
        assert found


@given(drawn_blocks(largest=3))
def test_the_search_ends_whatever_the_rules(block: Block) -> None:
    """It says what holds, or that it gave up."""
    with suppress(Undecided):
        for support in search(block, Solver(block.system, steps=1000), ANY):
            assert Solver(block.system).refute(block.released(support)) is None


def test_a_repair_at_half_the_cost_is_not_missed() -> None:
    """x and y are unknown, and so only z is wrong: that they are large speaks against nothing."""
    rules = (*rule("t <= x + y", "1"), *rule("x = y", "2"), *rule("u + t = z", "3"))
    block = problem(rules, counts(x=None, y=None, t=8, z=5, u=7))
    assert {block.system.fields[v] for s in found_in(block) for v in s if len(s) == 1} == {"z"}


# --- against brute force ------------------------------------------------------------------------

SMALL = (
    *rule("t = x + y + z", "sum"),
    *rule("t + u = v", "flow"),
    *rule("x + u = w", "pair"),
    *rule("z <= v", "within"),
)


@st.composite
def small_blocks(draw: st.DrawFn) -> dict[str, Observation]:
    """Seven figures up to five, some of them blank, missing or vague, with several trusts."""
    observations = {}
    for name in "tuvwxyz":
        state = draw(st.sampled_from(["reported"] * 5 + ["blank", "dash", "missing"]))
        value = draw(st.integers(0, 5)) if state == "reported" else None
        p = draw(st.sampled_from((0.999, 0.995, 0.97)))
        observations[name] = count(name, value, state, p)
        if value is not None and draw(st.integers(0, 9)) == 0:
            o = observations[name]
            observations[name] = Observation(
                name, "count", "reported", o.value, o.low, Decimal(value + 1), probability=p
            )
    return observations


def brute_force(observations: dict[str, Observation]) -> dict[frozenset[str], float]:
    """Every assignment that satisfies SMALL, no figure above ten -> the fields it changes."""
    supports: set[frozenset[str]] = set()
    for values in itertools.product(range(11), repeat=4):
        point = dict(zip("xuyz", values, strict=True))
        point["t"] = point["x"] + point["y"] + point["z"]
        point["v"] = point["t"] + point["u"]
        point["w"] = point["x"] + point["u"]
        changed = set()
        for name, value in point.items():
            low, high = observations[name].interval
            if observations[name].known and not (low <= value <= high):
                changed.add(name)
        supports.add(frozenset(changed))
    least = [s for s in supports if not any(other < s for other in supports)]
    cost = {s: sum(observations[name].weight for name in s) for s in least}
    best = min(cost.values())
    return {s: c for s, c in cost.items() if c <= best + GAP}


def only_block(observations: dict[str, Observation], rules: Sequence[EditRule]) -> Block:
    confronted = confront(rules, observations)
    assume(any(c.violated for c in confronted))
    (members,) = blocks(confronted)
    return block_of(members, observations)


def named(block: Block, supports: dict[frozenset[int], float]) -> dict[frozenset[str], float]:
    return {frozenset(block.system.fields[v] for v in s): c for s, c in supports.items()}


@settings(max_examples=40, deadline=None)
@given(small_blocks())
def test_the_search_finds_what_brute_force_finds(observations: dict[str, Observation]) -> None:
    block = only_block(observations, SMALL)
    found = named(block, search(block, Solver(block.system), ANY))
    expected = brute_force(observations)
    if min(map(len, expected)) <= MOST_CHANGES:
        assert found == pytest.approx(expected)
