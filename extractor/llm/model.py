"""Question -> Answer: from the cache, or by a call within budget, pace and patience."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Generic, Self, TypeVar

from extractor.errors import ConfigError, GoujiError, StoreError
from extractor.llm.budget import Budget, Spent
from extractor.llm.cache import Cache, Kept, cache_key, model_of
from extractor.llm.client import Bill, Client
from extractor.llm.faults import in_words, is_lasting, without_report
from extractor.llm.pace import Clock, Pace
from extractor.llm.probe import Modes
from extractor.llm.settings import Settings
from extractor.record.answer import schema_hash
from extractor.record.question import Answer, Question

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """What is under way, by key. A flight that nobody waits for any more is called off."""

    def __init__(self) -> None:
        self._flights: dict[str, asyncio.Task[T]] = {}
        self._waiting: dict[asyncio.Task[T], int] = {}

    async def share(self, key: str, fetch: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `fetch` returns, or what the flight returns that is under way for this key.

        One who stops waiting does not disturb the others.
        """
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(fetch())
            self._waiting[flight] = 0
        self._waiting[flight] += 1
        try:
            return await asyncio.shield(flight)
        finally:
            self._waiting[flight] -= 1
            if not self._waiting[flight]:
                del self._waiting[flight]
                if self._flights.get(key) is flight:
                    del self._flights[key]
                flight.cancel()

    async def land(self) -> None:
        """Call off all that is under way, and wait until it is over."""
        flights = list(self._waiting)
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)


def kept_answer(question: Question, settings: Settings, cache: Cache) -> Answer | None:
    """The answer that the cache holds, if it does."""
    kept = cache.get(cache_key(question, settings))
    if kept is None:
        return None
    return _answer(question, settings, kept.content, kept.prompt_tokens, kept.completion_tokens)


def _answer(
    question: Question,
    settings: Settings,
    content: str | None,
    prompt_tokens: int = 0,
    completion_tokens: int = 0,
    error: str | None = None,
) -> Answer:
    schema, model = schema_hash(question.shape), model_of(question, settings)
    counts = prompt_tokens, completion_tokens
    return Answer(question.id, content, question.prompt, schema, model, *counts, error)


class Model:
    """The language model that is configured, as an asynchronous context manager.

    A call that fails is an answer that says so, and disturbs no other. Raises ConfigError where
    there is a budget for a model without a price, StoreError where the cache cannot be used.
    """

    def __init__(self, settings: Settings, cache: Cache, clock: Clock | None = None) -> None:
        clock = clock or Clock()
        self.settings = settings
        self.pace = Pace(
            settings.concurrency, settings.requests_per_minute, settings.tokens_per_minute, clock
        )
        self._cache = cache
        self._budget = Budget(settings.prices, settings.budget)
        for model in filter(None, (settings.model, settings.second_model)):
            self._budget.release(self._budget.reserve(model, 0, 0))
        self._client = Client(settings, self.pace, self._budget, clock)
        self._modes = Modes(settings, cache)
        self._calls = SingleFlight[Answer]()
        self._refused: dict[str, str] = {}
        """The models that no call can reach, and why: a run over thousands of reports must not
        find it out thousands of times."""

    @property
    def spent(self) -> Spent:
        """What was spent since the model was opened; failed attempts that were billed included."""
        return self._budget.spent

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Call off what is under way, and close the connections."""
        await self._calls.land()
        await self._client.close()

    async def ask(self, question: Question) -> Answer:
        """The answer, or why there is none: that begins with "budget" where money ran out.

        The same question asked twice at once is one call. An answer is in the cache before it is
        returned. One who is cancelled while waiting holds nothing afterwards.
        """
        kept = None if self.settings.refresh else kept_answer(question, self.settings, self._cache)
        if kept:
            self.spent.cached += 1
            return kept
        key = cache_key(question, self.settings)
        answer = await self._calls.share(key, partial(self._call, key, question))
        return replace(answer, question=question.id, prompt=question.prompt)

    async def _call(self, key: str, question: Question) -> Answer:
        model, bill = model_of(question, self.settings), Bill()
        if model in self._refused:
            return _answer(question, self.settings, None, error=self._refused[model])
        content = error = None
        try:
            ask = partial(self._client.answer, question, model, bill=bill)
            content = await self._modes.ask(model, ask)
        except (ConfigError, StoreError):
            raise
        except Exception as problem:
            error = in_words(problem, model, self.settings)
            if not isinstance(problem, GoujiError):
                error = without_report(error, question)
            if is_lasting(problem):
                self._refused[model] = error
        counts = bill.prompt_tokens, bill.completion_tokens
        answer = _answer(question, self.settings, content, *counts, error)
        if content is not None:
            kept = Kept(content, *counts)
            self._cache.put(key, kept, model=model, prompt=answer.prompt, schema=answer.schema)
        return answer
