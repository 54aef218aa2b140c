"""Where files are read: in this process, or in several others."""

import contextlib
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

from extractor.batch.dialogue import Read
from extractor.batch.pool import Pool
from extractor.batch.worker import Failure, Task, prepare, reason_of, work
from extractor.pipeline import Questions
from extractor.store import Rows

_PER_WORKER = 3


def at_once(jobs: int) -> int:
    """How many files are given out at a time: no worker waits for its next one."""
    return jobs * _PER_WORKER if jobs > 1 else 1


@contextlib.contextmanager
def workers(jobs: int) -> Iterator[Read]:
    """How a task is done: in this process, or in one of `jobs` others."""
    if jobs == 1:

        async def here(task: Task) -> Rows | Questions | Failure:
            return work(task)

        yield here
        return
    with Pool(work, _lost, prepare, "extractor.batch.worker", jobs) as pool:
        yield pool.apply


def _lost(error: Exception) -> Failure:
    if isinstance(error, BrokenProcessPool):
        return Failure("the process that read it died: out of memory, or a fault in a library")
    return Failure(reason_of(error))
