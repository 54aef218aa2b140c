"""Tasks -> results through worker processes, any of which may have to die for its task.

A thread, a process and a pipe belong together: so it is known of which task a process died, and
nothing is lost but that.
"""

import asyncio
import contextlib
import errno
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from extractor.errors import CutShort
from extractor.limits import LIMITS, Limits

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

T = TypeVar("T")
R = TypeVar("R")

_BIRTHS_AND_DEATHS = threading.Lock()
"""Held by whoever starts a process or looks whether one ended: an exit code can be read once, and
to start one, multiprocessing reads those of all others."""


class Pool(Generic[T, R]):
    """`jobs` processes that apply `work` to tasks, each within `limits`; a context manager, which
    ends them.

    Each process has imported the module `preload` and called `prepare` before its first task. One
    that exceeds the limits is killed, and another takes its place. `failed` makes the result of a
    task whose process died, which is told as a CutShort, or that could not be sent.
    """

    def __init__(
        self,
        work: Callable[[T], R],
        failed: Callable[[Exception], R],
        prepare: Callable[[], None],
        preload: str,
        jobs: int,
        limits: Limits = LIMITS,
    ) -> None:
        self._work = work
        self._failed = failed
        self._prepare = prepare
        self._limits = limits
        self._context = _clean(preload)
        self._threads = ThreadPoolExecutor(jobs, "worker")
        self._own = threading.local()
        self._workers: set[_Worker] = set()

    def __enter__(self) -> "Pool[T, R]":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        with _BIRTHS_AND_DEATHS:
            for worker in self._workers:
                worker.process.kill()  # nobody waits for what it does
        self._threads.shutdown()
        for worker in self._workers:
            worker.kill()
            worker.close()

    async def apply(self, task: T) -> R:
        """The result of `work` on a task, from the next free process."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._apply, task)

    def _apply(self, task: T) -> R:
        try:
            worker = self._worker()
            try:
                return cast(R, worker.result(task, self._limits.elapsed))
            except TimeoutError:
                worker.kill()
                raise self._limits.overdue() from None
            except (EOFError, ConnectionError):
                raise reason_of_death(worker.exit_code(), self._limits) from None
        except Exception as error:
            return self._failed(error)

    def _worker(self) -> "_Worker":
        """This thread's process; a new one where it has none that lives."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        with _BIRTHS_AND_DEATHS:
            if worker is not None:
                if worker.process.is_alive():
                    return worker
                self._workers.remove(worker)
                worker.close()
            worker = _Worker(self._context, self._work, self._prepare, self._limits)
            self._workers.add(worker)
        self._own.worker = worker
        return worker


class _Worker:
    """A process that serves one task after the other, and the pipe to it."""

    def __init__(self, context: "ForkServerContext | SpawnContext", *how: Any) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, *how), daemon=True)
        self.process.start()
        theirs.close()

    def result(self, task: Any, seconds: float) -> Any:
        """What it makes of a task. Raises TimeoutError when it takes longer than that, EOFError
        or ConnectionError where it died."""
        self.pipe.send(task)
        if not self.pipe.poll(seconds):
            raise TimeoutError
        return self.pipe.recv()

    def exit_code(self) -> int:
        """How it ended, which it is about to."""
        with _BIRTHS_AND_DEATHS:
            self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode

    def kill(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.exit_code()

    def close(self) -> None:
        """Give back what an ended one holds."""
        self.process.close()
        self.pipe.close()


def _serve(
    pipe: Connection, work: Callable[[T], R], prepare: Callable[[], None], limits: Limits
) -> None:
    """What a process does, until the other end of the pipe is closed."""
    prepare()
    confine_memory(limits)
    with contextlib.suppress(EOFError, ConnectionError):
        try:
            while True:
                task = pipe.recv()
                with confined_time(limits):
                    result = work(task)
                pipe.send(result)
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)  # so that `reason_of_death` knows why


def _clean(preload: str) -> "ForkServerContext | SpawnContext":
    """How processes start without the locks of this one's threads and its open database: copied
    from one that did nothing but import, in milliseconds, or where there is none, from nothing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


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
