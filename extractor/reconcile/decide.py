"""Everything that was found out -> the record: each field accepted or sent to a person."""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from extractor.model.document import Document
from extractor.model.form import Form
from extractor.model.record import Decision, Field, FieldId, Origin, Readings, Record
from extractor.reconcile.beside import is_of_prose
from extractor.reconcile.calibration import confidence
from extractor.reconcile.checks import check
from extractor.reconcile.confront import Confronted, Observations
from extractor.reconcile.findings import Judgement, judge
from extractor.reconcile.impute import Imputed
from extractor.reconcile.localize import Localized
from extractor.reconcile.message import field_labels
from extractor.reconcile.observation import Observation
from extractor.reconcile.priors import ACCEPT, IMPUTED, SETTLED, SOFT_ZERO
from extractor.reconcile.signals import Checks

ASK = frozenset(
    (
        "block_misread",
        "decision_outdated",
        "error_localized",
        "evidence_mismatch",
        "irregular_row",
        "low_confidence",
        "model_unavailable",
        "not_a_count",
        "skipped",
        "suspect",
        "undecided",
        "unit_not_printed",
        "unreadable",
        "unusual_blank",
    )
)
"""Reasons for which a person is asked; every other one only explains."""
DISPELLED = frozenset(("not_in_document", "unusual_blank"))
"""Reasons that a proof does away with."""


def decide(
    document: Document,
    form: Form,
    readings: Readings,
    observations: Observations,
    confronted: Sequence[Confronted],
    localized: Sequence[Localized],
    imputed: Mapping[FieldId, Imputed],
) -> Record:
    """The record of one document, its fields in the order of the observations."""
    judgement = judge(observations, confronted, localized, field_labels(form, readings.facts))
    checks = check(observations, confronted, localized, judgement.reasons)
    return Record(
        document=Origin(document.sha256, document.path, document.media_type, len(document.text)),
        form=form.id,
        fields={
            name: _field(form, observation, judgement, imputed.get(name), checks[name])
            for name, observation in _told(observations, readings.unanswered).items()
            if not is_of_prose(name)
        },
        facts=readings.facts,
        items=readings.items,
        edits=tuple(c.result for c in confronted),
        findings=tuple(judgement.findings),
        irregularities=readings.irregularities,
        calls=readings.calls,
    )


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


def _field(
    form: Form,
    seen: Observation,
    judgement: Judgement,
    imputed: Imputed | None,
    checks: Checks,
) -> Field:
    """One field of the record: its value as read, or as it follows from the others."""
    name = seen.field
    reasons = [*seen.reasons, *judgement.reasons.get(name, ())]
    if seen.settled:
        reasons = [seen.settled, *(reason for reason in reasons if reason not in ASK)]
        trust = SETTLED
    elif imputed:
        reasons = [reason for reason in reasons if reason not in DISPELLED]
        trust = IMPUTED
    else:
        if seen.state in SOFT_ZERO and seen.kind != "text":
            reasons.append("not_proved")
        trust = confidence(checks)
    if trust < ACCEPT and ASK.isdisjoint(reasons):
        reasons.append("low_confidence")
    decision: Decision = "accept" if ASK.isdisjoint(reasons) else "review"
    return Field(
        value=imputed.value if imputed else seen.value,
        state=seen.state,
        raw=seen.raw,
        unit=seen.unit or (None if seen.kind == "text" else form.units.get(name)),
        source="imputed" if imputed else seen.source,
        evidence=seen.evidence,
        confidence=round(trust, 4),
        decision=decision,
        reasons=tuple(reasons),
        qualifier=seen.qualifier,
        low=imputed.value if imputed else seen.low,
        high=imputed.value if imputed else seen.high,
        candidates=seen.candidates,
        proof=imputed.proof if imputed else (),
        proposal=judgement.proposals.get(name),
    )
