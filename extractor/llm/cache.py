"""Answers kept by what was asked, so that nothing is paid twice. SQLite, one row an answer."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlite_utils import Database, Migrations

from extractor.errors import StoreError
from extractor.llm.settings import Settings
from extractor.record.answer import schema_hash
from extractor.record.question import Question

migrations = Migrations("gouji-cache")


@migrations()
def create_answers(db: Database) -> None:
    """Version 1: answers by key, and what is known of endpoints."""
    answers = {
        "key": str,
        "content": str,
        "prompt": str,
        "schema": str,
        "model": str,
        "prompt_tokens": int,
        "completion_tokens": int,
        "time": str,
    }
    db.table("answers").create(answers, pk="key", not_null=set(answers), strict=True)
    modes = {"endpoint": str, "mode": str}
    db.table("modes").create(modes, pk="endpoint", not_null=set(modes), strict=True)


@migrations()
def create_batches(db: Database) -> None:
    """Version 1: batches sent to a provider, and the questions that wait for one."""
    batches = {"mark": str, "base_url": str, "id": str}
    db.table("batches").create(batches, pk="mark", not_null=set(batches) - {"id"}, strict=True)
    waiting = {
        "key": str,
        "base_url": str,
        "model": str,
        "question": str,
        "rounds": int,
        "reply": str,
        "error": str,
        "prompt_tokens": int,
        "completion_tokens": int,
        "batch": str,
    }
    counts = {"rounds": 0, "prompt_tokens": 0, "completion_tokens": 0}
    db.table("waiting").create(
        waiting,
        pk="key",
        not_null=set(waiting) - {"reply", "error", "batch"},
        defaults=counts,
        foreign_keys=[("batch", "batches", "mark")],
        strict=True,
    )
    db.table("waiting").create_index(["batch"])


STEPS = frozenset(step.name for step in migrations.pending(Database(memory=True)))
"""The names of all steps: an empty database has them all before it."""


_WAIT_SECONDS = 30
"""How long a statement waits for another process that writes."""

_KEY_DIGITS = 32
"""128 bits: two questions never meet by chance, and every Batch API takes it as a custom id."""

_GET = "SELECT content, prompt_tokens, completion_tokens FROM answers WHERE key = ?"
_PUT = (
    "INSERT OR REPLACE INTO answers (key, content, prompt, schema, model, prompt_tokens, "
    "completion_tokens, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in the cache: JSON that fits the question's shape, and what it once cost."""

    content: str
    prompt_tokens: int
    completion_tokens: int


def model_of(question: Question, settings: Settings) -> str:
    """The model that a question goes to."""
    return (question.second and settings.second_model) or settings.model


def cache_key(question: Question, settings: Settings) -> str:
    """The hash of everything that an answer depends on, in hexadecimal digits.

    That is messages, schema, model, endpoint and parameters; not how long is waited for it, nor
    by which mode the schema is enforced.
    """
    parts = (
        [(message.role, message.content) for message in question.messages],
        schema_hash(question.shape),
        model_of(question, settings),
        settings.base_url,
        settings.temperature,
        settings.seed,
        settings.max_completion_tokens,
        settings.extra,
    )
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:_KEY_DIGITS]


def endpoint_of(settings: Settings, model: str) -> str:
    """What a remembered mode belongs to: one model at one address."""
    return f"{settings.base_url} {model}"


class Cache:
    """The answers in the SQLite database at `path`, or in memory where that is None.

    Several processes may use it at once. What `put` has returned from survives the death of the
    process. Raises StoreError where the file is no cache of Gouji, is of a newer version, or
    stays locked. It is a context manager.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        with self._told():
            name = ":memory:" if path is None else str(path)
            connection = sqlite3.connect(name, timeout=_WAIT_SECONDS, isolation_level=None)
            self.db = Database(connection, execute_plugins=False)
            try:
                self._prepare()
            except BaseException:
                self.close()
                raise

    def _prepare(self) -> None:
        self._check_version()
        self.db.enable_wal()
        # A commit is in the operating system's hands, so it outlives this process; only the
        # machine's own death could lose the last ones.
        self.db.execute("PRAGMA synchronous = NORMAL")
        if migrations.pending(self.db):
            with self.transaction():
                migrations.apply(self.db)

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. Every answer that was put is in the file."""
        self.db.close()

    def _check_version(self) -> None:
        applied = {step.name for step in migrations.applied(self.db)}
        if newer := applied - STEPS:
            raise StoreError(
                f"{self.path} was written by a newer Gouji ({', '.join(sorted(newer))}): upgrade"
            )
        if not applied and self.db.table_names():
            raise StoreError(f"{self.path} is no cache of Gouji: name another file")

    def run(self, statement: str, *values: object) -> sqlite3.Cursor:
        """Run one statement. Raises StoreError with the file's name for what SQLite raises."""
        with self._told():
            return self.db.conn.execute(statement, values)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite raises, raised as StoreError with the file's name."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}") from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; waits for other writers at its beginning, not in its middle."""
        with self._told():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def get(self, key: str) -> Kept | None:
        """The answer kept under a key, if there is one."""
        row = self.run(_GET, key).fetchone()
        return Kept(*row) if row else None

    def put(self, key: str, kept: Kept, *, model: str, prompt: str, schema: str) -> None:
        """Keep an answer, in place of an older one. Committed when this returns."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        counts = kept.prompt_tokens, kept.completion_tokens
        self.run(_PUT, key, kept.content, prompt, schema, model, *counts, now)

    def mode_of(self, endpoint: str) -> str | None:
        """The mode that was found to work at an endpoint."""
        row = self.run("SELECT mode FROM modes WHERE endpoint = ?", endpoint).fetchone()
        return row[0] if row else None

    def remember_mode(self, endpoint: str, mode: str) -> None:
        """Keep the mode that works at an endpoint, so that it is tried once."""
        self.run("INSERT OR REPLACE INTO modes VALUES (?, ?)", endpoint, mode)
