"""What is refuted is impossible, what is found holds, and every question ends."""

from dataclasses import replace

import pytest
from drawn_systems import drawn_blocks, holds, solution
from hypothesis import assume, given
from hypothesis import strategies as st
from small_report import counts, problem, rule

from extractor.checking.solve import members
from extractor.checking.solve.solver import Solver, Undecided
from extractor.checking.weigh.block import Block


def block(*expressions: str, **printed: int | None) -> Block:
    """Rules and what their fields print; None where nothing does."""
    rules = [r for number, text in enumerate(expressions) for r in rule(text, f"rule{number}")]
    return problem(rules, counts(**printed))


def refuted(posed: Block, *changed: str) -> tuple[str, ...] | None:
    """The fields and rules of the proof that some changes do not suffice, if there is one."""
    names = (*posed.system.fields, *posed.system.rules)
    bounds = posed.released(posed.system.fields.index(name) for name in changed)
    why = Solver(posed.system).refute(bounds)
    return None if why is None else tuple(names[v] for v in members(why))


def test_bounds_that_only_creep_are_a_contradiction() -> None:
    """a can but be more than b, and b more than a: each by 3, and by 3 again."""
    creeping = block("b = a", "c + b <= a", a=29, b=29, c=3)
    assert refuted(creeping, "a", "b") == ("c", "rule0", "rule1")
    assert refuted(creeping, "c") is None


def test_what_is_unknown_may_be_large() -> None:
    assert refuted(block("t <= x + y", "x = y", x=None, y=None, t=8)) is None
    assert refuted(block("t <= x", "x <= y", "y <= z", x=None, y=None, z=None, t=9_999)) is None


def test_a_proof_names_only_what_it_needs() -> None:
    rules = ("t = x + y", "u = t + v", "w <= v")
    assert refuted(block(*rules, t=5, x=2, y=2, u=9, v=4, w=1)) == ("t", "x", "y", "rule0")
    assert refuted(block(*rules, t=5, x=2, y=None, u=4, v=4, w=1)) == ("t", "u", "v", "rule1")


def test_that_a_count_is_not_below_zero_needs_no_reason() -> None:
    assert refuted(block("x + y <= t", x=None, y=3, t=2)) == ("t", "y", "rule0")


def test_an_odd_number_is_no_two_halves() -> None:
    """Over fractions both have a solution, and counts without end have none either."""
    assert refuted(block("x + x = t", x=None, t=3)) == ("t", "rule0")
    endless = block("a + a = b + c", "b = c + e", a=None, b=None, c=None, e=1)
    assert refuted(endless) == ("e", "rule0", "rule1")


def test_each_way_to_round_a_fraction_is_tried() -> None:
    pairs = ("x + y = a", "y + z = b", "x + z = c")
    assert refuted(block(*pairs, a=1, b=1, c=1, x=None, y=None, z=None)) is not None
    assert refuted(block(*pairs, a=1, b=1, c=2, x=None, y=None, z=None)) is None
    assert refuted(block("7 * x <= a", "b <= 7 * x", x=None, a=20, b=15)) is not None


def test_money_may_be_a_fraction() -> None:
    halves = block("x + x = t", x=None, t=3)
    money = replace(halves, system=replace(halves.system, integer=(True, False, False)))
    assert refuted(money) is None


def test_what_its_steps_do_not_suffice_for_is_undecided() -> None:
    """No whole number lies between, however far: that no step tells."""
    endless = block("3 * x <= 3 * y + a", "3 * y + b <= 3 * x", x=None, y=None, a=2, b=1)
    with pytest.raises(Undecided):
        refuted(endless)
    with pytest.raises(Undecided):
        Solver(endless.system, steps=0).refute(endless.bounds)


@given(drawn_blocks(), st.sets(st.integers(0, 7)))
def test_sums_are_decided_as_the_referee_decides(posed: Block, changed: set[int]) -> None:
    bounds = posed.released(v for v in changed if v < len(posed.printed))
    solver = Solver(posed.system)
    if solver.refute(bounds) is None:
        assert holds(posed.system, bounds, solver.point[: len(posed.printed)])
    else:
        assert solution(posed.system, bounds) is None


@given(drawn_blocks(largest=3))
def test_any_rules_are_decided_or_given_up_and_what_is_found_holds(posed: Block) -> None:
    solver = Solver(posed.system)
    try:
        if solver.refute(posed.bounds) is None:
            assert holds(posed.system, posed.bounds, solver.point[: len(posed.printed)])
    except Undecided:
        assert set(map(abs, (c for terms in posed.system.sums for _, c in terms))) != {1}


@given(drawn_blocks())
def test_what_a_proof_names_suffices_for_it(posed: Block) -> None:
    why = Solver(posed.system).refute(posed.bounds)
    assume(why is not None)
    assert why is not None
    others = [v for v in range(len(posed.printed)) if not why >> v & 1]
    assert Solver(posed.system).refute(posed.released(others)) is not None
