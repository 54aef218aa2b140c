"""What bears on trust, as numbers: first what reading noticed, then what the edit rules said.

`Signals` know no arithmetic, so localization can use what they weigh without going round in a
circle. `Checks` add what came of it. Both are features of a logistic model; their weights, in
natural log odds, are in calibration.toml.
"""

from collections.abc import Iterable
from operator import mul, sub
from typing import NamedTuple

from extractor.record.record import Source

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


def weighed(weights: Iterable[float], features: Iterable[float]) -> float:
    """The log odds that features give under weights, both in the same order."""
    return float(sum(map(mul, weights, features)))
