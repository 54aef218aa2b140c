"""Tasks -> results through worker processes, where a worker may die at any task.

A few tasks per worker are in flight at a time, so memory does not grow with their number.
When a worker dies, Python's pool gives up everything in flight without telling which task
it was; so those are tried again, each alone, and the one that kills again is known.
"""

import itertools
import multiprocessing
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_IN_FLIGHT_PER_WORKER = 3


@dataclass(frozen=True, slots=True)
class Pool(Generic[T, R]):
    """`jobs` processes that apply `work` to tasks.

    Each process starts with the module `preload` imported and `prepare` called. `failed`
    makes the result of a task that killed its process, or could not be sent from or to it.
    """

    work: Callable[[T], R]
    failed: Callable[[BaseException], R]
    prepare: Callable[[], None]
    preload: str
    jobs: int

    def map(self, tasks: Iterable[T]) -> Generator[tuple[T, R], None, None]:
        """Each task with its result, as they come. Tasks are drawn as workers free up."""
        waiting = iter(tasks)
        while True:
            suspects: list[T] = []
            yield from self._until_one_dies(waiting, suspects)
            if not suspects:
                return
            yield from self._one_by_one(suspects)

    def _until_one_dies(self, waiting: Iterator[T], suspects: list[T]) -> Iterator[tuple[T, R]]:
        flying: dict[Future[R], T] = {}
        executor = self._executor(self.jobs)
        try:
            while not suspects:
                room = self.jobs * _IN_FLIGHT_PER_WORKER - len(flying)
                for task in itertools.islice(waiting, room):
                    try:
                        flying[executor.submit(self.work, task)] = task
                    except BrokenProcessPool:
                        suspects.append(task)
                        break
                if not flying:
                    return
                # A broken pool gives all its futures up at once, so the last wait is short.
                done, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in flying.copy() if any(map(_died, done)) else done:
                    task = flying.pop(future)
                    if _died(future):
                        suspects.append(task)
                    else:
                        yield task, self._result(future)
        finally:
            executor.shutdown(cancel_futures=True)

    def _one_by_one(self, tasks: Iterable[T]) -> Iterator[tuple[T, R]]:
        for task in tasks:
            with self._executor(1) as executor:
                future = executor.submit(self.work, task)
                yield task, self._result(future)

    def _result(self, future: Future[R]) -> R:
        error = future.exception()
        return future.result() if error is None else self.failed(error)

    def _executor(self, jobs: int) -> ProcessPoolExecutor:
        # A server forked clean starts workers in milliseconds; forking this process would
        # copy the locks of its threads and its connection to the database.
        clean = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if clean else "spawn")
        context.set_forkserver_preload([self.preload])
        return ProcessPoolExecutor(jobs, context, self.prepare)


def _died(future: Future[R]) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)
