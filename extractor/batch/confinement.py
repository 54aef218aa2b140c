"""How the system is told to end a worker process that takes more than it may.

The system counts and kills by itself, so it also ends code in C that never comes back to Python.
"""

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from extractor.errors import CutShort
from extractor.limits import Limits

_OUT_OF_MEMORY = errno.ENOMEM


def confine_memory(limits: Limits) -> None:
    """From now on this process gets a MemoryError where it asks for more than the limit beside
    what it has. Only Linux keeps that count; elsewhere there is no such limit."""
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[5])
        most = pages * resource.getpagesize() + limits.megabytes * 2**20
        # Of data, which is what can be written to: a library that is only mapped counts nothing.
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def give_up_for_memory() -> NoReturn:
    """End this process so that `reason_of_death` knows why."""
    os._exit(_OUT_OF_MEMORY)


@contextlib.contextmanager
def confined_time(limits: Limits) -> Iterator[None]:
    """Whatever is done meanwhile is killed, process and all, when it has taken the processor for
    the limit. Windows has no such timer."""
    if sys.platform == "win32":
        yield
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # a handler would wait for code in C to end
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


def reason_of_death(exit_code: int, limits: Limits) -> CutShort:
    """Why a worker process ended in the middle of a task, by its exit code."""
    if sys.platform != "win32" and exit_code == -signal.SIGPROF:
        return limits.out_of_time()
    if exit_code == _OUT_OF_MEMORY:
        return limits.out_of_memory()
    return CutShort("the process that read it died: out of memory, or a fault in a library")
