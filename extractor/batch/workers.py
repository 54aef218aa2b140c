"""Where files are read: in processes that may be killed for it."""

import contextlib
from collections.abc import Iterator

from extractor.batch.dialogue import Read
from extractor.batch.pool import Pool
from extractor.batch.worker import LOADED, Failure, prepare, reason_of, work
from extractor.errors import CutShort
from extractor.limits import LIMITS, Limits

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
