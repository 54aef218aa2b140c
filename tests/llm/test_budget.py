"""Money is exact, and calls in flight can never pass the limit together."""

import asyncio
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import BudgetSpent, ConfigError
from extractor.llm.budget import Budget
from extractor.llm.settings import Price

PRICES = {"m": Price(input=Decimal("0.1"), output=Decimal("0.3"))}


def test_tokens_and_money_add_up() -> None:
    budget = Budget(PRICES)
    for _ in range(3):
        reservation = budget.reserve("m", 2_000, 9_000)
        assert budget.settle(reservation, 1_000, 1_000) == Decimal("0.0004")
    assert budget.spent.calls == 3
    assert budget.spent.prompt_tokens == 3_000
    assert budget.spent.money == Decimal("0.0012")
    assert budget.reserved == 0


def test_half_the_price() -> None:
    budget = Budget(PRICES, share=Decimal("0.5"))
    assert budget.settle(budget.reserve("m", 0, 0), 1_000, 1_000) == Decimal("0.0002")


def test_a_model_without_a_price_is_named() -> None:
    budget = Budget(PRICES)
    assert budget.settle(budget.reserve("other", 9, 9), 9, 9) is None
    budget.settle(budget.reserve("m", 9, 9), 1_000_000, 0)
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
    budget.settle(first, first_costs, 0)
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
            budget.settle(*in_flight.pop(0))
        assert budget.spent.money is not None
        assert budget.spent.money + budget.reserved <= limit
