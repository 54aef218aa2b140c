"""Readings -> signals -> trust, by weights that are sound; what is wrong in their file is told."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checking.trust import (
    AGREED,
    CEILING,
    FILE,
    CalibrationError,
    Checks,
    Signals,
    Weights,
    calibration,
    log_odds,
    parse_calibration,
    signals_of,
    weighed,
)


def test_every_reader_is_a_witness_once() -> None:
    told = (("grid", ()), ("skeleton", ()), ("grid", ()))
    assert signals_of(told) == Signals(grid=1, skeleton=1)


def test_a_model_asked_twice_is_two_witnesses_and_prose_one() -> None:
    told = (("model", ()), ("model_again", ()), ("rules", ()), ("outline", ()))
    assert signals_of(told) == Signals(model=2, prose=1)


def test_fuzzy_labels_count_by_axis_and_other_trouble_apart() -> None:
    told = (("grid", ("row_fuzzy", "column_fuzzy", "clipped")), ("skeleton", ()))
    assert signals_of(told) == Signals(grid=1, skeleton=1, fuzzy=2, irregular=1)


def test_an_odd_pointer_is_no_irregular_row() -> None:
    assert signals_of((("model", ("figure_shared",)),)) == Signals(model=1, doubtful=1)
    assert signals_of((("model", ("loosely_denied",)),)) == Signals(model=1, doubtful=1)


def test_the_better_of_two_prints_of_a_cell_speaks_for_it() -> None:
    assert signals_of((("grid", ("clipped",)), ("grid", ()))) == Signals(grid=1)


def test_what_a_rival_has_counts_against_a_value() -> None:
    side, rival = Signals(grid=1, skeleton=1), Signals(model=1, irregular=1)
    assert side.against([rival]) == Signals(grid=1, skeleton=1, model=-1, irregular=-1)
    assert side.against([]) == side


def test_nobody_who_reads_it_no_signals() -> None:
    assert signals_of(()) == Signals()


numbers = st.floats(-10, 10)
signals = st.builds(Signals, *[numbers] * len(Signals._fields))


@given(signals, signals, signals)
def test_log_odds_against_a_rival_are_the_difference(
    weights: Signals, side: Signals, rival: Signals
) -> None:
    apart = weighed(weights, side) - weighed(weights, rival)
    assert abs(weighed(weights, side.against([rival])) - apart) < 1e-6


def text(**changes: str) -> str:
    """The least calibration there can be, with lines changed by the feature's name."""
    lines = []
    for stage, features in (("signals", Signals._fields), ("checks", Checks._fields)):
        lines.append(f"[{stage}]")
        lines += [
            changes.get(name, f"{name} = {{ prior = 1.0, weight = 2.0 }}") for name in features
        ]
    return "\n".join([changes.get("top", ""), *lines])


def test_the_priors_are_those_that_are_documented() -> None:
    """A grid alone is right in 995 of 1,000, two readers that agree in 999; a rule that agrees
    adds 1.5, being localized takes 6."""
    priors = calibration().priors
    assert priors.odds(Signals(grid=1)) == pytest.approx(log_odds(0.995), abs=1e-4)
    assert priors.odds(Signals(skeleton=1)) == pytest.approx(log_odds(0.97), abs=1e-4)
    assert priors.odds(Signals(model=1)) == pytest.approx(log_odds(0.96), abs=1e-4)
    assert priors.odds(Signals(grid=1, skeleton=1)) == log_odds(AGREED)
    odd = Signals(model=1, doubtful=1)
    assert priors.odds(odd) == pytest.approx(log_odds(0.96 * 0.97), abs=1e-4)
    assert weighed(priors.checks, Checks(reading=2, satisfied=2)) == 5
    assert weighed(priors.checks, Checks(reading=2, localized=1)) == -4


def test_the_weights_that_are_installed_keep_good_and_bad_apart() -> None:
    weights = calibration().weights
    good = (*weights.signals[:4], weights.checks.reading, weights.checks.satisfied)
    bad = (*weights.signals[4:], weights.checks.localized, weights.checks.suspect)
    assert min(good) > 0 >= max(bad)


def test_reading_alone_is_never_worth_more_than_the_ceiling() -> None:
    assert calibration().weights.odds(Signals(grid=1, skeleton=1, model=2)) == CEILING


def test_a_column_each_of_priors_and_weights() -> None:
    read = parse_calibration(text())
    assert set(read.priors.signals) == set(read.priors.checks) == {1.0}
    assert set(read.weights.signals) == set(read.weights.checks) == {2.0}


def test_steps_replace_the_curve() -> None:
    weights = Weights(Signals(), Checks(reading=1.0), ((-1.0, 0.2), (0.0, 0.5), (3.0, 0.9)))
    told = [weights.confidence(Checks(reading=odds)) for odds in (-5, -1, -0.5, 0, 2.9, 3, 9)]
    assert told == [0.2, 0.2, 0.2, 0.5, 0.5, 0.9, 0.9]
    assert parse_calibration(text(top="steps = [[0, 0.5], [1, 1.0]]")).weights.steps == (
        (0.0, 0.5),
        (1.0, 1.0),
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"grid": ""}, "signals"),
        ({"grid": "grid = { prior = 1.0 }"}, "weight"),
        ({"grid": "grid = { prior = 1.0, weight = nan }"}, "finite"),
        ({"gap": "gap = 3"}, "subscriptable"),
        ({"top": "steps = [[1, 0.9], [0, 0.5]]"}, "ascend"),
        ({"top": "steps = [[0, 1.5]]"}, "ascend"),
        ({"top": "what"}, "line 1"),
    ],
)
def test_what_is_wrong_is_told(changes: dict[str, str], told: str) -> None:
    with pytest.raises(CalibrationError, match=told) as caught:
        parse_calibration(text(**changes))
    assert str(caught.value).startswith(FILE)


def test_confidence_is_a_probability_for_any_odds() -> None:
    weights = Weights(Signals(), Checks(reading=1.0))
    assert weights.confidence(Checks(reading=0.0)) == 0.5
    assert weights.confidence(Checks(reading=-math.inf)) == pytest.approx(0)
