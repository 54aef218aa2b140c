"""Record <-> the rows that it is stored as."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Raw

from extractor.document import Document
from extractor.record.decision import SKIPPED
from extractor.record.figure_json import read_value, write_figure
from extractor.record.json import (
    candidates_from_json,
    candidates_to_json,
    evidence_from_json,
    evidence_to_json,
    rules_from_json,
    rules_to_json,
    stated_from_json,
    stated_to_json,
)
from extractor.record.question import Answer, Call
from extractor.record.record import (
    EditResult,
    Evidence,
    Fact,
    Field,
    FieldId,
    Finding,
    Irregularity,
    Item,
    Origin,
    Printed,
    Record,
)
from extractor.store.columns import (
    Column,
    of_amount,
    of_evidence,
    of_number,
    of_texts,
    to_amount,
    to_evidence,
    to_number,
    to_texts,
)

Row = tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A record in the shape of its tables: cheap to send from one process to another.

    `document` holds the columns of `documents` that come of the record, by name. `children`
    holds for each table its rows without the document's number, in the table's order.
    `edit_rules` has the rule of each edit: name, place and fields. `data` are the bytes of the
    file, packed, and `answers` those of a model, as JSON; None where they are not kept.
    `decided` is the number of the last decision that the record knows of.
    """

    document: dict[str, Column]
    children: dict[str, list[Row]]
    edit_rules: list[Row]
    data: bytes | None = None
    answers: str | None = None
    decided: int = 0

    @property
    def record(self) -> Record:
        """The record again."""
        edits = [
            (*row, *rule) for row, rule in zip(self.children["edits"], self.edit_rules, strict=True)
        ]
        return record_of(self.document, {**self.children, "edits": edits})


def rows_of(
    document: Document,
    record: Record,
    data: bytes | None = None,
    answers: Sequence[Answer] = (),
    decided: int = 0,
) -> Rows:
    """A record, the document it is of, and what it was made from, as rows."""
    origin = record.document
    agency, year = record.fields.get("meta.agency"), record.fields.get("meta.year")
    priorities = _priorities(record)
    return Rows(
        document={
            "sha256": origin.sha256,
            "path": origin.path,
            "media_type": origin.media_type,
            "characters": origin.characters,
            "form": record.form,
            "agency": str(agency.value) if agency and agency.value else None,
            "year": int(year.value) if year and isinstance(year.value, Decimal) else None,
            "text": document.text,
            "waiting": len(priorities),
            "priority": max(priorities.values(), default=None),
            "printed_read": record.printed.read,
            "printed_asked": record.printed.asked,
            "printed_outside": record.printed.outside,
            "rules": rules_to_json(record.rules) if record.rules else None,
            "stated": stated_to_json(record.stated) if record.stated else None,
        },
        children={
            "fields": [
                (*_of_field(name, field), priorities.get(name))
                for name, field in record.fields.items()
            ],
            "facts": [
                (
                    number,
                    f.label,
                    *of_amount(f.amount),
                    *of_amount(f.share),
                    *of_evidence(f.evidence),
                )
                for number, f in enumerate(record.facts, 1)
            ],
            "items": [
                (number, i.kind, *of_evidence(i.evidence))
                for number, i in enumerate(record.items, 1)
            ],
            "edits": [
                (
                    number,
                    e.status,
                    of_number(e.left),
                    of_number(e.right),
                )
                for number, e in enumerate(record.edits, 1)
            ],
            "findings": [(number, *_of_finding(f)) for number, f in enumerate(record.findings, 1)],
            "disagreements": [
                (number, *_of_finding(f), of_texts(f.rests_on))
                for number, f in enumerate(record.disagreements, 1)
            ],
            "irregularities": [
                (number, i.code, i.message, of_texts(i.fields), *of_evidence(i.evidence))
                for number, i in enumerate(record.irregularities, 1)
            ],
            "calls": [
                (
                    number,
                    c.question,
                    c.prompt,
                    c.schema,
                    c.model,
                    c.prompt_tokens,
                    c.completion_tokens,
                    of_texts(c.fields),
                    c.error,
                )
                for number, c in enumerate(record.calls, 1)
            ],
        },
        edit_rules=[(e.rule, e.at, of_texts(e.fields)) for e in record.edits],
        data=None if data is None else zlib.compress(data, 1),
        answers=msgspec.json.encode(answers).decode() if answers else None,
        decided=decided,
    )


