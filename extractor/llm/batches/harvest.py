"""Batches that are over -> answers in the cache, questions back in the queue, or given up."""

from collections.abc import Iterator
from dataclasses import dataclass

from openai import AsyncOpenAI, NotFoundError
from openai.types import Batch as Sent

from extractor.errors import BudgetSpent
from extractor.llm.batches.file import Reply, read_reply
from extractor.llm.batches.queue import Batch, Queue, Waiting
from extractor.llm.batches.sending import BATCH_SHARE, is_outdated, reserve
from extractor.llm.budget import Budget
from extractor.llm.faults import without_report
from extractor.llm.reply import Unfit, fitting
from extractor.llm.settings import Settings

OVER = frozenset({"completed", "expired", "cancelled", "failed"})
"""The states in which nothing more will come of a batch."""

_IN_VAIN = frozenset({"cancelled", "failed"})
"""Those in which it was stopped as a whole: sending the same again would end the same way."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A question that came to nothing: its id, and why. It can be submitted again."""

    question: str
    reason: str


class Harvest:
    """What came of the batches of a queue. `budget` counts what they cost."""

    def __init__(self, settings: Settings, queue: Queue) -> None:
        self.answered = 0
        self.given_up: list[GivenUp] = []
        self.budget = Budget(settings.prices, settings.budget, share=BATCH_SHARE)
        self._settings = settings
        self._queue = queue

    async def take_in(self, client: AsyncOpenAI, batch: Batch, sent: Sent) -> None:
        """Deal with every question of a batch that is over. A second time does nothing more."""
        for file in (sent.output_file_id, sent.error_file_id):
            if file:
                for reply in await _replies(client, file):
                    waiting = self._queue.find(reply.key, batch.mark)
                    if waiting:
                        self._take(waiting, reply)
        for waiting in list(self._queue.of(batch.mark)):
            if sent.status in _IN_VAIN:
                self._give_up(waiting, _why(sent))
            else:
                self._queue.came_back(waiting, None, f"the batch {sent.status} without it")
        self._queue.close(batch.mark)

    def drop_hopeless(self) -> None:
        """Give up what is unsent and must not be sent again."""
        for waiting in list(self._queue.unsent()):
            if waiting.rounds >= self._settings.attempts:
                self._give_up(waiting, f"{waiting.error} (in {waiting.rounds} rounds)")
            elif is_outdated(waiting, self._settings):
                self._give_up(waiting, "the settings are others than when it was submitted")
            else:
                try:
                    reserve(self.budget, waiting.question, self._settings)
                except BudgetSpent as error:
                    self._give_up(waiting, str(error))

    def _take(self, waiting: Waiting, reply: Reply) -> None:
        """One reply: into the cache, back into the queue, or out of it."""
        tokens = reply.usage.prompt_tokens, reply.usage.completion_tokens
        if any(tokens):
            self.budget.count(waiting.model, *tokens)
        if reply.content is None and not reply.again:
            self._give_up(waiting, reply.error)
        elif reply.content is None:
            self._queue.came_back(waiting, None, reply.error, tokens)
        else:
            try:
                content = fitting(reply.content, waiting.question.shape)
            except Unfit as error:
                self._queue.came_back(waiting, reply.content, str(error), tokens)
            else:
                self._queue.answered(waiting, content, tokens)
                self.answered += 1

    def _give_up(self, waiting: Waiting, reason: str) -> None:
        self._queue.drop(waiting.key)
        told = without_report(reason, waiting.question)
        self.given_up.append(GivenUp(waiting.question.id, told))


async def _replies(client: AsyncOpenAI, file: str) -> Iterator[Reply]:
    """What an output or error file says, line by line; nothing where it is there no more."""
    try:
        content = (await client.files.content(file)).content
    except NotFoundError:
        content = b""
    # Not `splitlines`: it would also split at U+2028, which JSON texts may contain.
    return filter(None, map(read_reply, content.split(b"\n")))


def _why(sent: Sent) -> str:
    """Why a batch came to nothing as a whole."""
    errors = (sent.errors.data if sent.errors else None) or []
    told = next((error.message for error in errors if error.message), None)
    return f"the batch {sent.status}: {told}" if told else f"the batch {sent.status}"
