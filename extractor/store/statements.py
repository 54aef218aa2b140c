"""The SQL that writes and reads the tables, made from their columns."""

from collections.abc import Collection

from extractor.store.schema import CHILDREN, DECISIONS, DOCUMENTS

STORED = [name for name in DOCUMENTS if name != "id"]
UPSERT_DOCUMENT = (
    f"INSERT INTO documents ({', '.join(STORED)}) VALUES ({', '.join('?' * len(STORED))}) "
    f"ON CONFLICT (sha256) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in STORED)} "
    "RETURNING id"
)
SELECT_DECISIONS = f"SELECT {', '.join(DECISIONS)} FROM decisions"
_DECIDED = [name for name in DECISIONS if name != "number"]
INSERT_DECISION = (
    f"INSERT INTO decisions ({', '.join(_DECIDED)}) VALUES (:{', :'.join(_DECIDED)}) "
    "RETURNING number"
)
LAST_DECISION = "SELECT coalesce(max(number), 0) FROM decisions WHERE sha256 = ?"
SELECT_INPUTS = (
    "SELECT d.sha256, d.path, d.form, d.config, i.data, i.answers FROM documents d "
    "LEFT JOIN inputs i ON i.document = d.id WHERE d.id = ? AND d.status = 'ok'"
)


def insert_into(table: str, columns: Collection[str]) -> str:
    """A statement that inserts one row, or replaces the one with its key."""
    return f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(columns))})"


def _select(table: str, columns: Collection[str]) -> str:
    wanted = ", ".join(name for name in columns if name != "document")
    return f"SELECT {wanted} FROM {table} WHERE document = ? ORDER BY rowid"


INSERT_CHILDREN = {table: insert_into(table, columns) for table, columns in CHILDREN.items()}
SELECT_CHILDREN = {table: _select(table, columns) for table, columns in CHILDREN.items()} | {
    "edits": "SELECT number, status, left, right, rule, at, fields FROM edits "
    "JOIN edit_rules ON edit_rules.id = edit_rule WHERE document = ? ORDER BY edits.rowid"
}
