"""Promises made on one half of the reports and held against the other half."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.promise import (
    DOUBT,
    GUARANTEES,
    STANDING,
    Held,
    Reports,
    among_accepted,
    halves,
    hold,
    promised,
)
from eval.score import Prediction
from extractor.checking.trust import ACCEPT

CONFORMAL, AMONG_ACCEPTED = GUARANTEES


def report(name: str, *fields: tuple[float, bool], accepted: bool = True) -> list[Prediction]:
    """A report whose fields are so sure, and right or not."""
    return [
        Prediction(name, "requests", f"f{n}", sure, accepted, right, False, "grid", "reported", ())
        for n, (sure, right) in enumerate(fields)
    ]


def flawless(names: Sequence[str]) -> Reports:
    return {name: report(name, *[(0.99, True)] * 10) for name in names}


def test_a_threshold_is_chosen_on_one_half_and_measured_on_the_other() -> None:
    """Nine reports with one unsure error among them: from 0.99 on nothing is wrong there. In the
    other half one field of 20 is lower, and one above the threshold is wrong all the same."""
    first = {**flawless("abcdefgh"), "i": report("i", (0.96, False), (0.99, True))}
    second = {
        "x": report("x", (0.96, True), *[(0.99, True)] * 9),
        "y": report("y", (0.995, False), *[(0.99, True)] * 9),
    }
    assert hold(CONFORMAL, first, second, 0.1, seed=7) == Held(
        seed=7,
        promise="expected share of a report's fields",
        made_on=9,
        reports=2,
        threshold=0.99,
        accepted=19,
        wrong=1,
        coverage=0.95,
        error=0.05,
    )


def test_each_promise_is_held_to_what_it_bounds() -> None:
    """One of ten fields accepted and wrong, of two that are accepted."""
    second = {"x": report("x", (0.99, False), (0.99, True), *[(0.5, True)] * 8)}
    told = [hold(one, flawless([str(n) for n in range(20)]), second, 0.25) for one in GUARANTEES]
    assert [held.error for held in told] == [0.1, 0.5]
    assert [held.kept(0.25) for held in told] == [True, False]


def test_where_nothing_can_be_promised_nothing_is_measured() -> None:
    held = hold(CONFORMAL, flawless("ab"), flawless("cd"), 0.005)
    assert (held.threshold, held.accepted, held.coverage, held.error) == (None, 0, None, None)
    assert held.kept(0.005) is None


def test_what_is_accepted_as_it_is_is_measured_all_the_same() -> None:
    second = {
        "c": report("c", (0.96, False), (0.99, True), (0.99, True)),
        "d": report("d", (0.5, False), accepted=False),
    }
    held = hold(STANDING, flawless("ab"), second, 0.4)
    assert (held.promise, held.threshold, held.accepted, held.wrong) == (
        STANDING.label,
        ACCEPT,
        3,
        1,
    )
    assert (held.coverage, held.error, held.kept(0.4)) == (0.75, 1 / 3, True)


def test_every_split_tells_of_both_promises_and_of_what_is_accepted_as_it_is() -> None:
    names = [str(n) for n in range(40)]
    claims = [claim for told in flawless(names).values() for claim in told]
    told = promised(claims, {}, target=0.05, splits=3, fitted=2)
    assert [promise.threshold for promise in told.promises.values()] == [ACCEPT, None]
    assert (told.reports, told.fitted) == (40, 2)
    assert [(h.seed, h.threshold) for h in told.splits] == [
        (seed, level) for seed in (1, 2, 3) for level in (ACCEPT, None, ACCEPT)
    ]


names = st.sets(st.sampled_from("abcdefghijkl"), min_size=1)
agencies = st.dictionaries(st.sampled_from("abcdefghijkl"), st.sampled_from("PQRST"))


@given(names, agencies, st.integers(0, 99))
def test_all_reports_of_an_agency_are_in_one_half(
    names: set[str], agencies: Mapping[str, str], seed: int
) -> None:
    first, second = halves(flawless(sorted(names)), agencies, seed)
    assert first.keys() | second.keys() == names
    assert not first.keys() & second.keys()
    sides = [{agencies[name] for name in half if name in agencies} for half in (first, second)]
    assert not sides[0] & sides[1]
    largest = max(list(agencies.values()).count(a) for a in ["", *agencies.values()])
    assert abs(len(first) - len(second)) <= max(1, largest)


def test_without_agencies_halves_are_equal_and_other_seeds_give_other_ones() -> None:
    reports = flawless("abcdefgh")
    drawn = [halves(reports, {}, seed) for seed in range(20)]
    assert {(len(first), len(second)) for first, second in drawn} == {(4, 4)}
    assert len({frozenset(first) for first, _ in drawn}) > 10
    assert halves(reports, {}, 3) == halves(dict(reversed(reports.items())), {}, 3)


fields = st.tuples(st.sampled_from((0.95, 0.97, 0.99)), st.booleans())
some_reports = st.lists(st.lists(fields, min_size=1, max_size=4), min_size=6, max_size=6)


@settings(max_examples=60)
@given(some_reports, st.sampled_from((0.2, 0.25, 0.4, 0.6)), st.sampled_from((3, 4, 5)))
def test_over_all_splits_the_error_is_on_average_within_the_target(
    drawn: list[list[tuple[float, bool]]], target: float, made_on: int
) -> None:
    """The theorem of conformal risk control, for whatever reports there are: each may as well
    have been the new one. So the mean over every split in two sides is exact, and no chance."""
    reports = {str(n): report(str(n), *told) for n, told in enumerate(drawn)}
    errors = []
    for chosen in combinations(reports, made_on):
        first = {name: reports[name] for name in chosen}
        second = {name: told for name, told in reports.items() if name not in first}
        errors.append(hold(CONFORMAL, first, second, target).error or 0.0)
    assert sum(errors) / len(errors) <= target + 1e-9


LABELLED, TARGET = 20, 0.25


@pytest.mark.parametrize(
    "truth",
    [
        (0.00, 0.26, 0.74),
        (0.02, 0.25, 0.73),
        (0.20, 0.18, 0.62),
        (0.20, 0.25, 0.55),
        (0.26, 0.00, 0.74),
    ],
)
def test_among_accepted_the_promise_is_broken_as_seldom_as_it_says(
    truth: tuple[float, float, float],
) -> None:
    """All that may come of 20 reports with one field each, weighed by how likely it is.

    A field is unsure and wrong, sure and wrong, or sure and right; of all fields `unsure + wrong`
    are wrong, of the sure ones `wrong / (wrong + right)`, and in each case one of them is more
    than the target. Yet a promise that this breaks is made less than once in 20.
    """
    unsure, wrong, right = truth
    error = {ACCEPT: unsure + wrong, 0.98: wrong / (wrong + right)}
    broken = 0.0
    for a in range(LABELLED + 1):
        for b in range(LABELLED + 1 - a):
            counts = (a, b, LABELLED - a - b)
            kinds = ((0.96, False), (0.98, False), (0.98, True))
            told = [kind for kind, count in zip(kinds, counts, strict=True) for _ in range(count)]
            reports = {str(n): report(str(n), field) for n, field in enumerate(told)}
            level = among_accepted(reports, TARGET).threshold
            if level is not None and error[level] > TARGET:
                broken += _likelihood(counts, truth)
    assert 0 < broken <= DOUBT


def _likelihood(counts: Sequence[int], truth: Sequence[float]) -> float:
    """How likely just these counts are (multinomial)."""
    told = float(factorial(sum(counts)))
    for count, share in zip(counts, truth, strict=True):
        told *= share**count / factorial(count)
    return told
