"""A store -> a table: long with one row a field, or wide with one row a report."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from extractor.record.decision import SETTLED_AS, Action, Decision, in_force
from extractor.store import Store
from extractor.store.columns import to_number, to_texts
from extractor.values.numeral import plain_digits

Kind = Literal["text", "integer", "decimal", "real"]
Cell = str | int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns, and rows that are made as they are asked for."""

    columns: dict[str, Kind]
    rows: Iterator[tuple[Cell, ...]]


REPORT: dict[str, Kind] = {
    "document": "text",
    "sha256": "text",
    "agency": "text",
    "year": "integer",
    "form": "text",
}
_FIELD: dict[str, Kind] = {
    "field": "text",
    "label": "text",
    "value": "decimal",
    "text_value": "text",
    "raw": "text",
    "unit": "text",
    "state": "text",
    "qualifier": "text",
    "source": "text",
    "confidence": "real",
    "decision": "text",
    "reasons": "text",
    "start": "integer",
    "end": "integer",
    "quote": "text",
    "proof": "text",
}
_CONFIRMED: dict[str, Kind] = {"confirmed": "text", "confirmed_by": "text", "confirmed_at": "text"}
_AS: dict[Action, str] = {
    "accept": "confirmed",
    "correct": "corrected",
    "misreported": "misreported",
}
SELECT_REPORT = "SELECT path AS document, sha256, agency, year, form FROM documents WHERE id = ?"
_SELECT_FIELDS = f"""
SELECT {", ".join(f"l.{name}" if name == "label" else f"f.{name}" for name in _FIELD)}
FROM fields f
JOIN documents d ON d.id = f.document
LEFT JOIN form_fields l ON l.form = d.form AND l.field = f.field
WHERE f.document = ?
ORDER BY f.rowid
"""
_SELECT_NAMES = """
SELECT field, max(text_value IS NOT NULL) AS is_text FROM fields GROUP BY field ORDER BY min(rowid)
"""


def long(store: Store, documents: Iterable[int] | None = None) -> Table:
    """One row a field, of these documents or of all.

    Reasons and rules of a proof are set apart by semicolons. `confirmed` says whether a person
    stands for the value, and as what: `confirmed` as read, `corrected`, or read rightly and
    `misreported` by the agency; empty where nobody does.
    """
    return Table(REPORT | _FIELD | _CONFIRMED, _long_rows(store, documents))


def _long_rows(store: Store, documents: Iterable[int] | None) -> Iterator[tuple[Cell, ...]]:
    for document in store.documents() if documents is None else documents:
        (report,) = store.query(SELECT_REPORT, [document])
        said = in_force(store.decisions(report["sha256"]))
        for row in list(store.query(_SELECT_FIELDS, [document])):
            reasons = to_texts(row["reasons"])
            row["value"] = to_number(row["value"])
            row["reasons"] = "; ".join(reasons)
            row["proof"] = "; ".join(to_texts(row["proof"]))
            yield (*report.values(), *row.values(), *_confirmed(said.get(row["field"]), reasons))


def _confirmed(decision: Decision | None, reasons: Collection[str]) -> tuple[Cell, Cell, Cell]:
    """What a person says of a value. A decision that was made on another text says nothing."""
    if decision is None or SETTLED_AS.get(decision.action) not in reasons:
        return None, None, None
    return _AS[decision.action], decision.reviewer, decision.at


def wide(store: Store, documents: Iterable[int] | None = None) -> Table:
    """One row a report, one column a field: its value, nothing where there is none."""
    fields: dict[str, Kind] = {
        row["field"]: "text" if row["is_text"] else "decimal" for row in store.query(_SELECT_NAMES)
    }
    return Table(REPORT | fields, _wide_rows(store, fields, documents))


def _wide_rows(
    store: Store, fields: dict[str, Kind], documents: Iterable[int] | None
) -> Iterator[tuple[Cell, ...]]:
    query = "SELECT field, value, text_value FROM fields WHERE document = ?"
    for document in store.documents() if documents is None else documents:
        (report,) = store.query(SELECT_REPORT, [document])
        values = {row["field"]: _value(row, fields) for row in store.query(query, [document])}
        yield (*report.values(), *(values.get(name) for name in fields))


def _value(row: dict[str, Any], fields: dict[str, Kind]) -> Cell:
    """A text column takes numbers as text: one report prints a word where others count."""
    number = to_number(row["value"])
    if fields[row["field"]] == "decimal":
        return number
    return row["text_value"] if number is None else plain_digits(number)
