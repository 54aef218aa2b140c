"""Files -> what they say, each told in its turn; nothing is kept."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from extractor.batch.dialogue import Ask, Dialogue
from extractor.batch.files import hash_of
from extractor.batch.run import ASKED_PER_CALL, no_model
from extractor.batch.worker import Failure, Task, reason_of
from extractor.batch.workers import at_once, workers
from extractor.errors import DocumentError
from extractor.limits import LIMITS, Limits
from extractor.record.question import RULES, Plan
from extractor.store import Rows


async def read_once(
    paths: Sequence[Path],
    form_id: str | None = None,
    plan: Plan = RULES,
    ask: Ask = no_model,
    concurrency: int = 1,
    limits: Limits = LIMITS,
) -> AsyncIterator[tuple[Path, Rows | Failure]]:
    """Each file and what came of it, in their order.

    One process reads them, each within `limits`, while `concurrency` questions are answered at
    a time.
    """
    with workers(1, limits) as read:
        asked = concurrency * ASKED_PER_CALL
        dialogue = Dialogue(read, ask, at_once(1), asked, threading.Event())
        readings = [asyncio.create_task(_read(path, form_id, plan, dialogue)) for path in paths]
        try:
            for path, reading in zip(paths, readings, strict=True):
                yield path, await reading
        finally:
            for reading in readings:
                reading.cancel()
            await asyncio.gather(*readings, return_exceptions=True)


async def _read(path: Path, form_id: str | None, plan: Plan, dialogue: Dialogue) -> Rows | Failure:
    try:
        task = Task(path, hash_of(path), form_id, plan)
    except (DocumentError, OSError) as error:
        return Failure(reason_of(error))
    finished = await dialogue.finish(task)
    return finished[1] if finished else Failure("some questions about it have no answer yet")
