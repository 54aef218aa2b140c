"""The JSON of a record, key by key, where it is not that of the nouns themselves.

A figure is a `Raw`: its digits as they stand in the JSON, so that no binary float comes
between. What is at its default is left out of the JSON.
"""

from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from extractor.forms.edit import Relation
from extractor.record.question import Call
from extractor.record.record import (
    Disposition,
    Evidence,
    Item,
    Origin,
    Printed,
    Source,
    Status,
)
from extractor.values.amount import Qualifier, State

SCHEMA: Final = "gouji.record/1"
Figure = Annotated[Raw, Meta(extra_json_schema={"type": ["number", "string", "null"]})]
"""A figure or a text as it stands in the JSON."""
Interval = tuple[Figure, Figure]


class CandidateObject(Struct, omit_defaults=True):
    """A value that may stand."""

    value: Figure
    unit: str | None = None
    source: str | None = None


class FieldObject(Struct, omit_defaults=True):
    """A field. The first nine keys are always there."""

    value: Figure
    raw: str | None
    unit: str | None
    state: State
    source: Source | None
    evidence: Evidence | None
    confidence: float
    decision: Disposition
    reasons: tuple[str, ...]
    qualifier: Qualifier | None = None
    interval: Interval | None = None
    candidates: tuple[CandidateObject, ...] = ()
    proof: tuple[str, ...] = ()
    proposal: Figure | UnsetType = UNSET


class AmountObject(Struct, omit_defaults=True):
    """The rest of an Amount whose value stands beside it."""

    raw: str
    unit: str | None = None
    state: State = "reported"
    qualifier: Qualifier | None = None
    interval: Interval | None = None


class FactObject(Struct, omit_defaults=True):
    """An open fact: its Amount, flattened, and the share of a whole that it prints."""

    label: str
    value: Figure
    unit: str | None
    raw: str
    evidence: Evidence
    state: State = "reported"
    qualifier: Qualifier | None = None
    interval: Interval | None = None
    share: Figure | UnsetType = UNSET
    share_printed: AmountObject | None = None


class StatedObject(Struct, omit_defaults=True):
    """A figure printed beside another one, that is in no field."""

    value: Figure
    raw: str
    evidence: Evidence
    unit: str | None = None
    state: State = "reported"
    qualifier: Qualifier | None = None
    interval: Interval | None = None


class EditObject(Struct):
    """An edit rule on this record."""

    rule: str
    at: str
    status: Status
    left: Figure
    right: Figure
    fields: tuple[str, ...]


class FindingObject(Struct, omit_defaults=True):
    """A mistake of the source."""

    code: str
    message: str
    fields: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    rules: tuple[str, ...] = ()
    printed: Figure | UnsetType = UNSET
    expected: Figure | UnsetType = UNSET
    rests_on: tuple[str, ...] = ()


class IrregularityObject(Struct):
    """A place where the document departs from the form."""

    code: str
    message: str
    fields: tuple[str, ...]
    evidence: Evidence | None


class TermObject(Struct, omit_defaults=True):
    """A field, by what it is multiplied: a whole number, and the percentage in `share`."""

    coefficient: int
    field: str
    share: str | None = None


class RuleObject(Struct):
    """An edit rule that was written for this document."""

    rule: str
    at: str
    left: tuple[TermObject, ...]
    relation: Relation
    right: tuple[TermObject, ...]


class RecordObject(Struct, omit_defaults=True):
    """The whole line."""

    schema: Literal["gouji.record/1"]
    document: Origin
    form: str
    fields: dict[str, FieldObject]
    facts: tuple[FactObject, ...]
    items: tuple[Item, ...]
    edits: tuple[EditObject, ...]
    findings: tuple[FindingObject, ...]
    irregularities: tuple[IrregularityObject, ...]
    printed: Printed
    calls: tuple[Call, ...] = ()
    disagreements: tuple[FindingObject, ...] = ()
    rules: tuple[RuleObject, ...] = ()
    stated: dict[str, StatedObject] = {}
