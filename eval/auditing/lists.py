"""A database -> a list for a person: one random accepted value of each report, with its place.

The machine's confidence is not on it, so that the answer is not led.
"""

import csv
import hashlib
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from random import Random
from typing import Any

from extractor.export.separated import write_csv
from extractor.export.tables import Table
from extractor.model.errors import GoujiError
from extractor.model.figure_json import plain
from extractor.store import Store
from extractor.store.columns import to_number

AROUND = 40
"""Characters of the document that are shown on either side of the evidence."""

_REPORTS = """
SELECT id, sha256, path, agency, year, text FROM documents
WHERE status = 'ok' AND (?1 IS NULL OR sha256 = ?1) ORDER BY sha256
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


class AuditError(GoujiError):
    """A list or an answer cannot be taken: where, and why."""


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
COLUMNS = tuple(field.name for field in fields(Drawn))


def draw(store: Store, seed: int, answered: Collection[str] = ()) -> Iterator[Drawn]:
    """One value of each report that has any, save of those `answered` (by their hash).

    A report's draw depends on the seed and on the report alone. Reports come in the order of their
    hashes, which is as good as chance: the first few are no choice either.
    """
    for report in _reports(store):
        values = _values(store, report)
        if values and report["sha256"] not in answered:
            yield Random(f"{seed} {report['sha256']}").choice(values)


def find(store: Store, sha256: str, field: str) -> Drawn | None:
    """What would be asked about one field as the database has it now."""
    for report in _reports(store, sha256):
        return next((one for one in _values(store, report) if one.field == field), None)
    return None


def _reports(store: Store, sha256: str | None = None) -> Iterator[Row]:
    return store.query(_REPORTS, [sha256])


def _values(store: Store, report: Row) -> list[Drawn]:
    return [_drawn(report, row) for row in store.query(_ACCEPTED, [report["id"]])]


def _drawn(report: Row, row: Row) -> Drawn:
    number = to_number(row["value"])
    value = str(row["text_value"]) if number is None else plain(number)
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
        context=_context(str(report["text"] or ""), row["start"], row["end"]),
        place=", ".join(f"{name} {number}" for name, number in places if number is not None),
    )


def _context(text: str, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return " ".join(f"{before}【{text[start:end]}】{after}".split())


def write_list(path: Path, drawn: Sequence[Drawn]) -> None:
    """The list as .csv, which a spreadsheet opens as it is meant, or as .json."""
    if path.suffix == ".json":
        text = json.dumps([asdict(one) for one in drawn], ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", encoding="utf-8")
        return
    rows = (tuple(asdict(one).values()) for one in drawn)
    with path.open("wb") as target:
        write_csv(Table(dict.fromkeys(COLUMNS, "text"), iter(rows)), target)


def read_list(path: Path) -> list[Drawn]:
    """A list that a person has filled, however far. Raises AuditError naming the file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = json.loads(text) if path.suffix == ".json" else _csv_rows(text)
        blank = Drawn(*[""] * len(COLUMNS))
        return [
            replace(blank, **{name: str(row[name] or "").strip() for name in COLUMNS})
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise AuditError(
            f"{path}: no list of `gouji audit draw` with its columns {', '.join(COLUMNS)} ({error})"
        ) from error


def _csv_rows(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text))
    if missing := set(COLUMNS).difference(reader.fieldnames or ()):
        raise KeyError(*sorted(missing))
    return list(reader)
