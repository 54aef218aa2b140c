"""What was weighed -> the record: each field accepted or sent to a person.

Values in doubt prove nothing, so whose mistake it is (`findings`) and who is asked about what is
printed is settled first, and then what follows for the blanks (`impute`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from extractor.checking.judge.account import account
from extractor.checking.judge.findings import field_labels, in_table, judge
from extractor.checking.judge.impute import Imputed, impute
from extractor.checking.observation import Observation
from extractor.checking.trust import (
    ACCEPT,
    GAP,
    IMPUTED,
    SETTLED,
    SOFT_ZERO,
    Checks,
    calibration,
    log_odds,
)
from extractor.checking.weigh import Weighed
from extractor.checking.weigh.localize import Localized
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.prose import is_of_prose, stated_beside
from extractor.record.reasons import ASK
from extractor.record.record import Disposition, Field, FieldId, Origin, Readings, Record, Value

DISPELLED = frozenset(
    ("cut_off", "not_in_document", "low_confidence", "not_proved", "unusual_blank")
)
"""Reasons that a proof does away with."""
MOST_RULES = 2
"""Further rules that agree say little more: mostly they share the same total."""
COMPETING = "competing"
"""The reason of a figure of the prose that may be of another time, body or part."""
_WRONG = frozenset(("error_localized", "not_a_count"))


def decide(
    document: Document, form: Form, readings: Readings, weighed: Weighed, imputes: bool = True
) -> Record:
    """The record of one document, its fields in the order of the observations; no value that
    follows from others is filled in unless it `imputes`."""
    judgement = judge(weighed, field_labels(form, readings.facts))
    checks = check(weighed, judgement.reasons)
    trusts = {
        name: _trust(seen, judgement.reasons.get(name, ()), checks[name], readings.unanswered)
        for name, seen in weighed.observations.items()
        if not is_of_prose(name)
    }
    asked = {name for name, trust in trusts.items() if trust.asks and trust.seen.value is not None}
    imputed = impute(form, weighed, asked) if imputes else {}
    for name in _absent(readings):
        imputed.pop(name, None)
    fields = {
        name: _field(
            form,
            _proved(trust, imputed.get(name), trusts),
            imputed.get(name),
            judgement.proposals.get(name),
        )
        for name, trust in trusts.items()
    }
    printed, lost = account(readings, fields)
    return Record(
        document=Origin(document.sha256, document.path, document.media_type, len(document.text)),
        form=form.id,
        fields=fields,
        facts=readings.facts,
        items=readings.items,
        edits=tuple(c.result for c in weighed.confronted),
        findings=tuple(judgement.findings),
        irregularities=(*readings.irregularities, *lost),
        calls=readings.calls,
        disagreements=tuple(judgement.disagreements),
        rules=weighed.rules,
        stated=stated_beside(readings),
        printed=printed,
    )


def check(weighed: Weighed, reasons: Mapping[FieldId, Collection[str]]) -> dict[FieldId, Checks]:
    """The checks of every observed field; `reasons` are what was judged of it.

    A rule that agrees speaks for figures only, and not for one that is disputed. Where readers
    disagree it speaks only if it would be violated by the other reading: two columns exchanged
    keep every sum. For a figure of the prose that may be of something else only the table speaks,
    where it has the same: a list that it heads, or a total that it stays within, does not.
    """
    observations, rivals = weighed.observations, weighed.rivals
    satisfied = Counter[FieldId]()
    for c in weighed.confronted:
        if c.result.status == "satisfied":
            telling = c.rule.relation == "=" and in_table(c, observations)
            satisfied.update(
                name
                for name in c.rule.fields
                if telling or COMPETING not in observations[name].reasons
                if name not in rivals or c.rule.id in weighed.decisive
            )
    gaps = _gaps(weighed.localized)
    checks = {}
    for name, seen in observations.items():
        judged = reasons.get(name, ())
        localized = not _WRONG.isdisjoint(judged)
        misread = not localized and "block_misread" in judged
        suspect = not (localized or misread) and "suspect" in judged
        disagrees = "source_disagrees" in judged
        checks[name] = Checks(
            reading=log_odds(seen.probability),
            satisfied=min(satisfied[name], MOST_RULES) if seen.known and not disagrees else 0,
            localized=localized,
            suspect=suspect,
            gap=gaps.get(name, 0.0) if suspect else 0.0,
            misread=misread,
            disagrees=disagrees,
        )
    return checks


def _gaps(localized: Iterable[Localized]) -> dict[FieldId, float]:
    """How much more the best solution that changes a suspect costs than the best that does not:
    where all change it, one that does not would cost GAP more than the best, at least."""
    gaps = {}
    for located in localized:
        for name in located.suspects:
            costs = {name in s.changes: s.cost for s in reversed(located.solutions)}
            beyond = located.solutions[0].cost + GAP
            gaps[name] = costs[True] - costs.get(False, beyond)
    return gaps


def _absent(readings: Readings) -> frozenset[FieldId]:
    """The fields of rows and tables that are not printed at all: no blank stands there that could
    mean something."""
    gone = (i for i in readings.irregularities if i.code in ("missing_row", "missing_table"))
    return frozenset(name for irregular in gone for name in irregular.fields)


@dataclass(frozen=True, slots=True)
class _Trust:
    """How far an observation is trusted, and why so: some reasons ask a person."""

    seen: Observation
    confidence: float
    reasons: tuple[str, ...]

    @property
    def asks(self) -> bool:
        return not ASK.isdisjoint(self.reasons)


def _trust(
    seen: Observation, judged: Collection[str], checks: Checks, unanswered: Collection[FieldId]
) -> _Trust:
    """How far one observation is trusted as it was read."""
    waits = ("model_unavailable",) if seen.field in unanswered and _is_open(seen) else ()
    reasons = [*seen.reasons, *waits, *judged]
    if seen.settled:
        kept = (reason for reason in reasons if reason not in ASK)
        return _Trust(seen, SETTLED, (seen.settled, *kept))
    if seen.state in SOFT_ZERO and seen.kind != "text":
        reasons.append("not_proved")
    return _Trust(seen, *_weak(calibration().weights.confidence(checks), reasons))


def _is_open(seen: Observation) -> bool:
    """Whether a model was asked about it: nothing was read, or it is in doubt."""
    unread = seen.state in ("missing", "unreadable") or (seen.value is None and not seen.known)
    return unread or seen.probability < ACCEPT or not ASK.isdisjoint(seen.reasons)


def _proved(trust: _Trust, imputed: Imputed | None, trusts: Mapping[FieldId, _Trust]) -> _Trust:
    """The trust in a value that follows from others: no more than in the weakest of them."""
    if imputed is None or trust.seen.settled:
        return trust
    weakest = min((trusts[name].confidence for name in imputed.premises), default=IMPUTED)
    reasons = [reason for reason in trust.reasons if reason not in DISPELLED]
    return _Trust(trust.seen, *_weak(min(weakest, IMPUTED), reasons))


def _weak(confidence: float, reasons: list[str]) -> tuple[float, tuple[str, ...]]:
    """A confidence and its reasons, among them one to ask where there is no other."""
    if confidence < ACCEPT and ASK.isdisjoint(reasons):
        reasons.append("low_confidence")
    return confidence, tuple(reasons)


def _field(form: Form, trust: _Trust, imputed: Imputed | None, proposal: Value | None) -> Field:
    """One field of the record: its value as read, or as it follows from the others."""
    seen = trust.seen
    decision: Disposition = "review" if trust.asks else "accept"
    return Field(
        value=imputed.value if imputed else seen.value,
        state=seen.state,
        raw=seen.raw,
        unit=seen.unit or (None if seen.kind == "text" else form.units.get(seen.field)),
        source="imputed" if imputed else seen.source,
        evidence=seen.evidence,
        confidence=round(trust.confidence, 4),
        decision=decision,
        reasons=trust.reasons,
        qualifier=seen.qualifier,
        low=imputed.value if imputed else seen.low,
        high=imputed.value if imputed else seen.high,
        candidates=seen.candidates,
        proof=imputed.proof if imputed else (),
        proposal=proposal,
    )
