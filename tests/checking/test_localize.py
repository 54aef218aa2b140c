"""Error localization: what it names, and that it is exactly the least costly there is."""

import random
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from small_report import CONSISTENT, FORM, RULES, count, counts, observed, rule, weighed

from extractor.checking.observation import Observation
from extractor.checking.weigh.localize import Localized
from extractor.forms.edit import EditRule
from extractor.record.record import Candidate

SUM = rule("t = x + y")


def located(seen: dict[str, Observation], rules: Sequence[EditRule] = RULES) -> Localized:
    (block,) = weighed(seen, rules).localized
    return block


def test_a_table_that_agrees_has_nothing_to_localize() -> None:
    assert weighed(observed(CONSISTENT)).localized == ()


@pytest.mark.parametrize("printed", ["8", "."])
def test_one_wrong_cell_is_where_the_violated_rules_cross(printed: str) -> None:
    """A blank where a figure must be is blamed as well."""
    block = located(observed(CONSISTENT.replace("3 1 4", f"{printed} 1 4")))
    assert (block.errors, block.suspects) == (("t.granted.a",), ())
    assert block.proposal("t.granted.a") == 3


def test_a_sum_that_stands_alone_leaves_all_its_figures_suspect() -> None:
    block = located(counts(t=5, x=2, y=4), SUM)
    assert block.errors == ()
    assert block.suspects == ("t", "x", "y")
    assert not block.settled
    assert {s.changes[f] for s in block.solutions for f in s.changes} == {6, 1, 3}


def test_the_least_trusted_reading_is_blamed() -> None:
    block = located(counts(t=5, y=4) | {"x": count("x", 2, p=0.6)}, SUM)
    assert block.errors == ("x",)
    assert block.proposal("x") == 1


def test_one_sum_alone_settles_nothing() -> None:
    block = located(counts(t=0, x=4, y=5), SUM)
    assert [s.changes for s in block.solutions] == [{"t": 9}]
    assert (block.errors, block.suspects, block.settled) == ((), ("t",), False)


def test_a_second_rule_settles_what_one_leaves_open() -> None:
    rules = (*rule("t = x + y", "sum"), *rule("t = u", "prose"))
    block = located(counts(t=0, x=4, y=5, u=9), rules)
    assert (block.errors, block.settled) == (("t",), True)


def test_a_row_that_slipped_sideways_is_one_mishap() -> None:
    block = located(observed(CONSISTENT.replace("received        5 2 7", "received        2 7 0")))
    assert [s.operations for s in block.solutions] == [("row_slip",)]
    assert block.solutions[0].changes == {
        "t.received.a": 5,
        "t.received.b": 2,
        "t.received.total": 7,
    }


def test_two_neighbours_that_changed_places_are_one_mishap() -> None:
    block = located(observed(CONSISTENT.replace("received        5 2 7", "received        2 5 7")))
    assert [s.operations for s in block.solutions] == [("row_swap",)]
    assert block.solutions[0].changes == {"t.received.a": 5, "t.received.b": 2}


def test_two_cells_of_a_column_taken_for_each_other_are_one_mishap() -> None:
    block = located(
        observed("""
    received        6 1 7
    granted         1 0 4
    refused         4 1 2
    results_total   5 1 6
    carried_forward 1 0 1
    """)
    )
    best, *others = block.solutions
    assert best.operations == ("column_swap",)
    assert best.changes == {"t.granted.a": 4, "t.refused.a": 1}
    assert all(best.cost < other.cost for other in others)


def test_two_mishaps_at_once_are_told_apart() -> None:
    true = """
    received        9 2 11
    granted         3 1 4
    refused         1 1 2
    results_total   4 2 6
    carried_forward 5 0 5
    """
    block = located(observed(true.replace("9 2 11", "2 11 .").replace("3 1 4", "1 3 4")))
    assert sorted(block.solutions[0].operations) == ["row_slip", "row_swap"]
    after = observed(true)
    assert {f: after[f].value for f in block.solutions[0].changes} == block.solutions[0].changes


def test_a_column_that_slipped_down_is_one_mishap() -> None:
    true = """
    received        5 9 14
    granted         3 7 10
    refused         1 2 3
    results_total   4 9 13
    carried_forward 1 0 1
    """
    slipped = """
    received        5 9 14
    granted         3 8 10
    refused         1 7 3
    results_total   4 2 13
    carried_forward 1 9 1
    """
    block = located(observed(slipped))
    assert [s.operations for s in block.solutions] == [("column_slip",)]
    after = observed(true)
    assert all(after[name].value == value for name, value in block.solutions[0].changes.items())


def disputed(name: str, value: int, other: int) -> Observation:
    """Read as one figure, and as another by the reader that is trusted less."""
    seen = count(name, value, p=0.87)
    rival = Candidate(Decimal(other), None, "skeleton")
    return replace(seen, reasons=("readings_disagree",), candidates=(rival,))


def test_where_readers_disagree_the_one_that_agrees_with_the_sum_is_right() -> None:
    disputes = {"x": disputed("x", 3, 4), "y": disputed("y", 0, 5)}
    block = located(counts(t=9) | disputes, SUM)
    assert block.solutions[0].operations == ("other_reader",)
    assert block.solutions[0].changes == {"x": 4, "y": 5}
    assert block.settled


def test_what_its_evidence_does_not_say_is_among_the_errors() -> None:
    unsaid = {"x": count("x", 3, p=0.5), "y": count("y", 0, p=0.5)}
    assert located(counts(t=9) | unsaid, SUM).errors == ("x", "y")


def test_four_wrong_cells_are_a_misreading() -> None:
    table = """
        received        50 20 7
        granted         3 1 4
        refused         1 1 2
        results_total   4 2 6
        carried_forward 10 0 11
    """
    block = located(observed(table.replace("1 1 2", "9 8 2").replace("3 1 4", "3 1 40")))
    assert block.misread
    assert block.solutions == ()


def test_a_negative_count_is_an_error_whatever_the_sums_say() -> None:
    assert "x" in located(counts(x=-2, y=2, t=0), SUM).errors


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 9), st.integers(0, 14))
def test_the_order_of_the_rules_does_not_matter(rng: random.Random, value: int, place: int) -> None:
    observations = observed(CONSISTENT)
    name = list(FORM.cells)[place]
    observations[name] = count(name, value)
    mixed = rng.sample(RULES, len(RULES))
    one, other = (weighed(observations, rules).localized for rules in (RULES, mixed))
    assert [(b.solutions, b.misread) for b in one] == [(b.solutions, b.misread) for b in other]
