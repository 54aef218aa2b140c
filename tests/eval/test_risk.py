"""Measures of trust against definitions that are slow and plain."""

import math
from collections.abc import Callable
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.risk import (
    accuracy_at,
    area_under_generalized_risk,
    area_under_risk_coverage,
    auroc,
    calibration_error,
    reliability,
    risk_coverage,
)
from eval.score import Prediction


def claim(confidence: float, right: bool, document: str = "a", accepted: bool = True) -> Prediction:
    return Prediction(
        document, "requests", "x", confidence, accepted, right, False, "grid", "reported", ()
    )


def predictions(*pairs: tuple[float, int]) -> list[Prediction]:
    return [claim(confidence, bool(right)) for confidence, right in pairs]


some = st.lists(
    st.builds(claim, st.sampled_from((0.1, 0.5, 0.9, 0.99, 1.0)), st.booleans()), min_size=1
)
distinct = st.lists(
    st.builds(claim, st.floats(0, 1), st.booleans()), min_size=1, unique_by=lambda c: c.confidence
)


def best_first(told: list[Prediction]) -> list[Prediction]:
    return sorted(told, key=lambda c: -c.confidence)


@given(some)
def test_auroc_is_the_share_of_pairs_in_the_right_order(told: list[Prediction]) -> None:
    right = [c.confidence for c in told if c.right]
    wrong = [c.confidence for c in told if not c.right]
    pairs = [1.0 if r > w else 0.5 if r == w else 0.0 for r, w in product(right, wrong)]
    expected = sum(pairs) / len(pairs) if pairs else math.nan
    assert auroc(told) == pytest.approx(expected, nan_ok=True)


@given(distinct)
def test_the_curve_is_the_error_of_the_surest(told: list[Prediction]) -> None:
    coverage, risk = risk_coverage(told)
    for k in range(1, len(told) + 1):
        wrong = sum(not c.right for c in best_first(told)[:k])
        assert (coverage[k - 1], risk[k - 1]) == pytest.approx((k / len(told), wrong / k))
    assert area_under_risk_coverage(told) == pytest.approx(sum(risk) / len(risk))


@given(distinct)
def test_generalized_risk_counts_what_is_taken_and_wrong(told: list[Prediction]) -> None:
    ordered = best_first(told)
    taken_and_wrong = [
        sum(not c.right for c in ordered[:k]) / len(told) for k in range(1, len(told) + 1)
    ]
    expected = sum(taken_and_wrong) / len(told)
    assert area_under_generalized_risk(told) == pytest.approx(expected)


MEASURES: tuple[Callable[[list[Prediction]], float], ...] = (
    calibration_error,
    auroc,
    area_under_risk_coverage,
    area_under_generalized_risk,
    lambda told: accuracy_at(told, 0.8),
)


@given(some, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_claims(told: list[Prediction], chance: Random) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    for measure in MEASURES:
        assert measure(shuffled) == pytest.approx(measure(told), nan_ok=True)


@given(some)
def test_bins_hold_every_claim_and_differ_by_one_at_most(told: list[Prediction]) -> None:
    bins = reliability(told, 4)
    counts = [b.count for b in bins]
    assert sum(counts) == len(told)
    assert max(counts) - min(counts) <= 1
    assert sum(b.count * b.right for b in bins) == pytest.approx(sum(c.right for c in told))
    assert [b.confidence for b in bins] == sorted(b.confidence for b in bins)
    assert all(b.low <= b.high for b in bins)


@given(some)
def test_the_calibration_error_of_one_bin_is_the_difference_of_two_means(
    told: list[Prediction],
) -> None:
    sure = sum(c.confidence for c in told) / len(told)
    right = sum(c.right for c in told) / len(told)
    assert calibration_error(told, 1) == pytest.approx(abs(sure - right))
    assert calibration_error(told) >= calibration_error(told, 1) - 1e-12


def test_a_coin_that_knows_it_is_a_coin_is_calibrated() -> None:
    assert calibration_error(predictions((0.5, 1), (0.5, 0)) * 50) == pytest.approx(0)
    assert calibration_error(predictions((1.0, 1), (1.0, 0)) * 50) == pytest.approx(0.5)


def test_accuracy_at_coverage_takes_the_surest() -> None:
    told = predictions((0.9, 1), (0.8, 1), (0.7, 1), (0.6, 1), (0.5, 0))
    assert accuracy_at(told, 0.8) == 1
    assert accuracy_at(told, 1.0) == 0.8
    assert accuracy_at(told, 0.81) == 0.8  # part of a claim cannot be taken


def test_without_claims_nothing_is_known() -> None:
    assert all(math.isnan(measure([])) for measure in MEASURES)
