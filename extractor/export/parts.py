"""The parts of records as tables of their own: fields, facts, findings, and what else there is."""

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from extractor.export.tables import REPORT, SELECT_REPORT, Cell, Kind, Table, long, wide
from extractor.store import Store
from extractor.store.columns import to_number, to_texts

Part = Literal[
    "reports",
    "fields",
    "facts",
    "items",
    "edits",
    "findings",
    "disagreements",
    "irregularities",
    "decisions",
]
PARTS: tuple[Part, ...] = get_args(Part)

_Column = Kind | Literal["texts"]
_PLACE: dict[str, _Column] = {"start": "integer", "end": "integer", "quote": "text"}
_AMOUNT: dict[str, _Column] = {
    "value": "decimal",
    "unit": "text",
    "raw": "text",
    "state": "text",
    "qualifier": "text",
    "low": "decimal",
    "high": "decimal",
}
_FINDING: dict[str, _Column] = {
    "number": "integer",
    "code": "text",
    "message": "text",
    "fields": "texts",
    "rules": "texts",
    "printed": "decimal",
    "expected": "decimal",
    "evidence": "text",
}
_COLUMNS: dict[str, dict[str, _Column]] = {
    "facts": {"number": "integer", "label": "text", **_AMOUNT, "share": "decimal", **_PLACE},
    "items": {"number": "integer", "kind": "text", **_PLACE},
    "edits": {
        "number": "integer",
        "rule": "text",
        "at": "text",
        "status": "text",
        "left": "decimal",
        "right": "decimal",
        "fields": "texts",
    },
    "findings": _FINDING,
    "disagreements": {**_FINDING, "rests_on": "texts"},
    "irregularities": {
        "number": "integer",
        "code": "text",
        "message": "text",
        "fields": "texts",
        **_PLACE,
    },
    "decisions": {
        "number": "integer",
        "field": "text",
        "reviewer": "text",
        "at": "text",
        "action": "text",
        "state": "text",
        "value": "decimal",
        "text_value": "text",
        "unit": "text",
        "note": "text",
        "after": "integer",
        "blind": "integer",
    },
}
_FROM = {
    "edits": "edits JOIN edit_rules ON edit_rules.id = edit_rule",
    "decisions": "(SELECT d.id AS document, c.* FROM documents d "
    "JOIN decisions c ON c.sha256 = d.sha256)",
}


def table_of(store: Store, part: Part, documents: Iterable[int] | None = None) -> Table:
    """One part of the records of these documents, or of all; each row begins with its report.

    Lists of texts are set apart by semicolons. `reports` has a row a report and a column a field.
    """
    if part == "fields":
        return long(store, documents)
    if part == "reports":
        return wide(store, documents)
    columns = _COLUMNS[part]
    kinds: dict[str, Kind] = {
        name: "text" if kind == "texts" else kind for name, kind in columns.items()
    }
    of = store.documents() if documents is None else documents
    return Table(REPORT | kinds, _rows(store, part, columns, of))


def _rows(
    store: Store, part: Part, columns: dict[str, _Column], documents: Iterable[int]
) -> Iterator[tuple[Cell, ...]]:
    names = ", ".join(f'"{name}"' for name in columns)
    query = f"SELECT {names} FROM {_FROM.get(part, part)} WHERE document = ? ORDER BY number"
    for document in documents:
        (report,) = store.query(SELECT_REPORT, [document])
        for row in list(store.query(query, [document])):
            cells = (_cell(row[name], kind) for name, kind in columns.items())
            yield (*report.values(), *cells)


def _cell(column: str | int | float | None, kind: _Column) -> Cell:
    if kind == "decimal":
        return to_number(column)
    return "; ".join(to_texts(str(column) if column else None)) if kind == "texts" else column
