"""Predictions -> how far their confidence can be trusted, and what accepting the surest costs.

Pure functions. Values of equal confidence cannot be told apart, so each counts as the average of
them: no figure depends on the order in which they are given.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from eval.measures import clopper_pearson
from eval.score import Prediction

Floats = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of like confidence: how many, how sure on average, and what share is right.

    `low` and `high` are the 95% interval of that share, as if predictions were independent.
    """

    count: int
    confidence: float
    right: float
    low: float
    high: float


def reliability(predictions: Sequence[Prediction], bins: int = BINS) -> list[Bin]:
    """Bins of equal mass, the least sure first; fewer where there are fewer predictions."""
    confidence, right = _ranked(predictions)
    found = []
    for part in np.array_split(np.arange(len(predictions)), bins):
        if not len(part):
            continue
        share = float(right[part].mean())
        hits = min(len(part), round(share * len(part)))
        low, high = clopper_pearson(hits, len(part))
        sure = confidence[part]
        # A mean of floats may leave its range by a rounding, and bins would no longer ascend.
        mean = float(sure.mean().clip(sure[0], sure[-1]))
        found.append(Bin(len(part), mean, share, low, high))
    return found


def calibration_error(predictions: Sequence[Prediction], bins: int = BINS) -> float:
    """Expected calibration error: how far confidence is from the share that is right, on
    average over bins of equal mass (Nixon et al. 2019). NaN without predictions."""
    told = reliability(predictions, bins)
    off = sum(b.count * abs(b.confidence - b.right) for b in told)
    return off / len(predictions) if predictions else math.nan


def auroc(predictions: Sequence[Prediction]) -> float:
    """How often a right prediction is surer than a wrong one, a tie counting half. NaN where all
    are right, or all wrong: then there is nothing to tell apart."""
    wrong = sum(not prediction.right for prediction in predictions)
    right = len(predictions) - wrong
    if not wrong or not right:
        return math.nan
    below, pairs = 0, 0.0
    for _, tied in groupby(sorted(predictions, key=_confidence), key=_confidence):
        group = list(tied)
        good = sum(prediction.right for prediction in group)
        bad = len(group) - good
        pairs += good * (below + bad / 2)
        below += bad
    return pairs / (wrong * right)


def risk_coverage(predictions: Sequence[Prediction]) -> tuple[Floats, Floats]:
    """Coverage and risk where the surest 1, 2, ... n predictions are taken: the share of all
    predictions that is taken, and the share of these that is wrong."""
    taken = np.arange(1, len(predictions) + 1)
    return taken / max(len(predictions), 1), _wrong_among(predictions) / taken


def area_under_risk_coverage(predictions: Sequence[Prediction]) -> float:
    """The mean risk over all coverages (AURC; Geifman et al. 2019). NaN without predictions."""
    _, risk = risk_coverage(predictions)
    return float(risk.mean()) if len(risk) else math.nan


def area_under_generalized_risk(predictions: Sequence[Prediction]) -> float:
    """The mean, over all coverages, of the share of all predictions that is taken and wrong (AUGRC;
    Traub et al. 2024). NaN without predictions."""
    wrong = _wrong_among(predictions)
    return float(wrong.mean() / len(wrong)) if len(wrong) else math.nan


def accuracy_at(predictions: Sequence[Prediction], coverage: float) -> float:
    """The share that is right among the surest predictions that make up `coverage` of them all."""
    if not predictions:
        return math.nan
    taken = max(1, math.ceil(Fraction(str(coverage)) * len(predictions)))
    return 1 - float(_wrong_among(predictions)[taken - 1]) / taken


def _confidence(prediction: Prediction) -> float:
    return prediction.confidence


def _ranked(predictions: Sequence[Prediction]) -> tuple[Floats, Floats]:
    """Confidence and rightness, the least sure first, rightness averaged over ties."""
    confidence, right = [], []
    for value, tied in groupby(sorted(predictions, key=_confidence), key=_confidence):
        group = [prediction.right for prediction in tied]
        confidence += [value] * len(group)
        right += [sum(group) / len(group)] * len(group)
    return np.array(confidence, dtype=np.float64), np.array(right, dtype=np.float64)


def _wrong_among(predictions: Sequence[Prediction]) -> Floats:
    """How many of the surest 1, 2, ... n predictions are wrong."""
    _, right = _ranked(predictions)
    return np.cumsum(1 - right[::-1])


@dataclass(frozen=True, slots=True)
class TrustFigure:
    """One figure; `value` is None where the predictions give none, as with no mistake at all."""

    id: str
    label: str
    value: float | None
    least: float | None = None
    most: float | None = None

    @property
    def target(self) -> str:
        """What it should be, in words."""
        if self.least is not None:
            return f"≥ {self.least:g}"
        return f"≤ {self.most:g}" if self.most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether it is as it should be; None where nothing is asked or known."""
        if self.value is None or not self.target:
            return None
        least, most = self.least, self.most
        return (least is None or self.value >= least) and (most is None or self.value <= most)


def trust_figures(predictions: Sequence[Prediction]) -> list[TrustFigure]:
    """Every figure over these predictions, in the order they are told."""

    def figure(
        name: str, label: str, measured: Callable[[Sequence[Prediction]], float], **target: float
    ) -> TrustFigure:
        value = measured(predictions)
        return TrustFigure(name, label, None if math.isnan(value) else value, **target)

    return [
        figure("calibration_error", "Expected calibration error", calibration_error, most=0.02),
        figure("auroc", "Area under the ROC curve of errors", auroc, least=0.95),
        figure("accuracy_at_80", "Accuracy of the surest 80%",
               lambda made: accuracy_at(made, 0.8), least=0.999),
        figure("area_under_risk_coverage", "Area under the risk-coverage curve",
               area_under_risk_coverage),
        figure("area_under_generalized_risk", "Area under the generalized risk-coverage curve",
               area_under_generalized_risk),
    ]  # fmt: skip
