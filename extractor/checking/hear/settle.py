"""Decisions of people -> observations: what a person has settled stands, and nobody is asked again.

A decision holds as long as the text that it was made on stands where it stood. Where it does not,
the field goes back to a person, with what was decided as a candidate.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from extractor.checking.judge.priors import MISREPORTED, SETTLED
from extractor.checking.observation import Observation, kinds
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.decision import SETTLED_AS, SKIPPED, Decision, anchor
from extractor.record.record import Candidate, FieldId

OUTDATED = "decision_outdated"


def settle(
    document: Document,
    form: Form,
    observations: dict[FieldId, Observation],
    decisions: Iterable[Decision],
) -> dict[FieldId, Observation]:
    """The observations, those that people decided on as they decided. `decisions` are in force."""
    settled = dict(observations)
    for decision in decisions:
        name = decision.field
        seen = settled.get(name) or Observation(name, kinds(form).get(name, "text"), "missing")
        if anchor(document.text, decision.place) != decision.anchor:
            settled[name] = _outdated(seen, decision)
        elif decision.action == "skip":
            settled[name] = replace(seen, reasons=(*seen.reasons, SKIPPED))
        else:
            settled[name] = _settled(seen, decision)
    return settled


def _settled(seen: Observation, decision: Decision) -> Observation:
    """What a person said stands as certain; what they call misreported is blamed first."""
    blamed = decision.action == "misreported"
    as_said = seen
    if (seen.state, seen.value) != (decision.state, decision.value):
        place = decision.evidence
        figure = decision.value if isinstance(decision.value, Decimal) else None
        as_said = replace(
            seen,
            state=decision.state,
            value=decision.value,
            low=decision.low if decision.qualifier else figure,
            high=decision.high if decision.qualifier else figure,
            unit=decision.unit,
            qualifier=decision.qualifier,
            raw=seen.raw if place in (None, decision.seen.evidence) else place.quote,
            evidence=place or seen.evidence,
            source="review",
        )
    return replace(
        as_said,
        probability=MISREPORTED if blamed else SETTLED,
        certain=True,
        on_word=not (as_said is seen and seen.certain),
        reasons=(),
        candidates=(),
        settled=SETTLED_AS[decision.action],
    )


def _outdated(seen: Observation, decision: Decision) -> Observation:
    reasons = tuple(dict.fromkeys((*seen.reasons, OUTDATED)))
    if decision.value is None:
        return replace(seen, reasons=reasons)
    said = Candidate(decision.value, decision.unit, "review")
    return replace(seen, reasons=reasons, candidates=(*seen.candidates, said))
