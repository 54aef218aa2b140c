"""The figures that say how good the reading is, each a share with its intervals and its target.

None of them gets better alone where less is read and nothing is asked. What must not happen comes
first, and what is printed is told whole: so much of it is right, asked about and missed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

from eval.judge import CLAIMED, LABELLED, Outcome
from eval.judged import Judged
from eval.score import FIELD_PARTS, TABLE_PARTS, Aspect

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


Share = tuple[int, int]
"""How many of how many."""
Count = Callable[[Judged], Share]
Outcomes = Callable[[Judged], list[Outcome]]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted in one document, and the least or the most that the share should be."""

    id: str
    label: str
    count: Count
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over documents: `hits` of `total`.

    `interval` (95%, Clopper-Pearson) takes every trial to be independent, `by_document` (95%,
    bootstrap) resamples whole documents. The first is too narrow where mistakes come together in
    one document, the second where there are none.
    """

    measure: Measure
    hits: int
    total: int
    interval: tuple[float, float]
    by_document: tuple[float, float]

    @property
    def share(self) -> float | None:
        """The figure itself; None where there was nothing to count."""
        return self.hits / self.total if self.total else None

    @property
    def met(self) -> bool | None:
        """Whether it is as it should be; None where nothing is asked or nothing was counted."""
        least, most = self.measure.least, self.measure.most
        if self.share is None or (least is None and most is None):
            return None
        return (least is None or self.share >= least) and (most is None or self.share <= most)


def figures(documents: Sequence[Judged]) -> list[Figure]:
    """Every measure over these documents, in the order they are told."""
    return [_figure(measure, documents) for measure in MEASURES]


def _figure(measure: Measure, documents: Sequence[Judged]) -> Figure:
    counts = [measure.count(document) for document in documents]
    hits, total = (sum(column) for column in zip((0, 0), *counts, strict=True))
    spread = bootstrap(counts, lambda sums: sums[:, 0] / sums[:, 1])
    return Figure(measure, hits, total, clopper_pearson(hits, total), spread)


def _outcomes(*parts: str, aspects: Sequence[Aspect] = ("value",), zeros: bool = True) -> Outcomes:
    """What became of these aspects of these parts, without the zeros or with them."""
    return lambda document: [
        v.outcome
        for v in document.score.verdicts
        if v.part in parts and v.aspect in aspects and (zeros or not v.zero)
    ]


def _cells(document: Judged) -> list[Outcome]:
    """What became of each cell that the tables have, empty ones included: the more harmful of its
    value and its state."""
    found: dict[str, Outcome] = {}
    for verdict in document.score.verdicts:
        if verdict.part not in TABLE_PARTS or verdict.aspect not in ("value", "state"):
            continue
        if verdict.outcome in LABELLED:
            other = found.get(verdict.field, verdict.outcome)
            found[verdict.field] = max(other, verdict.outcome, key=LABELLED.index)
    return list(found.values())


_accepted = _outcomes(*TABLE_PARTS, aspects=("value", "imputed"))
"""What became of the values of cells, as they are printed or as they follow."""
_narrative = _outcomes("narrative")
_facts = _outcomes("facts")
_findings = _outcomes("findings")


def _share(outcomes: Outcomes, *hits: Outcome, of: Sequence[Outcome] = LABELLED) -> Count:
    """Of the outcomes that are `of`, those that are `hits`."""

    def count(document: Judged) -> Share:
        counted = [outcome for outcome in outcomes(document) if outcome in of]
        return sum(outcome in hits for outcome in counted), len(counted)

    return count


def _lost(document: Judged) -> Share:
    """A document that is refused loses nothing in silence: see `_unread`."""
    return (0, 0) if document.score.failure else _share(_cells, "missing", "wrong")(document)


def _false_findings(document: Judged) -> Share:
    """Where the gold does not tell the true ones, only those are judged that rest on a misreading:
    see `eval.score`."""
    false = _findings(document).count("spurious")
    return false, len(document.score.findings) if document.labels_findings else false


def _false_disagreements(document: Judged) -> Share:
    told = len(document.score.disagreements) if document.labels_findings else 0
    return _findings(document).count("needless"), told


def _needless(document: Judged) -> Share:
    """Of the fields that a person is asked about and need not be, those that print nothing."""
    asked: dict[str, bool] = {}
    for verdict in document.score.verdicts:
        if verdict.part in FIELD_PARTS and verdict.outcome in ("asked", "needless"):
            asked[verdict.field] = asked.get(verdict.field, True) and verdict.outcome == "needless"
    return sum(asked.values()), len(asked)


def _outside(document: Judged) -> Share:
    return document.score.printed.outside, document.score.printed.total


def _unaccounted(document: Judged) -> Share:
    """Of the cells in which a figure or a dash is labelled, those that the record's account of
    what is printed has no room for."""
    if document.score.failure:
        return 0, 0
    labelled = sum(
        verdict.aspect == "state" and verdict.expected in ("reported", "dash")
        for verdict in document.score.verdicts
    )
    return max(0, labelled - document.score.printed.total), labelled


def _unread(document: Judged) -> Share:
    return int(document.score.failure is not None), 1


def _exact(document: Judged) -> Share:
    return int(document.exact), 1


MEASURES = (
    Measure("lost", "Printed cells neither right nor asked about", _lost, most=0),
    Measure("cells_wrong", "Values of cells accepted and wrong",
            _share(_accepted, "wrong", "spurious", of=CLAIMED), most=0),
    Measure("narrative_wrong", "Narrative figures accepted and wrong",
            _share(_narrative, "wrong", "spurious", of=CLAIMED), most=0),
    Measure("findings_false", "Findings that are not true", _false_findings, most=0),
    Measure("unread", "Reports not read", _unread, most=0),
    Measure("cells_right", "Printed cells: right", _share(_cells, "right")),
    Measure("cells_asked", "Printed cells: asked about", _share(_cells, "asked")),
    Measure("cells_missed", "Printed cells: missed", _share(_cells, "missing")),
    Measure("cells_outside", "Cells that are told as none of the form's", _outside),
    Measure("cells_unaccounted", "Printed cells that the record does not account for",
            _unaccounted),
    Measure("cells_not_zero_right", "Printed values of cells that are not zero: right",
            _share(_outcomes(*TABLE_PARTS, zeros=False), "right")),
    Measure("narrative_right", "Narrative figures: right", _share(_narrative, "right"), least=0.9),
    Measure("narrative_asked", "Narrative figures: asked about", _share(_narrative, "asked")),
    Measure("narrative_missed", "Narrative figures: missed", _share(_narrative, "missing")),
    Measure("needless", "Questions about what is not printed", _needless),
    Measure("misreports_found", "Known misreports found: told, or in question",
            _share(_findings, "right", "asked"), least=1.0),
    Measure("misreports_told", "Known misreports told as findings", _share(_findings, "right")),
    Measure("misreports_asked", "Known misreports in question", _share(_findings, "asked")),
    Measure("disagreements_false", "Disagreements in question without ground",
            _false_disagreements),
    Measure("facts_precision", "Open facts: right among those told",
            _share(_facts, "right", of=CLAIMED)),
    Measure("facts_recall", "Open facts: right among those printed", _share(_facts, "right")),
    Measure("meta_right", "Title, period and contact: right", _share(_outcomes("meta"), "right")),
    Measure("evidence", "Right values: evidence covers them",
            _share(_outcomes(*FIELD_PARTS, aspects=("evidence",)), "right")),
    Measure("imputed_right", "Values that follow: imputed",
            _share(_outcomes(*TABLE_PARTS, aspects=("imputed",)), "right")),
    Measure("exact", "Reports read exactly: every value, state and imputed value", _exact),
)  # fmt: skip
