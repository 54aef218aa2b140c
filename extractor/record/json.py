"""Record <-> one line of JSON, schema `gouji.record/1`, exact both ways.

A figure is written with the digits of its Decimal, in plain notation, and read back from
those digits. An interval is printed only where it says more than the value: without one,
a number stands for itself alone.
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Raw, UnsetType

from extractor.errors import StoreError
from extractor.forms.edit import EditRule, Term
from extractor.record.figure_json import (
    read_interval,
    read_number,
    read_value,
    write_figure,
    write_if_any,
    write_interval,
)
from extractor.record.prose import rule_of_prose
from extractor.record.question import Call
from extractor.record.record import (
    Candidate,
    EditResult,
    Evidence,
    Fact,
    Field,
    FieldId,
    Finding,
    Irregularity,
    Item,
    Record,
    Stated,
)
from extractor.record.schema import (
    SCHEMA,
    AmountObject,
    CallObject,
    CandidateObject,
    EditObject,
    EvidenceObject,
    FactObject,
    FieldObject,
    FindingObject,
    IrregularityObject,
    ItemObject,
    RecordObject,
    RuleObject,
    StatedObject,
    TermObject,
)
from extractor.values.amount import Amount, State

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(RecordObject)
_CANDIDATES = msgspec.json.Decoder(tuple[CandidateObject, ...])
_EVIDENCE = msgspec.json.Decoder(tuple[EvidenceObject, ...])
_FIELD = msgspec.json.Decoder(FieldObject)
_RULES = msgspec.json.Decoder(tuple[RuleObject, ...])
_STATED = msgspec.json.Decoder(dict[str, StatedObject])


def to_json(record: Record) -> bytes:
    """A record as one line of UTF-8, without the line's end."""
    return _ENCODER.encode(
        RecordObject(
            schema=SCHEMA,
            document=record.document,
            form=record.form,
            fields={name: field_object(field) for name, field in record.fields.items()},
            facts=tuple(map(fact_object, record.facts)),
            items=tuple(ItemObject(i.kind, evidence_object(i.evidence)) for i in record.items),
            edits=tuple(map(edit_object, record.edits)),
            findings=tuple(map(finding_object, record.findings)),
            irregularities=tuple(
                IrregularityObject(
                    i.code, i.message, i.fields, evidence_object(i.evidence) if i.evidence else None
                )
                for i in record.irregularities
            ),
            printed=record.printed,
            calls=tuple(map(_of_call, record.calls)),
            disagreements=tuple(map(finding_object, record.disagreements)),
            rules=tuple(map(_of_rule, record.rules)),
            stated={name: _of_stated(stated) for name, stated in record.stated.items()},
        )
    )


def from_json(line: bytes) -> Record:
    """What `to_json` wrote, back again. Raises StoreError where the line is no such record."""
    try:
        wire = _DECODER.decode(line)
    except msgspec.MsgspecError as error:
        raise StoreError(f"not a record of schema {SCHEMA}: {error}") from error
    return Record(
        document=wire.document,
        form=wire.form,
        fields={name: _to_field(field) for name, field in wire.fields.items()},
        facts=tuple(map(_to_fact, wire.facts)),
        items=tuple(Item(i.kind, _to_evidence(i.evidence)) for i in wire.items),
        edits=tuple(
            EditResult(e.rule, e.at, e.status, read_number(e.left), read_number(e.right), e.fields)
            for e in wire.edits
        ),
        findings=tuple(map(_to_finding, wire.findings)),
        irregularities=tuple(
            Irregularity(
                i.code, i.message, i.fields, _to_evidence(i.evidence) if i.evidence else None
            )
            for i in wire.irregularities
        ),
        calls=tuple(map(_to_call, wire.calls)),
        disagreements=tuple(map(_to_finding, wire.disagreements)),
        rules=tuple(map(_to_rule, wire.rules)),
        stated={name: _to_stated(stated) for name, stated in wire.stated.items()},
        printed=wire.printed,
    )


