"""Of what reports print, how much was accepted, proved, settled by people, and still waits."""

from collections import Counter
from dataclasses import dataclass

from extractor.record.decision import SETTLED_AS
from extractor.store import Store
from extractor.store.columns import to_texts

REPORTS = 300
"""Reports that are counted, the latest: some 70,000 fields, a fifth of a second."""

PARTS = ("meta", "disclosure", "requests", "remedies", "narrative")

_REPORTS = """
SELECT d.id FROM documents d INDEXED BY documents_listed WHERE d.status = 'ok' AND {which}
ORDER BY d.id DESC LIMIT :most
"""
_OF_BATCH = "d.id IN (SELECT document FROM sources WHERE batch = :batch)"
_FIELDS = """
SELECT substr(field, 1, instr(field, '.') - 1) AS part, decision, source, reasons,
  count(*) AS fields
FROM fields
WHERE document IN (SELECT value FROM json_each(:reports))
  AND (state <> 'missing' OR decision = 'review')
GROUP BY part, decision, source, reasons
"""
_BY_PEOPLE = frozenset(SETTLED_AS.values())


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


def coverage(store: Store, batch: int | None = None, most: int = REPORTS) -> Coverage:
    """What became of the fields of the latest reports, of one batch or of all."""
    which = "TRUE" if batch is None else _OF_BATCH
    query = _REPORTS.format(which=which)
    asked = {"most": most} | ({} if batch is None else {"batch": batch})
    reports = [row["id"] for row in store.query(query, asked)]
    counts: Counter[tuple[str, str]] = Counter()
    for row in store.query(_FIELDS, {"reports": str(reports)}):
        counts[row["part"], _became(row)] += row["fields"]
    known = dict.fromkeys((*PARTS, *sorted({part for part, _ in counts})))
    parts = [_shares(counts, part) for part in known]
    whole: Counter[tuple[str, str]] = Counter()
    for (_, became), fields in counts.items():
        whole["", became] += fields
    told = tuple(shares for shares in parts if shares.total)
    return Coverage(len(reports), told, _shares(whole, ""))


def _became(row: dict[str, str | None]) -> str:
    if row["decision"] == "review":
        return "waiting"
    if not _BY_PEOPLE.isdisjoint(to_texts(row["reasons"])):
        return "settled"
    return "proved" if row["source"] == "imputed" else "accepted"


def _shares(counts: Counter[tuple[str, str]], part: str) -> Shares:
    kinds = ("accepted", "proved", "settled", "waiting")
    return Shares(part, *(counts[part, kind] for kind in kinds))
