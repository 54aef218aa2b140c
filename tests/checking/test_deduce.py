"""What is fixed can be nothing else, what is not fixed can, and every proof suffices."""

from decimal import Decimal

from drawn_systems import drawn_blocks, solution
from hypothesis import assume, given
from small_report import counts, problem, rule

from extractor.checking.observation import Observation
from extractor.checking.solve import bounds_of, members
from extractor.checking.solve.deduce import deduce
from extractor.checking.solve.solver import Solver
from extractor.checking.weigh.block import Block
from extractor.forms.edit import EditRule


def follows(rules: tuple[EditRule, ...], **printed: int | None) -> dict[str, tuple[str, ...]]:
    """Each value that follows, written `x = 3`, and the fields and rules that prove it."""
    block = problem(rules, counts(**printed))
    names, bounds = (*block.system.fields, *block.system.rules), block.bounds.copy()
    wanted = [v for v, name in enumerate(block.system.fields) if printed[name] is None]
    assert deduce(Solver(block.system), bounds, wanted) is None
    return {
        f"{names[v]} = {bounds.low[v]}": tuple(names[p] for p in members(bounds.why(v)))
        for v in wanted
        if bounds.fixed(v)
    }


def test_a_total_of_zero_settles_its_parts() -> None:
    proofs = follows(rule("t = x + y"), t=0, x=None, y=None)
    assert proofs == {"x = 0": ("t", "rule"), "y = 0": ("t", "rule")}


def test_what_no_rule_says_alone_several_say_together() -> None:
    """Each pair is known, and so is each figure: half of the two pairs it is in less the third."""
    rules = (*rule("x + y = a", "1"), *rule("y + z = b", "2"), *rule("x + z = c", "3"))
    proofs = follows(rules, a=50, b=70, c=60, x=None, y=None, z=None)
    assert proofs == dict.fromkeys(("x = 20", "y = 30", "z = 40"), ("a", "b", "c", "1", "2", "3"))


def test_the_shorter_of_two_proofs_needs_no_other_figure() -> None:
    rules = (*rule("t = x + y", "row"), *rule("u = y + z", "column"))
    assert follows(rules, t=5, x=5, u=9, z=None, y=None)["y = 0"] == ("t", "x", "row")


def test_a_figure_that_could_be_another_does_not_follow() -> None:
    assert follows(rule("t = x + y"), t=1, x=None, y=None) == {}


@given(drawn_blocks())
def test_exactly_what_the_referee_finds_unique_is_fixed(block: Block) -> None:
    bounds, solver = block.bounds.copy(), Solver(block.system)
    assume(solver.refute(block.bounds) is None)
    wanted = [v for v, weight in enumerate(block.weight) if not weight]
    assert deduce(solver, bounds, wanted) is None
    for v in wanted:
        least = solution(block.system, block.bounds, v)
        most = solution(block.system, block.bounds, v, -1)
        assert least is not None
        unique = most is not None and least[v] == most[v]
        assert bounds.fixed(v) == unique
        assert not unique or bounds.low[v] == least[v]


@given(drawn_blocks())
def test_what_a_proof_names_proves_it_alone(block: Block) -> None:
    """Had nothing else been printed, and no other rule been there, the value would follow."""
    bounds = block.bounds.copy()
    wanted = [v for v, weight in enumerate(block.weight) if not weight]
    assume(deduce(Solver(block.system), bounds, wanted) is None)
    for v in (v for v in wanted if bounds.fixed(v)):
        proof = set(members(bounds.why(v)))
        known = [
            ends if p in proof else (least, None)
            for p, (ends, least) in enumerate(zip(block.printed, block.least, strict=True))
        ]
        alone = bounds_of(block.system, known, block.least)
        for r in range(len(block.system.rules)):
            if len(known) + r not in proof:
                alone.put(len(known) + r, (None, None), None)
        solver = Solver(block.system)
        assert solver.refute(alone) is None
        value = bounds.low[v]
        assert value is not None
        assert solver.only(alone, v, int(value)) is not None


def test_money_follows_as_a_fraction() -> None:
    seen = {
        "t": Observation("t", "money", "reported", *[Decimal("5.6")] * 3),
        "x": Observation("x", "money", "reported", *[Decimal("3.5")] * 3),
        "y": Observation("y", "money", "missing"),
    }
    block = problem(rule("t = x + y"), seen)
    bounds = block.bounds.copy()
    assert deduce(Solver(block.system), bounds, [2]) is None
    assert (bounds.low[2], bounds.fixed(2)) == (Decimal("2.1"), True)
