"""What agencies misreported, over all documents of a store."""

from dataclasses import dataclass
from typing import Any

from extractor.record.record import Finding
from extractor.store import Store
from extractor.store.columns import FINDING


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


_SELECT = """
SELECT f.*, d.path, d.agency, d.year FROM findings f JOIN documents d ON d.id = f.document
WHERE (f.document, f.number) > (?, ?)
"""


def list_findings(
    store: Store, filters: FindingFilters, after: tuple[int, int] = (0, 0), limit: int = 50
) -> tuple[Found, ...]:
    """The next `limit` findings after that of this document and number, report by report."""
    conditions: list[str] = [_SELECT]
    values: list[str | int] = [*after]
    for condition, wanted in (
        ("f.code = ?", filters.code),
        ("d.agency = ?", filters.agency),
        ("instr(d.agency, ?) > 0", filters.agency_part),
        ("d.year = ?", filters.year),
    ):
        if wanted is not None:
            conditions.append(f"AND {condition}")
            values.append(wanted)
    query = " ".join((*conditions, "ORDER BY f.document, f.number LIMIT ?"))
    return tuple(map(_found, store.query(query, [*values, limit])))


def _found(row: dict[str, Any]) -> Found:
    return Found(
        document=row["document"],
        number=row["number"],
        path=row["path"],
        agency=row["agency"],
        year=row["year"],
        finding=FINDING.of_mapping(row),
    )