def candidates_to_json(candidates: Iterable[Candidate]) -> str:
    """Candidates as a JSON array, in the record's notation."""
    return _ENCODER.encode([_of_candidate(c) for c in candidates]).decode()


def candidates_from_json(text: str) -> tuple[Candidate, ...]:
    """What `candidates_to_json` wrote, back again."""
    return tuple(map(_to_candidate, _CANDIDATES.decode(text)))


def field_to_json(field: Field) -> str:
    """One field as a JSON object, in the record's notation."""
    return _ENCODER.encode(field_object(field)).decode()


def field_from_json(text: str) -> Field:
    """What `field_to_json` wrote, back again."""
    return _to_field(_FIELD.decode(text))


def evidence_to_json(evidence: Iterable[Evidence]) -> str:
    """Several places of a document as a JSON array, in the record's notation."""
    return _ENCODER.encode([evidence_object(e) for e in evidence]).decode()


def evidence_from_json(text: str) -> tuple[Evidence, ...]:
    """What `evidence_to_json` wrote, back again."""
    return tuple(map(_to_evidence, _EVIDENCE.decode(text)))


def evidence_object(e: Evidence) -> EvidenceObject:
    """A place as it stands in the JSON."""
    return EvidenceObject(e.start, e.end, e.quote, e.table, e.row, e.column)


def _to_evidence(e: EvidenceObject) -> Evidence:
    return Evidence(e.start, e.end, e.quote, e.table, e.row, e.column)


def _of_candidate(c: Candidate) -> CandidateObject:
    return CandidateObject(write_figure(c.value), c.unit, c.source)


def _to_candidate(c: CandidateObject) -> Candidate:
    value = read_value(c.value)
    if value is None:
        raise StoreError(f"not a record of schema {SCHEMA}: a candidate without a value")
    return Candidate(value, c.unit, c.source)


def field_object(f: Field) -> FieldObject:
    """A field as it stands in the JSON."""
    return FieldObject(
        value=write_figure(f.value),
        raw=f.raw,
        unit=f.unit,
        state=f.state,
        source=f.source,
        evidence=evidence_object(f.evidence) if f.evidence else None,
        confidence=f.confidence,
        decision=f.decision,
        reasons=f.reasons,
        qualifier=f.qualifier,
        interval=write_interval(f.value, f.low, f.high),
        candidates=tuple(map(_of_candidate, f.candidates)),
        proof=f.proof,
        proposal=write_if_any(f.proposal),
    )


def _to_field(f: FieldObject) -> Field:
    value = read_value(f.value)
    low, high = read_interval(f.interval, value)
    return Field(
        value=value,
        state=f.state,
        raw=f.raw,
        unit=f.unit,
        source=f.source,
        evidence=_to_evidence(f.evidence) if f.evidence else None,
        confidence=f.confidence,
        decision=f.decision,
        reasons=f.reasons,
        qualifier=f.qualifier,
        low=low,
        high=high,
        candidates=tuple(map(_to_candidate, f.candidates)),
        proof=f.proof,
        proposal=read_value(f.proposal),
    )


def _of_amount(a: Amount) -> AmountObject:
    interval = write_interval(a.value, a.low, a.high)
    return AmountObject(a.raw, a.unit, _state(a), a.qualifier, interval)


def _state(a: Amount) -> State:
    """Its state as the one text that msgspec knows for the default, to leave it out."""
    return "reported" if a.state == "reported" else a.state


def _to_amount(value: Raw | UnsetType, a: AmountObject | FactObject | StatedObject) -> Amount:
    number = read_number(value)
    low, high = read_interval(a.interval, number)
    return Amount(a.state, a.raw, number, a.unit, a.qualifier, low, high)


