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

from eval.outcomes import Claim
from extractor.checking.trust import ACCEPT
from extractor.review.audit import DOUBT, most, needed

GRID = (ACCEPT, 0.98, 0.99, 0.995, 0.999, 0.9999)
"""Thresholds that were fixed before anything was seen."""

Reports = Mapping[str, Sequence[Claim]]


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


def by_report(claims: Sequence[Claim]) -> Reports:
    """The claims of each report."""
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.document].append(claim)
    return found


def conformal(reports: Reports, target: float) -> Promise:
    """The least threshold whose risk, with a report more that is wrong, is within the target."""
    count = len(reports)
    claims = [claim for told in reports.values() for claim in told]
    levels = sorted(
        {ACCEPT, *(c.confidence for c in claims if c.accepted and c.confidence > ACCEPT)}
    )
    for level in levels:
        bound = (_lost(reports, level) + 1) / (count + 1)
        if bound <= exact(target):
            return Promise(count, level, _coverage(claims, level), float(bound), 0)
    surest = min((_lost(reports, level) for level in levels), default=Fraction(0))
    needed = math.ceil((surest + 1) / exact(target)) - 1
    return Promise(count, None, 0.0, float((surest + 1) / (count + 1)), max(needed - count, 0))


def among_accepted(reports: Reports, target: float, seed: int = 0) -> Promise:
    """The least threshold of GRID at which the error among accepted fields is within the target."""
    doubt = DOUBT / len(GRID)
    claims = [claim for told in reports.values() for claim in told]
    best: tuple[float, int, int] = (1.0, 0, 0)
    for level in GRID:
        drawn = [one for name, told in reports.items() if (one := _drawn(name, told, level, seed))]
        errors = sum(not claim.right for claim in drawn)
        bound = most(errors, len(drawn), doubt)
        if bound <= target:
            return Promise(len(reports), level, _coverage(claims, level), bound, 0)
        best = min(best, (bound, errors, len(drawn)))
    bound, errors, looked = best
    return Promise(len(reports), None, 0.0, bound, needed(errors, target, doubt) - looked)


def exact(share: float) -> Fraction:
    """The share as it was written: 0.005 is 1/200."""
    return Fraction(str(share))


def taken(claim: Claim, level: float) -> bool:
    """Whether a field is accepted where fields of at least `level` may be."""
    return claim.accepted and claim.confidence >= level


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


def _coverage(claims: Sequence[Claim], level: float) -> float:
    return sum(taken(claim, level) for claim in claims) / len(claims) if claims else 0.0


def _drawn(name: str, told: Sequence[Claim], level: float, seed: int) -> Claim | None:
    """One accepted field of a report, by chance that depends on nothing else."""
    some = sorted((c for c in told if taken(c, level)), key=lambda c: c.field)
    return Random(f"{seed} {name}").choice(some) if some else None


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
