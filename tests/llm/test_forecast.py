"""What a run would cost is known before it begins."""

from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.llm.batches import BATCH_SHARE
from extractor.llm.cache import Cache, Kept, cache_key
from extractor.llm.forecast import Forecast, forecast
from extractor.llm.settings import Price, Settings, load_settings
from extractor.llm.tokens import bound_question, estimate_question
from extractor.record.question import Message, Question, Shape

ONE = Question("q", "cell:1", (Message("user", "⟦1⟧5"),), Shape("cell", pointers=1))
OTHER = replace(ONE, messages=(Message("user", "⟦1⟧6"),))
PRICES = {"m": Price(input=Decimal(1_000_000), output=Decimal(2_000_000))}


@pytest.fixture
def settings() -> Settings:
    """A token of a prompt costs 1, one of an answer 2; an answer has 50 at most."""
    settings = load_settings(
        provider="simulated", model="m", prices=PRICES, max_completion_tokens=50
    )
    assert settings is not None
    return settings


def test_each_question_counts_once_and_cached_ones_cost_nothing(settings: Settings) -> None:
    with Cache(None) as cache:
        kept = Kept('{"cell": 1}', 9, 9)
        cache.put(cache_key(OTHER, settings), kept, model="m", prompt="cell:1", schema="s")
        told = forecast([ONE, ONE, OTHER], settings, cache)
        half = forecast([ONE], settings, cache, BATCH_SHARE)
        fresh = settings.model_copy(update={"refresh": True})
        assert forecast([ONE, ONE, OTHER], fresh, cache).calls == 2
    prompt, most = estimate_question(ONE), bound_question(ONE)
    assert half.money == Decimal(prompt + 20) / 2
    assert told == Forecast(1, 1, prompt, 10, 50, Decimal(prompt + 20), Decimal(most + 100))


def test_without_a_price_there_is_no_sum(settings: Settings) -> None:
    with Cache(None) as cache:
        mixed = settings.model_copy(update={"second_model": "n"})
        told = forecast([ONE, replace(OTHER, second=True)], mixed, cache)
    assert (told.calls, told.money, told.most_money) == (2, None, None)
