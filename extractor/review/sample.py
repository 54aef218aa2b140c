"""A database -> one random accepted value of each report, for a person to look at.

Fields of one report stand and fall together; one of each gives answers that are independent, so
that a bound on the error can be told from them (see `bound`). What is drawn does not show how sure
the machine was, so that the answer is not led.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from extractor.store import Store
from extractor.store.columns import to_number
from extractor.values.numeral import plain_digits

AROUND = 40
"""Characters of the document that are shown on either side of the evidence."""

_REPORTS = """
SELECT id, sha256, path, agency, year FROM documents
WHERE status = 'ok' AND {which} ORDER BY sha256
"""
_ACCEPTED = """
SELECT f.field, l.label, f.value, f.text_value, f.unit, f.start, f."end",
  f.table_no, f.row_no, f.column_no
FROM fields f
JOIN documents d ON d.id = f.document
LEFT JOIN form_fields l ON l.form = d.form AND l.field = f.field
WHERE f.document = ? AND f.decision = 'accept'
  AND (f.value IS NOT NULL OR f.text_value IS NOT NULL)
ORDER BY f.field
"""
_AROUND = "SELECT substr(text, :start + 1, :length) AS text FROM documents WHERE id = :document"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One accepted value, as a person is asked about it; `answer` and `note` are for them.

    `context` is the document around the evidence, the evidence itself between 【 and 】. `id`
    changes with the value, so that an answer cannot be taken for another one.
    """

    id: str
    sha256: str
    report: str
    agency: str
    year: str
    field: str
    label: str
    value: str
    unit: str
    context: str
    place: str
    answer: str = ""
    note: str = ""


Row = Mapping[str, Any]


def draw(store: Store, seed: int, answered: Collection[str] = ()) -> Iterator[Drawn]:
    """One value of each report that has any, save of those `answered` (by their hash).

    A report's draw depends on the seed and on the report alone. Reports come in the order of their
    hashes, which is as good as chance: the first few are no choice either.
    """
    for report in store.query(_REPORTS.format(which="TRUE")):
        if report["sha256"] not in answered and (one := _choice(store, report, seed)):
            yield one


def draw_next(store: Store, seed: int, after: str) -> Drawn | None:
    """The first of `draw` after this hash, or else of all, that nobody has answered.

    People who begin at places of their own draw together without asking twice.
    """
    unanswered = "NOT EXISTS (SELECT 1 FROM audit_answers a WHERE a.sha256 = documents.sha256)"
    for place in ("sha256 > ?1", "sha256 <= ?1"):
        which = f"{unanswered} AND {place}"
        for report in store.query(_REPORTS.format(which=which), [after]):
            if one := _choice(store, report, seed):
                return one
    return None


def beginning(person: str) -> str:
    """Where among the hashes a person begins: a place of their own."""
    return hashlib.sha256(person.encode()).hexdigest()


def find(store: Store, sha256: str, field: str) -> Drawn | None:
    """What would be asked about one field as the database has it now."""
    for report in store.query(_REPORTS.format(which="sha256 = ?"), [sha256]):
        row = next((row for row in _accepted(store, report) if row["field"] == field), None)
        return None if row is None else _drawn(store, report, row)
    return None


def _choice(store: Store, report: Row, seed: int) -> Drawn | None:
    accepted = _accepted(store, report)
    if not accepted:
        return None
    return _drawn(store, report, Random(f"{seed} {report['sha256']}").choice(accepted))


def _accepted(store: Store, report: Row) -> list[dict[str, Any]]:
    return list(store.query(_ACCEPTED, [report["id"]]))


def _drawn(store: Store, report: Row, row: Row) -> Drawn:
    number = to_number(row["value"])
    value = str(row["text_value"]) if number is None else plain_digits(number)
    told = (report["sha256"], row["field"], value)
    places = [(name, row[f"{name}_no"]) for name in ("table", "row", "column")]
    return Drawn(
        id=hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:12],
        sha256=str(report["sha256"]),
        report=str(report["path"]),
        agency=str(report["agency"] or ""),
        year=str(report["year"] or ""),
        field=str(row["field"]),
        label=str(row["label"] or ""),
        value=value,
        unit=str(row["unit"] or ""),
        context=_context(store, report["id"], row["start"], row["end"]),
        place=", ".join(f"{name} {number}" for name, number in places if number is not None),
    )


def _context(store: Store, document: int, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    first = max(0, start - AROUND)
    asked = {"document": document, "start": first, "length": end + AROUND - first}
    (row,) = store.query(_AROUND, asked)
    text, begin, length = row["text"], start - first, end - start
    before, quote, after = text[:begin], text[begin : begin + length], text[begin + length :]
    return " ".join(f"{before}【{quote}】{after}".split())
