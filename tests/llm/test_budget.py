"""What calls cost, before and after, and a cap that holds."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import BudgetSpent, ConfigError
from extractor.llm.batches import BATCH_SHARE
from extractor.llm.budget import Budget, Forecast, forecast
from extractor.llm.cache import Cache, Kept, cache_key
from extractor.llm.settings import Price, Settings, load_settings
from extractor.llm.tokens import bound_question, estimate_question
from extractor.record.question import Message, Question, Shape

PRICES = {"m": Price(input=Decimal("0.1"), output=Decimal("0.3"))}


def test_tokens_and_money_add_up() -> None:
    budget = Budget(PRICES)
    for _ in range(3):
        budget.release(budget.reserve("m", 2_000, 9_000))
        budget.count("m", 1_000, 1_000)
    assert budget.spent.calls == 3
    assert budget.spent.prompt_tokens == 3_000
    assert budget.spent.money == Decimal("0.0012")
    assert budget.reserved == 0


def test_half_the_price() -> None:
    budget = Budget(PRICES, share=Decimal("0.5"))
    budget.count("m", 1_000, 1_000)
    assert budget.spent.money == Decimal("0.0002")


def test_a_model_without_a_price_is_named() -> None:
    budget = Budget(PRICES)
    budget.count("other", 9, 9)
    budget.count("m", 1_000_000, 0)
    assert budget.spent.money == Decimal("0.1")
    assert budget.spent.unpriced == {"other"}
    assert Budget({}).spent.money is None


def test_a_limit_needs_a_price() -> None:
    with pytest.raises(ConfigError, match=r"price of other: put \[prices\.'other'\]"):
        Budget(PRICES, Decimal(1)).reserve("other", 1, 1)


def test_what_is_in_flight_counts_as_spent() -> None:
    budget = Budget(PRICES, Decimal("0.5"))
    first = budget.reserve("m", 3_000_000, 0)
    with pytest.raises(BudgetSpent, match=r"budget of 0\.5 spent: 0\.2 is left"):
        budget.reserve("m", 0, 1_000_000)
    budget.release(first)
    budget.reserve("m", 0, 1_000_000)


async def second_call(budget: Budget, first_costs: int) -> bool:
    """Whether a second call may go once the first, which holds all money, has been settled."""
    first = budget.reserve("m", 10_000_000, 0)
    waiting = asyncio.create_task(budget.afford("m", 5_000_000, 0))
    await asyncio.sleep(0)
    assert not waiting.done()
    budget.release(first)
    budget.count("m", first_costs, 0)
    try:
        budget.release(await waiting)
    except BudgetSpent:
        return False
    return True


def test_a_call_waits_for_what_others_may_give_back() -> None:
    assert asyncio.run(second_call(Budget(PRICES, Decimal(1)), 4_000_000))
    assert not asyncio.run(second_call(Budget(PRICES, Decimal(1)), 6_000_000))


sizes = st.integers(0, 3_000_000)
calls = st.lists(st.tuples(sizes, sizes, st.floats(0, 1), st.booleans()), max_size=40)


@given(calls=calls, limit=st.decimals(0, 2, places=3))
def test_the_limit_holds_whatever_the_order(
    calls: list[tuple[int, int, float, bool]], limit: Decimal
) -> None:
    budget = Budget(PRICES, limit)
    in_flight = []
    for prompt, completion, part, comes_back in calls:
        try:
            reservation = budget.reserve("m", prompt, completion)
        except BudgetSpent:
            continue
        in_flight.append((reservation, int(prompt * part), completion))
        if comes_back:
            reservation, *counts = in_flight.pop(0)
            budget.release(reservation)
            budget.count("m", *counts)
        assert budget.spent.money is not None
        assert budget.spent.money + budget.reserved <= limit


ONE = Question("q", "cell:1", (Message("user", "⟦1⟧5"),), Shape("cell", pointers=1))
OTHER = replace(ONE, messages=(Message("user", "⟦1⟧6"),))
WHOLE = {"m": Price(input=Decimal(1_000_000), output=Decimal(2_000_000))}


@pytest.fixture
def settings() -> Settings:
    """A token of a prompt costs 1, one of an answer 2; an answer has 50 at most."""
    settings = load_settings(
        provider="simulated", model="m", prices=WHOLE, max_completion_tokens=50
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
