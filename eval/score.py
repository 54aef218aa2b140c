"""A Record against its gold -> one verdict for every thing that can be right or wrong.

What the gold does not label is not scored: unscored is not wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from msgspec.structs import replace

from eval.gold import GoldFact, GoldField, GoldFinding, GoldLabels
from eval.judge import (
    Outcome,
    judge_evidence,
    judge_imputed,
    judge_state,
    judge_value,
    what_follows,
)
from extractor.document import Document
from extractor.record.record import Evidence, Fact, Field, FieldId, Finding, Printed, Record, Value

Aspect = Literal["value", "state", "imputed", "evidence", "qualifier", "label"]
TABLE_PARTS = ("disclosure", "requests", "remedies")
FIELD_PARTS = (*TABLE_PARTS, "meta", "narrative")
PARTS = (*FIELD_PARTS, "facts", "findings")

_Judged = tuple[Aspect, Outcome | None, str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One aspect of one field, judged. `expected` and `got` are words for a person.

    `zero` says that the labelled value is 0, or the one that is claimed where none is labelled.
    `evidence` is where the record has it from, or else where the label says it stands.
    """

    document: str
    part: str
    field: str
    aspect: Aspect
    outcome: Outcome
    expected: str
    got: str
    evidence: Evidence | None = None
    zero: bool = False


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """All verdicts on one document. `failure` says why it could not be read at all.

    `findings` and `disagreements` are those of the record, listed whether or not the gold labels
    any, and `printed` is the record's own account of the cells that its tables print.
    """

    document: str
    form: str
    verdicts: tuple[Verdict, ...]
    text: str = ""
    findings: tuple[Finding, ...] = ()
    disagreements: tuple[Finding, ...] = ()
    printed: Printed = field(default_factory=Printed)
    failure: str | None = None


def score(name: str, gold: GoldLabels, document: Document, record: Record) -> DocumentScore:
    """Every verdict on the record that was made of `document`."""
    verdicts = [
        *_fields(name, gold, document.text, record.fields),
        *_facts(name, gold.facts, document.text, record.facts),
        *_findings(name, gold, document.text, record),
    ]
    told = record.findings, record.disagreements, record.printed
    return DocumentScore(name, record.form, tuple(verdicts), document.text, *told)


def score_unread(name: str, gold: GoldLabels, reason: str) -> DocumentScore:
    """The score of a document that could not be read: every labelled thing is missing."""
    known = gold.findings or ()
    verdicts = [
        *_fields(name, gold, "", {}),
        *_facts(name, gold.facts, "", ()),
        *(_of_finding(name, _place(label), "missing", label.code, None) for label in known),
    ]
    return DocumentScore(name, gold.form, tuple(verdicts), failure=reason)


def _fields(
    name: str, gold: GoldLabels, text: str, fields: dict[FieldId, Field]
) -> Iterator[Verdict]:
    claimed = () if gold.reviewed else fields
    for field_id in dict.fromkeys([*gold.fields, *(gold.imputed or {}), *claimed]):
        part = field_id.partition(".")[0]
        label, field = gold.fields.get(field_id), fields.get(field_id)
        evidence = (field.evidence if field else None) or _stated(label, text)
        judged = [*_printed(label, field, text)]
        if part in TABLE_PARTS:
            state = (label.state if label else "no such cell", field.state if field else "no field")
            judged.append(("state", judge_state(label, field), *state))
        proved = (gold.imputed or {}).get(field_id)
        if gold.imputed is not None:
            printed = label.values if label else ()
            expected = _labelled(label) if proved is None else f"{proved} follows"
            outcome = judge_imputed(proved, field, printed)
            judged.append(("imputed", outcome, expected, _told(field)))
        for aspect, outcome, expected, got in judged:
            if outcome is not None:
                zero = _zero(label, proved, field)
                yield Verdict(name, part, field_id, aspect, outcome, expected, got, evidence, zero)


def _zero(label: GoldField | None, proved: Decimal | None, field: Field | None) -> bool:
    if label is not None and label.values:
        return label.values[0] == 0
    return (proved if proved is not None else field.value if field else None) == 0


