"""How far what was read is trusted: constants set by judgement, and weights fitted to gold.

`Signals` are what reading noticed; they know no arithmetic, so that localization can use what they
weigh without going round in a circle. `Checks` add what the edit rules said. Both are features of a
logistic model whose weights, in natural log odds, are in calibration.toml, with the priors they are
drawn towards: `gouji calibrate` fits it, and eval/calibration tells how.
"""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import mul, sub
from types import MappingProxyType
from typing import Any, NamedTuple

from extractor.errors import GoujiError
from extractor.record.record import Source
from extractor.values.amount import State

# --- set by judgement: no gold of this size could say more --------------------------------------

IMPUTED = 0.995
"""A value that follows from others."""
AGREED = 0.999
"""The most that reading is worth: the readers share the text, if not the method."""
MISMATCH = 0.5
"""A reading whose evidence does not re-read."""
SETTLED = 0.9999
"""What a person has looked at."""
MISREPORTED = 0.5
"""That a figure holds which a person calls the agency's mistake: it is blamed before others."""
ABSENT = 0.99
"""That a cell without any reading is truly not in the document."""
FACT = 0.97
"""A counted thing of the prose outside the form, which no label is at hand for."""
ACCEPT = 0.95
"""A reading below this goes to a person."""

SOFT_ZERO = MappingProxyType[State, float]({"blank": 2.5, "dash": 4.0})
"""The weight of taking an empty cell, or a dash, for zero."""
SLIP = 0.1
"""What a structural slip costs above the surest of its cells: next to nothing, since one cause
makes all of them wrong."""
SWAP = 0.2
"""Two cells taken for each other cost the surer one and this share of the other: one cause as well,
but a line has some four times as many pairs of cells as places to slip."""
LEAST_WEIGHT = 0.1
"""No known figure is changed for nothing."""
GAP = 4.6
"""Solutions this close to the best one (100 to 1) remain possible."""
CLEAR = 1.0
"""Disagreeing readings closer than this leave the value undecided."""


@lru_cache(maxsize=4096)
def log_odds(probability: float) -> float:
    """log(p / (1 - p)), kept finite."""
    p = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def probability(odds: float) -> float:
    """The inverse of `log_odds`, for any odds."""
    return 1 / (1 + math.exp(-max(odds, -700.0)))


CEILING = log_odds(AGREED)

# --- what bears on trust ------------------------------------------------------------------------

_FUZZY = frozenset(("row_fuzzy", "column_fuzzy"))
_PROSE = frozenset(("rules", "outline"))
_DOUBTFUL = frozenset(("competing", "figure_shared", "loosely_denied"))
_MODELS = frozenset(("model", "model_again"))

Witness = tuple[Source, tuple[str, ...]]
"""Who read it, and what that reader noticed."""


class Signals(NamedTuple):
    """What speaks for a value before any arithmetic: each reader is a witness.

    `grid`: it was read where its row and column cross; `skeleton`: by the labels in reading
    order, blind to the grid; `prose`: by a pattern, a heading or a labelled line; `model`: how many
    times a model pointed there. Witnesses that agree add up, those of other values count against.
    `fuzzy`: on how many axes the label was matched with a slip. `irregular`: what else the best
    reader noticed (a clipped row). `doubtful`: what is odd about where a model points (a figure
    that another field claims, a denial that does not name what it denies). `empty`: a blank or a
    dash, so a figure may have been overlooked.
    """

    grid: float = 0.0
    skeleton: float = 0.0
    prose: float = 0.0
    model: float = 0.0
    fuzzy: float = 0.0
    irregular: float = 0.0
    doubtful: float = 0.0
    empty: float = 0.0

    def against(self, rivals: Iterable["Signals"]) -> "Signals":
        """What is left of it where others say otherwise: their witness counts against it."""
        left: Iterable[float] = self
        for rival in rivals:
            left = map(sub, left, rival)
        return Signals(*left)


class Checks(NamedTuple):
    """What is known of a value after arithmetic.

    `reading`: the log odds that Signals give. `satisfied`: how many edit rules agree, up to two.
    `localized`: every way to restore agreement changes it, or it is no possible count. `suspect`:
    some ways do; `gap`: how much cheaper it is to leave it. `misread`: it is in a block that
    nothing simple mends. `disagrees`: a rule is broken, but by the source: it was surely read.
    """

    reading: float = 0.0
    satisfied: float = 0.0
    localized: float = 0.0
    suspect: float = 0.0
    gap: float = 0.0
    misread: float = 0.0
    disagrees: float = 0.0


def signals_of(witnesses: tuple[Witness, ...], empty: bool = False) -> Signals:
    """The readings of one field that say the same -> their signals.

    A reader that says it twice says it once. What readers noticed counts where the best of them,
    the one that noticed least, noticed it.
    """
    if not witnesses:
        return Signals()
    sources = {source for source, _ in witnesses}
    of_grid = [noticed for source, noticed in witnesses if source == "grid"]
    noticed = min(of_grid or [noticed for _, noticed in witnesses], key=len)
    fuzzy = len(_FUZZY.intersection(noticed))
    doubtful = len(_DOUBTFUL.intersection(noticed))
    return Signals(
        grid=float("grid" in sources),
        skeleton=float("skeleton" in sources),
        prose=float(not _PROSE.isdisjoint(sources)),
        model=float(len(_MODELS & sources)),
        fuzzy=float(fuzzy),
        irregular=float(len(noticed) - fuzzy - doubtful),
        doubtful=float(doubtful),
        empty=float(empty),
    )


# --- fitted to gold -----------------------------------------------------------------------------

FILE = "calibration.toml"


class CalibrationError(GoujiError):
    """calibration.toml is not what it should be: where, and why."""


def weighed(weights: Iterable[float], features: Iterable[float]) -> float:
    """The log odds that features give under weights, both in the same order."""
    return float(sum(map(mul, weights, features)))


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

    def confidence(self, checks: Checks) -> float:
        """Stage 2: the probability that a value is right by all that is known of it."""
        odds = weighed(self.checks, checks)
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


@lru_cache(maxsize=4096)
def trust(witnesses: tuple[Witness, ...], empty: bool = False) -> tuple[Signals, float]:
    """Readings that say the same -> their signals, and the log odds that these are worth."""
    signals = signals_of(witnesses, empty)
    return signals, calibration().weights.odds(signals)


def calibration_text() -> str:
    """What the installed calibration.toml says, to the letter: records depend on all of it."""
    return files("extractor.checking").joinpath(FILE).read_text("utf-8")


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
