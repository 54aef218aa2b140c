"""The documents of a store as a list: what became of each, and what is left to do."""

from dataclasses import dataclass
from typing import Any, Literal

from extractor.store import Store

DocumentStatus = Literal["waiting", "done", "failed"]
"""`waiting`: fields wait for a person. `done`: none do. `failed`: it could not be read."""


@dataclass(frozen=True, slots=True)
class DocumentFilters:
    """Which documents are meant; None leaves it open. `batch` is a batch's number, `agency_part`
    is a part of the agency's name."""

    agency: str | None = None
    year: int | None = None
    form: str | None = None
    batch: int | None = None
    status: DocumentStatus | None = None
    agency_part: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list. `version` is the number of the last decision on it, 0 without one."""

    document: int
    sha256: str
    path: str
    status: DocumentStatus
    error: str | None
    media_type: str | None
    form: str | None
    agency: str | None
    year: int | None
    characters: int | None
    waiting: int
    findings: int
    version: int


_CONDITIONS = {
    "agency": "d.agency = ?",
    "agency_part": "instr(d.agency, ?) > 0",
    "year": "d.year = ?",
    "form": "d.form = ?",
    "batch": "EXISTS (SELECT 1 FROM sources s WHERE s.document = d.id AND s.batch = ?)",
}
_STATUS: dict[DocumentStatus, str] = {
    "waiting": "d.status = 'ok' AND d.waiting > 0",
    "done": "d.status = 'ok' AND d.waiting = 0",
    "failed": "d.status = 'failed'",
}
_SELECT = """
SELECT d.id AS document, d.sha256, d.path, d.status, d.error, d.media_type, d.form, d.agency,
  d.year, d.characters, coalesce(d.waiting, 0) AS waiting,
  (SELECT count(*) FROM findings g WHERE g.document = d.id) AS findings,
  (SELECT coalesce(max(c.number), 0) FROM decisions c WHERE c.sha256 = d.sha256) AS version
FROM documents d
"""
_NUMBERS = """
SELECT d.id FROM documents d INDEXED BY documents_listed
WHERE d.id > ? AND {where} ORDER BY d.id LIMIT ?
"""


def list_documents(
    store: Store, filters: DocumentFilters, after: int = 0, limit: int = 50
) -> tuple[Listed, ...]:
    """The next `limit` documents after the one of that number, in the order of their numbers."""
    where, values = _where(filters)
    query = f"{_SELECT} WHERE d.id IN ({_NUMBERS.format(where=where)}) ORDER BY d.id"
    return tuple(map(_listed, store.query(query, [after, *values, limit])))


def document_numbers(store: Store, filters: DocumentFilters) -> tuple[int, ...]:
    """The numbers of all these documents that could be read, in their order."""
    where, values = _where(filters)
    query = f"SELECT d.id FROM documents d WHERE d.status = 'ok' AND {where} ORDER BY d.id"
    return tuple(row["id"] for row in store.query(query, values))


def find_document(store: Store, document: int) -> Listed | None:
    """The document of this number, if there is one."""
    return next(map(_listed, store.query(f"{_SELECT} WHERE d.id = ?", [document])), None)


def _where(filters: DocumentFilters) -> tuple[str, list[str | int]]:
    asked = {name: getattr(filters, name) for name in _CONDITIONS}
    given = {name: value for name, value in asked.items() if value is not None}
    conditions = [_CONDITIONS[name] for name in given]
    if filters.status is not None:
        conditions.append(_STATUS[filters.status])
    return " AND ".join(conditions) or "TRUE", list(given.values())


def _listed(row: dict[str, Any]) -> Listed:
    status = "failed" if row["status"] == "failed" else "waiting" if row["waiting"] else "done"
    return Listed(**row | {"status": status})
