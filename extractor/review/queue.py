"""What waits for a person, the worst and most valuable first.

A field's priority is how likely it is wrong times how many fields hang together with it (see
`store.rows`); what somebody has skipped comes last. A report stands where its first field stands:
the dependents of a field are in its own report, so a sum over the report would count them twice.

Pages are cut at keys, not at counts. What is settled meanwhile is gone from the next page, and
nothing else moves onto it or off it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import msgspec

from extractor.record.record import FieldId, Value
from extractor.review.claims import Claim, claim, moment
from extractor.review.lists import ON_DOCUMENTS, RowNumber, cursor_of, key_of, where
from extractor.store import Store
from extractor.store.columns import to_number, to_texts

T = TypeVar("T")

Held = Literal["mine", "free", "others"]
HELD: tuple[Held, ...] = ("mine", "free", "others")
"""Reports that one has oneself, that nobody has, that somebody else has."""

_CLAIMED = "SELECT document FROM claims WHERE (until IS NULL OR until > :at)"
_HELD: dict[Held, str] = {
    "mine": f"d.id IN ({_CLAIMED} AND reviewer = :person)",
    "others": f"d.id IN ({_CLAIMED} AND reviewer <> :person)",
    "free": f"d.id NOT IN ({_CLAIMED})",
}
_ON_FIELDS = {
    "reason": "instr(f.reasons, '\"' || :reason || '\"') > 0",
    "part": "substr(f.field, 1, instr(f.field, '.') - 1) = :part",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What must be so of a waiting field; None asks nothing. `agency` is a part of its name."""

    batch: int | None = None
    form: str | None = None
    agency: str | None = None
    year: int | None = None
    reason: str | None = None
    part: str | None = None
    held: Held | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What is asked, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @property
    def on_fields(self) -> str:
        """The condition on a field `f`; `TRUE` for every field."""
        return where(self.given, _ON_FIELDS)

    @property
    def on_documents(self) -> str:
        """The condition on a document `d`; `TRUE` for every document."""
        held = {"held": _HELD[self.held]} if self.held else {}
        agency = {"agency": "instr(d.agency, :agency) > 0"}
        return where(self.given, ON_DOCUMENTS | agency | held)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the queue, and when: claims are theirs or another's, and come to an end."""

    person: str
    at: datetime

    @property
    def parameters(self) -> dict[str, str]:
        """The two as parameters of a statement."""
        return {"person": self.person, "at": moment(self.at)}


@dataclass(frozen=True, slots=True)
class Report:
    """What a person knows a report by. Whatever it does not say is None."""

    document: int
    agency: str | None
    year: int | None
    form: str
    path: str


@dataclass(frozen=True, slots=True)
class WaitingField:
    """A field that waits, what was read of it, why it waits, and who has its report."""

    report: Report
    field: FieldId
    label: str | None
    part: str
    priority: float
    confidence: float
    state: str
    raw: str | None
    value: Value | None
    unit: str | None
    reasons: tuple[str, ...]
    claim: Claim | None

    @property
    def skipped(self) -> bool:
        """Whether somebody has left it open."""
        return self.priority == 0

    @property
    def together(self) -> int:
        """How many fields hang together with it, itself included; 0 where it was skipped."""
        doubt = 1 - self.confidence
        return round(self.priority / doubt) if doubt else 0


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report by the fields of it that wait, its first field first."""

    fields: tuple[WaitingField, ...]

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.fields[0].report

    @property
    def claim(self) -> Claim | None:
        """Who has it."""
        return self.fields[0].claim

    @property
    def waiting(self) -> int:
        """How many of its fields wait."""
        return len(self.fields)

    @property
    def by_reasons(self) -> tuple[tuple[tuple[str, ...], tuple[WaitingField, ...]], ...]:
        """The fields that wait for the same reasons together, in their order."""
        alike: defaultdict[tuple[str, ...], list[WaitingField]] = defaultdict(list)
        for field in self.fields:
            alike[field.reasons].append(field)
        return tuple((reasons, tuple(fields)) for reasons, fields in alike.items())


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list. `next` is the cursor of the part that follows, None at the end."""

    entries: tuple[T, ...]
    next: str | None


QueuePage = Page[WaitingField]
ReportPage = Page[WaitingReport]

_KEYS_OF_FIELDS = """
SELECT f.priority, f.document, f.field FROM fields f
WHERE f.decision = 'review' AND {after} AND {fields} AND {documents}
ORDER BY f.priority DESC, f.document, f.field LIMIT :limit
"""
_AFTER_FIELD = (
    "f.priority <= :priority AND "
    "(f.priority < :priority OR (f.document, f.field) > (:document, :field))"
)
_WITHIN = "f.document IN (SELECT d.id FROM documents d WHERE d.waiting > 0 AND {documents})"

_KEYS_OF_REPORTS = """
SELECT d.priority, d.id AS document FROM documents d INDEXED BY documents_waiting
WHERE d.waiting > 0 AND {after} AND {documents} AND {fields}
ORDER BY d.priority DESC, d.id LIMIT :limit
"""
_AFTER_REPORT = "d.priority <= :priority AND (d.priority < :priority OR d.id > :document)"
_HAVING = (
    "EXISTS (SELECT 1 FROM fields f WHERE f.decision = 'review' AND f.document = d.id AND {fields})"
)

