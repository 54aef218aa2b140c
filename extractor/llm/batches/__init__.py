"""Many questions at half the price: the OpenAI Batch API as a slow way to fill the cache.

`submit` sends what the cache does not hold, `poll` says how far it is, `collect` puts the answers
into the cache and sends again what came back without a usable one. Each may be killed and run
again at any time: what waits is kept beside the answers (`queue`), and a batch that was sent
without its id being kept is found again by the mark in its metadata (`sending`).
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from openai import APIError, AsyncOpenAI

from extractor.errors import ConfigError, ModelError
from extractor.llm.batches.exchange import (
    BATCH_SHARE,
    OVER,
    GivenUp,
    Harvest,
    enqueue,
    find_again,
    send,
)
from extractor.llm.batches.queue import Queue
from extractor.llm.budget import Spent
from extractor.llm.cache import Cache
from extractor.llm.client import connect
from extractor.llm.faults import in_words
from extractor.llm.presets import preset
from extractor.llm.settings import Settings
from extractor.record.question import Question

__all__ = [
    "BATCH_SHARE",
    "BatchState",
    "Collected",
    "GivenUp",
    "collect",
    "poll",
    "submit",
]


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far a batch is. `status` is the provider's word; `answered` and `failed` count requests.

    `over`: nothing more will come of it, so it can be collected.
    """

    id: str
    status: str
    questions: int
    answered: int
    failed: int
    over: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of collecting.

    `answered` counts the answers now in the cache, `again` are the ids of the batches that were
    sent anew, `waiting` counts the questions that still wait for a batch.
    """

    answered: int
    again: tuple[str, ...]
    waiting: int
    given_up: tuple[GivenUp, ...]
    spent: Spent


async def submit(questions: Iterable[Question], settings: Settings, cache: Cache) -> list[str]:
    """Send what is neither in the cache nor waiting in a batch; the new batches' ids.

    Raises BudgetSpent, before anything is sent, where it may cost more than the budget;
    ConfigError where the provider has no Batch API; ModelError where it cannot be used now;
    StoreError where another process is busy with the same batches.
    """
    queue = _queue(settings, cache)
    with queue.alone():
        async with _connected(settings) as client:
            await find_again(client, queue)
            enqueue(questions, settings, queue)
            return await send(client, settings, queue)


async def poll(settings: Settings, cache: Cache) -> list[BatchState]:
    """How far the batches are that were sent and not collected yet. Raises as `submit` does."""
    states = []
    async with _connected(settings) as client:
        for batch in _queue(settings, cache).batches():
            if batch.id:
                sent = await client.batches.retrieve(batch.id)
                counts = sent.request_counts
                done = (counts.completed, counts.failed) if counts else (0, 0)
                over = sent.status in OVER
                states.append(BatchState(sent.id, sent.status, batch.questions, *done, over))
    return states


async def collect(settings: Settings, cache: Cache) -> Collected:
    """Fetch the answers of all batches that are over, and send again what had no usable one.

    An answer that does not fit its shape is sent back with its error, as in a live call. What
    fails in `settings.attempts` rounds, is refused, or exceeds the budget is given up and told.
    Raises as `submit` does.
    """
    queue = _queue(settings, cache)
    harvest = Harvest(settings, queue)
    with queue.alone():
        async with _connected(settings) as client:
            await find_again(client, queue)
            for batch in queue.batches():
                if batch.id:
                    sent = await client.batches.retrieve(batch.id)
                    if sent.status in OVER:
                        await harvest.take_in(client, batch, sent)
            harvest.drop_hopeless()
            again = await send(client, settings, queue)
    waiting = sum(batch.questions for batch in queue.batches())
    given_up = tuple(harvest.given_up)
    return Collected(harvest.answered, tuple(again), waiting, given_up, harvest.budget.spent)


def _queue(settings: Settings, cache: Cache) -> Queue:
    known = preset(settings.provider)
    if not known.batch:
        raise ConfigError(f"{known.label} has no Batch API that is known here: run without --batch")
    return Queue(cache, settings.base_url)


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[AsyncOpenAI]:
    """A client that repeats what may be repeated. Raises ModelError for what goes wrong."""
    client = connect(settings)
    try:
        yield client.with_options(max_retries=settings.attempts - 1)
    except APIError as error:
        raise ModelError(in_words(error, settings.model, settings)) from error
    finally:
        await client.close()
