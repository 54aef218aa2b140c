"""How far the work is: what waits and how long it will take, batch by batch, part by part."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from extractor.record.decision import SKIPPED
from extractor.review.case import BY_PEOPLE
from extractor.review.lists import forms_and_years
from extractor.review.queue import Filters, Viewer
from extractor.store import Store
from extractor.store.columns import to_texts

DEFAULT_SECONDS = 20.0
"""What a field takes until there are decisions to tell."""
REPORTS = 300
"""Reports that are covered, the latest: some 70,000 fields, a fifth of a second."""
PARTS = ("meta", "disclosure", "requests", "remedies", "narrative")

_KINDS = ("accepted", "proved", "settled", "waiting")
_FEWEST = 10
_BREAK_SECONDS = 300
"""Between decisions further apart than this, the person did something else."""
_MOST_AGENCIES = 50
_NEWEST = 2**63 - 1

_REASONS = """
SELECT f.reasons, f.field, count(*) AS fields FROM fields f
WHERE f.decision = 'review' GROUP BY f.reasons, f.field
"""
_DOCUMENTS = """
SELECT d.form, d.year, sum(d.waiting) AS counted FROM documents d INDEXED BY documents_waiting
WHERE d.waiting > 0 GROUP BY d.form, d.year
"""
_AGENCIES = """
SELECT d.agency AS value, d.agency AS name, sum(d.waiting) AS fields
FROM documents d INDEXED BY documents_waiting
WHERE d.waiting > 0 AND d.agency IS NOT NULL
GROUP BY d.agency ORDER BY fields DESC, d.agency LIMIT ?
"""
_BATCHES = """
SELECT b.id AS value, b.name, sum(found.waiting) AS fields FROM (
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
_PACE = "SELECT reviewer, at FROM decisions ORDER BY number DESC LIMIT 1000"

_LATEST = """
SELECT b.id AS batch, b.name, b.started_at, count(s.path) AS files,
  count(s.path) - count(s.document) AS unopened
FROM batches b LEFT JOIN sources s ON s.batch = b.id
WHERE b.id < ? GROUP BY b.id ORDER BY b.id DESC LIMIT ?
"""
_READ = """
SELECT f.batch, count(*) AS documents, total(d.status = 'failed') AS failed,
  total(d.waiting) AS fields, total(d.waiting > 0) AS open
FROM (SELECT DISTINCT batch, document FROM sources WHERE document IS NOT NULL) f
CROSS JOIN documents d INDEXED BY documents_listed ON d.id = f.document
WHERE f.batch BETWEEN ? AND ?
GROUP BY f.batch
"""
_SETTLED = """
SELECT f.batch, count(DISTINCT f.document) AS settled
FROM (SELECT DISTINCT sha256 FROM decisions c
  WHERE action IN ('accept', 'correct', 'misreported') AND NOT EXISTS (
    SELECT 1 FROM decisions u
    WHERE u.sha256 = c.sha256 AND u.field = c.field AND u.action = 'undo' AND u.after = c.number
  )) c
JOIN documents d ON d.sha256 = c.sha256
JOIN sources f ON f.document = d.id
WHERE d.status = 'ok' AND coalesce(d.waiting, 0) = 0 AND f.batch BETWEEN ? AND ?
GROUP BY f.batch
"""
_FAILED = """
SELECT s.path, coalesce(s.error, d.error) AS reason FROM sources s
LEFT JOIN documents d ON d.id = s.document
WHERE s.batch = ? AND s.path > ? AND (s.document IS NULL OR d.status = 'failed')
ORDER BY s.path LIMIT ?
"""

_COVERED = """
SELECT d.id FROM documents d INDEXED BY documents_listed
WHERE d.status = 'ok'
  AND (:batch IS NULL OR d.id IN (SELECT document FROM sources WHERE batch = :batch))
ORDER BY d.id DESC LIMIT :most
"""
_FIELDS = """
SELECT substr(field, 1, instr(field, '.') - 1) AS part, decision, source, reasons,
  count(*) AS fields
FROM fields
WHERE document IN (SELECT value FROM json_each(?))
  AND (state <> 'missing' OR decision = 'review')
GROUP BY part, decision, source, reasons
"""


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
        return _minutes(self.fields, self.seconds)


@dataclass(frozen=True, slots=True)
class Progress:
    """One batch: its `files`, and what became of them. A file that is there twice counts once.

    `failed` could not be opened or read. In `open` reports `fields` wait for a person; of the
    others, `settled` needed one and `untouched` never did. `seconds` is what a field takes.
    """

    batch: int
    name: str
    started_at: str
    files: int
    failed: int
    open: int
    fields: int
    settled: int
    untouched: int
    seconds: float

    @property
    def reports(self) -> int:
        """The files that became reports."""
        return self.open + self.settled + self.untouched

    @property
    def minutes(self) -> int:
        """What is left to do, in whole minutes, one at least where there is anything."""
        return _minutes(self.fields, self.seconds)


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that did not become a record, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shares:
    """The fields of a part, by what became of them. What a report does not print is not told."""

    part: str
    accepted: int
    proved: int
    settled: int
    waiting: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.accepted + self.proved + self.settled + self.waiting


@dataclass(frozen=True, slots=True)
class Coverage:
    """The shares of each part over so many reports; `all` parts together."""

    reports: int
    parts: tuple[Shares, ...]
    all: Shares


def backlog_of(store: Store, filters: Filters, viewer: Viewer) -> Backlog:
    """The backlog behind a queue with these filters."""
    reasons, parts = Counter[str](), Counter[str]()
    for row in store.query(_REASONS):
        parts[row["field"].partition(".")[0]] += row["fields"]
        for reason in to_texts(row["reasons"]):
            reasons[reason] += row["fields"]
    forms, years = forms_and_years(store.query(_DOCUMENTS))
    sql = _OF_DOCUMENTS if filters.on_fields == "TRUE" else _OF_FIELDS
    sql = sql.format(documents=filters.on_documents, fields=filters.on_fields)
    (counted,) = store.query(sql, filters.given | viewer.parameters)
    seconds, measured = pace(store)
    return Backlog(
        **counted,
        seconds=seconds,
        measured=measured,
        batches=tuple(Share(**row) for row in store.query(_BATCHES)),
        forms=_shares(forms.items()),
        agencies=tuple(Share(**row) for row in store.query(_AGENCIES, [_MOST_AGENCIES])),
        years=_shares(years.items()),
        reasons=_shares(reasons.most_common()),
        parts=_shares(parts.most_common()),
        total=parts.total(),
        skipped=reasons[SKIPPED],
    )


def pace(store: Store) -> tuple[float, bool]:
    """Seconds between one person's decision and their next, and whether there were enough."""
    last: dict[str, datetime] = {}
    gaps = []
    for row in store.query(_PACE):
        at = datetime.fromisoformat(row["at"])
        if row["reviewer"] in last:
            gaps.append((last[row["reviewer"]] - at).total_seconds())
        last[row["reviewer"]] = at
    at_work = [gap for gap in gaps if 0 < gap <= _BREAK_SECONDS]
    return (median(at_work), True) if len(at_work) >= _FEWEST else (DEFAULT_SECONDS, False)


def progress(
    store: Store, seconds: float, before: int | None = None, limit: int = 10
) -> tuple[Progress, ...]:
    """The last `limit` batches before the one of this number, the latest first.

    `seconds` is how long a person takes over a field (see `pace`).
    """
    latest = list(store.query(_LATEST, [_NEWEST if before is None else before, limit]))
    if not latest:
        return ()
    ends = [latest[-1]["batch"], latest[0]["batch"]]
    read = {row["batch"]: row for row in store.query(_READ, ends)}
    settled = {row["batch"]: row["settled"] for row in store.query(_SETTLED, ends)}
    nothing = dict.fromkeys(("documents", "failed", "fields", "open"), 0)
    found = []
    for row in latest:
        counts = {name: int(n) for name, n in (read.get(row["batch"]) or nothing).items()}
        by_people = settled.get(row["batch"], 0)
        found.append(
            Progress(
                batch=row["batch"],
                name=row["name"],
                started_at=row["started_at"],
                files=row["files"],
                failed=counts["failed"] + row["unopened"],
                open=counts["open"],
                fields=counts["fields"],
                settled=by_people,
                untouched=counts["documents"] - counts["failed"] - counts["open"] - by_people,
                seconds=seconds,
            )
        )
    return tuple(found)


def failures(store: Store, batch: int, after: str = "", limit: int = 20) -> tuple[Failed, ...]:
    """The next `limit` files after this path that a batch could not read, and why."""
    return tuple(Failed(**row) for row in store.query(_FAILED, [batch, after, limit]))


def coverage(store: Store, batch: int | None = None) -> Coverage:
    """What became of the fields of the latest REPORTS, of one batch or of all."""
    covered = store.query(_COVERED, {"batch": batch, "most": REPORTS})
    reports = [row["id"] for row in covered]
    counts: Counter[tuple[str, str]] = Counter()
    for row in store.query(_FIELDS, [str(reports)]):
        became = _became(row["decision"], row["source"], to_texts(row["reasons"]))
        counts[row["part"], became] += row["fields"]
        counts["", became] += row["fields"]
    parts = dict.fromkeys((*PARTS, *sorted(part for part, _ in counts if part)))
    shares = (_shares_of(counts, part) for part in parts)
    return Coverage(len(reports), tuple(s for s in shares if s.total), _shares_of(counts, ""))


def _minutes(fields: int, seconds: float) -> int:
    return -int(-fields * seconds // 60)


def _shares(counted: Iterable[tuple[str | int, int]]) -> tuple[Share, ...]:
    return tuple(Share(value, str(value), fields) for value, fields in counted)


def _became(decision: str, source: str | None, reasons: Iterable[str]) -> str:
    if decision == "review":
        return "waiting"
    if not BY_PEOPLE.isdisjoint(reasons):
        return "settled"
    return "proved" if source == "imputed" else "accepted"


def _shares_of(counts: Counter[tuple[str, str]], part: str) -> Shares:
    return Shares(part, *(counts[part, kind] for kind in _KINDS))