_FIELDS = """
SELECT f.document, d.agency, d.year, d.form, d.path, f.field, l.label, f.priority, f.confidence,
  f.state, f.raw, f.value, f.text_value, f.unit, f.reasons,
  c.reviewer, c.given_by, c.at AS claimed_at, c.until
FROM fields f INDEXED BY fields_waiting_in
JOIN documents d ON d.id = f.document
LEFT JOIN form_fields l ON l.form = d.form AND l.field = f.field
LEFT JOIN claims c ON c.document = f.document AND (c.until IS NULL OR c.until > :at)
WHERE f.decision = 'review' AND {which}
ORDER BY f.priority DESC, f.document, f.field
"""
_AMONG_FIELDS = "(f.document, f.field) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:keys))"
_AMONG_REPORTS = "f.document IN (SELECT value FROM json_each(:keys)) AND {fields}"
_FIRST = """
SELECT f.field FROM fields f WHERE f.decision = 'review' AND f.document = ?
ORDER BY f.priority DESC, f.field LIMIT 1
"""


def page_of_queue(
    store: Store, filters: Filters, viewer: Viewer, after: str | None = None, limit: int = 50
) -> QueuePage:
    """Waiting fields, from the first or after a cursor. Raises CursorError for a foreign one."""
    documents = filters.on_documents
    keys = _KEYS_OF_FIELDS.format(
        after=_AFTER_FIELD if after is not None else "TRUE",
        fields=filters.on_fields,
        documents="TRUE" if documents == "TRUE" else _WITHIN.format(documents=documents),
    )
    asked = filters.given | viewer.parameters
    if after is not None:
        key = key_of(after, tuple[float, RowNumber, str])
        asked |= zip(("priority", "document", "field"), key, strict=True)
    found, following = _part(store, keys, asked, limit)
    asked["keys"] = _json([(row["document"], row["field"]) for row in found])
    rows = store.query(_FIELDS.format(which=_AMONG_FIELDS), asked)
    return Page(tuple(map(_waiting_field, rows)), following)


def page_of_reports(
    store: Store, filters: Filters, viewer: Viewer, after: str | None = None, limit: int = 25
) -> ReportPage:
    """Reports of which fields wait, from the first or after a cursor, each with those fields.

    Raises CursorError for a cursor that is none of a page of reports.
    """
    fields = filters.on_fields
    keys = _KEYS_OF_REPORTS.format(
        after=_AFTER_REPORT if after is not None else "TRUE",
        documents=filters.on_documents,
        fields="TRUE" if fields == "TRUE" else _HAVING.format(fields=fields),
    )
    asked = filters.given | viewer.parameters
    if after is not None:
        key = key_of(after, tuple[float, RowNumber])
        asked |= zip(("priority", "document"), key, strict=True)
    found, following = _part(store, keys, asked, limit)
    asked["keys"] = _json([row["document"] for row in found])
    waiting: defaultdict[int, list[WaitingField]] = defaultdict(list)
    which = _AMONG_REPORTS.format(fields=fields)
    for row in store.query(_FIELDS.format(which=which), asked):
        waiting[row["document"]].append(_waiting_field(row))
    # What was settled between the two questions waits no more.
    still = (waiting[row["document"]] for row in found if row["document"] in waiting)
    return Page(tuple(WaitingReport(tuple(fields)) for fields in still), following)


def first_field(store: Store, document: int) -> FieldId | None:
    """The field of a report that waits first, if any does."""
    return next((row["field"] for row in store.query(_FIRST, [document])), None)


def take_next(store: Store, filters: Filters, viewer: Viewer) -> WaitingField | None:
    """The first waiting field of the reports that one has, else of those that nobody has; one has
    its report then. None where all that is left was skipped, or is with others."""
    wanted: tuple[Held, ...] = ("mine", "free") if filters.held is None else (filters.held,)
    for held in wanted:
        page = page_of_queue(store, replace(filters, held=held), viewer, limit=1)
        for field in page.entries:
            if not field.skipped:
                claim(store, field.report.document, viewer.person, viewer.at)
                return field
    return None


def _part(
    store: Store, keys: str, asked: Mapping[str, Any], limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """The keys of one part of a list, and the cursor of the next."""
    found = list(store.query(keys, {**asked, "limit": limit + 1}))
    if len(found) <= limit:
        return found, None
    return found[:limit], cursor_of(found[limit - 1].values())


def _json(keys: list[Any]) -> str:
    return msgspec.json.encode(keys).decode()


def _waiting_field(row: Mapping[str, Any]) -> WaitingField:
    document, reviewer, text = row["document"], row["reviewer"], row["text_value"]
    claim = Claim(document, reviewer, row["given_by"], row["claimed_at"], row["until"])
    same = ("field", "label", "priority", "confidence", "state", "raw", "unit")
    return WaitingField(
        report=Report(document, row["agency"], row["year"], row["form"], row["path"]),
        part=row["field"].partition(".")[0],
        value=to_number(row["value"]) if text is None else text,
        reasons=to_texts(row["reasons"]),
        claim=None if reviewer is None else claim,
        **{name: row[name] for name in same},
    )
