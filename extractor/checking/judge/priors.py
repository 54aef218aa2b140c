"""What is known before any gold: the constants of trust that are set by judgement.

The weights that gold can tell are in calibration.toml, with the priors they are drawn towards.
What is here is not fitted: thresholds, what a change costs, and probabilities of which no gold
of this size could say more. Weights are natural log odds.
"""

import math
from functools import lru_cache
from types import MappingProxyType

from extractor.values.amount import State

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

FACT = 0.97
"""A counted thing of the prose outside the form, which no label is at hand for."""

ACCEPT = 0.95
"""A reading below this goes to a person."""


@lru_cache(maxsize=4096)
def log_odds(probability: float) -> float:
    """log(p / (1 - p)), kept finite."""
    p = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def probability(odds: float) -> float:
    """The inverse of `log_odds`, for any odds."""
    return 1 / (1 + math.exp(-max(odds, -700.0)))
