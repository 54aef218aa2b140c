"""The tables, as data, and the steps by which an older database becomes a current one.

Tables are strict. A number is in an ANY column, as an integer or a real where that is
exact and else as its digits (see `columns`). Lists are JSON arrays, NULL where empty.
"""

from importlib.resources import files
from typing import Any

from sqlite_utils import ANY, Database, Migrations
from sqlite_utils.db import ForeignKey

Columns = dict[str, Any]

_PLACE: Columns = {
    "start": int,
    "end": int,
    "quote": str,
    "table_no": int,
    "row_no": int,
    "column_no": int,
}

DOCUMENTS: Columns = {
    "id": int,
    "sha256": str,
    "config": str,
    "status": str,
    "error": str,
    "path": str,
    "media_type": str,
    "characters": int,
    "form": str,
    "agency": str,
    "year": int,
    "text": str,
}
SOURCES: Columns = {"path": str, "document": int, "error": str}
FORM_FIELDS: Columns = {
    "form": str,
    "field": str,
    "position": int,
    "part": str,
    "row": str,
    "column": str,
    "label": str,
    "unit": str,
}
EDIT_RULES: Columns = {"id": int, "rule": str, "at": str, "fields": str}
"""A rule with its fields is the same in every report of a form, so it is kept once."""

CHILDREN: dict[str, Columns] = {
    "fields": {
        "document": int,
        "field": str,
        "value": ANY,
        "text_value": str,
        "raw": str,
        "unit": str,
        "state": str,
        "qualifier": str,
        "low": ANY,
        "high": ANY,
        "source": str,
        "confidence": float,
        "decision": str,
        "reasons": str,
        "proof": str,
        "candidates": str,
        "proposal": str,
        **_PLACE,
    },
    "facts": {
        "document": int,
        "number": int,
        "label": str,
        "value": ANY,
        "unit": str,
        "raw": str,
        "state": str,
        "qualifier": str,
        "low": ANY,
        "high": ANY,
        "share": ANY,
        "share_unit": str,
        "share_raw": str,
        "share_state": str,
        "share_qualifier": str,
        "share_low": ANY,
        "share_high": ANY,
        **_PLACE,
    },
    "items": {"document": int, "number": int, "kind": str, **_PLACE},
    "edits": {
        "document": int,
        "number": int,
        "status": str,
        "left": ANY,
        "right": ANY,
        "edit_rule": int,
    },
    "findings": {
        "document": int,
        "number": int,
        "code": str,
        "message": str,
        "fields": str,
        "rules": str,
        "evidence": str,
        "printed": ANY,
        "expected": ANY,
    },
    "irregularities": {
        "document": int,
        "number": int,
        "code": str,
        "message": str,
        "fields": str,
        **_PLACE,
    },
    "calls": {
        "document": int,
        "number": int,
        "question": str,
        "prompt": str,
        "schema": str,
        "model": str,
        "prompt_tokens": int,
        "completion_tokens": int,
        "fields": str,
        "error": str,
    },
}
"""What a document's record is made of. The second column numbers or names a document's rows."""

migrations = Migrations("gouji")


@migrations()
def create_tables(db: Database) -> None:
    """Version 1."""
    db.table("documents").create(DOCUMENTS, pk="id", not_null={"sha256", "status"}, strict=True)
    db.table("documents").create_index(["sha256"], unique=True)
    db.table("sources").create(
        SOURCES, pk="path", foreign_keys=[_of_document("sources")], strict=True
    )
    db.table("sources").create_index(["document"])
    db.table("form_fields").create(FORM_FIELDS, pk=("form", "field"), strict=True)
    db.table("edit_rules").create(EDIT_RULES, pk="id", strict=True)
    db.table("edit_rules").create_index(["rule", "at", "fields"], unique=True)
    for name in ("fields", "facts", "items", "edits", "findings", "irregularities"):
        _create_child(db, name)


@migrations()
def create_calls(db: Database) -> None:
    """Version 2: what a model was asked."""
    _create_child(db, "calls")


def _create_child(db: Database, name: str) -> None:
    columns = CHILDREN[name]
    key = ("document", list(columns)[1])
    db.table(name).create(
        columns, pk=key, foreign_keys=[_of_document(name)], not_null=set(key), strict=True
    )


def _of_document(table: str) -> ForeignKey:
    return ForeignKey(table, "document", "documents", "id", on_delete="CASCADE")


STEPS = frozenset(step.name for step in migrations.pending(Database(memory=True)))
"""The names of all steps: an empty database has them all before it."""


def create_views(db: Database) -> None:
    """The views in `views/*.sql`, made anew wherever their SQL has changed."""
    folder = files("extractor.store") / "views"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name, _, extension = entry.name.partition(".")
        if extension == "sql":
            db.create_view(name, entry.read_text(encoding="utf-8").strip(), replace=True)
