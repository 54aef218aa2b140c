"""A file is read, a model answers what is open, and it is read again until nothing is."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from extractor.batch.worker import Failure, Read, Task, attempt, reason_of
from extractor.errors import ConfigError
from extractor.pipeline import Extraction, Questions, advance
from extractor.record.question import Answer, Plan, Question
from extractor.store import Rows

Ask = Callable[[Question], Awaitable[Answer | None]]
"""How a model is asked. A call that fails is an answer with an `error`, and None is not yet one."""


class Dialogue:
    """At most `readings` files are read and `questions` asked at once.

    Once `stop` is set, no file and no question is begun; what is in flight is finished.
    """

    def __init__(
        self, read: Read, ask: Ask, readings: int, questions: int, stop: threading.Event
    ) -> None:
        self._read = read
        self._ask = ask
        self._readings = asyncio.Semaphore(readings)
        self._questions = asyncio.Semaphore(questions)
        self._stop = stop

    async def finish(self, task: Task) -> tuple[Task, Rows | Failure] | None:
        """The task with all its answers, and what came of it; None where some are not there."""
        while True:
            async with self._readings:
                if self._stop.is_set() and not task.answers:
                    return None
                result = await self._read(task)
            if not isinstance(result, Questions):
                return task, result
            answers = await _all(self._answer, result.questions)
            if answers is None:
                return None
            task = replace(task, answers=task.answers + answers)

    async def _answer(self, question: Question) -> Answer | None:
        async with self._questions:
            return None if self._stop.is_set() else await answer(self._ask, question)


async def answer(ask: Ask, question: Question) -> Answer | None:
    """A model's answer. Whatever goes wrong is told in it, not raised, but for a ConfigError."""
    try:
        return await ask(question)
    except ConfigError:
        raise  # it holds for every call, so the user must know now
    except Exception as error:
        return Answer(question.id, None, question.prompt, "", "", error=reason_of(error))


async def attempt_asking(
    path: Path, form_id: str | None, plan: Plan, ask: Ask
) -> Extraction | Failure:
    """Read one file in this process, with all the answers that a model has to give."""
    answers: tuple[Answer, ...] = ()
    while isinstance(result := attempt(partial(advance, path, form_id, plan, answers)), Questions):
        more = await _all(partial(answer, ask), result.questions)
        if more is None:
            return Failure("some questions about it have no answer yet")
        answers += more
    return result


async def _all(ask: Ask, questions: Sequence[Question]) -> tuple[Answer, ...] | None:
    """The answers to questions asked at the same time, or None where some are not there."""
    answers = await asyncio.gather(*map(ask, questions))
    had = tuple(answer for answer in answers if answer is not None)
    return had if len(had) == len(questions) else None
