"""How much waits, of what kind, and how long it will take."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from extractor.record.decision import SKIPPED
from extractor.review.filters import Filters, Viewer, every
from extractor.store import Store
from extractor.store.columns import to_texts

DEFAULT_SECONDS = 20.0
"""What a field takes until there are decisions to tell."""

_FEWEST = 10
_LATEST = 1000
_BREAK_SECONDS = 300
"""Between decisions further apart than this, the person did something else."""
_MOST_AGENCIES = 50

_REASONS = """
SELECT f.reasons, f.field, count(*) AS fields FROM fields f
WHERE f.decision = 'review' GROUP BY f.reasons, f.field
"""
_DOCUMENTS = """
SELECT d.form, d.year, sum(d.waiting) AS fields FROM documents d INDEXED BY documents_waiting
WHERE d.waiting > 0 GROUP BY d.form, d.year
"""
_AGENCIES = """
SELECT d.agency, sum(d.waiting) AS fields FROM documents d INDEXED BY documents_waiting
WHERE d.waiting > 0 AND d.agency IS NOT NULL
GROUP BY d.agency ORDER BY fields DESC, d.agency LIMIT :most
"""
_BATCHES = """
SELECT b.id, b.name, sum(found.waiting) AS fields FROM (
  SELECT DISTINCT s.batch, d.id, d.waiting
  FROM documents d INDEXED BY documents_waiting CROSS JOIN sources s ON s.document = d.id
  WHERE d.waiting > 0
) AS found
JOIN batches b ON b.id = found.batch GROUP BY b.id ORDER BY b.id DESC
"""
_OF_DOCUMENTS = """
SELECT coalesce(sum(d.waiting), 0) AS fields, count(*) AS reports
FROM documents d INDEXED BY documents_waiting
WHERE d.waiting > 0 AND {documents}
"""
_OF_FIELDS = """
SELECT count(*) AS fields, count(DISTINCT f.document) AS reports FROM fields f
WHERE f.decision = 'review' AND {fields}
  AND f.document IN (SELECT d.id FROM documents d WHERE d.waiting > 0 AND {documents})
"""
_PACE = "SELECT reviewer, at FROM decisions ORDER BY number DESC LIMIT :latest"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all waiting fields have a value that one may filter by."""

    value: str | int
    name: str
    fields: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many fields of how many reports the filters let through, and what all that waits is.

    `seconds` is what a field takes: the median between a person's decisions, if `measured`. A field
    with two reasons counts for both. Of agencies only those of which most waits are named.
    """

    fields: int
    reports: int
    seconds: float
    measured: bool
    batches: tuple[Share, ...]
    forms: tuple[Share, ...]
    agencies: tuple[Share, ...]
    years: tuple[Share, ...]
    reasons: tuple[Share, ...]
    parts: tuple[Share, ...]
    total: int
    skipped: int

    @property
    def minutes(self) -> int:
        """What is left to do, in whole minutes, one at least where there is anything."""
        return -int(-self.fields * self.seconds // 60)


def backlog_of(store: Store, filters: Filters, viewer: Viewer) -> Backlog:
    """The backlog behind a queue with these filters."""
    reasons, parts, forms, years = Counter[str](), Counter[str](), Counter[str](), Counter[int]()
    for row in store.query(_REASONS):
        parts[row["field"].partition(".")[0]] += row["fields"]
        for reason in to_texts(row["reasons"]):
            reasons[reason] += row["fields"]
    for row in store.query(_DOCUMENTS):
        forms[row["form"]] += row["fields"]
        if row["year"] is not None:
            years[row["year"]] += row["fields"]
    fields, reports = _counted(store, filters, viewer)
    seconds, measured = pace(store)
    return Backlog(
        fields=fields,
        reports=reports,
        seconds=seconds,
        measured=measured,
        batches=tuple(
            Share(row["id"], row["name"], row["fields"]) for row in store.query(_BATCHES)
        ),
        forms=_shares(forms.most_common()),
        agencies=tuple(
            Share(row["agency"], row["agency"], row["fields"])
            for row in store.query(_AGENCIES, {"most": _MOST_AGENCIES})
        ),
        years=_shares(sorted(years.items(), reverse=True)),
        reasons=_shares(reasons.most_common()),
        parts=_shares(parts.most_common()),
        total=parts.total(),
        skipped=reasons[SKIPPED],
    )


def _shares(counted: Iterable[tuple[str | int, int]]) -> tuple[Share, ...]:
    return tuple(Share(value, str(value), fields) for value, fields in counted)


def _counted(store: Store, filters: Filters, viewer: Viewer) -> tuple[int, int]:
    """Fields and reports that the filters let through."""
    documents = every(filters.of_documents)
    sql = _OF_DOCUMENTS.format(documents=documents)
    if filters.of_fields:
        sql = _OF_FIELDS.format(fields=every(filters.of_fields), documents=documents)
    (row,) = store.query(sql, filters.given | viewer.told)
    return row["fields"], row["reports"]


def pace(store: Store) -> tuple[float, bool]:
    """Seconds between one person's decision and their next, and whether there were enough."""
    last: dict[str, datetime] = {}
    gaps = []
    for row in store.query(_PACE, {"latest": _LATEST}):
        at = datetime.fromisoformat(row["at"])
        if row["reviewer"] in last:
            gaps.append((last[row["reviewer"]] - at).total_seconds())
        last[row["reviewer"]] = at
    told = [gap for gap in gaps if 0 < gap <= _BREAK_SECONDS]
    return (median(told), True) if len(told) >= _FEWEST else (DEFAULT_SECONDS, False)
