"""What people said of drawn values: a table of its own in the database that only ever grows."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlite_utils import Database, Migrations

from eval.auditing.lists import AuditError, Drawn, find
from extractor.store import Store

RIGHT = frozenset(("right", "对"))
WRONG = frozenset(("wrong", "错"))

_TABLE = """
CREATE TABLE audit_answers (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, sha256 TEXT NOT NULL, field TEXT NOT NULL,
  value TEXT NOT NULL, correct INTEGER NOT NULL, note TEXT NOT NULL, answered_at TEXT NOT NULL
) STRICT
"""
_KEPT = """
CREATE TRIGGER audit_answers_{verb} BEFORE {verb} ON audit_answers
BEGIN SELECT RAISE(ABORT, 'answers are kept: add one that corrects'); END
"""
_LATEST = """
SELECT sha256, id, field, value, correct, note, answered_at FROM audit_answers a
WHERE number = (SELECT max(number) FROM audit_answers b WHERE b.sha256 = a.sha256)
ORDER BY answered_at, number
"""

migrations = Migrations("gouji-audit")


@migrations()
def create_answers(db: Database) -> None:
    """Version 1."""
    db.execute(_TABLE)
    for verb in ("update", "delete"):
        db.execute(_KEPT.format(verb=verb))


@dataclass(frozen=True, slots=True)
class Answer:
    """The last word on one report's drawn value. `answered_at` is a time in UTC, ISO 8601."""

    sha256: str
    id: str
    field: str
    value: str
    correct: bool
    note: str
    answered_at: str

    @property
    def month(self) -> str:
        """`2026-11`."""
        return self.answered_at[:7]


@contextmanager
def _told(store: Store) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise AuditError(f"{store.path}: {error}") from error


class Answers:
    """The answers in one database. One report counts once, with what was said of it last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with _told(store):
            migrations.apply(store.db)

    def take(self, filled: Iterable[Drawn], now: datetime) -> int:
        """Keep every answer on a list that is new -> how many there were.

        All or nothing: raises AuditError where one is no answer, or about a value that the
        database no longer has.
        """
        known = {answer.sha256: answer for answer in self.latest()}
        fresh = []
        for line, one in enumerate(filled, 1):
            if not one.answer:
                continue
            correct = self._said(line, one)
            present = find(self._store, one.sha256, one.field)
            if present is None or present.id != one.id:
                raise AuditError(
                    f"entry {line}: {one.field} of {one.report} is no longer accepted with this "
                    "value: draw again"
                )
            last = known.get(one.sha256)
            if last is None or (last.id, last.correct, last.note) != (one.id, correct, one.note):
                fresh.append(
                    {
                        "id": one.id,
                        "sha256": one.sha256,
                        "field": one.field,
                        "value": present.value,
                        "correct": int(correct),
                        "note": one.note,
                        "answered_at": now.isoformat(timespec="seconds"),
                    }
                )
        with _told(self._store), self._store.db.atomic():
            self._store.db.table("audit_answers").insert_all(fresh)
        return len(fresh)

    def _said(self, line: int, one: Drawn) -> bool:
        said = one.answer.lower()
        if said not in RIGHT | WRONG:
            raise AuditError(f"entry {line}: answer {one.answer!r} is neither right nor wrong")
        return said in RIGHT

    def latest(self) -> list[Answer]:
        """The last answer on each report, in order of time."""
        return [
            Answer(**row | {"correct": bool(row["correct"])}) for row in self._store.query(_LATEST)
        ]

    def by_month(self) -> Iterator[tuple[str, list[Answer]]]:
        """Each month with its answers."""
        for month, answers in groupby(self.latest(), key=lambda answer: answer.month):
            yield month, list(answers)