def _stated(label: GoldField | None, text: str) -> Evidence | None:
    """Where the label's words stand, if that is one place only."""
    quote = label and (label.quote or label.raw)
    if not quote or text.count(quote) != 1:
        return None
    start = text.index(quote)
    return Evidence(start, start + len(quote), quote)


def _printed(label: GoldField | None, field: Field | None, text: str) -> Iterator[_Judged]:
    """The value as printed; where it is right, its evidence and its qualifier too."""
    outcome = judge_value(label, field)
    expected = _labelled(label)
    yield "value", outcome, expected, _told(field)
    if outcome != "right" or label is None or field is None or label.review:
        return
    quote = field.evidence.quote if field.evidence else "no evidence"
    yield "evidence", judge_evidence(field, text), expected, quote
    if label.qualifier or field.qualifier:
        same = label.qualifier == field.qualifier
        said = (label.qualifier or "exact", field.qualifier or "exact")
        yield "qualifier", "right" if same else "wrong", *said


def _facts(
    name: str, gold: tuple[GoldFact, ...] | None, text: str, found: tuple[Fact, ...]
) -> Iterator[Verdict]:
    """Open facts, matched where the figure stands inside the place that the gold quotes."""
    if gold is None:
        return
    rest = list(found)
    for label in gold:
        expected = f"{label.label} {label.value}{label.unit or ''}"
        places = [match.span() for match in re.finditer(re.escape(label.quote), text)]
        there = [f for f in rest if any(low <= _figure_at(f) < high for low, high in places)]
        exact = [f for f in there if (f.amount.value, f.amount.unit) == (label.value, label.unit)]
        fact = next(iter(exact or there), None)
        if fact is None:
            at = next((Evidence(*place, label.quote) for place in places), None)
            yield Verdict(name, "facts", label.label, "value", "missing", expected, "no fact", at)
            continue
        rest.remove(fact)
        judged: list[_Judged] = [
            ("value", "right" if exact else "wrong", expected, _counted(fact)),
        ]
        if exact:
            agree = label.label in fact.label or fact.label in label.label
            judged.append(("label", "right" if agree else "wrong", label.label, fact.label))
        for aspect, outcome, wanted, got in judged:
            if outcome is not None:
                yield Verdict(
                    name, "facts", label.label, aspect, outcome, wanted, got, fact.evidence
                )
    for fact in rest:
        told = _counted(fact)
        yield Verdict(name, "facts", fact.label, "value", "spurious", "none", told, fact.evidence)


def _findings(name: str, gold: GoldLabels, text: str, record: Record) -> Iterator[Verdict]:
    """Findings and disagreements against the known misreports.

    One that is only told as a disagreement is asked about. One mistake may break several rules, so
    a finding is spurious only where it is about no known one. Where the gold does not tell what is
    misreported, a finding is spurious where a figure in it is not the labelled one.
    """
    if gold.findings is None:
        for finding in record.findings:
            if _misread(gold, record.fields, finding):
                yield _of_finding(name, finding.fields, "spurious", "as labelled", finding)
        return
    for label in gold.findings:
        told = [f for f in record.findings if f.code == label.code and _is_about(f, label, text)]
        doubted = [f for f in record.disagreements if _is_about(f, label, text)]
        outcome: Outcome = "right" if told else "asked" if doubted else "missing"
        first = next(iter(told or doubted), None)
        yield _of_finding(name, _place(label), outcome, label.code, first)
    groundless: tuple[tuple[Outcome, tuple[Finding, ...]], ...] = (
        ("spurious", record.findings),
        ("needless", record.disagreements),
    )
    for outcome, found in groundless:
        for finding in found:
            if not any(_is_about(finding, label, text) for label in gold.findings):
                yield _of_finding(name, finding.fields, outcome, "none", finding)


