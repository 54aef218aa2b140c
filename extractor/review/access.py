"""One database, used by many at once: one thread writes, a few read, each through its own Store."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from extractor.store import Store

R = TypeVar("R")


class Access:
    """The database at `path`, for code that runs on an event loop. Close it when done.

    What is given to `read` and `write` is a function of a Store; it runs in another thread and
    must not keep the Store. Raises StoreError as Store does.
    """

    def __init__(self, path: Path, readers: int = 4) -> None:
        self.path = path
        self._own = threading.local()
        self._opened: list[Store] = []
        self._readers = ThreadPoolExecutor(readers, "reads")
        self._writer = ThreadPoolExecutor(1, "writes")

    async def read(self, do: Callable[[Store], R]) -> R:
        """What `do` finds in the store."""
        return await self._in(self._readers, do)

    async def write(self, do: Callable[[Store], R]) -> R:
        """What `do` gives that changes the store; one after the other."""
        return await self._in(self._writer, do)

    async def _in(self, threads: ThreadPoolExecutor, do: Callable[[Store], R]) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, lambda: do(self._store()))

    def _store(self) -> Store:
        store: Store | None = getattr(self._own, "store", None)
        if store is None:
            store = self._own.store = Store(self.path, shared=True)
            self._opened.append(store)
        return store

    def close(self) -> None:
        """Wait for what is under way, and close every connection."""
        for threads in (self._readers, self._writer):
            threads.shutdown()
        for store in self._opened:
            store.close()
