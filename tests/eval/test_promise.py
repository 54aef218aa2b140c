"""Thresholds with a guarantee, and how many labels one takes."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.promise import GRID, Reports, among_accepted, by_report, conformal
from eval.score import Prediction
from extractor.checking.trust import ACCEPT
from extractor.review.audit import most, needed

TARGET = 0.005


def claim(
    document: str, confidence: float, right: bool = True, accepted: bool = True
) -> Prediction:
    return Prediction(
        document, "requests", "x", confidence, accepted, right, False, "grid", "reported", ()
    )


def flawless(count: int) -> Reports:
    return {str(n): [claim(str(n), 0.99)] * 10 for n in range(count)}


def test_199_reports_without_an_error_promise_half_a_percent() -> None:
    promise = conformal(flawless(199), TARGET)
    assert (promise.threshold, promise.coverage, promise.missing) == (ACCEPT, 1.0, 0)
    assert promise.bound == TARGET


def test_with_fewer_it_says_how_many_are_missing() -> None:
    short = conformal(flawless(12), TARGET)
    assert (short.threshold, short.missing) == (None, 187)
    assert short.bound == pytest.approx(1 / 13)
    assert conformal({}, TARGET).missing == 199


def test_the_threshold_rises_above_the_errors() -> None:
    reports = dict(flawless(300))
    reports["0"] = [claim("0", 0.96, right=False)] * 10
    promise = conformal(reports, TARGET)
    assert promise.threshold == 0.99
    assert promise.coverage == pytest.approx(299 / 300)


def test_what_a_person_sees_is_no_risk() -> None:
    reports = dict(flawless(199))
    reports["0"] = [claim("0", 0.99, right=False, accepted=False)]
    assert conformal(reports, TARGET).threshold == ACCEPT


claims = st.builds(
    claim,
    st.sampled_from("abcdefgh"),
    st.sampled_from((0.95, 0.97, 0.99, 0.999)),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(claims, min_size=1), st.sampled_from((0.1, 0.2, 0.3, 0.5)))
def test_the_least_threshold_that_holds_is_taken(told: Sequence[Prediction], target: float) -> None:
    reports = by_report(told)
    promise = conformal(reports, target)

    def bound(level: float) -> Fraction:
        lost = sum(
            Fraction(sum(c.accepted and c.confidence >= level and not c.right for c in of), len(of))
            for of in reports.values()
        )
        return (lost + 1) / (len(reports) + 1)

    holds = [level for level in (0.95, 0.97, 0.99, 0.999) if bound(level) <= Fraction(str(target))]
    if promise.threshold is None:
        assert not [level for level in holds if any(c.confidence == level and c.accepted
                                                    for c in told)]  # fmt: skip
        assert promise.missing > 0
    else:
        assert bound(promise.threshold) == pytest.approx(promise.bound)
        assert promise.bound <= target
        assert not [level for level in holds if level < promise.threshold and any(
            c.confidence == level and c.accepted for c in told)]  # fmt: skip


def test_on_average_a_new_report_keeps_the_promise() -> None:
    """The theorem, on invented reports of one kind: the mean risk beyond the labelled ones."""
    chance, target, lost = Random(5), 0.1, []

    def report(name: str) -> list[Prediction]:
        hard = chance.random() < 0.3
        sure = [chance.choice((0.95, 0.96, 0.97, 0.98, 0.99)) for _ in range(8)]
        return [claim(name, c, chance.random() < (c if not hard else c - 0.4)) for c in sure]

    for _ in range(400):
        reports = {str(n): report(str(n)) for n in range(30)}
        level = conformal(reports, target).threshold
        fresh = report("new")
        taken = [c for c in fresh if level is not None and c.confidence >= level]
        lost.append(sum(not c.right for c in taken) / len(fresh))
    assert sum(lost) / len(lost) <= target


def test_among_accepted_one_field_of_each_report_is_drawn() -> None:
    """598 without an error for one threshold; more where one of several may be chosen."""
    enough = needed(0, TARGET, 0.05 / len(GRID))
    assert enough > needed(0, TARGET) == 598
    promise = among_accepted(flawless(enough), TARGET)
    assert (promise.threshold, promise.missing) == (ACCEPT, 0)
    short = among_accepted(flawless(12), TARGET)
    assert (short.threshold, short.missing) == (None, enough - 12)


@given(st.integers(0, 5), st.sampled_from((0.3, 0.1, 0.02, 0.005)))
def test_needed_is_the_least_that_does(errors: int, target: float) -> None:
    count = needed(errors, target)
    assert most(errors, count) <= target < most(errors, count - 1)


def test_the_bound_covers_the_truth_as_often_as_it_says() -> None:
    chance, truth, held = Random(3), 0.1, 0
    for _ in range(500):
        errors = sum(chance.random() < truth for _ in range(40))
        held += most(errors, 40) >= truth
    assert held >= 0.95 * 500


def test_nothing_known_nothing_bounded() -> None:
    assert most(0, 0) == most(3, 3) == 1.0
