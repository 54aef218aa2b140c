"""Lists over all reports of a store: what they may be narrowed down to, and where they go on.

A cursor is the place in a list from which the next part goes on, as a text of no meaning.
"""

import base64
import binascii
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from extractor.errors import GoujiError
from extractor.record.record import Finding
from extractor.store import Store
from extractor.store.columns import FINDING

K = TypeVar("K")

RowNumber = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""A number that SQLite gives to rows."""

DocumentStatus = Literal["waiting", "done", "failed"]
"""`waiting`: fields wait for a person. `done`: none do. `failed`: it could not be read."""

ON_DOCUMENTS = {
    "agency": "d.agency = :agency",
    "agency_part": "instr(d.agency, :agency_part) > 0",
    "year": "d.year = :year",
    "form": "d.form = :form",
    "batch": "EXISTS (SELECT 1 FROM sources s WHERE s.document = d.id AND s.batch = :batch)",
}
"""What a filter asks of a document `d`, by the filter's name."""

_STATUS = """
CASE WHEN d.status = 'failed' THEN 'failed' WHEN d.waiting > 0 THEN 'waiting' ELSE 'done' END
"""
_DOCUMENT_FILTERS = ON_DOCUMENTS | {"status": f"{_STATUS} = :status"}
_DOCUMENTS = f"""
SELECT d.id AS document, d.sha256, d.path, {_STATUS} AS status, d.error, d.media_type, d.form,
  d.agency, d.year, d.characters, coalesce(d.waiting, 0) AS waiting,
  (SELECT count(*) FROM findings g WHERE g.document = d.id) AS findings,
  (SELECT coalesce(max(c.number), 0) FROM decisions c WHERE c.sha256 = d.sha256) AS version
FROM documents d WHERE d.id IN ({{numbers}}) ORDER BY d.id
"""
_NEXT_NUMBERS = """
SELECT d.id FROM documents d INDEXED BY documents_listed
WHERE d.id > :after AND {where} ORDER BY d.id LIMIT :limit
"""
_READ_NUMBERS = "SELECT d.id FROM documents d WHERE d.status = 'ok' AND {where} ORDER BY d.id"

_FINDING_FILTERS = ON_DOCUMENTS | {"code": "f.code = :code"}
_FINDINGS = """
SELECT f.*, d.path, d.agency, d.year FROM findings f JOIN documents d ON d.id = f.document
WHERE (f.document, f.number) > (:document, :number) AND {where}
ORDER BY f.document, f.number LIMIT :limit
"""
_CODES = (
    "SELECT code, count(*) AS findings FROM findings GROUP BY code ORDER BY findings DESC, code"
)
_KINDS = """
SELECT form, year, count(*) AS counted FROM documents INDEXED BY documents_listed
WHERE status = 'ok' GROUP BY form, year
"""
_NAMED = "SELECT id AS batch, name, started_at FROM batches ORDER BY id DESC LIMIT 100"


class CursorError(GoujiError):
    """A cursor is none that a page of this list gave."""


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


@dataclass(frozen=True, slots=True)
class FindingFilters:
    """Which findings are meant; None leaves it open. `agency_part` is a part of a name."""

    code: str | None = None
    agency: str | None = None
    year: int | None = None
    agency_part: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, its number in the report, and the report."""

    document: int
    number: int
    path: str
    agency: str | None
    year: int | None
    finding: Finding


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


def cursor_of(key: Iterable[float | int | str]) -> str:
    """The cursor of what follows the entry with this key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def key_of(cursor: str, kind: type[K]) -> K:
    """The key that a cursor was made of: a tuple of this type.

    Raises CursorError where it is of no such key.

    >>> key_of(cursor_of((7, "meta.agency")), tuple[RowNumber, str])
    (7, 'meta.agency')
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        written = base64.b64decode(padded, altchars=b"-_", validate=True)
        return msgspec.json.decode(written, type=kind)
    except (UnicodeEncodeError, binascii.Error, msgspec.MsgspecError) as error:
        raise CursorError(f"{cursor!r} is no cursor of this list: begin again without") from error


def where(given: Mapping[str, Any], conditions: Mapping[str, str]) -> str:
    """The conditions on what is given (not None) as one; `TRUE` where nothing is."""
    return (
        " AND ".join(c for name, c in conditions.items() if given.get(name) is not None) or "TRUE"
    )


def list_documents(
    store: Store, filters: DocumentFilters, after: int = 0, limit: int = 50
) -> tuple[Listed, ...]:
    """The next `limit` documents after the one of that number, in the order of their numbers."""
    given = asdict(filters)
    numbers = _NEXT_NUMBERS.format(where=where(given, _DOCUMENT_FILTERS))
    asked = given | {"after": after, "limit": limit}
    return tuple(Listed(**row) for row in store.query(_DOCUMENTS.format(numbers=numbers), asked))


def document_numbers(store: Store, filters: DocumentFilters) -> tuple[int, ...]:
    """The numbers of all these documents that could be read, in their order."""
    given = asdict(filters)
    query = _READ_NUMBERS.format(where=where(given, _DOCUMENT_FILTERS))
    return tuple(row["id"] for row in store.query(query, given))


def find_document(store: Store, document: int) -> Listed | None:
    """The document of this number, if there is one."""
    rows = store.query(_DOCUMENTS.format(numbers=":document"), {"document": document})
    return next((Listed(**row) for row in rows), None)


def list_findings(
    store: Store, filters: FindingFilters, after: tuple[int, int] = (0, 0), limit: int = 50
) -> tuple[Found, ...]:
    """The next `limit` findings after that of this document and number, report by report."""
    given = asdict(filters)
    query = _FINDINGS.format(where=where(given, _FINDING_FILTERS))
    asked = given | {"document": after[0], "number": after[1], "limit": limit}
    return tuple(map(_found, store.query(query, asked)))


def codes(store: Store) -> dict[str, int]:
    """How many findings there are of each code, most first."""
    return {row["code"]: row["findings"] for row in store.query(_CODES)}


def kinds(store: Store) -> Kinds:
    """The forms, years and batches of all reports that were read."""
    forms, years = forms_and_years(store.query(_KINDS))
    return Kinds(forms, years, tuple(Named(**row) for row in store.query(_NAMED)))


def forms_and_years(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], dict[int, int]]:
    """What is `counted` of each `form` and `year` -> of each form, most first, and of each year,
    the last first."""
    forms, years = Counter[str](), Counter[int]()
    for row in rows:
        forms[row["form"]] += row["counted"]
        if row["year"] is not None:
            years[row["year"]] += row["counted"]
    return dict(forms.most_common()), dict(sorted(years.items(), reverse=True))


def _found(row: dict[str, Any]) -> Found:
    report = {name: row[name] for name in ("document", "number", "path", "agency", "year")}
    return Found(**report, finding=FINDING.of_mapping(row))
