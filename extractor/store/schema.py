"""The tables, as data, and the steps by which an older database becomes a current one.

Tables are strict. How nouns of the record are kept in columns is told in `columns`.
"""

from importlib.resources import files
from typing import Any

from sqlite_utils import Database, Migrations
from sqlite_utils.db import ForeignKey

from extractor.store.columns import (
    CALL,
    DECISION,
    DISAGREEMENT,
    FACT,
    FIELD,
    FINDING,
    IRREGULARITY,
    ITEM,
    OUTCOME,
    Layout,
    types,
)

Columns = dict[str, Any]

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
    "waiting": int,
    "priority": float,
    "printed_read": int,
    "printed_asked": int,
    "printed_outside": int,
    "rules": str,
    "stated": str,
}
"""`waiting` counts the fields that wait for a person, `priority` is that of the first of them.
`printed_...` is the account of all cells that the document's tables print. `rules` and `stated` are
what its prose says of its own figures, as JSON, NULL where it says nothing."""
SOURCES: Columns = {"path": str, "document": int, "error": str, "batch": int}
BATCHES: Columns = {"id": int, "name": str, "started_at": str}
"""The runs that found files; a source belongs to the one that met it last."""
INPUTS: Columns = {"document": int, "data": bytes, "answers": str}
"""What a record was made from: the file's bytes, packed by zlib, and the answers of a model as
JSON. With the decisions, the record can be made again without the file."""
DECISIONS = types(DECISION.columns)
"""What people decided (see `record.decision`). Rows are only ever added: triggers see to it."""
CLAIMS: Columns = {"document": int, "reviewer": str, "given_by": str, "at": str, "until": str}
"""Who works on a document, until when; an assignment by someone else has no end."""
AUDIT_ANSWERS: Columns = {
    "number": int,
    "id": str,
    "sha256": str,
    "field": str,
    "value": str,
    "correct": int,
    "note": str,
    "answered_at": str,
    "reviewer": str,
}
"""What people said of values that were drawn at random (see `review.answers`). Rows are only ever
added. `reviewer` is NULL where a list was filled in without a name."""
USERS: Columns = {"name": str, "role": str, "password": str, "created_at": str, "disabled": int}
SESSIONS: Columns = {"hash": str, "user": str, "csrf": str, "created_at": str, "expires_at": str}
TOKENS: Columns = {"hash": str, "user": str, "label": str, "created_at": str, "used_at": str}
"""Accounts of the review service. Passwords are argon2 hashes; of sessions and tokens only a
SHA-256 is kept."""
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

_NUMBERED: dict[str, Layout[Any]] = {
    "facts": FACT,
    "items": ITEM,
    "edits": OUTCOME,
    "findings": FINDING,
    "disagreements": DISAGREEMENT,
    "irregularities": IRREGULARITY,
    "calls": CALL,
}
CHILDREN: dict[str, Columns] = {
    "fields": {"document": int, "field": str, **types(FIELD.columns), "priority": float}
} | {
    table: {"document": int, "number": int, **types(layout.columns)}
    for table, layout in _NUMBERED.items()
}
CHILDREN["edits"]["edit_rule"] = int
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


@migrations()
def create_review(db: Database) -> None:
    """Version 3: what a record was made from, what people decide, and what waits for them."""
    # Whoever comes from an older version has the older columns.
    for table, column in (("sources", "batch"), ("fields", "priority")):
        if column not in db.table(table).columns_dict:
            kind = int if table == "sources" else float
            db.table(table).add_column(column, kind)
    db.execute("UPDATE fields SET priority = 1 - confidence WHERE decision = 'review'")
    db.table("batches").create(BATCHES, pk="id", strict=True)
    db.table("inputs").create(
        INPUTS, pk="document", foreign_keys=[_of_document("inputs")], strict=True
    )
    db.table("decisions").create(
        DECISIONS, pk="number", not_null={"sha256", "field", "reviewer", "at"}, strict=True
    )
    db.table("decisions").create_index(["sha256", "field"])
    _keep(db, "decisions", "decisions are kept: add one that takes it back")
    db.table("claims").create(
        CLAIMS, pk="document", foreign_keys=[_of_document("claims")], strict=True
    )
    db.table("users").create(USERS, pk="name", not_null={"role", "password"}, strict=True)
    for table, columns in (("sessions", SESSIONS), ("tokens", TOKENS)):
        user = ForeignKey(table, "user", "users", "name", on_delete="CASCADE")
        db.table(table).create(columns, pk="hash", foreign_keys=[user], strict=True)


