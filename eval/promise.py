"""Labelled reports -> the least confidence to accept, so that an error rate can be promised.

Two promises, both for reports that come as the labelled ones came, and were not fitted on:

- conformal risk control (Angelopoulos et al. 2022, arXiv 2208.02814): of a new report, the
  expected share of fields that are accepted and wrong stays within the target. One report is one
  unit, and one that is wrong throughout is always reckoned with besides those that were seen;
- among what is accepted (Geifman and El-Yaniv 2017, arXiv 1705.08500): with 95% certainty the
  share that is wrong stays within the target. One random field of each report, so that answers
  are independent; Bonferroni over a fixed grid of thresholds.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from eval.calibrate import document_hash
from eval.gold import GoldReport
from eval.gold.split import agency_of
from eval.score import Prediction
from extractor.checking.trust import ACCEPT, calibration
from extractor.review.audit import DOUBT, most, needed

GRID = (ACCEPT, 0.98, 0.99, 0.995, 0.999, 0.9999)
"""Thresholds that were fixed before anything was seen."""

Reports = Mapping[str, Sequence[Prediction]]


@dataclass(frozen=True, slots=True)
class Promise:
    """What `reports` labelled reports allow to be promised.

    Fields of at least `threshold` may be accepted, which is `coverage` of them all, and `bound`
    stays within the target. Where nothing can be promised the threshold is None, `bound` is the
    least that could be, and `missing` tells how many more labelled reports it takes if they go
    as these went.
    """

    reports: int
    threshold: float | None
    coverage: float
    bound: float
    missing: int


def by_report(predictions: Sequence[Prediction]) -> Reports:
    """The predictions of each report."""
    found: defaultdict[str, list[Prediction]] = defaultdict(list)
    for prediction in predictions:
        found[prediction.document].append(prediction)
    return found


def conformal(reports: Reports, target: float) -> Promise:
    """The least threshold whose risk, with a report more that is wrong, is within the target."""
    count = len(reports)
    predictions = [prediction for told in reports.values() for prediction in told]
    levels = sorted(
        {ACCEPT, *(c.confidence for c in predictions if c.accepted and c.confidence > ACCEPT)}
    )
    for level in levels:
        bound = (_lost(reports, level) + 1) / (count + 1)
        if bound <= exact(target):
            return Promise(count, level, _coverage(predictions, level), float(bound), 0)
    surest = min((_lost(reports, level) for level in levels), default=Fraction(0))
    needed = math.ceil((surest + 1) / exact(target)) - 1
    return Promise(count, None, 0.0, float((surest + 1) / (count + 1)), max(needed - count, 0))


def among_accepted(reports: Reports, target: float, seed: int = 0) -> Promise:
    """The least threshold of GRID at which the error among accepted fields is within the target."""
    doubt = DOUBT / len(GRID)
    predictions = [prediction for told in reports.values() for prediction in told]
    best: tuple[float, int, int] = (1.0, 0, 0)
    for level in GRID:
        drawn = [one for name, told in reports.items() if (one := _drawn(name, told, level, seed))]
        errors = sum(not prediction.right for prediction in drawn)
        bound = most(errors, len(drawn), doubt)
        if bound <= target:
            return Promise(len(reports), level, _coverage(predictions, level), bound, 0)
        best = min(best, (bound, errors, len(drawn)))
    bound, errors, looked = best
    return Promise(len(reports), None, 0.0, bound, needed(errors, target, doubt) - looked)


def exact(share: float) -> Fraction:
    """The share as it was written: 0.005 is 1/200."""
    return Fraction(str(share))


def taken(prediction: Prediction, level: float) -> bool:
    """Whether a field is accepted where fields of at least `level` may be."""
    return prediction.accepted and prediction.confidence >= level


def lost_share(reports: Reports, level: float) -> Fraction:
    """The mean over reports of the share of their fields that is accepted and wrong."""
    return _lost(reports, level) / len(reports) if reports else Fraction(0)


def wrong_share(reports: Reports, level: float) -> Fraction:
    """The mean over reports of the share that is wrong of what is accepted of them: how often one
    accepted field, drawn from a report that is drawn, is wrong."""
    accepted = [[c for c in told if taken(c, level)] for told in reports.values()]
    shares = [Fraction(sum(not c.right for c in some), len(some)) for some in accepted if some]
    return sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)


def _lost(reports: Reports, level: float) -> Fraction:
    """The sum over reports of the share of their fields that is accepted and wrong."""
    return sum(
        (
            Fraction(sum(taken(c, level) and not c.right for c in told), len(told))
            for told in reports.values()
        ),
        Fraction(0),
    )


def _coverage(predictions: Sequence[Prediction], level: float) -> float:
    return (
        sum(taken(prediction, level) for prediction in predictions) / len(predictions)
        if predictions
        else 0.0
    )


def _drawn(name: str, told: Sequence[Prediction], level: float, seed: int) -> Prediction | None:
    """One accepted field of a report, by chance that depends on nothing else."""
    some = sorted((c for c in told if taken(c, level)), key=lambda c: c.field)
    return Random(f"{seed} {name}").choice(some) if some else None


def _accepted(reports: Reports, level: float) -> list[Prediction]:
    return [
        prediction for told in reports.values() for prediction in told if taken(prediction, level)
    ]


def wrong_of_accepted(reports: Reports, level: float) -> Fraction:
    """The share of what is accepted that is wrong."""
    some = _accepted(reports, level)
    return Fraction(sum(not prediction.right for prediction in some), len(some) or 1)


def standing(reports: Reports, target: float) -> Promise:
    """The threshold that records are made with, whatever the target."""
    del target
    return Promise(len(reports), ACCEPT, 1.0, 1.0, 0)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A promise by name: how its threshold is chosen on labelled reports, and the error, of other
    reports from a threshold on, that it is about."""

    label: str
    promise: Callable[[Reports, float], Promise]
    error: Callable[[Reports, float], Fraction]


