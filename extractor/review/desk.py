"""Where decisions are made: a verdict -> a decision that is kept, and the record made again.

Many use one database at once: one thread writes, a few read, each through its own Store.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from extractor.batch.worker import Failure, Read, Task
from extractor.errors import NotRepeatable, Superseded
from extractor.pipeline import Content
from extractor.record.decision import Decision
from extractor.record.record import FieldId, Record
from extractor.review.case import Case, load_case
from extractor.review.claims import claim, moment
from extractor.review.verdict import Verdict, decide
from extractor.store import Rows, Store

R = TypeVar("R")

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


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


@dataclass(frozen=True, slots=True)
class Settlement:
    """A decision, the record that it leads to, and what it did to other fields.

    `cleared` waited for a person and need none any more, `raised` did not and now do.
    """

    decision: Decision
    record: Record
    cleared: tuple[FieldId, ...]
    raised: tuple[FieldId, ...]


class Desk:
    """Decisions on the documents of one database. `read` is how a file is read (see `workers`).

    Several may decide at once: decisions on one document are taken one after the other.
    """

    def __init__(self, access: Access, read: Read, clock: Clock = now) -> None:
        self._access = access
        self._read = read
        self._clock = clock
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def settle(self, document: int, verdict: Verdict, reviewer: str) -> Settlement:
        """Keep a decision, and the record as it is with it. The report is the reviewer's then, for
        a while, unless someone else has it.

        Raises VerdictError, Conflict, or NotRepeatable where the record cannot be made again.
        """
        async with self._turns.setdefault(document, asyncio.Lock()):
            while True:
                case = await self.case(document)
                settlement, rows = await self._settled(case, verdict, reviewer)
                decision, config = settlement.decision, case.inputs.config

                def keep(store: Store) -> None:
                    store.write(rows, config, decision)  # noqa: B023
                    claim(store, document, reviewer, self._clock())

                try:
                    await self._access.write(keep)
                except Superseded:  # by another process: a rerun, or a second service
                    continue
                kept = (await self.case(document)).last(verdict.field)
                assert kept is not None  # it was just kept
                return replace(settlement, decision=kept)

    async def preview(self, document: int, verdict: Verdict, reviewer: str) -> Settlement:
        """What `settle` would lead to; nothing is kept."""
        settlement, _ = await self._settled(await self.case(document), verdict, reviewer)
        return settlement

    async def case(self, document: int) -> Case:
        """All that is at hand on a document. Raises StoreError where there is no such record."""
        return await self._access.read(lambda store: load_case(store, document))

    async def _settled(
        self, case: Case, verdict: Verdict, reviewer: str
    ) -> tuple[Settlement, Rows]:
        decision = decide(case, verdict, reviewer, moment(self._clock()))
        rows = await self._made_again(case, decision)
        record = rows.record
        before, after = case.record.review, record.review
        cleared = tuple(f for f in before if f not in (*after, verdict.field))
        raised = tuple(f for f in after if f not in (*before, verdict.field))
        return Settlement(decision, record, cleared, raised), rows

    async def _made_again(self, case: Case, decision: Decision) -> Rows:
        inputs = case.inputs
        if inputs.data is None:
            raise NotRepeatable(
                f"{inputs.path} was read by an older Gouji, which did not keep the file: read it "
                "again with `gouji run`"
            )
        content, decisions = Content(inputs.data, inputs.path), (*case.decisions, decision)
        task = Task(
            content, inputs.sha256, inputs.form, answers=inputs.answers, decisions=decisions
        )
        result = await self._read(task)
        if isinstance(result, Failure):
            raise NotRepeatable(f"{inputs.path} can no longer be read: {result.reason}")
        assert isinstance(result, Rows)  # the answers are all there
        return result
