"""Where decisions are made: a verdict -> a decision that is kept, and the record made again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from extractor.batch.worker import Failure, Read, Task
from extractor.errors import NotRepeatable, Superseded
from extractor.pipeline import Content
from extractor.record.decision import Decision
from extractor.record.record import FieldId, Record
from extractor.review.access import Access
from extractor.review.case import Case, load_case
from extractor.review.claims import claim
from extractor.review.verdict import Verdict, decide
from extractor.store import Rows, Store

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


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
        at = self._clock().isoformat(timespec="seconds")
        decision = decide(case, verdict, reviewer, at)
        rows = await self._made_again(case, decision)
        record = rows.record
        before, after = set(case.record.review), set(record.review)
        return Settlement(
            decision,
            record,
            cleared=tuple(f for f in case.record.review if f not in after | {verdict.field}),
            raised=tuple(f for f in record.review if f not in before | {verdict.field}),
        ), rows

    async def _made_again(self, case: Case, decision: Decision) -> Rows:
        inputs = case.inputs
        if inputs.data is None:
            raise NotRepeatable(
                f"{inputs.path} was read by an older Gouji, which did not keep the file: read it "
                "again with `gouji run`"
            )
        task = Task(
            Content(inputs.data, inputs.path),
            inputs.sha256,
            inputs.form,
            answers=inputs.answers,
            decisions=(*case.decisions, decision),
        )
        result = await self._read(task)
        if isinstance(result, Failure):
            raise NotRepeatable(f"{inputs.path} can no longer be read: {result.reason}")
        assert isinstance(result, Rows)  # the answers are all there
        return result
