"""Tasks -> results through worker processes, where a worker may die at any task.

When a worker dies, Python's pool gives up everything in flight without telling which task
it was; so those are tried again, each in a process of its own, and the one that kills again
is known.
"""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Pool(Generic[T, R]):
    """`jobs` processes that apply `work` to tasks; a context manager, which waits for them.

    Each process starts with the module `preload` imported and `prepare` called. `failed`
    makes the result of a task that killed its process, or could not be sent from or to it.
    """

    def __init__(
        self,
        work: Callable[[T], R],
        failed: Callable[[Exception], R],
        prepare: Callable[[], None],
        preload: str,
        jobs: int,
    ) -> None:
        self._work = work
        self._failed = failed
        self._prepare = prepare
        self._preload = preload
        self._jobs = jobs
        self._executor = self._new_executor(jobs)
        self._alone = asyncio.Lock()

    def __enter__(self) -> "Pool[T, R]":
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(cancel_futures=True)

    async def apply(self, task: T) -> R:
        """The result of `work` on a task, from the next free worker.

        Give it a few tasks for each worker at a time: all of them are tried again if one dies.
        """
        executor = self._executor
        try:
            return await self._applied(executor, task)
        except BrokenProcessPool:
            if executor is self._executor:  # of those in flight, the first to be told
                executor.shutdown()
                self._executor = self._new_executor(self._jobs)
        async with self._alone:
            with self._new_executor(1) as executor:
                try:
                    return await self._applied(executor, task)
                except BrokenProcessPool as error:
                    return self._failed(error)

    async def _applied(self, executor: ProcessPoolExecutor, task: T) -> R:
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, self._work, task)
        except BrokenProcessPool:
            raise
        except Exception as error:
            return self._failed(error)

    def _new_executor(self, jobs: int) -> ProcessPoolExecutor:
        # A server forked clean starts workers in milliseconds; forking this process would
        # copy the locks of its threads and its connection to the database.
        clean = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if clean else "spawn")
        context.set_forkserver_preload([self._preload])
        return ProcessPoolExecutor(jobs, context, self._prepare)
