"""What calls cost: foretold, and capped so that calls in flight can never pass the cap together.

Before a call the most that it can cost is set aside; afterwards what it did cost is counted and
the rest is free again. Money is exact. One event loop, no threads.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.errors import BudgetSpent, ConfigError
from extractor.llm.cache import Cache, cache_key, model_of
from extractor.llm.settings import Price, Settings
from extractor.llm.tokens import bound_question, estimate_question, typical_answer
from extractor.record.question import Question

MILLION = Decimal(1_000_000)

FULL_PRICE = Decimal(1)


@dataclass(slots=True)
class Spent:
    """What a run has cost so far. `money` is None where no model's price is known.

    `unpriced` names the models whose calls are not in `money`.
    """

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    money: Decimal | None = None
    unpriced: set[str] = field(default_factory=set)


class Budget:
    """`limit` is the most that may be spent; None: no cap. `share` of the full price is paid.

    Without prices tokens are still counted, but there can be no limit.
    """

    def __init__(
        self,
        prices: Mapping[str, Price],
        limit: Decimal | None = None,
        *,
        share: Decimal = FULL_PRICE,
    ) -> None:
        self.limit = limit
        self.spent = Spent(money=Decimal(0) if prices else None)
        self._prices = prices
        self._share = share
        self._open: list[Decimal] = []
        self._returned = asyncio.Event()

    @property
    def reserved(self) -> Decimal:
        """What calls in flight may cost together."""
        return sum(self._open, Decimal(0))

    def cost(self, model: str, prompt_tokens: int, completion_tokens: int) -> Decimal | None:
        """What so many tokens of a model cost; None where its price is not known."""
        price = self._prices.get(model)
        if price is None:
            return None
        tokens = prompt_tokens * price.input + completion_tokens * price.output
        return self._share * tokens / MILLION

    def reserve(self, model: str, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """Set aside the most that a call can cost: upper bounds, no guesses. `release` it once.

        Raises BudgetSpent where that is more than is left, ConfigError where there is a limit
        but no price of this model.
        """
        most = self.cost(model, prompt_tokens, completion_tokens)
        if self.limit is not None:
            if most is None:
                raise ConfigError(
                    f"a budget needs the price of {model}: put [prices.{model!r}] with `input` and "
                    "`output` per million tokens into gouji.toml"
                )
            left = self.limit - (self.spent.money or Decimal(0)) - self.reserved
            if most > left:
                raise BudgetSpent(
                    f"budget of {self.limit} spent: {left} is left, the next call may cost {most}"
                )
        reserved = most or Decimal(0)
        self._open.append(reserved)
        return reserved

    async def afford(self, model: str, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """Reserve, waiting as long as calls in flight may still give back enough.

        Most calls cost far less than they could, so that near the end of a budget a refusal at
        once would leave much of it unspent. Raises as `reserve` does.
        """
        while True:
            try:
                return self.reserve(model, prompt_tokens, completion_tokens)
            except BudgetSpent:
                if not self._open:
                    raise
                self._returned.clear()
                await self._returned.wait()

    def count(self, model: str, prompt_tokens: int, completion_tokens: int) -> None:
        """Count what a call did cost."""
        spent = self.spent
        spent.calls += 1
        spent.prompt_tokens += prompt_tokens
        spent.completion_tokens += completion_tokens
        cost = self.cost(model, prompt_tokens, completion_tokens)
        if cost is None:
            spent.unpriced.add(model)
        else:
            spent.money = (spent.money or Decimal(0)) + cost

    def release(self, reserved: Decimal) -> None:
        """Free what was set aside for a call that is over."""
        self._open.remove(reserved)
        self._returned.set()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected, and what it is at most if no question has to be asked twice.

    `calls` have no answer in the cache, `cached` have. Tokens are estimates (see `tokens`);
    `most_completion_tokens` is what the limit of an answer's length allows. Money is None where
    a model's price is not known.
    """

    calls: int
    cached: int
    prompt_tokens: int
    completion_tokens: int
    most_completion_tokens: int
    money: Decimal | None
    most_money: Decimal | None


def forecast(
    questions: Iterable[Question],
    settings: Settings,
    cache: Cache,
    share: Decimal = FULL_PRICE,
) -> Forecast:
    """What asking these questions would cost, at a share of the full price.

    The same question twice is one call.
    """
    price = Budget(settings.prices, share=share).cost
    limit = settings.max_completion_tokens
    cached = prompt = completion = most = 0
    money: list[Decimal | None] = []
    most_money: list[Decimal | None] = []
    by_key = {cache_key(question, settings): question for question in questions}
    for key, question in by_key.items():
        if not settings.refresh and cache.get(key):
            cached += 1
            continue
        model = model_of(question, settings)
        asked, answered = estimate_question(question), min(typical_answer(question.shape), limit)
        prompt += asked
        completion += answered
        most += limit
        money.append(price(model, asked, answered))
        most_money.append(price(model, bound_question(question), limit))
    calls = len(by_key) - cached
    return Forecast(calls, cached, prompt, completion, most, _sum(money), _sum(most_money))


def _sum(money: list[Decimal | None]) -> Decimal | None:
    """The sum of what is known throughout; None where something is not."""
    known = [one for one in money if one is not None]
    return sum(known, Decimal(0)) if len(known) == len(money) else None
