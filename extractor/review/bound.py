"""Of so many answers so many are wrong -> the most that the error can be (Clopper, Pearson 1934).

Answers must be independent of each other, and their number set before any is seen.
"""

from scipy.stats import beta

DOUBT = 0.05
"""How often the bound may fail to hold."""


def most(errors: int, total: int, doubt: float = DOUBT) -> float:
    """The most that the error can be, save with probability `doubt`.

    >>> f"{most(0, 598):.4%} {most(0, 2995):.4%}"
    '0.4997% 0.1000%'
    """
    return float(beta.ppf(1 - doubt, errors + 1, total - errors)) if errors < total else 1.0


def needed(errors: int, target: float, doubt: float = DOUBT) -> int:
    """How many answers, so many of them wrong, bound the error by `target`.

    >>> needed(0, 0.005), needed(0, 0.001), needed(1, 0.005)
    (598, 2995, 947)
    """
    low, high = errors, errors + 1
    while most(errors, high, doubt) > target:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if most(errors, middle, doubt) <= target else (middle, high)
    return high


def interval(hits: int, total: int, doubt: float = DOUBT) -> tuple[float, float]:
    """Where the share of hits lies, save with probability `doubt`: as often below as above.

    Where nothing was tried nothing is known: (0, 1).

    >>> "{:.3f} {:.3f}".format(*interval(9, 10))
    '0.555 0.997'
    """
    return 1 - most(total - hits, total, doubt / 2), most(hits, total, doubt / 2)
