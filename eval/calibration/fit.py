"""Examples -> weights: two logistic models whose weights are drawn towards their priors.

Each minimizes the log loss plus half the sum of ((weight - prior) / spread)^2: L2, not towards
nought but towards what was judged before any gold was seen. Where data is scarce a weight stays
where it was. Which spread is best, reports tell that the weights were not fitted on.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize
from scipy.special import expit, log_expit

from eval.calibration.examples import Example
from extractor.checking.trust import CEILING, Checks, Signals, Weights

Floats = NDArray[np.float64]

GOOD = frozenset(("grid", "skeleton", "prose", "model", "reading", "satisfied", "gap"))
"""What may only speak for a value."""
BAD = frozenset(
    ("fuzzy", "irregular", "doubtful", "empty", "localized", "suspect", "misread", "disagrees")
)
"""What may only speak against it. No accident of the data turns either round."""
OFFSET = frozenset(("reading", "model", "doubtful"))
"""What stays at its prior: the first stage's log odds are what the second adds to, and a simulated
model errs as often as it is told to."""
INVENTED = frozenset(("prose", "disagrees"))
"""What stays there until the gold itself has errors enough: how often prose misleads, and how often
an agency misreports, is our own choice in reports that we damage or invent; and the patterns for
prose were written with these very reports at hand."""

SPREADS = (0.1, 0.2, 0.5)
"""How far a weight may go, in natural log odds, at the price of half a nat of surprise. More is not
offered, though cross-validation would take it: all errors to fit on are of our own making."""

_READING = Checks._fields.index("reading")

ENOUGH_FIELDS, ENOUGH_ERRORS = 1000, 50
"""With fewer, what is free to bend follows accidents."""


def enough(right: Sequence[bool]) -> bool:
    """Whether so many fields with so many errors can bear more than a few cautious weights."""
    return len(right) >= ENOUGH_FIELDS and len(right) - sum(right) >= ENOUGH_ERRORS


def held(given: Sequence[bool]) -> frozenset[str]:
    """The weights that stay at their priors, by what was right of the gold read as it is."""
    return OFFSET if enough(given) else OFFSET | INVENTED


@dataclass(frozen=True, slots=True)
class Rows:
    """Examples as arrays; equal ones are one row.

    `mass` tells how much each row counts in each report: (reports, rows). A report counts once
    in each kind, however often it was printed anew. `places` are an example's report and row.
    """

    signals: Floats
    checks: Floats
    right: Floats
    mass: Floats
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Rows":
        """At least one example as arrays."""
        prints: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        rows: dict[tuple[float, ...], int] = {}
        reports: dict[str, int] = {}
        places = []
        for one in examples:
            prints[one.kind, one.report].add(one.number)
            row = rows.setdefault((*one.signals, *one.checks, one.right), len(rows))
            places.append((reports.setdefault(one.report, len(reports)), row))
        mass = np.zeros((len(reports), len(rows)))
        for one, place in zip(examples, places, strict=True):
            mass[place] += 1 / len(prints[one.kind, one.report])
        data = np.array(list(rows), dtype=np.float64)
        first = len(Signals._fields)
        return cls(data[:, :first], data[:, first:-1], data[:, -1], mass, tuple(places))

    def odds(self, weights: Weights) -> Floats:
        """The log odds that each row is right, before any steps."""
        checks = self.checks.copy()
        checks[:, _READING] = self.trust(np.array(weights.signals))
        return np.asarray(checks @ np.array(weights.checks), dtype=np.float64)

    def trust(self, signals: Floats) -> Floats:
        """What the first stage makes of each row."""
        return np.minimum(self.signals @ signals, CEILING)

    def losses(self, odds: Floats) -> Floats:
        """The log loss of each report, from log odds by row, or by report and row."""
        told = log_expit((2 * self.right - 1) * odds)
        return -np.asarray((self.mass * told).sum(axis=1), dtype=np.float64)


def fit(
    rows: Rows, mass: Floats, priors: Weights, spread: float, held: frozenset[str] = OFFSET
) -> Weights:
    """The weights of both stages; the second is told what the first makes of the signals."""
    bounds = [_bounds(name, p, held) for name, p in priors.signals._asdict().items()]
    signals = logistic(rows.signals, rows.right, mass, priors.signals, spread, bounds)
    checked = rows.checks.copy()
    checked[:, _READING] = rows.trust(signals)
    bounds = [_bounds(name, p, held) for name, p in priors.checks._asdict().items()]
    checks = logistic(checked, rows.right, mass, priors.checks, spread, bounds)
    return Weights(Signals(*signals.tolist()), Checks(*checks.tolist()))


def cross_validate(
    rows: Rows, priors: Weights, spread: float, held: frozenset[str] = OFFSET
) -> Floats:
    """Log odds by report and row, those of each report by weights fitted on all the others."""
    whole = rows.mass.sum(axis=0)
    apart = (fit(rows, whole - own, priors, spread, held) for own in rows.mass)
    return np.array([rows.odds(weights) for weights in apart], dtype=np.float64)


def choose_spread(
    rows: Rows, priors: Weights, held: frozenset[str] = OFFSET
) -> tuple[float, Floats]:
    """The least spread that is not clearly worse on reports left out than the best one, and its
    log odds: clearly is by more than one standard error over reports (Hastie et al. 2009)."""
    told = {spread: cross_validate(rows, priors, spread, held) for spread in SPREADS}
    lost = {spread: rows.losses(odds) for spread, odds in told.items()}
    best = min(lost.values(), key=np.sum)
    for spread, losses in lost.items():
        worse = losses - best
        if worse.sum() <= worse.std() * np.sqrt(len(worse)):
            return spread, told[spread]
    raise AssertionError("the best spread is not worse than itself")


def logistic(
    features: Floats,
    right: Floats,
    mass: Floats,
    prior: Sequence[float],
    spread: float,
    bounds: Sequence[tuple[float | None, float | None]],
) -> Floats:
    """The weights of one model, in the order of the columns of `features`, within bounds."""
    centre, signs = np.array(prior), 2 * right - 1

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = signs * (features @ weights)
        away = (weights - centre) / spread
        slope = features.T @ (mass * signs * expit(-margin))
        return float(away @ away / 2 - mass @ log_expit(margin)), away / spread - slope

    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x, dtype=np.float64)


def _bounds(name: str, prior: float, held: frozenset[str]) -> tuple[float | None, float | None]:
    if name in held:
        return prior, prior
    return (0.0, None) if name in GOOD else (None, 0.0) if name in BAD else (None, None)


def steps(odds: Sequence[float], right: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """The monotone curve that fits best (pool adjacent violators), as Weights has it.

    Nothing where there are too few fields or too few errors for a free curve: then the logistic
    model has the last word.
    """
    if not enough(right):
        return ()
    hits, totals = Counter[float](), Counter(odds)
    for one, good in zip(odds, right, strict=True):
        hits[one] += good
    levels = sorted(totals)
    share = [hits[level] / totals[level] for level in levels]
    fitted = isotonic_regression(share, weights=[totals[level] for level in levels]).x
    found: list[tuple[float, float]] = []
    for level, probability in zip(levels, fitted.tolist(), strict=True):
        if not found or probability > found[-1][1]:
            found.append((level, probability))
    return tuple(found)
