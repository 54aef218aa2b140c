"""People at a desk: verdicts on the reports of a database, kept as the service keeps them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from extractor.batch.worker import Failure, Task, work
from extractor.pipeline import Questions
from extractor.review import Access, Desk, Verdict
from extractor.store import Rows

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)

Said = tuple[int, str, Verdict]
"""A document, who says it, and what."""


async def _read(task: Task) -> Rows | Questions | Failure:
    return work(task)


def settle(db: Path, *said: Said) -> None:
    """Keep verdicts one after the other, each by someone who knows of all before it."""

    async def sit() -> None:
        access = Access(db, readers=1)
        try:
            desk = Desk(access, _read, lambda: AT)
            for document, person, verdict in said:
                last = (await desk.case(document)).last(verdict.field)
                known = replace(verdict, after=last.number if last else None)
                await desk.settle(document, known, person)
        finally:
            access.close()

    asyncio.run(sit())
