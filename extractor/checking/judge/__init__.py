"""What was weighed -> the record: each field accepted or sent to a person.

Values in doubt prove nothing, so whose mistake it is (`findings`) and who is asked about what is
printed is settled first, and then what follows for the blanks (`impute`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from extractor.checking.judge.account import account
from extractor.checking.judge.findings import Judgement, judge
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
from extractor.record.record import Disposition, Field, FieldId, Origin, Readings, Record

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
    """The record of one document, its fields in the order of the observations.

    Values that follow from others are filled in where it `imputes`, but not in rows and tables that
    are not printed at all: no blank stands there that could mean something.
    """
    judgement = judge(weighed)
    checks = check(weighed, judgement.reasons)
    fields = {
        name: _as_read(form, seen, checks[name], judgement, readings.unanswered)
        for name, seen in weighed.observations.items()
        if not is_of_prose(name)
    }
    asked = [name for name, f in fields.items() if f.decision == "review" and f.value is not None]
    gone = (i for i in readings.irregularities if i.code in ("missing_row", "missing_table"))
    absent = {name for irregular in gone for name in irregular.fields}
    for name, value in (impute(form, weighed, asked) if imputes else {}).items():
        if name not in absent:
            settled = weighed.observations[name].settled is not None
            fields[name] = _imputed(fields, fields[name], value, settled)
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
            telling = c.rule.relation == "=" and weighed.in_table(c)
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


def _as_read(
    form: Form,
    seen: Observation,
    checks: Checks,
    judgement: Judgement,
    unanswered: Collection[FieldId],
) -> Field:
    """One field of the record as it was read; some of its reasons ask a person."""
    waits = ("model_unavailable",) if seen.field in unanswered and _is_open(seen) else ()
    reasons = [*seen.reasons, *waits, *judgement.reasons.get(seen.field, ())]
    if seen.settled:
        confidence = SETTLED
        reasons = [seen.settled, *(reason for reason in reasons if reason not in ASK)]
    else:
        confidence = calibration().weights.confidence(checks)
        if seen.state in SOFT_ZERO and seen.kind != "text":
            reasons.append("not_proved")
        if confidence < ACCEPT and ASK.isdisjoint(reasons):
            reasons.append("low_confidence")
    return Field(
        value=seen.value,
        state=seen.state,
        raw=seen.raw,
        unit=seen.unit or (None if seen.kind == "text" else form.units.get(seen.field)),
        source=seen.source,
        evidence=seen.evidence,
        confidence=round(confidence, 4),
        decision=_decision(reasons),
        reasons=tuple(reasons),
        qualifier=seen.qualifier,
        low=seen.low,
        high=seen.high,
        candidates=seen.candidates,
        proposal=judgement.proposals.get(seen.field),
    )


def _is_open(seen: Observation) -> bool:
    """Whether a model was asked about it: nothing was read, or it is in doubt."""
    unread = seen.state in ("missing", "unreadable") or (seen.value is None and not seen.known)
    return unread or seen.probability < ACCEPT or not ASK.isdisjoint(seen.reasons)


def _decision(reasons: Collection[str]) -> Disposition:
    return "accept" if ASK.isdisjoint(reasons) else "review"


def _imputed(
    fields: Mapping[FieldId, Field], field: Field, imputed: Imputed, settled: bool
) -> Field:
    """A field with the value that follows from others, which is trusted no more than the weakest
    of them: all are accepted as printed. What a person `settled` is trusted as it was."""
    confidence, reasons = field.confidence, field.reasons
    if not settled:
        confidence = min((fields[name].confidence for name in imputed.premises), default=IMPUTED)
        confidence = min(confidence, IMPUTED)
        reasons = tuple(reason for reason in reasons if reason not in DISPELLED)
    return replace(
        field,
        value=imputed.value,
        low=imputed.value,
        high=imputed.value,
        source="imputed",
        proof=imputed.proof,
        confidence=confidence,
        decision=_decision(reasons),
        reasons=reasons,
    )