def _priorities(record: Record) -> dict[FieldId, float]:
    """The fields that wait for a person, and how much they are worth asking about: how likely
    they are wrong, times how many fields hang together with them. 0 for what somebody skipped."""
    near = dict.fromkeys(record.review, 1)
    for edit in record.edits:
        for name in near.keys() & edit.fields:
            near[name] += len(edit.fields) - 1
    return {
        name: 0.0 if SKIPPED in field.reasons else (1 - field.confidence) * near[name]
        for name, field in record.fields.items()
        if name in near
    }


def record_of(document: Mapping[str, Any], children: Mapping[str, Sequence[Row]]) -> Record:
    """The record that `rows_of` took apart."""
    return Record(
        document=Origin(
            document["sha256"], document["path"], document["media_type"], document["characters"]
        ),
        form=document["form"],
        fields=dict(map(_to_field, children["fields"])),
        facts=tuple(map(_to_fact, children["facts"])),
        items=tuple(map(_to_item, children["items"])),
        edits=tuple(map(_to_edit, children["edits"])),
        findings=tuple(map(_to_finding, children["findings"])),
        irregularities=tuple(map(_to_irregularity, children["irregularities"])),
        calls=tuple(map(_to_call, children["calls"])),
        disagreements=tuple(map(_to_finding, children["disagreements"])),
        rules=rules_from_json(document["rules"]) if document["rules"] else (),
        stated=stated_from_json(document["stated"]) if document["stated"] else {},
        printed=Printed(*(document[f"printed_{name}"] or 0 for name in Printed.__struct_fields__)),
    )


def _of_field(name: str, f: Field) -> Row:
    number, text = (None, f.value) if isinstance(f.value, str) else (f.value, None)
    return (
        name,
        of_number(number),
        text,
        f.raw,
        f.unit,
        f.state,
        f.qualifier,
        of_number(f.low),
        of_number(f.high),
        f.source,
        f.confidence,
        f.decision,
        of_texts(f.reasons),
        of_texts(f.proof),
        candidates_to_json(f.candidates) if f.candidates else None,
        None if f.proposal is None else bytes(write_figure(f.proposal)).decode(),
        *of_evidence(f.evidence),
    )


def _to_field(row: Sequence[Any]) -> tuple[str, Field]:
    (name, number, text, raw, unit, state, qualifier, low, high, source, confidence) = row[:11]
    decision, reasons, proof, candidates, proposal, *place, _priority = row[11:]
    return name, Field(
        value=to_number(number) if text is None else text,
        state=state,
        raw=raw,
        unit=unit,
        source=source,
        evidence=_maybe_evidence(place),
        confidence=confidence,
        decision=decision,
        reasons=to_texts(reasons),
        qualifier=qualifier,
        low=to_number(low),
        high=to_number(high),
        candidates=candidates_from_json(candidates) if candidates else (),
        proof=to_texts(proof),
        proposal=None if proposal is None else read_value(Raw(proposal.encode())),
    )


def _to_fact(row: Sequence[Any]) -> Fact:
    amount, share, place = row[2:9], row[9:16], row[16:]
    _value, _unit, _raw, share_state, *_rest = share
    return Fact(
        row[1], to_amount(amount), to_evidence(place), to_amount(share) if share_state else None
    )


def _to_item(row: Sequence[Any]) -> Item:
    _number, kind, *place = row
    return Item(kind, to_evidence(place))


def _to_edit(row: Sequence[Any]) -> EditResult:
    _number, status, left, right, rule, at, fields = row
    return EditResult(rule, at, status, to_number(left), to_number(right), to_texts(fields))


def _of_finding(f: Finding) -> Row:
    return (
        f.code,
        f.message,
        of_texts(f.fields),
        of_texts(f.rules),
        evidence_to_json(f.evidence),
        of_number(f.printed),
        of_number(f.expected),
    )


def _to_finding(row: Sequence[Any]) -> Finding:
    _number, code, message, fields, rules, evidence, printed, expected, *rests_on = row
    return Finding(
        code=code,
        message=message,
        fields=to_texts(fields),
        rules=to_texts(rules),
        evidence=evidence_from_json(evidence),
        printed=to_number(printed),
        expected=to_number(expected),
        rests_on=to_texts(*rests_on) if rests_on else (),
    )


def _to_irregularity(row: Sequence[Any]) -> Irregularity:
    _number, code, message, fields, *place = row
    return Irregularity(code, message, to_texts(fields), _maybe_evidence(place))


def _to_call(row: Sequence[Any]) -> Call:
    _number, question, prompt, schema, model, *tokens, fields, error = row
    prompt_tokens, completion_tokens = tokens
    return Call(
        question,
        prompt,
        schema,
        model,
        prompt_tokens,
        completion_tokens,
        to_texts(fields),
        error,
    )


def _maybe_evidence(place: Sequence[Any]) -> Evidence | None:
    return None if place[0] is None else to_evidence(place)
