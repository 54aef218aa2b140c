"""A store -> a table: long with one row a field, or wide with one row a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from extractor.model.figure_json import plain
from extractor.store import Store
from extractor.store.columns import to_number, to_texts

Kind = Literal["text", "integer", "decimal", "real"]
Cell = str | int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns, and rows that are made as they are asked for."""

    columns: dict[str, Kind]
    rows: Iterator[tuple[Cell, ...]]


_REPORT: dict[str, Kind] = {
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
_SELECT_REPORT = "SELECT path AS document, sha256, agency, year, form FROM documents WHERE id = ?"
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


def long(store: Store) -> Table:
    """One row a field. Reasons and rules of a proof are set apart by semicolons."""
    return Table(_REPORT | _FIELD, _long_rows(store))


def _long_rows(store: Store) -> Iterator[tuple[Cell, ...]]:
    for document in store.documents():
        (report,) = store.query(_SELECT_REPORT, [document])
        for row in store.query(_SELECT_FIELDS, [document]):
            row["value"] = to_number(row["value"])
            row["reasons"] = "; ".join(to_texts(row["reasons"]))
            row["proof"] = "; ".join(to_texts(row["proof"]))
            yield (*report.values(), *row.values())


def wide(store: Store) -> Table:
    """One row a report, one column a field: its value, nothing where there is none."""
    fields: dict[str, Kind] = {
        row["field"]: "text" if row["is_text"] else "decimal" for row in store.query(_SELECT_NAMES)
    }
    return Table(_REPORT | fields, _wide_rows(store, fields))


def _wide_rows(store: Store, fields: dict[str, Kind]) -> Iterator[tuple[Cell, ...]]:
    query = "SELECT field, value, text_value FROM fields WHERE document = ?"
    for document in store.documents():
        (report,) = store.query(_SELECT_REPORT, [document])
        values = {row["field"]: _value(row, fields) for row in store.query(query, [document])}
        yield (*report.values(), *(values.get(name) for name in fields))


def _value(row: dict[str, Any], fields: dict[str, Kind]) -> Cell:
    """A text column takes numbers as text: one report prints a word where others count."""
    number = to_number(row["value"])
    if fields[row["field"]] == "decimal":
        return number
    return row["text_value"] if number is None else plain(number)