@migrations()
def create_queue(db: Database) -> None:
    """Version 4: the queue by report and by field, and what people said of drawn values."""
    for column, kind in (("waiting", int), ("priority", float)):
        if column not in db.table("documents").columns_dict:
            db.table("documents").add_column(column, kind)
    db.execute(
        "UPDATE documents SET (waiting, priority) = (SELECT count(*), max(f.priority) "
        "FROM fields f WHERE f.document = documents.id AND f.decision = 'review')"
    )
    for statement in _QUEUE_INDEXES:
        db.execute(statement)
    db.table("decisions").create_index(["reviewer"])
    # `gouji audit` of an older version made the table by itself.
    answers = db.table("audit_answers")
    if not answers.exists():
        answers.create(AUDIT_ANSWERS, pk="number", not_null=_ANSWERED, strict=True)
        _keep(db, "audit_answers", "answers are kept: add one that corrects")
    elif "reviewer" not in answers.columns_dict:
        answers.add_column("reviewer", str)
    answers.create_index(["sha256"])


_QUEUE_INDEXES = (
    "DROP INDEX IF EXISTS fields_waiting",
    "CREATE INDEX fields_waiting ON fields (priority DESC, document, field, reasons, decision) "
    "WHERE decision = 'review'",
    "CREATE INDEX fields_waiting_in ON fields (document, priority DESC, field, reasons, decision) "
    "WHERE decision = 'review'",
    "CREATE INDEX fields_waiting_because ON fields (reasons, field, decision) "
    "WHERE decision = 'review'",
    "CREATE INDEX documents_waiting ON documents "
    "(priority DESC, id, form, year, agency, waiting) WHERE waiting > 0",
    "CREATE INDEX sources_of_document ON sources (document, batch)",
)
"""What waits is few rows among many. Each index has only these, with all that the queue asks of
them, so that it need not look at the rows themselves: the condition's own column included, which
SQLite else looks up."""
_ANSWERED = frozenset(AUDIT_ANSWERS) - {"number", "reviewer"}


@migrations()
def create_overviews(db: Database) -> None:
    """Version 5: the lists of batches, reports, agencies and findings."""
    for statement in _OVERVIEW_INDEXES:
        db.execute(statement)


@migrations()
def add_intervals(db: Database) -> None:
    """Version 6: where the vague figures lie that people decided on."""
    decisions = db.table("decisions")
    for column, kind in (("qualifier", "TEXT"), ("low", "ANY"), ("high", "ANY")):
        if column not in decisions.columns_dict:
            db.execute(f"ALTER TABLE decisions ADD COLUMN {column} {kind}")


_OVERVIEW_INDEXES = (
    "CREATE INDEX documents_listed ON documents (id, status, waiting, form, year, agency)",
    "CREATE INDEX documents_of_agency ON documents (agency, year, id, status, waiting)",
    "CREATE INDEX findings_by_code ON findings (code, document, number)",
)
"""A document's row is as long as its text: what only counts reports reads these instead."""


@migrations()
def create_disagreements(db: Database) -> None:
    """Version 7: what disagrees and may be our mistake, and the account of cells."""
    for column in ("printed_read", "printed_asked", "printed_outside", "rules", "stated"):
        if column not in db.table("documents").columns_dict:
            db.table("documents").add_column(column, DOCUMENTS[column])
    if not db.table("disagreements").exists():
        _create_child(db, "disagreements")


def _keep(db: Database, table: str, told: str) -> None:
    """Have a table refuse that its rows are changed or deleted."""
    for verb in ("update", "delete"):
        db.execute(
            f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{told}'); END"
        )


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
