"""What every contestant is given, and what it prints when it is done."""

import asyncio
import gc
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from extractor.record.question import Question

Ask = Callable[[Question], Awaitable[None]]


class Job(msgspec.Struct):
    """Questions to a server at `url`, `in_flight` at a time: first some to `warm` up, unmeasured.

    `collections` are the thresholds of the garbage collector, the same for all.
    """

    url: str
    in_flight: int
    collections: tuple[int, int, int]
    warm: list[Question]
    asked: list[Question]


class Measured(msgspec.Struct):
    """Seconds from the first question to the last answer: by the clock, and of the processor.

    `versions` are those of the packages that did it.
    """

    seconds: float
    processor: float
    versions: dict[str, str]


def given() -> Job:
    """The job that the command line names. From here on garbage is collected seldom."""
    job = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Job)
    gc.set_threshold(*job.collections)
    return job


async def measure(job: Job, ask: Ask, at_once: int, packages: Sequence[str]) -> None:
    """Ask all questions, `at_once` at a time, and print what was measured."""
    await _each(job.warm, ask, at_once)
    seconds, processor = time.perf_counter(), time.process_time()
    await _each(job.asked, ask, at_once)
    measured = Measured(
        time.perf_counter() - seconds,
        time.process_time() - processor,
        {name: version(name) for name in packages},
    )
    print(msgspec.json.encode(measured).decode())


async def _each(questions: Sequence[Question], ask: Ask, at_once: int) -> None:
    room = asyncio.Semaphore(at_once)

    async def one(question: Question) -> None:
        async with room:
            await ask(question)

    async with asyncio.TaskGroup() as group:
        for question in questions:
            group.create_task(one(question))
