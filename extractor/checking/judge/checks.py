"""What arithmetic says of each field: rules that agree, rules that do not, and what localizes."""

from collections.abc import Iterable, Mapping, Sequence

from extractor.checking.confront import Confronted, Observations, confront
from extractor.checking.judge.certainty import in_table
from extractor.checking.judge.priors import GAP, log_odds
from extractor.checking.judge.signals import Checks
from extractor.checking.weigh.localize import Localized
from extractor.record.record import FieldId

MOST_RULES = 2
"""Further rules that agree say little more: mostly they share the same total."""
COMPETING = "competing"
"""The reason of a figure of the prose that may be of another time, body or part."""
_WRONG = frozenset(("error_localized", "not_a_count"))


def check(
    observations: Observations,
    confronted: Sequence[Confronted],
    localized: Iterable[Localized],
    reasons: Mapping[FieldId, Sequence[str]],
) -> dict[FieldId, Checks]:
    """The checks of every observed field; `reasons` are what was judged of it.

    A rule that agrees speaks for figures only, and not for one that is disputed. Where readers
    disagree it speaks only if it would be violated by the other reading: two columns exchanged
    keep every sum. For a figure of the prose that may be of something else only the table speaks,
    where it has the same: a list that it heads, or a total that it stays within, does not.
    """
    rivals = {name: other for name, seen in observations.items() if (other := seen.rival)}
    decisive = _violated_by(rivals, observations, confronted)
    satisfied: dict[FieldId, int] = {}
    for c in confronted:
        if c.result.status == "satisfied":
            telling = c.rule.relation == "=" and in_table(c, observations)
            for name in c.rule.fields:
                if COMPETING in observations[name].reasons and not telling:
                    continue
                if name not in rivals or c.rule.id in decisive:
                    satisfied[name] = satisfied.get(name, 0) + 1
    gaps = _gaps(localized)
    checks = {}
    for name, seen in observations.items():
        told = reasons.get(name, ())
        disagrees = "source_disagrees" in told
        agreeing = min(satisfied.get(name, 0), MOST_RULES) if seen.known and not disagrees else 0
        trust = log_odds(seen.probability)
        if not told:
            checks[name] = Checks(trust, agreeing)
            continue
        localized_here = not _WRONG.isdisjoint(told)
        misread = "block_misread" in told and not localized_here
        suspect = "suspect" in told and not (localized_here or misread)
        checks[name] = Checks(
            reading=trust,
            satisfied=agreeing,
            localized=localized_here,
            suspect=suspect,
            gap=gaps.get(name, 0.0) if suspect else 0.0,
            misread=misread,
            disagrees=disagrees,
        )
    return checks


def _violated_by(
    rivals: Observations, observations: Observations, confronted: Iterable[Confronted]
) -> frozenset[str]:
    """The rules that would be violated had all disputed fields been read the other way."""
    rules = [c.rule for c in confronted if not rivals.keys().isdisjoint(c.rule.fields)]
    otherwise = confront(rules, {**observations, **rivals}) if rules else ()
    return frozenset(c.rule.id for c in otherwise if c.violated)


def _gaps(localized: Iterable[Localized]) -> dict[FieldId, float]:
    """How much more the best solution that changes a suspect costs than the best that does not:
    where all change it, one that does not would cost GAP more than the best, at least."""
    gaps = {}
    for located in localized:
        for name in located.suspects:
            beyond = located.solutions[0].cost + GAP
            costs = {True: beyond, False: beyond}
            for solution in located.solutions:
                changed = name in solution.changes
                costs[changed] = min(costs[changed], solution.cost)
            gaps[name] = costs[True] - costs[False]
    return gaps
