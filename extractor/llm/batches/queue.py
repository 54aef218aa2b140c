"""The questions that wait for a batch, and the batches sent, kept beside the answers.

A question is in the queue from the moment it is submitted until it is answered or given up, so
that a run that dies in between neither loses nor repeats anything. A batch is known by a mark of
ours before it is sent and by the provider's id afterwards.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import msgspec

from extractor.errors import StoreError
from extractor.llm.cache import Cache, Kept
from extractor.record.answer import schema_hash
from extractor.record.question import Question


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question in the queue. `reply` is the last answer, if it did not fit; `error` says why.

    `rounds` counts how often it came back without an answer, the tokens what that cost.
    """

    key: str
    model: str
    question: Question
    rounds: int
    reply: str | None
    error: str | None
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of the queue. Without an id it may not have been sent yet."""

    mark: str
    id: str | None
    questions: int


_WAITING = (
    "SELECT key, model, question, rounds, reply, error, prompt_tokens, completion_tokens "
    "FROM waiting WHERE base_url = ? AND "
)


class Queue:
    """The part of the cache's queue that belongs to one endpoint."""

    def __init__(self, cache: Cache, base_url: str) -> None:
        self.cache = cache
        self.base_url = base_url

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from sending and collecting what this one does.

        The lock is on a file beside the cache and ends with the process. Raises StoreError
        where another process holds it.
        """
        path = self.cache.path
        name = path.with_name(f"{path.stem}-batches.db") if path else ":memory:"
        with closing(sqlite3.connect(name, timeout=0, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise StoreError(f"another gouji is busy with the batches of {path}") from error
            yield

    def add(self, questions: Iterable[tuple[str, str, Question]]) -> None:
        """Put questions into the queue, each with its key and model. One that is in it stays."""
        with self.cache.transaction():
            self.cache.db.conn.executemany(
                "INSERT OR IGNORE INTO waiting (key, base_url, model, question) "
                "VALUES (?, ?, ?, ?)",
                (
                    (key, self.base_url, model, msgspec.json.encode(question).decode())
                    for key, model, question in questions
                ),
            )

    def has(self, key: str) -> bool:
        """Whether a question waits."""
        return bool(self.cache.run("SELECT 1 FROM waiting WHERE key = ?", key).fetchone())

    def unsent(self) -> Iterator[Waiting]:
        """The questions that are in no batch, those of one model together."""
        return self._waiting("batch IS NULL ORDER BY model, rowid")

    def of(self, mark: str) -> Iterator[Waiting]:
        """The questions of a batch that have no answer yet."""
        return self._waiting("batch = ? ORDER BY rowid", mark)

    def find(self, key: str, mark: str) -> Waiting | None:
        """The question with this key, if it waits for this batch."""
        return next(self._waiting("key = ? AND batch = ?", key, mark), None)

    def _waiting(self, which: str, *values: str) -> Iterator[Waiting]:
        rows = self.cache.run(_WAITING + which, self.base_url, *values)
        for key, model, question, *rest in rows:
            yield Waiting(key, model, msgspec.json.decode(question, type=Question), *rest)

    def assign(self, keys: Sequence[str]) -> str:
        """Make a batch of unsent questions; its mark."""
        mark = uuid.uuid4().hex
        with self.cache.transaction():
            batch = "INSERT INTO batches (mark, base_url) VALUES (?, ?)"
            self.cache.run(batch, mark, self.base_url)
            join = "UPDATE waiting SET batch = ? WHERE key = ?"
            self.cache.db.conn.executemany(join, ((mark, key) for key in keys))
        return mark

    def sent(self, mark: str, id_: str) -> None:
        """Keep the provider's id of a batch."""
        self.cache.run("UPDATE batches SET id = ? WHERE mark = ?", id_, mark)

    def batches(self) -> list[Batch]:
        """All batches that were not collected yet, in the order in which they were made."""
        query = (
            "SELECT mark, id, "
            "(SELECT count(*) FROM waiting WHERE batch = mark) AS questions "
            "FROM batches WHERE base_url = ? ORDER BY rowid"
        )
        return [Batch(*row) for row in self.cache.run(query, self.base_url)]

    def dissolve(self, mark: str) -> None:
        """Make the questions of a batch that was never sent unsent again."""
        with self.cache.transaction():
            self.cache.run("UPDATE waiting SET batch = NULL WHERE batch = ?", mark)
            self.close(mark)

    def answered(self, waiting: Waiting, content: str, counts: tuple[int, int]) -> None:
        """Move a question out of the queue, its answer into the cache."""
        tokens = waiting.prompt_tokens + counts[0], waiting.completion_tokens + counts[1]
        question = waiting.question
        with self.cache.transaction():
            self.cache.put(
                waiting.key,
                Kept(content, *tokens),
                model=waiting.model,
                prompt=question.prompt,
                schema=schema_hash(question.shape),
            )
            self.drop(waiting.key)

    def came_back(
        self, waiting: Waiting, reply: str | None, error: str, counts: tuple[int, int] = (0, 0)
    ) -> None:
        """Free a question for the next batch, with what was wrong with the answer it got."""
        self.cache.run(
            "UPDATE waiting SET batch = NULL, rounds = rounds + 1, reply = ?, error = ?, "
            "prompt_tokens = prompt_tokens + ?, completion_tokens = completion_tokens + ? "
            "WHERE key = ?",
            reply,
            error,
            *counts,
            waiting.key,
        )

    def drop(self, key: str) -> None:
        """Take a question out of the queue."""
        self.cache.run("DELETE FROM waiting WHERE key = ?", key)

    def close(self, mark: str) -> None:
        """Forget a batch, all of whose questions have been dealt with."""
        self.cache.run("DELETE FROM batches WHERE mark = ?", mark)
