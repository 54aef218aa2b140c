"""Weights fitted to examples, and the command that does it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from eval.calibrate import command
from eval.calibration import pool
from eval.calibration.calibrated import NothingToFit, calibrate
from eval.calibration.data import as_toml
from eval.calibration.examples import Example, examples, is_right
from eval.calibration.fit import (
    ENOUGH_ERRORS,
    ENOUGH_FIELDS,
    OFFSET,
    Rows,
    choose_spread,
    fit,
    held,
    steps,
)
from eval.gold import GoldField, load_gold
from extractor.checking.observation import Observation
from extractor.checking.trust import Checks, Signals, Weights, calibration, parse_calibration

DEV = Path(__file__).parents[2] / "gold" / "dev"
PRIORS = calibration().priors
GRID = Signals(grid=1)
FUZZY = Signals(grid=1, fuzzy=1)


def example(report: str, right: bool, signals: Signals = GRID, checks: Checks | None = None,
            number: int = 0) -> Example:  # fmt: skip
    return Example("gold", report, number, "x", signals, checks or Checks(), right)


def many(signals: Signals, right: int, wrong: int, reports: int = 10) -> list[Example]:
    told = [True] * right + [False] * wrong
    return [example(str(n % reports), good, signals) for n, good in enumerate(told)]


def fitted(told: Sequence[Example], spread: float = 1.0, priors: Weights = PRIORS) -> Weights:
    rows = Rows.of(told)
    return fit(rows, rows.mass.sum(axis=0), priors, spread)


def test_with_hardly_any_data_weights_stay_at_their_priors() -> None:
    weights = fitted([example("a", True), example("a", False, FUZZY)], spread=0.01)
    assert weights.signals == pytest.approx(PRIORS.signals, abs=1e-3)
    assert weights.checks == pytest.approx(PRIORS.checks, abs=1e-3)


def test_with_much_data_the_weight_is_what_the_data_says() -> None:
    """900 of 1,000 right: log odds of 9 to 1, wherever the prior was."""
    weights = fitted(many(GRID, 900, 100), spread=100.0)
    assert weights.signals.grid == pytest.approx(np.log(9), abs=0.01)
    assert weights.signals.fuzzy == PRIORS.signals.fuzzy


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 2)), min_size=1))
def test_no_data_turns_bad_news_into_good(rows: list[tuple[bool, bool, int]]) -> None:
    told = [
        example(str(n), right, FUZZY if fuzzy else GRID, Checks(satisfied=agreeing))
        for n, (right, fuzzy, agreeing) in enumerate(rows)
    ]
    weights = fitted(told, spread=10.0)
    assert weights.signals.fuzzy <= 0 <= weights.signals.grid
    assert weights.checks.satisfied >= 0
    assert (weights.signals.model, weights.checks.reading) == (PRIORS.signals.model, 1.0)


def test_the_fit_is_the_least_of_loss_and_distance() -> None:
    """Against every weight on a grid around it."""
    told = many(GRID, 30, 3)
    spread = 0.5
    found = fitted(told, spread).signals.grid

    def cost(weight: float) -> float:
        right = np.log1p(np.exp(-weight)) * 30 + np.log1p(np.exp(weight)) * 3
        return float(right + ((weight - PRIORS.signals.grid) / spread) ** 2 / 2)

    assert cost(found) <= min(cost(found + step) for step in np.linspace(-1, 1, 201)) + 1e-6


def test_a_report_counts_once_however_often_it_is_printed() -> None:
    once = [example("a", True), example("b", False)]
    often = [replace(one, number=n) for one, n in product(once[:1], range(20))] + once[1:]
    assert fitted(often) == fitted(once)


def test_the_least_spread_is_taken_where_more_says_no_more() -> None:
    """One report in two contradicts the other: nothing is learnt that holds for a third."""
    told = many(GRID, 995, 5)
    spread, apart = choose_spread(Rows.of(told), PRIORS)
    assert spread == 0.1
    assert apart.shape == (10, 2)


def test_without_errors_of_its_own_the_gold_moves_no_weight_that_inventions_would() -> None:
    assert held([True] * 5000) > OFFSET
    assert held([False] * ENOUGH_ERRORS + [True] * ENOUGH_FIELDS) == OFFSET


outcomes = st.lists(st.tuples(st.integers(-9, 9), st.booleans()), min_size=1, max_size=12)


@given(outcomes)
def test_a_free_curve_needs_fields_and_errors_enough(told: list[tuple[int, bool]]) -> None:
    assert steps([odds for odds, _ in told], [right for _, right in told]) == ()


def test_the_free_curve_is_monotone_and_keeps_the_number_of_errors() -> None:
    odds = [float(n % 7) for n in range(2100)]
    right = [(n // 7) % 10 >= (5, 6, 2, 3, 2, 0, 1)[n % 7] for n in range(2100)]
    curve = steps(odds, right)
    assert [p for _, p in curve] == sorted({p for _, p in curve})
    weights = Weights(Signals(), Checks(reading=1.0), curve)
    told = sum(weights.confidence(Checks(reading=o)) for o in odds)
    assert told == pytest.approx(sum(right))
    pooled = weights.confidence(Checks(reading=0.0)), weights.confidence(Checks(reading=1.0))
    assert pooled[0] == pooled[1] == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("label", "state", "value", "right"),
    [
        ("5", "reported", 5, True),
        ("5", "reported", 6, False),
        ("5", "blank", None, False),
        ("0", "blank", None, None),
        ("blank", "reported", 0, None),
        ("blank", "reported", 5, False),
        ("blank", "dash", None, True),
        (None, "reported", 5, False),
        (None, "blank", None, None),
        ("5", "reported", None, None),
    ],
)
def test_an_empty_cell_counts_as_nought_and_an_open_value_as_no_claim(
    label: str | None, state: str, value: int | None, right: bool | None
) -> None:
    gold = None
    if label:
        data = (
            {"state": "reported", "value": Decimal(label)} if label.isdigit() else {"state": label}
        )
        gold = GoldField.model_validate(data)
    number = None if value is None else Decimal(value)
    seen = Observation("x", "count", state, number, number, number)
    assert is_right(gold, seen) is right


def test_what_is_written_reads_back_the_same() -> None:
    gold = load_gold(DEV)[:2]
    weights = Weights(
        Signals(*(round(w + 0.12345, 4) for w in PRIORS.signals)), PRIORS.checks, ((-1.0, 0.5),)
    )
    counts = {"gold": (10, 1), "worn": (20, 2)}
    text = as_toml(weights, PRIORS, date(2026, 11, 21), gold, counts, 0.5)
    read = parse_calibration(text)
    assert (read.weights, read.priors) == (weights, PRIORS)
    assert read.about["worn"] == {"fields": 20, "errors": 2}
    assert len(read.about["documents"]) == 2


def test_damage_makes_errors_that_the_gold_as_given_has_not() -> None:
    """A few prints of two reports, and the same ones again from the same seeds."""
    gold = [r for r in load_gold(DEV) if r.name in ("jianglan-university-2023",
                                                    "wangchuan-health-2020")]  # fmt: skip
    given_ = [e for one in pool.as_given(gold) for e in examples(one)]
    worn = [e for one in pool.worn(gold, 8) for e in examples(one)]
    assert all(e.right for e in given_)
    assert any(not e.right for e in worn)
    assert worn == [e for one in pool.worn(gold, 8) for e in examples(one)]


def test_nothing_to_fit_is_told() -> None:
    with pytest.raises(NothingToFit):
        calibrate([])


def invoke(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(DEV / "irregular"), *arguments])
    return result.exit_code, result.output


def test_the_command_fits_and_shows_weights_beside_priors() -> None:
    code, told = invoke("--prints", "0", "--generated", "4", "--seeds", "0")
    assert code == 0
    assert "5.293" in told
    assert "no free curve on top" in " ".join(told.split())
