"""What people said of drawn values: a table in the database that only ever grows."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from extractor.errors import GoujiError, StoreError
from extractor.review.bound import most, needed
from extractor.review.sample import Drawn, find
from extractor.store import Store

RIGHT = frozenset(("right", "对"))
WRONG = frozenset(("wrong", "错"))

_LATEST = """
SELECT sha256, id, field, value, correct, note, answered_at, reviewer FROM audit_answers a
WHERE number = (SELECT max(number) FROM audit_answers b WHERE b.sha256 = a.sha256)
ORDER BY answered_at, number
"""
_COUNTED = f"SELECT count(*) AS answers, total(NOT correct) AS wrong FROM ({_LATEST})"
_REPORTS = "SELECT count(*) AS n FROM (SELECT 1 FROM documents WHERE status = 'ok' LIMIT ?)"

TARGET = 0.005
"""The error that a sample is to bound; set before any answer is seen, as the bound demands."""


class AuditError(GoujiError):
    """A list or an answer cannot be taken: where, and why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The last word on one report's drawn value. `answered_at` is a time in UTC, ISO 8601;
    `reviewer` is None where a list came without a name."""

    sha256: str
    id: str
    field: str
    value: str
    correct: bool
    note: str
    answered_at: str
    reviewer: str | None

    @property
    def month(self) -> str:
        """`2026-11`."""
        return self.answered_at[:7]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the `planned` answers there are, and how many of them were wrong."""

    answers: int
    wrong: int
    planned: int

    @property
    def done(self) -> bool:
        """Whether there are as many answers as were planned."""
        return self.answers >= self.planned

    @property
    def bound(self) -> float:
        """The most that the error of accepted fields can be, with 95% certainty."""
        return most(self.wrong, self.answers)


class Answers:
    """The answers in one database. One report counts once, with what was said of it last."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, filled: Iterable[Drawn], now: datetime, reviewer: str | None = None) -> int:
        """Keep every answer on a list that is new -> how many there were.

        All or nothing: raises AuditError where one is no answer, or about a value that the
        database no longer has.
        """
        known = {answer.sha256: answer for answer in self.latest()}
        fresh = []
        for line, one in enumerate(filled, 1):
            if not one.answer:
                continue
            correct = _said(line, one)
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
                        "reviewer": reviewer,
                    }
                )
        try:
            with self._store.db.atomic():
                self._store.db.table("audit_answers").insert_all(fresh)
        except sqlite3.Error as error:
            raise StoreError(f"{self._store.path}: {error}") from error
        return len(fresh)

    def latest(self) -> list[Answer]:
        """The last answer on each report, in order of time."""
        return [
            Answer(**row | {"correct": bool(row["correct"])}) for row in self._store.query(_LATEST)
        ]

    def progress(self) -> Progress:
        """How far the sample has come: one answer a report, until they bound the error by TARGET
        if none of them is wrong, or there are no more reports."""
        (counted,) = self._store.query(_COUNTED)
        (reports,) = self._store.query(_REPORTS, [needed(0, TARGET)])
        return Progress(counted["answers"], int(counted["wrong"]), reports["n"])

    def by_month(self) -> Iterator[tuple[str, list[Answer]]]:
        """Each month with its answers."""
        for month, answers in groupby(self.latest(), key=lambda answer: answer.month):
            yield month, list(answers)


def _said(line: int, one: Drawn) -> bool:
    said = one.answer.lower()
    if said not in RIGHT | WRONG:
        raise AuditError(f"entry {line}: answer {one.answer!r} is neither right nor wrong")
    return said in RIGHT
