"""Labelled reports, split at random -> whether what one half promises the other half keeps.

Only the threshold is chosen anew for each split; the weights behind confidence are those that are
installed. So a report that these were fitted on proves nothing, in either half.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from eval.outcomes import Claim
from eval.promise import GUARANTEES, Guarantee, Promise, Reports, by_report, taken
from extractor.checking.trust import ACCEPT

STANDING = "what is accepted as it is"
"""Nothing is chosen: the threshold that records are made with. It is measured all the same, for
where there are too few reports to promise anything."""


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
    claims: Sequence[Claim],
    agencies: Mapping[str, str],
    target: float,
    splits: int,
    fitted: int = 0,
) -> Promised:
    """Both promises on all reports, and on so many splits of them."""
    reports = by_report(claims)
    held = []
    for seed in range(1, splits + 1):
        first, second = halves(reports, agencies, seed)
        held += [hold(one, first, second, target, seed) for one in GUARANTEES]
        held.append(standing(first, second, seed))
    made = {one.label: one.promise(reports, target) for one in GUARANTEES}
    return Promised(target, len(reports), made, held, fitted)


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
    """What `guarantee` promises on the first reports, held against the second."""
    level = guarantee.promise(first, target).threshold
    return _measured(seed, guarantee.label, len(first), second, level, guarantee.error)


def standing(first: Reports, second: Reports, seed: int = 0) -> Held:
    """What is accepted of the second reports as it is: `error` is the share of it that is wrong."""
    return _measured(seed, STANDING, len(first), second, ACCEPT, _wrong_of_accepted)


def _measured(
    seed: int,
    promise: str,
    made_on: int,
    second: Reports,
    level: float | None,
    error: Callable[[Reports, float], Fraction],
) -> Held:
    some = [] if level is None else _accepted(second, level)
    fields = sum(map(len, second.values())) or 1
    return Held(
        seed=seed,
        promise=promise,
        made_on=made_on,
        reports=len(second),
        threshold=level,
        accepted=len(some),
        wrong=sum(not claim.right for claim in some),
        coverage=None if level is None else len(some) / fields,
        error=None if level is None else float(error(second, level)),
    )


def _accepted(reports: Reports, level: float) -> list[Claim]:
    return [claim for told in reports.values() for claim in told if taken(claim, level)]


def _wrong_of_accepted(reports: Reports, level: float) -> Fraction:
    some = _accepted(reports, level)
    return Fraction(sum(not claim.right for claim in some), len(some) or 1)
