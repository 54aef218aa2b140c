"""Weights fitted to examples, and the command that does it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from eval.calibrate import as_toml, command
from eval.fit import ENOUGH, HELD, Example, Rows, choose_spread, fit, held, is_right
from eval.gold import GoldField, load_gold
from eval.synthesize import synthesize
from extractor.checking.observation import Observation
from extractor.checking.trust import Checks, Signals, Weights, calibration, parse_calibration

DEV = Path(__file__).parents[2] / "gold" / "dev"
PRIORS = calibration().priors
GRID = Signals(grid=1)
FUZZY = Signals(grid=1, fuzzy=1)


def example(
    report: str, right: bool, signals: Signals = GRID, checks: Checks | None = None
) -> Example:
    return Example(report, signals, checks or Checks(), right)


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


def test_the_least_spread_is_taken_where_more_says_no_more() -> None:
    """One report in two contradicts the other: nothing is learnt that holds for a third."""
    told = many(GRID, 995, 5)
    spread, apart = choose_spread(Rows.of(told), PRIORS)
    assert spread == 0.1
    assert apart.shape == (10, 2)


def test_without_enough_errors_the_gold_moves_no_weight_of_the_prose() -> None:
    assert held(many(GRID, 5000, 0)) > HELD
    assert held(many(GRID, 5000, ENOUGH)) == HELD


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
    weights = Weights(Signals(*(round(w + 0.12345, 4) for w in PRIORS.signals)), PRIORS.checks)
    read = parse_calibration(as_toml(weights, PRIORS, date(2026, 11, 21), gold, (20, 2), 0.5))
    assert (read.weights, read.priors) == (weights, PRIORS)
    assert read.about["gold"] == {"fields": 20, "errors": 2}
    assert len(read.about["documents"]) == 2


def test_the_command_fits_and_shows_weights_beside_priors() -> None:
    result = CliRunner().invoke(command, [str(DEV / "irregular")])
    assert result.exit_code == 0
    assert "5.293" in result.output
    assert "by weights fitted on other reports" in result.output


def test_nothing_to_fit_is_told(tmp_path: Path) -> None:
    synthesize(4, "tabs").write(tmp_path).write_text("no report at all", encoding="utf-8")
    result = CliRunner().invoke(command, [str(tmp_path)])
    assert result.exit_code == 1
    assert "no labelled value was read" in result.output
