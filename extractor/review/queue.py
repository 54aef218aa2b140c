"""What waits for a person, the worst and most valuable first.

A field's priority is how likely it is wrong times how many fields hang together with it (see
`store.rows`); what somebody has skipped comes last. A report stands where its first field stands:
the dependents of a field are in its own report, so a sum over the report would count them twice.

Pages are cut at keys, not at counts. What is settled meanwhile is gone from the next page, and
nothing else moves onto it or off it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec

from extractor.record.record import FieldId, Value
from extractor.review.claims import Claim, claim
from extractor.review.cursors import RowNumber, cursor_of, key_of
from extractor.review.filters import Filters, Held, Viewer, every
from extractor.store import Store
from extractor.store.columns import to_number, to_texts

T = TypeVar("T")


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
    """A report with the fields of it that wait, its first field first; `waiting` counts them."""

    report: Report
    priority: float
    waiting: int
    fields: tuple[WaitingField, ...]
    claim: Claim | None

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
_FIRST = """
SELECT f.field FROM fields f WHERE f.decision = 'review' AND f.document = :document
ORDER BY f.priority DESC, f.field LIMIT 1
"""


def page_of_queue(
    store: Store, filters: Filters, viewer: Viewer, after: str | None = None, limit: int = 50
) -> QueuePage:
    """Waiting fields, from the first or after a cursor. Raises CursorError for a foreign one."""
    key = _key(after, ("priority", "document", "field"), tuple[float, RowNumber, str])
    within = _WITHIN.format(documents=every(filters.of_documents))
    keys = _KEYS_OF_FIELDS.format(
        after=_AFTER_FIELD if key else "TRUE",
        fields=every(filters.of_fields),
        documents=within if filters.of_documents else "TRUE",
    )
    found, following = _part(store, keys, filters, viewer, key, limit)
    told = msgspec.json.encode([(row["document"], row["field"]) for row in found]).decode()
    which = "(f.document, f.field) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:keys))"
    rows = store.query(_FIELDS.format(which=which), {"keys": told, "at": viewer.told["at"]})
    return Page(tuple(map(_field_of, rows)), following)


def page_of_reports(
    store: Store, filters: Filters, viewer: Viewer, after: str | None = None, limit: int = 25
) -> ReportPage:
    """Reports of which fields wait, from the first or after a cursor, each with those fields.

    Raises CursorError for a cursor that is none of a page of reports.
    """
    key = _key(after, ("priority", "document"), tuple[float, RowNumber])
    keys = _KEYS_OF_REPORTS.format(
        after=_AFTER_REPORT if key else "TRUE",
        documents=every(filters.of_documents),
        fields=_HAVING.format(fields=every(filters.of_fields)) if filters.of_fields else "TRUE",
    )
    found, following = _part(store, keys, filters, viewer, key, limit)
    documents = msgspec.json.encode([row["document"] for row in found]).decode()
    which = f"f.document IN (SELECT value FROM json_each(:keys)) AND {every(filters.of_fields)}"
    asked = filters.given | {"keys": documents, "at": viewer.told["at"]}
    waiting: defaultdict[int, list[WaitingField]] = defaultdict(list)
    for field in map(_field_of, store.query(_FIELDS.format(which=which), asked)):
        waiting[field.report.document].append(field)
    # What was settled between the two questions waits no more.
    still = [row for row in found if row["document"] in waiting]
    return Page(tuple(_report_of(row, waiting[row["document"]]) for row in still), following)


def first_field(store: Store, document: int) -> FieldId | None:
    """The field of a report that waits first, if any does."""
    row = next(store.query(_FIRST, {"document": document}), None)
    return None if row is None else str(row["field"])


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
    store: Store,
    keys: str,
    filters: Filters,
    viewer: Viewer,
    after: Mapping[str, Any],
    limit: int,
) -> tuple[list[dict[str, Any]], str | None]:
    """The keys of one part of a list, and the cursor of the next."""
    asked = {**filters.given, **viewer.told, **after, "limit": limit + 1}
    found = list(store.query(keys, asked))
    if len(found) <= limit:
        return found, None
    return found[:limit], cursor_of(found[limit - 1].values())


def _report_of(row: Mapping[str, Any], fields: list[WaitingField]) -> WaitingReport:
    first = fields[0]
    return WaitingReport(first.report, row["priority"], len(fields), tuple(fields), first.claim)


def _field_of(row: Mapping[str, Any]) -> WaitingField:
    document, reviewer = row["document"], row["reviewer"]
    text = row["text_value"]
    claim = Claim(document, reviewer, row["given_by"], row["claimed_at"], row["until"])
    return WaitingField(
        report=Report(document, row["agency"], row["year"], row["form"], row["path"]),
        field=row["field"],
        label=row["label"],
        part=row["field"].partition(".")[0],
        priority=row["priority"],
        confidence=row["confidence"],
        state=row["state"],
        raw=row["raw"],
        value=to_number(row["value"]) if text is None else text,
        unit=row["unit"],
        reasons=to_texts(row["reasons"]),
        claim=None if reviewer is None else claim,
    )


def _key(cursor: str | None, names: tuple[str, ...], kind: type[tuple[Any, ...]]) -> dict[str, Any]:
    return {} if cursor is None else dict(zip(names, key_of(cursor, kind), strict=True))
