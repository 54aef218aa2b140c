"""The database: one transaction a document, one document per content, every path kept."""

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from extractor.document import Document
from extractor.errors import NotStored, StoreError, Superseded
from extractor.forms.form import Form
from extractor.record.decision import Decision
from extractor.record.record import Record
from extractor.store.columns import DECISION, Cell, Row
from extractor.store.rows import Inputs, Rows, field_rows, inputs_of, record_of, rows_of
from extractor.store.schema import (
    CHILDREN,
    FORM_FIELDS,
    INPUTS,
    SOURCES,
    STEPS,
    create_views,
    migrations,
)
from extractor.store.statements import (
    INSERT_CHILDREN,
    INSERT_DECISION,
    LAST_DECISION,
    SELECT_CHILDREN,
    SELECT_DECISIONS,
    SELECT_INPUTS,
    STORED,
    UPSERT_DOCUMENT,
    insert_into,
)

_WAIT_SECONDS = 30
"""How long a statement waits for another process that writes."""

_SOURCES = (
    "SELECT s.path, s.document, d.sha256, d.status, coalesce(d.error, s.error) AS error "
    "FROM sources s LEFT JOIN documents d ON d.id = s.document ORDER BY s.path"
)
_LAST_BATCH = "SELECT max(id) FROM batches WHERE name = ?"
_NAMES: tuple[Callable[[Mapping[str, Any], int], Collection[str]], ...] = (
    lambda row, _: (row["path"],),
    lambda row, _: (Path(row["path"]).name, Path(row["path"]).stem),
    lambda row, length: ((row["sha256"] or "")[:length],) if length >= _SHORTEST_HASH else (),
)
"""What a document may be called, strictest first."""

_SHORTEST_HASH = 4


