"""One file's way through a batch: looked up in the store, read, kept there, told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from extractor.batch.dialogue import Dialogue
from extractor.batch.files import hash_of
from extractor.batch.worker import Failure, Task, attempt
from extractor.errors import Superseded
from extractor.pipeline import printable
from extractor.record.question import Plan
from extractor.store import Rows, Store

Result = Literal["read", "failed", "skipped", "waiting"]

_INCOMPLETE = "-incomplete"
"""Ends the configuration of a record that lacks answers, so that no run takes it for done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    `skipped` was read before, from the same bytes under the same configuration. What failed
    before, from the same bytes, is told again but not tried again, unless it was cut short. What
    is `waiting` for answers is left as it was. `reason` says why it failed, or why a question
    has no answer.
    """

    path: Path
    result: Result
    reason: str = ""


@dataclass(slots=True)
class Tally:
    """What became of a batch so far.

    `incomplete` are those of the `read` that lack answers; the next run reads them again.
    """

    total: int
    read: int = 0
    failed: int = 0
    skipped: int = 0
    waiting: int = 0
    incomplete: int = 0
    interrupted: bool = False

    @property
    def done(self) -> int:
        """How many files have an outcome."""
        return self.read + self.failed + self.skipped + self.waiting


OnProgress = Callable[[Outcome, Tally], None]


@dataclass(frozen=True, slots=True)
class Documents:
    """Files -> records in the store, under the configuration whose key is `config`.

    With `retry`, what failed before is tried again. `on_progress` is told of each file.
    """

    store: Store
    config: str
    form_id: str | None
    plan: Plan
    dialogue: Dialogue
    retry: bool
    tally: Tally
    on_progress: OnProgress
    _in_flight: dict[str, list[Path]] = field(default_factory=dict)
    """Each content that is being read -> the paths of it met so far."""

    async def take(self, path: Path) -> None:
        """Read one file, unless it is known what comes of it, and store that."""
        sha256 = attempt(partial(hash_of, path))
        if isinstance(sha256, Failure):
            self.store.save_failure(printable(path), sha256.reason)
            self._tell(path, "failed", sha256.reason)
            return
        if sha256 in self._in_flight:
            self._in_flight[sha256].append(path)
            return
        done = self.store.done(sha256, self.config)
        failure = self.store.failure(sha256) if done else None
        if done and not (self.retry and failure):
            self.store.add_source(printable(path), sha256)
            self._tell(path, "failed" if failure else "skipped", failure or "")
            return
        paths = self._in_flight[sha256] = [path]
        while not await self._finish(paths, sha256):
            pass
        del self._in_flight[sha256]

    async def _finish(self, paths: Sequence[Path], sha256: str) -> bool:
        """Read and store one content; False where people decided on it meanwhile."""
        decisions = self.store.decisions(sha256)
        task = Task(paths[0], sha256, self.form_id, self.plan, decisions=decisions)
        finished = await self.dialogue.finish(task)
        if finished is None:
            for left in paths:
                self._tell(left, "waiting")
            return True
        try:
            self._keep(paths, *finished)
        except Superseded:
            return False
        return True

    def _keep(self, paths: Sequence[Path], task: Task, result: Rows | Failure) -> None:
        """Store what came of a task, for its path and for the same content elsewhere."""
        if isinstance(result, Failure):
            config = "" if result.again else self.config
            for path in paths:
                self.store.save_failure(printable(path), result.reason, task.sha256, config)
                self._tell(path, "failed", result.reason)
            return
        unanswered = next((answer.error for answer in task.answers if answer.error), "")
        self.store.write(result, self.config + _INCOMPLETE if unanswered else self.config)
        self.tally.incomplete += bool(unanswered)
        self._tell(paths[0], "read", unanswered)
        for path in paths[1:]:
            self.store.add_source(printable(path), str(result.document["sha256"]))
            self._tell(path, "skipped")

    def _tell(self, path: Path, result: Result, reason: str = "") -> None:
        setattr(self.tally, result, getattr(self.tally, result) + 1)
        self.on_progress(Outcome(path, result, reason), self.tally)
