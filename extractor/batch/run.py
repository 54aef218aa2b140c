"""A batch: what is new or changed is read, everything else is left as it is."""

import contextlib
import gc
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.batch.files import hash_of, walk
from extractor.batch.pool import Pool
from extractor.batch.worker import RARELY, Failure, Task, prepare, reason_of, work
from extractor.formfile import form_ids, load_form
from extractor.model.errors import DocumentError
from extractor.pipeline import config_key, printable
from extractor.store import Rows, Store

Result = Literal["read", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    `skipped` was read before, from the same bytes under the same configuration. What failed
    before, from the same bytes, is told again but not tried again.
    """

    path: Path
    result: Result
    reason: str = ""


@dataclass(slots=True)
class Tally:
    """What became of a batch so far."""

    total: int
    read: int = 0
    failed: int = 0
    skipped: int = 0
    interrupted: bool = False

    @property
    def done(self) -> int:
        """How many files have an outcome."""
        return self.read + self.failed + self.skipped


OnProgress = Callable[[Outcome, Tally], None]


def run(
    paths: Iterable[Path],
    store: Store,
    form_id: str | None = None,
    jobs: int = 1,
    on_progress: OnProgress = lambda _outcome, _tally: None,
    retry: bool = False,
) -> Tally:
    """Read files and folders into a store; with one job in this process, else in a pool.

    Each document is one transaction, so whatever ends the batch leaves whole documents.
    With `retry`, what failed before is tried again. Ctrl-C lets those in flight finish; a
    second one gives up those that wait for a worker.
    """
    for name in form_ids():
        store.describe(load_form(name))
    files = walk(paths, exclude=_own_files(store))
    batch = _Batch(store, form_id, on_progress, Tally(len(files)))
    with _stoppable() as stop, _rare_collections():
        tasks = batch.tasks(files, retry, stop)
        for task, result in _results(tasks, jobs):
            batch.keep(task, result)
        batch.tally.interrupted = stop.is_set()
    return batch.tally


def _results(tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Rows | Failure]]:
    if jobs == 1:
        return ((task, work(task)) for task in tasks)
    return Pool(work, _lost, prepare, "extractor.batch.worker", jobs).map(tasks)


def _lost(error: BaseException) -> Failure:
    if isinstance(error, BrokenProcessPool):
        return Failure("the process that read it died: out of memory, or a fault in a library")
    return Failure(reason_of(error))


class _Batch:
    """The writing side: what to do next, and what came of it."""

    def __init__(
        self, store: Store, form_id: str | None, on_progress: OnProgress, tally: Tally
    ) -> None:
        self.tally = tally
        self._store = store
        self._form_id = form_id
        self._config = config_key(form_id)
        self._on_progress = on_progress
        self._same: dict[str, list[Path]] = {}
        """The content in flight -> other paths of it, met in the meantime."""

    def tasks(self, files: Iterable[Path], retry: bool, stop: threading.Event) -> Iterator[Task]:
        """The files that must be read; the others are settled on the way."""
        for path in files:
            if stop.is_set():
                return
            try:
                sha256 = hash_of(path)
            except (DocumentError, OSError) as error:
                reason = reason_of(error)
                self._store.save_failure(printable(path), reason)
                self._tell(path, "failed", reason)
                continue
            if sha256 in self._same:
                self._same[sha256].append(path)
                continue
            done = self._store.done(sha256, self._config)
            failure = self._store.failure(sha256) if done else None
            if not done or (retry and failure):
                self._same[sha256] = []
                yield Task(path, sha256, self._form_id)
                continue
            self._store.add_source(printable(path), sha256)
            self._tell(path, "failed" if failure else "skipped", failure or "")

    def keep(self, task: Task, result: Rows | Failure) -> None:
        """Store what came of a task, for its path and for the same content elsewhere."""
        if isinstance(result, Failure):
            for path in (task.path, *self._same.pop(task.sha256)):
                self._store.save_failure(printable(path), result.reason, task.sha256, self._config)
                self._tell(path, "failed", result.reason)
            return
        self._store.write(result, self._config)
        self._tell(task.path, "read")
        for path in self._same.pop(task.sha256):
            self._store.add_source(printable(path), str(result.document["sha256"]))
            self._tell(path, "skipped")

    def _tell(self, path: Path, result: Result, reason: str = "") -> None:
        setattr(self.tally, result, getattr(self.tally, result) + 1)
        self._on_progress(Outcome(path, result, reason), self.tally)


def _own_files(store: Store) -> frozenset[Path]:
    """The store's files, which may lie in a folder that is read."""
    if store.path is None:
        return frozenset()
    name = store.path.name
    return frozenset(store.path.with_name(name + end).resolve() for end in ("", "-wal", "-shm"))


@contextlib.contextmanager
def _rare_collections() -> Iterator[None]:
    """The garbage collector looks seldom while a batch runs."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextlib.contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets; the second interrupts as always."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread may handle signals
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(_number: int, _frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
