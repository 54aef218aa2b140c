"""How far a reading is to be trusted before any arithmetic: a documented table.

The probabilities are priors, set by judgement until they are calibrated against gold. They come
from who read the figure and what it noticed, never from sums, so that localization can use
them as weights without going round in a circle. Weights are natural log odds.
"""

import math
from functools import lru_cache
from types import MappingProxyType

from extractor.model.amount import State
from extractor.model.record import Source

SOURCE = MappingProxyType[Source, float](
    {
        "grid": 0.995,  # row and column label both matched at the cell's own coordinates
        "skeleton": 0.97,  # the labels in reading order, blind to the grid
        "rules": 0.97,  # a pattern over a sentence
        "outline": 0.98,  # a heading or a labelled line
        "model": 0.96,  # a language model's pointer, read by the code
        "model_again": 0.96,  # the same, asked differently
        "review": 0.9999,  # a person
        "imputed": 0.995,
    }
)

SIGNAL = MappingProxyType[str, float](
    {
        "row_fuzzy": 0.97,  # the row's label was matched with a slip or two
        "column_fuzzy": 0.97,
        "clipped": 0.95,  # a page break took part of the row
        "figure_shared": 0.97,  # another field claims the same figure
        "loosely_denied": 0.97,  # a denial that does not name what it denies
        "misaligned": 0.90,  # the cell does not stand below its header
    }
)
"""Factors on a reading's probability; a signal that is not listed counts as OTHER_SIGNAL."""
OTHER_SIGNAL = 0.95

AGREED = 0.999
"""The most that agreement is worth: the readers share the text, if not the method."""
MISMATCH = 0.5
"""A reading whose evidence does not re-read."""
ABSENT = 0.99
"""That a cell without any reading is truly not in the document."""

SOFT_ZERO = MappingProxyType[State, float]({"blank": 2.5, "dash": 4.0})
"""The weight of taking an empty cell, or a dash, for zero."""
SLIP = 7.0
"""The weight of one structural slip: much that of one misread cell (0.999 is 6.9)."""
LEAST_WEIGHT = 0.1
"""No known figure is changed for nothing."""

GAP = 4.6
"""Solutions this close to the best one (100 to 1) remain possible."""
CLEAR = 1.0
"""Disagreeing readings closer than this leave the value undecided."""

SATISFIED = 1.5
"""What each satisfied edit rule adds to a field's log odds, for up to two of them."""
SUSPECT = -3.0
ERROR = -6.0

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