def _misread(gold: GoldLabels, fields: dict[FieldId, Field], finding: Finding) -> bool:
    """Whether a finding rests on a figure that the labels do not have there."""
    for name in finding.fields:
        label, field = gold.fields.get(name), fields.get(name)
        if field is None or (label is None and gold.reviewed):
            continue
        if judge_value(label, replace(field, decision="accept")) in ("wrong", "spurious"):
            return True
    return False


def _place(label: GoldFinding) -> tuple[str, ...]:
    return label.fields or (label.quote or "",)


def _is_about(finding: Finding, label: GoldFinding, text: str) -> bool:
    """Whether a finding names a field of a known one, or stands where its words are."""
    if set(finding.fields) & set(label.fields):
        return True
    spots = re.finditer(re.escape(label.quote), text) if label.quote else ()
    places = [(e.start, e.end) for e in finding.evidence]
    return any(m.start() < end and start < m.end() for m in spots for start, end in places)


def _of_finding(
    name: str, fields: tuple[FieldId, ...], outcome: Outcome, expected: str, told: Finding | None
) -> Verdict:
    got = f"{told.code}: {told.message}" if told else "no finding"
    evidence = next(iter(told.evidence), None) if told else None
    return Verdict(name, "findings", ", ".join(fields), "value", outcome, expected, got, evidence)


def _figure_at(fact: Fact) -> int:
    """Where the fact's figure stands in the text."""
    return fact.evidence.start + max(0, fact.evidence.quote.find(fact.amount.raw))


def _counted(fact: Fact) -> str:
    return f"{fact.label} {fact.amount.value}{fact.amount.unit or ''}"


def _labelled(label: GoldField | None) -> str:
    if label is None or not label.values:
        return "no value"
    return " or ".join(map(str, label.values)) + (", by a person" if label.review else "")


def _told(field: Field | None) -> str:
    if field is None:
        return "no field"
    value = field.state if field.value is None else f"{field.value} ({field.source})"
    if field.decision == "accept":
        return value
    return f"{value}, in review: {', '.join(field.reasons) or 'no reason given'}"


@dataclass(frozen=True, slots=True)
class Prediction:
    """One value of a record. `zero` says that the labelled value is 0.

    A field that is left to a person without any value is right only where the label has none
    either.
    """

    document: str
    part: str
    field: FieldId
    confidence: float
    accepted: bool
    right: bool
    zero: bool
    source: str | None
    state: str
    reasons: tuple[str, ...]


def predictions(name: str, gold: GoldLabels, record: Record) -> list[Prediction]:
    """Every prediction that a label judges, in the order of the record's fields.

    A field without a label is left out. An imputed value is judged as in `judge_imputed`, and
    left out where the gold labels no imputed values at all.
    """
    return list(_predicted(name, gold, record))


def _predicted(name: str, gold: GoldLabels, record: Record) -> Iterator[Prediction]:
    for field_id, found in record.fields.items():
        label = gold.fields.get(field_id)
        if found.source == "imputed":
            if gold.imputed is None:
                continue
            proved = gold.imputed.get(field_id)
            right = found.value in what_follows(proved, label.values if label else ())
            yield _prediction(name, field_id, found, right, found.value if right else proved)
        elif label is not None and _at_stake(label, found):
            yield _prediction(
                name, field_id, found, _right(label, found), next(iter(label.values), None)
            )


def _prediction(
    name: str, field_id: FieldId, field: Field, right: bool, labelled: Value | None
) -> Prediction:
    return Prediction(
        document=name,
        part=field_id.partition(".")[0],
        field=field_id,
        confidence=field.confidence,
        accepted=field.decision == "accept",
        right=right,
        zero=labelled == 0,
        source=field.source,
        state=field.state,
        reasons=field.reasons,
    )


def _at_stake(label: GoldField, field: Field) -> bool:
    """Is there a value, read or labelled, or a question; and does the label say more than the
    state?"""
    if label.state == "unreadable" or (label.state == "reported" and not label.values):
        return False
    return field.value is not None or field.decision == "review" or bool(label.values)


def _right(label: GoldField, field: Field) -> bool:
    if label.review and field.decision == "accept":
        return False
    if not label.values:
        return field.value is None
    return field.value in label.values
