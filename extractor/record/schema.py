"""The JSON objects of `gouji.record/1`, key by key, as msgspec structs.

A figure is a `Raw`: its digits as they stand in the JSON, so that no binary float comes
between. What is at its default is left out of the JSON.
"""

from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from extractor.forms.edit import Relation
from extractor.record.figure_json import Figure, Interval
from extractor.record.record import Decision, Origin, Printed, Source, Status
from extractor.values.amount import Qualifier, State

SCHEMA: Final = "gouji.record/1"


class EvidenceObject(msgspec.Struct, omit_defaults=True):
    """A place in the document's text."""

    start: int
    end: int
    quote: str
    table: int | None = None
    row: int | None = None
    column: int | None = None


class CandidateObject(msgspec.Struct, omit_defaults=True):
    """A value that may stand."""

    value: Figure
    unit: str | None = None
    source: str | None = None


class FieldObject(msgspec.Struct, omit_defaults=True):
    """A field. The first nine keys are always there."""

    value: Figure
    raw: str | None
    unit: str | None
    state: State
    source: Source | None
    evidence: EvidenceObject | None
    confidence: float
    decision: Decision
    reasons: tuple[str, ...]
    qualifier: Qualifier | None = None
    interval: Interval | None = None
    candidates: tuple[CandidateObject, ...] = ()
    proof: tuple[str, ...] = ()
    proposal: Figure | UnsetType = UNSET


class AmountObject(msgspec.Struct, omit_defaults=True):
    """The rest of an Amount whose value stands beside it."""

    raw: str
    unit: str | None = None
    state: State = "reported"
    qualifier: Qualifier | None = None
    interval: Interval | None = None


class FactObject(msgspec.Struct, omit_defaults=True):
    """An open fact: its Amount, flattened, and the share of a whole that it prints."""

    label: str
    value: Figure
    unit: str | None
    raw: str
    evidence: EvidenceObject
    state: State = "reported"
    qualifier: Qualifier | None = None
    interval: Interval | None = None
    share: Figure | UnsetType = UNSET
    share_printed: AmountObject | None = None


class EditObject(msgspec.Struct):
    """An edit rule on this record."""

    rule: str
    at: str
    status: Status
    left: Figure
    right: Figure
    fields: tuple[str, ...]


class FindingObject(msgspec.Struct, omit_defaults=True):
    """A mistake of the source."""

    code: str
    message: str
    fields: tuple[str, ...]
    evidence: tuple[EvidenceObject, ...]
    rules: tuple[str, ...] = ()
    printed: Figure | UnsetType = UNSET
    expected: Figure | UnsetType = UNSET
    rests_on: tuple[str, ...] = ()


class TermObject(msgspec.Struct, omit_defaults=True):
    """A field, by what it is multiplied: a whole number, and the percentage in `share`."""

    coefficient: int
    field: str
    share: str | None = None


class RuleObject(msgspec.Struct):
    """An edit rule that was written for this document."""

    rule: str
    at: str
    left: tuple[TermObject, ...]
    relation: Relation
    right: tuple[TermObject, ...]


class StatedObject(msgspec.Struct, omit_defaults=True):
    """A figure printed beside another one, that is in no field."""

    value: Figure
    raw: str
    evidence: EvidenceObject
    unit: str | None = None
    state: State = "reported"
    qualifier: Qualifier | None = None
    interval: Interval | None = None


class ItemObject(msgspec.Struct):
    """A listed text; its words are the evidence's quote."""

    kind: str
    evidence: EvidenceObject


class IrregularityObject(msgspec.Struct):
    """A place that departs from the form."""

    code: str
    message: str
    fields: tuple[str, ...]
    evidence: EvidenceObject | None


class CallObject(msgspec.Struct, omit_defaults=True):
    """A question that a model was asked, and the fields that its answer gave."""

    question: str
    prompt: str
    schema: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    fields: tuple[str, ...] = ()
    error: str | None = None


class RecordObject(msgspec.Struct, omit_defaults=True):
    """The whole line."""

    schema: Literal["gouji.record/1"]
    document: Origin
    form: str
    fields: dict[str, FieldObject]
    facts: tuple[FactObject, ...]
    items: tuple[ItemObject, ...]
    edits: tuple[EditObject, ...]
    findings: tuple[FindingObject, ...]
    irregularities: tuple[IrregularityObject, ...]
    printed: Printed
    calls: tuple[CallObject, ...] = ()
    disagreements: tuple[FindingObject, ...] = ()
    rules: tuple[RuleObject, ...] = ()
    stated: dict[str, StatedObject] = {}
