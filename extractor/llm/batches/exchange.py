"""Questions -> batches at the provider -> answers in the cache, or questions back in the queue."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from openai import AsyncOpenAI, NotFoundError
from openai.types import Batch as Sent

from extractor.errors import BudgetSpent, ConfigError
from extractor.llm.batches.file import ENDPOINT, Reply, files, read_reply, request_line
from extractor.llm.batches.queue import Batch, Queue, Waiting
from extractor.llm.budget import Budget
from extractor.llm.cache import cache_key, endpoint_of, model_of
from extractor.llm.faults import without_report
from extractor.llm.probe import remembered
from extractor.llm.settings import Settings
from extractor.llm.tokens import bound_question
from extractor.llm.wire import FixedMode, Unfit, fitting
from extractor.record.question import Question

BATCH_SHARE = Decimal("0.5")
"""What of the full price is paid, with OpenAI as with DashScope."""

MARK = "gouji"
"""The key in a batch's metadata under which it carries our mark."""

_UPLOAD_SECONDS = 600
"""How long sending a file may take."""


def enqueue(questions: Iterable[Question], settings: Settings, queue: Queue) -> None:
    """Put what must be asked into the queue.

    Raises BudgetSpent, and puts in nothing, where all that would be sent may cost too much.
    """
    budget = Budget(settings.prices, settings.budget, share=BATCH_SHARE)
    new: dict[str, Question] = {}
    for question in questions:
        key = cache_key(question, settings)
        if (settings.refresh or not queue.cache.get(key)) and not queue.has(key):
            new[key] = question
    for waiting in list(queue.unsent()):
        if is_outdated(waiting, settings):
            queue.drop(waiting.key)
        else:
            new[waiting.key] = waiting.question
    try:
        for question in new.values():
            reserve(budget, question, settings)
    except BudgetSpent as error:
        raise BudgetSpent(
            f"these {len(new)} questions may cost more than the budget of {settings.budget}: "
            "nothing was sent"
        ) from error
    queue.add((key, model_of(question, settings), question) for key, question in new.items())


def is_outdated(waiting: Waiting, settings: Settings) -> bool:
    """Whether a question was put under other settings, so that its answer would not be its."""
    return cache_key(waiting.question, settings) != waiting.key


def reserve(budget: Budget, question: Question, settings: Settings) -> None:
    """Set aside the most that a question can cost in a batch. Raises BudgetSpent."""
    prompt = bound_question(question)
    budget.reserve(model_of(question, settings), prompt, settings.max_completion_tokens)


async def find_again(client: AsyncOpenAI, queue: Queue) -> None:
    """Get hold of batches that were sent by a run that died before it kept their id.

    The questions of one that was never sent become unsent again.
    """
    lost = {batch.mark for batch in queue.batches() if batch.id is None}
    if lost:
        async for sent in client.batches.list(limit=100):
            mark = (sent.metadata or {}).get(MARK)
            if mark in lost:
                queue.sent(mark, sent.id)
                lost.remove(mark)
    for mark in lost:
        queue.dissolve(mark)


async def send(client: AsyncOpenAI, settings: Settings, queue: Queue) -> list[str]:
    """Send all questions that are in no batch yet; the new batches' ids."""
    return [
        await _send(client, settings, queue, queue.assign(keys), mode)
        for mode, keys in _filed(settings, queue)
    ]


def _filed(settings: Settings, queue: Queue) -> list[tuple[FixedMode, list[str]]]:
    """The keys of the questions of each batch to be sent. A batch is for one model."""
    filed = []
    for model, group in groupby(queue.unsent(), lambda waiting: waiting.model):
        mode = _mode(settings, queue, model)
        sizes = ((waiting.key, len(request_line(waiting, mode, settings))) for waiting in group)
        filed += [(mode, keys) for keys in files(sizes)]
    return filed


async def _send(
    client: AsyncOpenAI, settings: Settings, queue: Queue, mark: str, mode: FixedMode
) -> str:
    with tempfile.TemporaryFile() as file:
        file.writelines(request_line(waiting, mode, settings) for waiting in queue.of(mark))
        file.seek(0)
        uploaded = await client.files.create(
            file=(f"gouji-{mark}.jsonl", file), purpose="batch", timeout=_UPLOAD_SECONDS
        )
    # Never repeated by the client: where only the reply was lost, the batch exists already.
    sent = await client.with_options(max_retries=0).batches.create(
        input_file_id=uploaded.id,
        endpoint=ENDPOINT,
        completion_window="24h",
        metadata={MARK: mark},
    )
    queue.sent(mark, sent.id)
    return sent.id


def _mode(settings: Settings, queue: Queue, model: str) -> FixedMode:
    """The mode to ask in. A batch is no place to find it out: all of it would be refused."""
    if settings.mode != "auto":
        return settings.mode
    if mode := remembered(queue.cache, endpoint_of(settings, model)):
        return mode
    raise ConfigError(
        f"it is not known yet how {model} is asked to keep to a schema: run `gouji doctor` once, "
        "or set `mode` in [model] of gouji.toml"
    )


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