GUARANTEES = (
    Guarantee("expected share of a report's fields", conformal, lost_share),
    Guarantee("95% sure, among accepted fields", among_accepted, wrong_share),
)


STANDING = Guarantee("what is accepted as it is", standing, wrong_of_accepted)
"""Nothing is chosen or promised: the threshold that records are made with. It is measured all the
same, for where there are too few reports to promise anything."""


@dataclass(frozen=True, slots=True)
class Held:
    """A threshold from `made_on` reports, held against `reports` others.

    From `threshold` on, `wrong` of `accepted` fields are wrong, which are `coverage` of them all;
    `error` is what should be within the target: see `Guarantee.error`. Where nothing could be
    promised, the threshold is None, and nothing is measured.
    """

    seed: int
    promise: str
    made_on: int
    reports: int
    threshold: float | None
    accepted: int
    wrong: int
    coverage: float | None
    error: float | None

    def kept(self, target: float) -> bool | None:
        """Whether the error stayed within the target; None where nothing was promised."""
        return None if self.error is None else self.error <= target


@dataclass(frozen=True, slots=True)
class Promised:
    """What all reports allow to be promised, by name, and how such promises went on splits.

    `fitted` tells how many of the reports the weights of trust were fitted on.
    """

    target: float
    reports: int
    promises: Mapping[str, Promise]
    splits: Sequence[Held]
    fitted: int = 0


def promised(
    predictions: Sequence[Prediction],
    agencies: Mapping[str, str],
    target: float,
    splits: int,
    fitted: int = 0,
) -> Promised:
    """Both promises on all reports, and on so many splits of them."""
    reports = by_report(predictions)
    held = []
    for seed in range(1, splits + 1):
        first, second = halves(reports, agencies, seed)
        held += [hold(g, first, second, target, seed) for g in (*GUARANTEES, STANDING)]
    made = {one.label: one.promise(reports, target) for one in GUARANTEES}
    return Promised(target, len(reports), made, held, fitted)


def hold_promises(
    gold: Sequence[GoldReport], made: Sequence[Prediction], target: float, splits: int
) -> Promised:
    """What labelled reports allow to be promised, told which of them weights were fitted on."""
    agencies = {report.name: agency for report in gold if (agency := agency_of(report.labels))}
    known = set(calibration().about.get("documents", ()))
    fitted = sum(document_hash(report) in known for report in gold)
    return promised(made, agencies, target, splits, fitted)


def halves(reports: Reports, agencies: Mapping[str, str], seed: int) -> tuple[Reports, Reports]:
    """The reports in two halves by chance, all reports of an agency on one side.

    A report of which the agency is not known stands for itself.
    """
    groups = defaultdict[tuple[bool, str], list[str]](list)
    for name in sorted(reports):
        groups[name in agencies, agencies.get(name, name)].append(name)
    drawn = list(groups.values())
    Random(seed).shuffle(drawn)
    sides: tuple[list[str], list[str]] = ([], [])
    for group in drawn:
        min(sides, key=len).extend(group)
    first, second = ({name: reports[name] for name in side} for side in sides)
    return first, second


def hold(
    guarantee: Guarantee, first: Reports, second: Reports, target: float, seed: int = 0
) -> Held:
    """The threshold that the first reports allow, held against the second."""
    level = guarantee.promise(first, target).threshold
    some = [] if level is None else _accepted(second, level)
    fields = sum(map(len, second.values())) or 1
    return Held(
        seed=seed,
        promise=guarantee.label,
        made_on=len(first),
        reports=len(second),
        threshold=level,
        accepted=len(some),
        wrong=sum(not prediction.right for prediction in some),
        coverage=None if level is None else len(some) / fields,
        error=None if level is None else float(guarantee.error(second, level)),
    )
