"""What requests say and the API answers, key by key.

Fields, evidence, edits and findings are as in the record.
"""

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from fastapi import Path
from msgspec import UNSET, UnsetType
from pydantic import BaseModel, ConfigDict, Field

from extractor.record.decision import Action
from extractor.record.record import Evidence
from extractor.record.schema import (
    EditObject,
    FieldObject,
    Figure,
    FindingObject,
    RecordObject,
)
from extractor.values.amount import State

S = TypeVar("S", bound=msgspec.Struct)

MOST = 2**63 - 1
"""SQLite's integers end here."""

DocumentNumber = Annotated[int, Path(ge=1, le=MOST, description="The document's number.")]
FieldName = Annotated[
    str, Path(max_length=200, description="The field's id, as in requests.received.total.")
]
Number = Annotated[int, Field(ge=0, le=MOST)]
Year = Annotated[int, Field(ge=1, le=9999, description="The year that is reported on.")]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Asked(BaseModel):
    """What a query asks. What is not known is refused, so that a slip does not go unnoticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfField(Asked):
    """Which field is meant; without it, all are."""

    field: Annotated[str, Field(max_length=200)] | None = None


class Paging(Asked):
    """Which part of a list: `limit` of what follows `cursor`, the `next` of the part before."""

    cursor: Annotated[str, Field(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50

    @property
    def filters(self) -> dict[str, Any]:
        """What else is asked: what must be so of everything in the list."""
        return self.model_dump(exclude={"cursor", "limit"})


class DocumentObject(msgspec.Struct):
    """A report. `version` is the number of the last decision that its record knows of, 0 where
    there is none; `waiting` are the fields that wait for a person; `error` says why it failed."""

    document: int
    sha256: str
    path: str
    status: Literal["waiting", "done", "failed"]
    error: str | None
    media_type: str | None
    form: str | None
    agency: str | None
    year: int | None
    characters: int | None
    waiting: int
    findings: int
    version: int


class DocumentPage(msgspec.Struct):
    """Some documents; `next` is the cursor of those that follow, null where none do."""

    items: tuple[DocumentObject, ...]
    next: str | None


class IntakeObject(msgspec.Struct):
    """The document that bytes became; `new` unless the same bytes were there before."""

    document: int
    sha256: str
    new: bool


class FieldEntry(FieldObject, kw_only=True):
    """A field of the record, with its id and its label."""

    field: str
    label: str | None


class FieldList(msgspec.Struct):
    """The fields of a report, in the form's order, as of decision `version`."""

    version: int
    items: tuple[FieldEntry, ...]


class DecisionObject(msgspec.Struct):
    """What a person decided on a field, and the field as they saw it.

    `after` is the last decision on the field that they knew of; an `undo` takes that one back.
    """

    number: int
    field: str
    action: Action
    reviewer: str
    at: str
    state: State
    value: Figure
    unit: str | None
    evidence: Evidence | None
    seen: FieldObject
    note: str
    after: int | None
    blind: bool


class FieldDetail(FieldEntry, kw_only=True):
    """A field with the edit rules that it takes part in and all that was decided on it.

    `after` goes into the next decision on it: the last one that is known, null where there is none.
    """

    version: int
    edits: tuple[EditObject, ...]
    decisions: tuple[DecisionObject, ...]
    in_force: int | None
    after: int | None


class FieldEvidence(msgspec.Struct):
    """Where a field is printed: `text[start:end]` is the quote."""

    field: str
    evidence: Evidence


class EvidenceList(msgspec.Struct):
    """Where fields are printed. A field that is printed nowhere is not in it."""

    items: tuple[FieldEvidence, ...]


class FindingEntry(FindingObject, kw_only=True):
    """A finding with the report that it is in."""

    document: int
    number: int
    path: str
    agency: str | None
    year: int | None


class FindingPage(msgspec.Struct):
    """Some findings; `next` is the cursor of those that follow, null where none do."""

    items: tuple[FindingEntry, ...]
    next: str | None


class FindingList(msgspec.Struct):
    """The findings of one report."""

    items: tuple[FindingObject, ...]


class ClaimObject(msgspec.Struct):
    """Who works on a report since when; `until` is null where `given_by` assigned it to them."""

    reviewer: str
    given_by: str | None
    at: str
    until: str | None


class QueueEntry(msgspec.Struct):
    """A field that waits for a person, and the report that it is in.

    `priority` is how likely it is wrong times how many fields hang together with it.
    """

    document: int
    agency: str | None
    year: int | None
    form: str
    path: str
    field: str
    label: str | None
    part: str
    priority: float
    confidence: float
    state: str
    raw: str | None
    value: Figure
    unit: str | None
    reasons: tuple[str, ...]
    skipped: bool
    claim: ClaimObject | None


class QueuePage(msgspec.Struct):
    """Some of what waits; `next` is the cursor of what follows, null where nothing does."""

    items: tuple[QueueEntry, ...]
    next: str | None


class DecisionList(msgspec.Struct):
    """Every decision on a report, in order, those that were taken back included."""

    version: int
    items: tuple[DecisionObject, ...]


class SettlementObject(msgspec.Struct):
    """A decision that is kept, and what it did to other fields.

    `cleared` waited for a person and need none any more, `raised` did not and now do. `version`
    is that of the record now, and `waiting` how many fields of it wait.
    """

    decision: DecisionObject
    cleared: tuple[str, ...]
    raised: tuple[str, ...]
    waiting: int
    version: int


class PreviewObject(msgspec.Struct):
    """What a verdict would lead to: the field, its edit rules with both sides, other fields.

    Nothing was kept.
    """

    field: FieldEntry
    edits: tuple[EditObject, ...]
    cleared: tuple[str, ...]
    raised: tuple[str, ...]
    waiting: int


class ErrorObject(msgspec.Struct):
    """One thing that is wrong with a request, and where."""

    place: str
    message: str


class ProblemObject(msgspec.Struct):
    """What went wrong (RFC 9457). `errors` lists what is wrong with a request; `latest` is the
    decision that was made meanwhile, where a decision is in conflict with it."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    request_id: str | None = None
    errors: tuple[ErrorObject, ...] | UnsetType = UNSET
    latest: DecisionObject | UnsetType = UNSET


ANSWERS = (
    RecordObject,
    DocumentPage,
    IntakeObject,
    FieldList,
    FieldDetail,
    EvidenceList,
    FindingPage,
    FindingList,
    QueuePage,
    DecisionList,
    SettlementObject,
    PreviewObject,
    ProblemObject,
)
"""What is described; what they hold is described with them."""


def filled(shape: type[S], *sources: object, **given: object) -> S:
    """An answer: what is given, and the rest from the first source with an attribute so called."""
    values = dict(given)
    for name in shape.__struct_fields__:
        for source in sources:
            if name not in values and getattr(source, name, UNSET) is not UNSET:
                values[name] = getattr(source, name)
    return shape(**values)
