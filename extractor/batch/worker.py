"""How files are read: by a worker, a process of its own that may be killed for it."""

import contextlib
import gc
import signal
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from extractor.batch.pool import Pool
from extractor.errors import CutShort, GoujiError
from extractor.limits import LIMITS, Limits
from extractor.pipeline import Content, Questions, advance, content_of
from extractor.record.decision import Decision
from extractor.record.question import RULES, Answer, Plan
from extractor.store import Rows, rows_of

R = TypeVar("R")

LOADED = "extractor.batch.loaded"
"""The module that loads all that is needed."""

RARELY = (100_000, 50, 100)
"""Thresholds of the garbage collector: what a document leaves behind has no cycles, so looking
for them is time lost."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, the hash of its bytes, how to read it, the answers had so far, and all
    decisions on this content; the last may not be kept yet."""

    source: Path | Content
    sha256: str
    form_id: str | None = None
    plan: Plan = RULES
    answers: tuple[Answer, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file did not become a record; `again` where the next run may do better."""

    reason: str
    again: bool = False


Read = Callable[[Task], Awaitable[Rows | Questions | Failure]]
"""How a file is read, here or in another process."""


def work(task: Task) -> Rows | Questions | Failure:
    """Read one file, ready to be stored or to be asked about."""
    return attempt(partial(_work, task))


def _work(task: Task) -> Rows | Questions | Failure:
    content = task.source if isinstance(task.source, Content) else content_of(task.source)
    result = advance(content, task.form_id, task.plan, task.answers, task.decisions)
    read = result if isinstance(result, Questions) else result.document
    if task.answers and read.sha256 != task.sha256:
        return Failure("the file changed while a model was asked about it: read it again")
    if isinstance(result, Questions):
        return result
    decided = max((decision.number for decision in task.decisions), default=0)
    return rows_of(*result, content.data, task.answers, decided)


def attempt(read: Callable[[], R]) -> R | Failure:
    """What reading one file gives. Whatever goes wrong is told, not raised, but for a MemoryError:
    after that the process is as little to be trusted as the file."""
    try:
        return read()
    except MemoryError:
        raise
    # A fault of ours, or one that a hostile file provokes in a library, must cost that one
    # file and not the batch: this is the border where it becomes that file's reason.
    except Exception as error:
        return Failure(reason_of(error))


def reason_of(error: BaseException) -> str:
    """An exception in words: what was wrong with the file, or where our fault is."""
    if isinstance(error, GoujiError):
        return str(error)
    if isinstance(error, OSError):
        return f"cannot be opened: {error.strerror or error}"
    reason = f"internal error: {type(error).__name__}: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return reason
    return f"{reason} ({'/'.join(Path(frames[-1].filename).parts[-3:])}:{frames[-1].lineno})"


def prepare() -> None:
    """Make a new worker process ready: all is loaded, Ctrl-C left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_module(LOADED)
    gc.freeze()
    gc.set_threshold(*RARELY)


_PER_WORKER = 3


def at_once(jobs: int) -> int:
    """How many files are given out at a time: no worker waits for its next one."""
    return jobs * _PER_WORKER


@contextlib.contextmanager
def workers(jobs: int, limits: Limits = LIMITS) -> Iterator[Read]:
    """How a task is done, in one of `jobs` processes, each document within the limits."""
    with Pool(work, _lost, prepare, LOADED, jobs, limits) as pool:
        yield pool.apply


def _lost(error: Exception) -> Failure:
    return Failure(reason_of(error), again=isinstance(error, CutShort))