class Store:
    """Records in the SQLite database at `path`, or in memory where that is None.

    Raises StoreError where the file is missing (unless `create`), is no database of Gouji,
    is of a newer version, or stays locked by another process. It is a context manager.
    One thread at a time may use it; if `shared`, not always the same one.
    """

    def __init__(self, path: Path | None, *, create: bool = False, shared: bool = False) -> None:
        if path is not None and not create and not path.is_file():
            raise StoreError(f"no database at {path}: `gouji run FILE... --db {path}` makes one")
        self.path = path
        self._rules: dict[Row, int] = {}
        self._batch: int | None = None
        with self._told():
            name = ":memory:" if path is None else str(path)
            connection = sqlite3.connect(name, timeout=_WAIT_SECONDS, check_same_thread=not shared)
            self.db = Database(connection, execute_plugins=False)
            self._check_version(create=path is None or create)
            self.db.enable_wal()
            self.db.execute("PRAGMA synchronous = NORMAL")
            self.db.execute("PRAGMA foreign_keys = ON")
            if migrations.pending(self.db):
                migrations.apply(self.db)
            create_views(self.db)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. What is committed is in the file."""
        self.db.close()

    def _check_version(self, *, create: bool) -> None:
        applied = {step.name for step in migrations.applied(self.db)}
        if newer := applied - STEPS:
            raise StoreError(
                f"{self.path} was written by a newer Gouji ({', '.join(sorted(newer))}): upgrade"
            )
        if not applied and (self.db.table_names() or not create):
            raise StoreError(f"{self.path} is no database of Gouji: name another file")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told(), self.db.atomic():
            yield

    def describe(self, form: Form) -> None:
        """Keep what a form's field ids mean, so that SQL can show labels."""
        with self._transaction():
            self.db.execute("DELETE FROM form_fields WHERE form = ?", [form.id])
            self.db.conn.executemany(insert_into("form_fields", FORM_FIELDS), field_rows(form))

    def begin_batch(self, name: str) -> int:
        """Begin a batch: what is found from now on belongs to it. Its number."""
        begun = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction():
            statement = "INSERT INTO batches (name, started_at) VALUES (?, ?) RETURNING id"
            ((self._batch,),) = self.db.conn.execute(statement, [name, begun]).fetchall()
        assert self._batch is not None  # it is the primary key
        return self._batch

    @contextlib.contextmanager
    def within_batch(self, name: str) -> Iterator[None]:
        """What is found meanwhile belongs to the last batch so called, begun if there is none."""
        before = self._batch
        with self._told():
            (self._batch,) = self.db.execute(_LAST_BATCH, [name]).fetchone()
        if self._batch is None:
            self.begin_batch(name)
        try:
            yield
        finally:
            self._batch = before

    def save(self, document: Document, record: Record, config: str) -> int:
        """Write a record, in place of whatever is stored of the same content; its number."""
        return self.write(rows_of(document, record), config)

    def write(self, rows: Rows, config: str, decision: Decision | None = None) -> int:
        """The same, of a record that is already taken apart, with the `decision` that changed it.

        Raises Superseded, and keeps nothing, where decisions were made on the content that the
        rows do not know of: make the record again.
        """
        columns = rows.document | {"config": config, "status": "ok"}
        rules = self._rule_numbers(rows.edit_rules)
        edits = [(*row, rule) for row, rule in zip(rows.children["edits"], rules, strict=True)]
        with self._transaction():
            sha256 = columns["sha256"]
            (last,) = self.db.execute(LAST_DECISION, [sha256]).fetchone()
            if last != rows.decided:
                raise Superseded(f"{sha256}: decisions were made meanwhile")
            if decision is not None:
                decided = dict(zip(DECISION.columns, DECISION.row(decision), strict=True))
                self.db.conn.execute(INSERT_DECISION, decided).fetchall()
            document = self._replace(columns)
            inputs = [document, rows.data, rows.answers]
            self.db.conn.execute(insert_into("inputs", INPUTS), inputs)
            for table, statement in INSERT_CHILDREN.items():
                children = edits if table == "edits" else rows.children[table]
                self.db.conn.executemany(statement, [(document, *row) for row in children])
            self._found_at(str(columns["path"]), document)
        return document

    def save_failure(
        self, path: str, reason: str, sha256: str | None = None, config: str = ""
    ) -> None:
        """Keep why a file did not become a record; without a hash, it could not be opened.

        Without a configuration, no run takes it for done, and a record that is there stays.
        """
        with self._transaction():
            if sha256 is None or not (config or self._has_no_record(sha256)):
                self._found_at(path, None, reason)
                return
            failed = {"sha256": sha256, "config": config, "status": "failed"}
            self._found_at(path, self._replace(failed | {"error": reason, "path": path}))

    def add_source(self, path: str, sha256: str) -> None:
        """Keep that the content with this hash, which is stored, was also found at `path`."""
        query = "SELECT id FROM documents WHERE sha256 = ?"
        with self._transaction():
            (document,) = self.db.execute(query, [sha256]).fetchone()
            self._found_at(path, document)

    def done(self, sha256: str, config: str) -> bool:
        """Whether it is known what comes of this content under this configuration."""
        query = "SELECT 1 FROM documents WHERE sha256 = ? AND config = ?"
        with self._told():
            return self.db.execute(query, [sha256, config]).fetchone() is not None

    def failure(self, sha256: str) -> str | None:
        """Why this content did not become a record, if it did not."""
        query = "SELECT error FROM documents WHERE sha256 = ? AND status = 'failed'"
        with self._told():
            row = self.db.execute(query, [sha256]).fetchone()
        return row[0] if row else None

    def _has_no_record(self, sha256: str) -> bool:
        query = "SELECT 1 FROM documents WHERE sha256 = ? AND status = 'ok'"
        return self.db.execute(query, [sha256]).fetchone() is None

    def _rule_numbers(self, rules: Sequence[Row]) -> list[int]:
        """The number under which each rule is kept; a new one is kept first."""
        new = dict.fromkeys(rule for rule in rules if rule not in self._rules)
        if new:
            with self._transaction():
                self.db.conn.executemany(
                    "INSERT OR IGNORE INTO edit_rules (rule, at, fields) VALUES (?, ?, ?)", new
                )
            select = "SELECT id FROM edit_rules WHERE rule = ? AND at = ? AND fields IS ?"
            with self._told():
                for rule in new:
                    (self._rules[rule],) = self.db.execute(select, rule).fetchone()
        return [self._rules[rule] for rule in rules]

    def _replace(self, columns: Mapping[str, Cell]) -> int:
        stored = [columns.get(name) for name in STORED]
        ((document,),) = self.db.conn.execute(UPSERT_DOCUMENT, stored).fetchall()
        for table in CHILDREN:
            self.db.conn.execute(f"DELETE FROM {table} WHERE document = ?", [document])
        return int(document)

    def _found_at(self, path: str, document: int | None, error: str | None = None) -> None:
        """Point `path` to a document. One that no path points to any more is dropped.

        A file that cannot be opened this time keeps what was read of it before.
        """
        query = "SELECT document, error, batch FROM sources WHERE path = ?"
        old, *told = self.db.execute(query, [path]).fetchone() or (None, None, None)
        document = document or old
        batch = self._batch or told[1]
        if [document, error, batch] != [old, *told] or document is None:
            self.db.execute(insert_into("sources", SOURCES), [path, document, error, batch])
        if old != document:
            self.db.execute(
                "DELETE FROM documents WHERE id = :id "
                "AND NOT EXISTS (SELECT 1 FROM sources WHERE document = :id)",
                {"id": old},
            )

    def query(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> Iterator[dict[str, Any]]:
        """The rows that a SELECT gives, one by one, by column name."""
        with self._told():
            yield from self.db.query(sql, parameters)

    def change(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> list[dict[str, Any]]:
        """Run one INSERT, UPDATE or DELETE by itself; the rows that its RETURNING gives."""
        with self._transaction():
            cursor = self.db.conn.execute(sql, parameters)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def documents(self) -> tuple[int, ...]:
        """The numbers of all documents that were read, in the order they were first stored."""
        rows = self.query("SELECT id FROM documents WHERE status = 'ok' ORDER BY id")
        return tuple(row["id"] for row in rows)

    def load(self, document: int) -> tuple[str, Record]:
        """A document's text and its record, exactly as saved.

        Raises StoreError where there is none of this number or it could not be read.
        """
        query = "SELECT * FROM documents WHERE id = ? AND status = 'ok'"
        with self._told():
            stored = next(self.db.query(query, [document]), None)
            if stored is None:
                raise NotStored(f"no record of document {document}")
            children = {
                table: self.db.execute(statement, [document]).fetchall()
                for table, statement in SELECT_CHILDREN.items()
            }
        return stored["text"], record_of(stored, children)

    def inputs(self, document: int) -> Inputs:
        """What a document's record was made from. Raises StoreError where there is no record."""
        row = next(self.query(SELECT_INPUTS, [document]), None)
        if row is None:
            raise NotStored(f"no record of document {document}")
        return inputs_of(row)

    def decisions(self, sha256: str) -> tuple[Decision, ...]:
        """All decisions on one content, taken back or not, in the order they were made."""
        query = f"{SELECT_DECISIONS} WHERE sha256 = ? ORDER BY number"
        return tuple(map(DECISION.of_mapping, self.query(query, [sha256])))

    def find(self, name: str) -> int:
        """The number of the one document that `name` names.

        A path, else a file's name with or without its extension, else the start of a hash.
        Raises StoreError where it is none, several, or one that could not be read.
        """
        sources = list(self.query(_SOURCES))
        for names in _NAMES:
            found = {row["document"]: row for row in sources if name in names(row, len(name))}
            if len(found) > 1:
                several = "\n  ".join(row["path"] for row in found.values())
                raise StoreError(f"{name!r} names {len(found)} documents:\n  {several}")
            for document, row in found.items():
                if row["status"] != "ok":
                    raise StoreError(f"{row['path']} could not be read: {row['error']}")
                return int(document)
        raise StoreError(f"no document {name!r} in {self.path}: `gouji show` lists all")
