"""Values as they were read, right or wrong -> the weights of trust.

Two logistic models, one after the other, each minimize the log loss plus half the sum of
((weight - prior) / spread)^2: where data is scarce a weight stays where judgement set it. Which
spread is best is told by reports that the weights were not fitted on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from eval.gold import GoldField, GoldReport
from extractor.checking.hear import hear
from extractor.checking.judge import check
from extractor.checking.judge.findings import judge
from extractor.checking.observation import Observation
from extractor.checking.trust import CEILING, SOFT_ZERO, Checks, Signals, Weights
from extractor.checking.weigh import weigh
from extractor.document.read import read_document
from extractor.forms.file import all_forms
from extractor.reading import Reader
from extractor.reading.recognize import recognize

Floats = NDArray[np.float64]

GOOD = frozenset(("grid", "skeleton", "prose", "model", "reading", "satisfied", "gap"))
"""What may only speak for a value."""
BAD = frozenset(
    ("fuzzy", "irregular", "doubtful", "empty", "localized", "suspect", "misread", "disagrees")
)
"""What may only speak against it. No accident of the data turns either round."""
HELD = frozenset(("reading", "model", "doubtful"))
"""What stays at its prior: the first stage's log odds are what the second adds to, and no model
reads the gold."""
SCARCE = frozenset(("prose", "disagrees"))
"""What stays there until the gold has ENOUGH errors: the patterns for prose were written with such
reports at hand, and agencies misreport seldom."""
ENOUGH = 50
SPREADS = (0.1, 0.2, 0.5)
"""How far a weight may go, in natural log odds, at the price of half a nat of surprise."""

_READING = Checks._fields.index("reading")


@dataclass(frozen=True, slots=True)
class Example:
    """One value as it was read of a report."""

    report: str
    signals: Signals
    checks: Checks
    right: bool


def examples(report: GoldReport) -> Iterator[Example]:
    """Every value that is read of a report, and that its labels speak of.

    Composes the verbs of extractor/checking as `reconcile` does, and looks in between. What was
    not read, or is left open between candidates, is no example.
    """
    document = read_document(report.path)
    form = recognize(document, all_forms())
    readings = Reader(document, form).read()
    weighed = weigh(form, readings, hear(document, form, readings))
    judgement = judge(weighed)
    checks = check(weighed, judgement.reasons)
    for field, seen in weighed.observations.items():
        right = is_right(report.labels.fields.get(field), seen)
        if seen.signals is not None and right is not None:
            yield Example(report.name, seen.signals, checks[field], right)


def is_right(label: GoldField | None, seen: Observation) -> bool | None:
    """Whether a value is what the label says; None where nothing is read or labelled.

    Labels are complete, so a figure without one is wrong. An empty cell names no figure, yet is
    taken for nought: where the label has a figure above nought, it is wrong.
    """
    empty = seen.state in SOFT_ZERO
    if seen.value is None and not empty:
        return None
    if label is None or label.state in ("missing", "unreadable"):
        return None if empty else False
    if label.review or (label.state == "reported" and not label.values):
        return None
    if label.state in SOFT_ZERO:
        return True if empty else None if seen.value == 0 else False
    if empty:
        return None if 0 in label.values else False
    return seen.value in label.values


def held(examples: Sequence[Example]) -> frozenset[str]:
    """The weights that stay at their priors."""
    errors = sum(not example.right for example in examples)
    return HELD if errors >= ENOUGH else HELD | SCARCE


@dataclass(frozen=True, slots=True)
class Rows:
    """Examples as arrays; equal ones are one row.

    `mass` tells how many of each row each report has: (reports, rows). `places` are the report
    and the row of each example.
    """

    signals: Floats
    checks: Floats
    right: Floats
    mass: Floats
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Rows":
        """At least one example as arrays."""
        rows: dict[tuple[float, ...], int] = {}
        reports: dict[str, int] = {}
        places = tuple(
            (
                reports.setdefault(e.report, len(reports)),
                rows.setdefault((*e.signals, *e.checks, e.right), len(rows)),
            )
            for e in examples
        )
        mass = np.zeros((len(reports), len(rows)))
        np.add.at(mass, tuple(np.array(places).T), 1.0)
        data = np.array(list(rows), dtype=np.float64)
        first = len(Signals._fields)
        return cls(data[:, :first], data[:, first:-1], data[:, -1], mass, places)

    def told(self, signals: Sequence[float]) -> Floats:
        """What the second stage is told of each row, the first stage having these weights."""
        checks = self.checks.copy()
        checks[:, _READING] = np.minimum(self.signals @ np.array(signals), CEILING)
        return checks

    def odds(self, weights: Weights) -> Floats:
        """The log odds that each row is right."""
        told = self.told(weights.signals) @ np.array(weights.checks)
        return np.asarray(told, dtype=np.float64)

    def losses(self, odds: Floats) -> Floats:
        """The log loss of each report, from log odds by row, or by report and row."""
        loss = self.mass * log_expit((2 * self.right - 1) * odds)
        return -np.asarray(loss.sum(axis=1), dtype=np.float64)


def fit(
    rows: Rows, mass: Floats, priors: Weights, spread: float, held: frozenset[str] = HELD
) -> Weights:
    """The weights of both stages, with so much `mass` on each row."""

    def stage(features: Floats, prior: Signals | Checks) -> list[float]:
        centre, signs = np.array(prior), 2 * rows.right - 1

        def loss(weights: Floats) -> tuple[float, Floats]:
            margin, away = signs * (features @ weights), (weights - centre) / spread
            slope = features.T @ (mass * signs * expit(-margin))
            return float(away @ away / 2 - mass @ log_expit(margin)), away / spread - slope

        bounds = [_bounds(name, value, held) for name, value in prior._asdict().items()]
        found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds).x
        return [float(weight) for weight in found]

    signals = Signals(*stage(rows.signals, priors.signals))
    return Weights(signals, Checks(*stage(rows.told(signals), priors.checks)))


def choose_spread(rows: Rows, priors: Weights, held: frozenset[str] = HELD) -> tuple[float, Floats]:
    """The least spread that is not clearly worse than the best one, and its log odds by report
    and row, those of each report by weights fitted on all the others.

    Clearly is by more than one standard error over reports (Hastie et al. 2009).
    """
    whole = rows.mass.sum(axis=0)
    apart = {
        spread: np.array(
            [rows.odds(fit(rows, whole - own, priors, spread, held)) for own in rows.mass]
        )
        for spread in SPREADS
    }
    lost = {spread: rows.losses(odds) for spread, odds in apart.items()}
    best = min(lost.values(), key=np.sum)
    worse = {spread: losses - best for spread, losses in lost.items()}
    least = next(s for s, w in worse.items() if w.sum() <= w.std() * np.sqrt(len(w)))
    return least, apart[least]


def _bounds(name: str, prior: float, held: frozenset[str]) -> tuple[float | None, float | None]:
    if name in held:
        return prior, prior
    return (0.0, None) if name in GOOD else (None, 0.0) if name in BAD else (None, None)
