"""calibration.toml -> the weights of trust: signals -> log odds, checks -> confidence.

The data is read once. `gouji calibrate` fits it: eval/calibration tells how.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from extractor.checking.judge.priors import AGREED, log_odds, probability
from extractor.checking.judge.signals import Checks, Signals, Witness, signals_of, weighed
from extractor.errors import GoujiError

FILE = "calibration.toml"
CEILING = log_odds(AGREED)


class CalibrationError(GoujiError):
    """calibration.toml is not what it should be: where, and why."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of both stages, in natural log odds.

    `steps` are log odds and the probability that holds from there on, ascending; none where the
    logistic model has the last word.
    """

    signals: Signals
    checks: Checks
    steps: tuple[tuple[float, float], ...] = ()

    def odds(self, signals: Signals) -> float:
        """Stage 1: the log odds of a value by its signals, up to what reading can be worth."""
        return min(weighed(self.signals, signals), CEILING)

    def checked(self, checks: Checks) -> float:
        """Stage 2: the log odds of a value by all that is known of it."""
        return weighed(self.checks, checks)

    def confidence(self, checks: Checks) -> float:
        """The probability that a value is right."""
        odds = self.checked(checks)
        if not self.steps:
            return probability(odds)
        return next((p for least, p in reversed(self.steps) if odds >= least), self.steps[0][1])


@dataclass(frozen=True, slots=True)
class Calibration:
    """What calibration.toml says: weights, the priors they were drawn towards, and on what."""

    priors: Weights
    weights: Weights
    about: Mapping[str, Any]


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """The calibration that is installed."""
    return parse_calibration(calibration_text())


def calibration_text() -> str:
    """What the installed calibration.toml says, to the letter: records depend on all of it."""
    return files("extractor.checking.judge").joinpath(FILE).read_text("utf-8")


def parse_calibration(text: str) -> Calibration:
    """The text of calibration.toml -> its weights. Raises CalibrationError naming the place."""
    try:
        data = tomllib.loads(text)
        weights, priors = (
            Weights(
                Signals(**_column(data, "signals", name, Signals._fields)),
                Checks(**_column(data, "checks", name, Checks._fields)),
                _steps(data.get("steps", ())) if name == "weight" else (),
            )
            for name in ("weight", "prior")
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise CalibrationError(f"{FILE}: {error}") from error
    return Calibration(priors, weights, data.get("fitted", {}))


def _column(
    data: Mapping[str, Any], stage: str, name: str, features: Sequence[str]
) -> dict[str, float]:
    if set(data[stage]) != set(features):
        raise ValueError(f"[{stage}] must have exactly the features {', '.join(features)}")
    column = {feature: float(data[stage][feature][name]) for feature in features}
    for feature, value in column.items():
        if not math.isfinite(value):
            raise ValueError(f"{stage}.{feature}.{name} must be a finite number")
    return column


def _steps(pairs: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    steps = tuple((float(odds), float(p)) for odds, p in pairs)
    if list(steps) != sorted(steps) or any(not 0 <= p <= 1 for _, p in steps):
        raise ValueError("steps must ascend, with probabilities from 0 to 1")
    return steps


@lru_cache(maxsize=4096)
def trust(witnesses: tuple[Witness, ...], empty: bool = False) -> tuple[float, Signals]:
    """Readings that say the same -> their log odds by the calibration that is installed, and
    the signals that these come from."""
    signals = signals_of(witnesses, empty)
    return odds(signals), signals


@lru_cache(maxsize=4096)
def odds(signals: Signals) -> float:
    """Stage 1 by the calibration that is installed."""
    return calibration().weights.odds(signals)


@lru_cache(maxsize=4096)
def confidence(checks: Checks) -> float:
    """Stage 2 by the calibration that is installed."""
    return calibration().weights.confidence(checks)
