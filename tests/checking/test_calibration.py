"""calibration.toml: what is installed is sound, and what is wrong in it is told."""

import math

import pytest

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
    weighed,
)


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
