"""How far figures measured on a few documents may be off: confidence intervals."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

Floats = NDArray[np.float64]


def clopper_pearson(errors: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share, from independent trials (Clopper and Pearson 1934).

    Where nothing was tried nothing is known: (0, 1).

    >>> low, high = clopper_pearson(0, 598)
    >>> f"{low:.4f} {high:.4f}"
    '0.0000 0.0061'
    """
    if not 0 <= errors <= total:
        raise ValueError(f"{errors} of {total} is no share")
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, errors, total - errors + 1)) if errors else 0.0
    high = float(beta.ppf(1 - tail, errors + 1, total - errors)) if errors < total else 1.0
    return low, high


def resamples(documents: int, seed: int, rounds: int) -> Floats:
    """How often each of so many documents is drawn, with putting back: (rounds, documents)."""
    fair = np.full(documents, 1 / documents)
    return np.random.default_rng(seed).multinomial(documents, fair, rounds).astype(np.float64)


def bootstrap(
    documents: ArrayLike,
    statistic: Callable[[Floats], Floats],
    seed: int = 0,
    rounds: int = 2000,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """The percentile interval of a statistic where whole documents are resampled (Efron 1979).

    Fields of one document stand and fall together, so they are no independent trials.
    `documents` has one row of tallies for each document; `statistic` makes of the tallies summed
    over a resample, (rounds, tallies), one figure a round. Rounds without one (NaN) do not
    count; where none has one, or there is no document, the interval is (nan, nan).
    """
    tallies = np.asarray(documents, dtype=np.float64)
    if not len(tallies):
        return float("nan"), float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        figures = statistic(resamples(len(tallies), seed, rounds) @ tallies)
    figures = figures[~np.isnan(figures)]
    if not len(figures):
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    low, high = np.quantile(figures, (tail, 1 - tail))
    return float(low), float(high)
