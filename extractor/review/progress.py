"""How far the reports of each batch are: read, failed, waiting for a person, done."""

from collections import Counter
from dataclasses import dataclass

from extractor.store import Store

_LATEST = """
SELECT b.id, b.name, b.started_at, count(s.path) AS files,
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
_KINDS = """
SELECT form, year, count(*) AS reports FROM documents INDEXED BY documents_listed
WHERE status = 'ok' GROUP BY form, year
"""
_NAMED = "SELECT id, name, started_at FROM batches ORDER BY id DESC LIMIT 100"
_NEWEST = 2**63 - 1


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
        return -int(-self.fields * self.seconds // 60)


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that did not become a record, and why."""

    path: str
    reason: str


def progress(
    store: Store, seconds: float, before: int | None = None, limit: int = 10
) -> tuple[Progress, ...]:
    """The last `limit` batches before the one of this number, the latest first.

    `seconds` is how long a person takes over a field (see `backlog.pace`).
    """
    latest = list(store.query(_LATEST, [_NEWEST if before is None else before, limit]))
    if not latest:
        return ()
    ends = [latest[-1]["id"], latest[0]["id"]]
    read = {row["batch"]: row for row in store.query(_READ, ends)}
    settled = {row["batch"]: row["settled"] for row in store.query(_SETTLED, ends)}
    found = []
    for row in latest:
        told = read.get(row["id"]) or dict.fromkeys(("documents", "failed", "fields", "open"), 0)
        failed, still_open = int(told["failed"]), int(told["open"])
        done = told["documents"] - failed - still_open
        by_people = settled.get(row["id"], 0)
        found.append(
            Progress(
                batch=row["id"],
                name=row["name"],
                started_at=row["started_at"],
                files=row["files"],
                failed=failed + row["unopened"],
                open=still_open,
                fields=int(told["fields"]),
                settled=by_people,
                untouched=done - by_people,
                seconds=seconds,
            )
        )
    return tuple(found)


def failures(store: Store, batch: int, after: str = "", limit: int = 20) -> tuple[Failed, ...]:
    """The next `limit` files after this path that a batch could not read, and why."""
    return tuple(Failed(**row) for row in store.query(_FAILED, [batch, after, limit]))


@dataclass(frozen=True, slots=True)
class Named:
    """A batch by its number and name."""

    batch: int
    name: str
    started_at: str


@dataclass(frozen=True, slots=True)
class Kinds:
    """What reports there are: forms and years with their numbers of reports, the latest batches."""

    forms: dict[str, int]
    years: dict[int, int]
    batches: tuple[Named, ...]


def kinds(store: Store) -> Kinds:
    """The forms, years (the last first) and batches of all reports that were read."""
    forms, years = Counter[str](), Counter[int]()
    for row in store.query(_KINDS):
        forms[row["form"]] += row["reports"]
        if row["year"] is not None:
            years[row["year"]] += row["reports"]
    batches = (Named(row["id"], row["name"], row["started_at"]) for row in store.query(_NAMED))
    return Kinds(
        dict(forms.most_common()), dict(sorted(years.items(), reverse=True)), tuple(batches)
    )