def edit_object(e: EditResult) -> EditObject:
    """An edit rule's result as it stands in the JSON."""
    left, right = write_figure(e.left), write_figure(e.right)
    return EditObject(e.rule, e.at, e.status, left, right, e.fields)


def fact_object(f: Fact) -> FactObject:
    """A fact as it stands in the JSON."""
    return FactObject(
        label=f.label,
        value=write_figure(f.amount.value),
        unit=f.amount.unit,
        raw=f.amount.raw,
        evidence=evidence_object(f.evidence),
        state=_state(f.amount),
        qualifier=f.amount.qualifier,
        interval=write_interval(f.amount.value, f.amount.low, f.amount.high),
        share=write_if_any(f.share.value if f.share else None),
        share_printed=_of_amount(f.share) if f.share else None,
    )


def _to_fact(f: FactObject) -> Fact:
    share = _to_amount(f.share, f.share_printed) if f.share_printed else None
    return Fact(f.label, _to_amount(f.value, f), _to_evidence(f.evidence), share)


def finding_object(f: Finding) -> FindingObject:
    """A finding as it stands in the JSON."""
    evidence = tuple(map(evidence_object, f.evidence))
    printed, expected = write_if_any(f.printed), write_if_any(f.expected)
    return FindingObject(
        f.code, f.message, f.fields, evidence, f.rules, printed, expected, f.rests_on
    )


def _to_finding(f: FindingObject) -> Finding:
    evidence = tuple(map(_to_evidence, f.evidence))
    printed, expected = read_number(f.printed), read_number(f.expected)
    return Finding(f.code, f.message, f.fields, f.rules, evidence, printed, expected, f.rests_on)


def _of_rule(rule: EditRule) -> RuleObject:
    left, right = (
        tuple(TermObject(t.coefficient, t.field, t.share) for t in side)
        for side in (rule.left, rule.right)
    )
    return RuleObject(rule.name, rule.at, left, rule.relation, right)


def _to_rule(r: RuleObject) -> EditRule:
    left, right = (
        tuple(Term(t.coefficient, t.field, t.share) for t in side) for side in (r.left, r.right)
    )
    return rule_of_prose(r.rule, r.at, left, r.relation, right)


def rules_to_json(rules: Iterable[EditRule]) -> str:
    """The rules of one document as a JSON array, in the record's notation."""
    return _ENCODER.encode([_of_rule(rule) for rule in rules]).decode()


def rules_from_json(text: str) -> tuple[EditRule, ...]:
    """What `rules_to_json` wrote, back again."""
    return tuple(map(_to_rule, _RULES.decode(text)))


def stated_to_json(stated: Mapping[FieldId, Stated]) -> str:
    """Figures printed beside others as a JSON object, in the record's notation."""
    return _ENCODER.encode({name: _of_stated(one) for name, one in stated.items()}).decode()


def stated_from_json(text: str) -> dict[FieldId, Stated]:
    """What `stated_to_json` wrote, back again."""
    return {name: _to_stated(one) for name, one in _STATED.decode(text).items()}


def _of_stated(s: Stated) -> StatedObject:
    a = s.amount
    return StatedObject(
        value=write_figure(a.value),
        raw=a.raw,
        evidence=evidence_object(s.evidence),
        unit=a.unit,
        state=_state(a),
        qualifier=a.qualifier,
        interval=write_interval(a.value, a.low, a.high),
    )


def _to_stated(s: StatedObject) -> Stated:
    return Stated(_to_amount(s.value, s), _to_evidence(s.evidence))


def _of_call(c: Call) -> CallObject:
    tokens = c.prompt_tokens, c.completion_tokens
    return CallObject(c.question, c.prompt, c.schema, c.model, *tokens, c.fields, c.error)


def _to_call(c: CallObject) -> Call:
    tokens = c.prompt_tokens, c.completion_tokens
    return Call(c.question, c.prompt, c.schema, c.model, *tokens, c.fields, c.error)
