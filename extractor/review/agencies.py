"""Reports put together by the agency they are of.

By its name with its characters folded (width, script, spaces) and nothing else: an agency that was
renamed is two. Of several reports on one year the last read counts.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extractor.store import Store
from extractor.values.folding import fold, squeeze

_NAMES = (
    "SELECT DISTINCT agency FROM documents INDEXED BY documents_of_agency "
    "WHERE agency IS NOT NULL AND status = 'ok'"
)
_REPORTS = """
SELECT d.id AS document, d.agency, d.year, d.form, d.path, coalesce(d.waiting, 0) AS waiting,
  (SELECT count(*) FROM findings f WHERE f.document = d.id) AS findings
FROM documents d
WHERE d.agency IN (SELECT value FROM json_each(?)) AND d.status = 'ok'
ORDER BY d.year IS NULL, d.year, d.id
"""


@dataclass(frozen=True, slots=True)
class YearReport:
    """A report of an agency. It `counts` unless another on the same year was read after it."""

    document: int
    agency: str
    year: int | None
    form: str
    path: str
    waiting: int
    findings: int
    counts: bool


@lru_cache(maxsize=2**16)
def key_of(agency: str) -> str:
    """An agency's name folded: the same for every way of writing the same characters.

    >>> key_of("示例市（高新區） 水務局") == key_of("示例市(高新区)水务局")
    True
    """
    return squeeze(fold(agency))


def agency_names(store: Store) -> dict[str, list[str]]:
    """The key of every agency -> the names it is printed under."""
    names: dict[str, list[str]] = {}
    for row in store.query(_NAMES):
        names.setdefault(key_of(row["agency"]), []).append(row["agency"])
    return names


def reports_of(store: Store, names: Iterable[str]) -> dict[str, list[YearReport]]:
    """The reports of agencies, by key; those without a year last."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in store.query(_REPORTS, [json.dumps(list(names))]):
        rows.setdefault(key_of(row["agency"]), []).append(row)
    reports = {}
    for key, of_agency in rows.items():
        last = {row["year"]: row["document"] for row in of_agency}
        reports[key] = [
            YearReport(**row, counts=row["year"] is None or last[row["year"]] == row["document"])
            for row in of_agency
        ]
    return reports
