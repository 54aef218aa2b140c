"""The figures that say how good the reading is, each a share with its intervals and its target."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.intervals import bootstrap, clopper_pearson
from eval.judge import Outcome
from eval.judged import Judged
from eval.score import FIELD_PARTS, TABLE_PARTS, Aspect, Verdict

_CLAIMED: tuple[Outcome, ...] = ("right", "wrong", "spurious")
_LABELLED: tuple[Outcome, ...] = ("right", "wrong", "missing", "abstained")

Share = tuple[int, int]
"""How many of how many."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted in one document, and the least or the most that the share should be."""

    id: str
    label: str
    count: Callable[[Judged], Share]
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


def _verdicts(document: Judged, parts: Sequence[str], aspect: Aspect) -> list[Verdict]:
    return [v for v in document.score.verdicts if v.part in parts and v.aspect == aspect]


def _share(verdicts: Iterable[Verdict], among: Sequence[Outcome]) -> Share:
    outcomes = [v.outcome for v in verdicts if v.outcome in among]
    return outcomes.count("right"), len(outcomes)


def _precision(*parts: str, aspect: Aspect = "value") -> Callable[[Judged], Share]:
    """Of what is claimed, what is right."""
    return lambda document: _share(_verdicts(document, parts, aspect), _CLAIMED)


def _recall(*parts: str, aspect: Aspect = "value") -> Callable[[Judged], Share]:
    """Of what is labelled, what is claimed and right."""
    return lambda document: _share(_verdicts(document, parts, aspect), _LABELLED)


def _not_zero(among: Sequence[Outcome]) -> Callable[[Judged], Share]:
    return lambda document: _share(
        [v for v in _verdicts(document, TABLE_PARTS, "value") if not v.zero], among
    )


def _asked(*parts: str) -> Callable[[Judged], Share]:
    """Of the values that a record claims or asks for, those that it asks for."""

    def count(document: Judged) -> Share:
        made = [claim.accepted for claim in document.claims if claim.part in parts]
        return made.count(False), len(made)

    return count


def _accepted(document: Judged) -> Share:
    """Of the values that are claimed or asked for, those accepted."""
    asked, made = _asked(*FIELD_PARTS)(document)
    return made - asked, made


def _accepted_of_all(document: Judged) -> Share:
    """Of the values that are claimed, asked for, or printed and missed, those accepted."""
    accepted, made = _accepted(document)
    return accepted, made + _missed(document)


def _whole(count: Callable[[Judged], Share]) -> Callable[[Judged], Share]:
    """One document as one: does the count hold for all of it?"""

    def counted(document: Judged) -> Share:
        hits, total = count(document)
        return int(hits == total and not document.score.failure), 1

    return counted


def _missed(document: Judged) -> int:
    verdicts = _verdicts(document, FIELD_PARTS, "value")
    return sum(verdict.outcome == "missing" for verdict in verdicts)


def _no_false_finding(document: Judged) -> Share:
    if not document.labels_findings:
        return 0, 0
    outcomes = {v.outcome for v in _verdicts(document, ("findings",), "value")}
    return int("spurious" not in outcomes), 1


def _exact(document: Judged) -> Share:
    return int(document.exact), 1


MEASURES = (
    Measure("tables_precision", "Table cells: right among accepted values",
            _precision(*TABLE_PARTS), least=0.995),
    Measure("tables_recall", "Table cells: right among printed values", _recall(*TABLE_PARTS)),
    Measure("tables_not_zero_precision", "Table cells that are not zero: right among accepted",
            _not_zero(_CLAIMED)),
    Measure("tables_not_zero_recall", "Table cells that are not zero: right among printed",
            _not_zero(_LABELLED)),
    Measure("tables_review", "Table cells left to a person", _asked(*TABLE_PARTS), most=0.02),
    Measure("state", "Table cells: state right (reported, dash, blank, missing)",
            _recall(*TABLE_PARTS, aspect="state")),
    Measure("narrative_precision", "Narrative figures: precision",
            _precision("narrative"), least=0.98),
    Measure("narrative_recall", "Narrative figures: recall", _recall("narrative"), least=0.9),
    Measure("facts_precision", "Open facts: precision", _precision("facts")),
    Measure("facts_recall", "Open facts: recall", _recall("facts")),
    Measure("meta_recall", "Title, period and contact: right", _recall("meta")),
    Measure("evidence", "Evidence covers the printed value",
            _precision(*FIELD_PARTS, aspect="evidence")),
    Measure("imputed_precision", "Imputed values: right",
            _precision(*TABLE_PARTS, aspect="imputed"), least=1.0),
    Measure("imputed_recall", "Values that follow: imputed",
            _recall(*TABLE_PARTS, aspect="imputed")),
    Measure("findings_precision", "Findings: precision", _precision("findings")),
    Measure("findings_recall", "Known misreports found", _recall("findings"), least=1.0),
    Measure("no_false_finding", "Reports without a false finding", _no_false_finding, least=0.95),
    Measure("no_person", "Fields about which no person is asked", _accepted, least=0.97),
    Measure("no_person_or_missed", "Fields neither asked about nor missed", _accepted_of_all),
    Measure("report_no_person", "Reports about which no person is asked",
            _whole(_accepted), least=0.7),
    Measure("report_no_person_or_missed", "Reports with nothing asked about or missed",
            _whole(_accepted_of_all)),
    Measure("exact", "Reports read exactly: every value, state and imputed value", _exact),
)  # fmt: skip
