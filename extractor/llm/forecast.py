"""Questions -> what it would cost to ask them: calls, tokens, money. Nothing is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extractor.llm.budget import FULL_PRICE, Budget
from extractor.llm.cache import Cache, cache_key, model_of
from extractor.llm.settings import Settings
from extractor.llm.tokens import bound_question, estimate_question, typical_answer
from extractor.record.question import Question


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
