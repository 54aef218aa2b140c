"""Everything that was found out -> the record: each field accepted or sent to a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from extractor.checking.hear.observation import Observation
from extractor.checking.hear.prose import stated_beside
from extractor.checking.judge.account import account
from extractor.checking.judge.calibration import confidence
from extractor.checking.judge.checks import check
from extractor.checking.judge.findings import judge
from extractor.checking.judge.impute import Imputed, impute
from extractor.checking.judge.message import field_labels
from extractor.checking.judge.priors import ACCEPT, IMPUTED, SETTLED, SOFT_ZERO
from extractor.checking.judge.signals import Checks
from extractor.checking.weigh.confront import Observations
from extractor.checking.weigh.weigh import Weighed
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.prose import is_of_prose
from extractor.record.reasons import ASK
from extractor.record.record import Disposition, Field, FieldId, Origin, Readings, Record, Value

DISPELLED = frozenset(
    ("cut_off", "not_in_document", "low_confidence", "not_proved", "unusual_blank")
)
"""Reasons that a proof does away with."""


def decide(
    document: Document,
    form: Form,
    readings: Readings,
    weighed: Weighed,
    imputes: bool = True,
) -> Record:
    """The record of one document, its fields in the order of the observations.

    Values in doubt prove nothing, so who is asked about what is printed is settled first, and then
    what follows for the blanks, unless nothing is to be imputed.
    """
    observations, confronted, localized = (
        weighed.observations,
        weighed.confronted,
        weighed.localized,
    )
    judgement = judge(observations, confronted, localized, field_labels(form, readings.facts))
    checks = check(observations, confronted, localized, judgement.reasons)
    trusts = {
        name: _trust(observation, judgement.reasons.get(name, ()), checks[name])
        for name, observation in _told(observations, readings.unanswered).items()
        if not is_of_prose(name)
    }
    asked = {name for name, trust in trusts.items() if trust.asks and trust.seen.value is not None}
    imputed = impute(form, observations, confronted, localized, asked=asked) if imputes else {}
    absent = _absent(readings)
    imputed = {name: found for name, found in imputed.items() if name not in absent}
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
        edits=tuple(c.result for c in confronted),
        findings=tuple(judgement.findings),
        irregularities=(*readings.irregularities, *lost),
        calls=readings.calls,
        disagreements=tuple(judgement.disagreements),
        rules=weighed.rules,
        stated=stated_beside(readings),
        printed=printed,
    )


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


def _told(observations: Observations, unanswered: Collection[FieldId]) -> Observations:
    """The observations, those marked that are open because a model did not answer."""
    if not unanswered:
        return observations
    return {
        name: replace(seen, reasons=(*seen.reasons, "model_unavailable"))
        if name in unanswered and _is_open(seen)
        else seen
        for name, seen in observations.items()
    }


def _is_open(seen: Observation) -> bool:
    unread = seen.state in ("missing", "unreadable") or (seen.value is None and not seen.known)
    return unread or seen.probability < ACCEPT or not ASK.isdisjoint(seen.reasons)


def _trust(seen: Observation, judged: Collection[str], checks: Checks) -> _Trust:
    """How far one observation is trusted as it was read."""
    reasons = [*seen.reasons, *judged]
    if seen.settled:
        kept = (reason for reason in reasons if reason not in ASK)
        return _Trust(seen, SETTLED, (seen.settled, *kept))
    if seen.state in SOFT_ZERO and seen.kind != "text":
        reasons.append("not_proved")
    return _Trust(seen, *_weak(confidence(checks), reasons))


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
