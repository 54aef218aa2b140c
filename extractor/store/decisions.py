"""Decisions <-> rows, and what a record can be made again from."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from extractor.record.decision import Decision
from extractor.record.json import (
    evidence_from_json,
    evidence_to_json,
    field_from_json,
    field_to_json,
)
from extractor.record.question import Answer
from extractor.store.columns import Column, of_number, to_number
from extractor.store.schema import DECISIONS

_ANSWERS = msgspec.json.Decoder(tuple[Answer, ...])

SELECT_DECISIONS = f"SELECT {', '.join(DECISIONS)} FROM decisions"
KEPT = [name for name in DECISIONS if name != "number"]
INSERT_DECISION = (
    f"INSERT INTO decisions ({', '.join(KEPT)}) VALUES ({', '.join('?' * len(KEPT))}) "
    "RETURNING number"
)
LAST_DECISION = "SELECT coalesce(max(number), 0) FROM decisions WHERE sha256 = ?"
SELECT_INPUTS = (
    "SELECT d.sha256, d.path, d.form, d.config, i.data, i.answers FROM documents d "
    "LEFT JOIN inputs i ON i.document = d.id WHERE d.id = ? AND d.status = 'ok'"
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a record was made from. `data` is None where an older Gouji read it."""

    sha256: str
    path: str
    form: str
    config: str
    data: bytes | None
    answers: tuple[Answer, ...]


def inputs_of(row: Mapping[str, Any]) -> Inputs:
    """A row of SELECT_INPUTS -> what it says."""
    return Inputs(
        row["sha256"],
        row["path"],
        row["form"],
        row["config"],
        None if row["data"] is None else zlib.decompress(row["data"]),
        _ANSWERS.decode(row["answers"]) if row["answers"] else (),
    )


def row_of_decision(decision: Decision) -> Sequence[Column]:
    """A decision as a row of the columns KEPT."""
    text = decision.value if isinstance(decision.value, str) else None
    return (
        decision.sha256,
        decision.field,
        decision.reviewer,
        decision.at,
        decision.action,
        decision.state,
        None if isinstance(decision.value, str) else of_number(decision.value),
        text,
        decision.unit,
        evidence_to_json([decision.evidence]) if decision.evidence else None,
        decision.anchor,
        field_to_json(decision.seen),
        decision.note,
        decision.after,
        int(decision.blind),
        decision.qualifier,
        of_number(decision.low),
        of_number(decision.high),
    )


def decision_of_row(row: Mapping[str, Any]) -> Decision:
    """A row of SELECT_DECISIONS -> the decision."""
    text = row["text_value"]
    return Decision(
        sha256=row["sha256"],
        field=row["field"],
        reviewer=row["reviewer"],
        at=row["at"],
        action=row["action"],
        state=row["state"],
        value=to_number(row["value"]) if text is None else text,
        unit=row["unit"],
        evidence=evidence_from_json(row["evidence"])[0] if row["evidence"] else None,
        anchor=row["anchor"],
        seen=field_from_json(row["seen"]),
        note=row["note"],
        after=row["after"],
        blind=bool(row["blind"]),
        number=row["number"],
        qualifier=row["qualifier"],
        low=to_number(row["low"]),
        high=to_number(row["high"]),
    )
