"""Questions become answers: from the cache, or by calls that are shared, priced and told."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from server import (
    RIGHT,
    WRONG,
    ask_all,
    blank_lines,
    failed,
    held,
    play,
    question,
    said,
    serve,
    settings,
)

from extractor.errors import ConfigError
from extractor.llm.budget import Budget
from extractor.llm.cache import Cache, cache_key
from extractor.llm.model import Model, SingleFlight
from extractor.llm.settings import Price
from extractor.llm.tokens import bound_question
from extractor.record.answer import schema_hash
from extractor.record.question import Answer, Message, Question

PRICES = {"m": Price(input=Decimal(1), output=Decimal(10))}
"""USAGE, 100 and 5 tokens, costs 0.00015 at these; a call may cost 0.01 and a little."""


def test_an_answer_names_what_gave_it() -> None:
    asked = question()
    assert play(said(RIGHT), questions=(asked,)).answer == Answer(
        question="q",
        content=RIGHT,
        prompt="cell-1234",
        schema=schema_hash(asked.shape),
        model="m",
        prompt_tokens=100,
        completion_tokens=5,
    )


def test_a_second_opinion_comes_from_the_second_model() -> None:
    asked = question(second=True)
    stronger = play(said(RIGHT), questions=(asked,), second_model="strong")
    assert (stronger.answer.model, stronger.requests[0]["model"]) == ("strong", "strong")
    same = play(said(RIGHT), questions=(asked,))
    assert (same.answer.model, same.requests[0]["model"]) == ("m", "m")


def test_what_was_answered_is_not_asked_again() -> None:
    again = Question("other", "cell-1234", question().messages, question().shape)
    scene = play(said(RIGHT), questions=(question(), again))
    first, second = scene.answers
    assert len(scene.requests) == 1
    assert (second.question, second.content) == ("other", first.content)
    assert second.prompt_tokens == first.prompt_tokens
    assert (scene.spent.calls, scene.spent.cached, scene.spent.prompt_tokens) == (1, 1, 100)


def test_a_failed_call_is_asked_again() -> None:
    scene = play(failed(400), said(RIGHT), questions=(question(), question()))
    assert [answer.content for answer in scene.answers] == [None, RIGHT]


@pytest.mark.parametrize("status", [401, 404])
def test_what_holds_for_every_call_is_found_out_once(status: int) -> None:
    asked = [question(f"⟦1⟧3 ⟦2⟧4 ⟦3⟧{n}") for n in range(3)]
    scene = play(failed(status), questions=asked)
    assert len(scene.requests) == 1
    assert len({answer.error for answer in scene.answers}) == 1
    assert all(answer.content is None for answer in scene.answers)


def test_a_second_model_that_is_refused_leaves_the_first_one_alone() -> None:
    asked = (question(second=True), question(second=True), question())
    scene = play(failed(404), said(RIGHT), questions=asked, second_model="strong")
    assert [request["model"] for request in scene.requests] == ["strong", "m"]
    assert scene.answers[-1].content == RIGHT


def test_a_refresh_asks_again_and_keeps_the_newer_answer(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    newer = '{"cell":3}'

    async def scene() -> list[str | None]:
        contents = []
        async with serve(said(RIGHT), said(newer)) as server:
            for refresh in (False, True, False):
                given = settings(base_url=server.base_url, refresh=refresh)
                with Cache(path) as cache:
                    async with Model(given, cache) as model:
                        contents.append((await model.ask(question())).content)
        return contents

    assert asyncio.run(scene()) == [RIGHT, newer, newer]


def test_an_answer_is_in_the_cache_before_it_is_returned(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serve(said(RIGHT)) as server:
            given = settings(base_url=server.base_url)
            with Cache(tmp_path / "cache.db") as ours, Cache(tmp_path / "cache.db") as another:
                async with Model(given, ours) as model:
                    await model.ask(question())
                    kept = another.get(cache_key(question(), given))
        assert kept is not None
        assert kept.content == RIGHT

    asyncio.run(scene())


def test_the_same_question_twice_at_once_is_one_call() -> None:
    async def scene() -> tuple[int, list[Answer]]:
        async with serve(said(RIGHT)) as server:
            with Cache(None) as cache:
                async with Model(settings(base_url=server.base_url), cache) as model:
                    answers = await ask_all(model, [question()] * 5)
        return len(server.requests), answers

    calls, answers = asyncio.run(scene())
    assert calls == 1
    assert [answer.content for answer in answers] == [RIGHT] * 5


def test_one_failing_call_never_loses_another() -> None:
    async def scene() -> list[Answer]:
        async with serve(failed(400), said(RIGHT)) as server:
            with Cache(None) as cache:
                async with Model(settings(base_url=server.base_url), cache) as model:
                    return await ask_all(model, [question(f"⟦1⟧{n}") for n in range(6)])

    contents = [answer.content for answer in asyncio.run(scene())]
    assert sorted(contents, key=str) == [None, *[RIGHT] * 5]


def test_one_who_is_cancelled_holds_neither_slot_nor_money() -> None:
    async def scene() -> Answer:
        never = asyncio.Event()
        async with serve(held(said(RIGHT), never), said(RIGHT)) as server:
            given = settings(
                base_url=server.base_url, concurrency=1, prices=PRICES, budget=Decimal("0.011")
            )
            with Cache(None) as cache:
                async with Model(given, cache) as model:
                    task = asyncio.create_task(model.ask(question("⟦1⟧1")))
                    await server.came(1)
                    task.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await task
                    answer = await model.ask(question("⟦1⟧2"))
            never.set()
        return answer

    assert asyncio.run(scene()).content == RIGHT


def test_closing_calls_off_what_is_under_way() -> None:
    async def scene() -> None:
        never = asyncio.Event()
        async with serve(held(said(RIGHT), never)) as server:
            with Cache(None) as cache:
                async with Model(settings(base_url=server.base_url), cache) as model:
                    task = asyncio.create_task(model.ask(question()))
                    await server.came(1)
                with pytest.raises(asyncio.CancelledError):
                    await task
            never.set()

    asyncio.run(scene())


def test_a_server_that_does_not_come_to_an_end_is_given_up() -> None:
    answer = play(blank_lines, timeout=0.05, attempts=1).answer
    assert answer.error is not None
    assert "gave no answer in 0.05 s" in answer.error


def test_what_was_spent_is_exact() -> None:
    scene = play(said(WRONG), said(RIGHT), prices=PRICES)
    assert scene.spent.money == Decimal("0.0003")
    assert scene.spent.calls == 2


def test_a_budget_stops_before_the_call_that_might_exceed_it() -> None:
    questions = tuple(question(f"⟦1⟧{number}") for number in range(20))
    scene = play(said(RIGHT), questions=questions, prices=PRICES, budget=Decimal("0.012"))
    answered = [answer for answer in scene.answers if answer.content]
    assert 0 < len(answered) == len(scene.requests) < 20
    assert scene.spent.money is not None
    assert scene.spent.money <= Decimal("0.012")
    for answer in scene.answers[len(answered) :]:
        assert answer.error is not None
        assert answer.error.startswith("budget")


def test_a_repair_that_the_budget_does_not_allow_is_not_made() -> None:
    once = Budget(PRICES).cost("m", bound_question(question()), 1000)
    scene = play(said(WRONG), said(RIGHT), prices=PRICES, budget=once)
    assert len(scene.requests) == 1
    assert scene.answer.error is not None
    assert scene.answer.error.startswith("budget")
    assert scene.answer.prompt_tokens == 100


@pytest.mark.parametrize("changes", [{"prices": {}}, {"second_model": "strong"}])
def test_a_budget_without_a_price_is_told_before_anything_is_asked(
    changes: dict[str, object],
) -> None:
    with pytest.raises(ConfigError, match="price of"):
        play(said(RIGHT), **({"prices": PRICES, "budget": Decimal(1)} | changes))


def test_a_question_may_have_examples_before_it() -> None:
    messages = (
        Message("system", "Point."),
        Message("user", "⟦1⟧90001"),
        Message("assistant", '{"cell":1}'),
        Message("user", "⟦1⟧3 ⟦2⟧4"),
    )
    scene = play(said(RIGHT), questions=(Question("q", "p", messages, question().shape),))
    sent = [(message["role"], message["content"]) for message in scene.requests[0]["messages"]]
    assert sent == [(message.role, message.content) for message in messages]


class Fetch:
    """Something to fetch, that takes until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.called_off = 0
        self.go = asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.called_off += 1
            raise
        return number


async def settle() -> None:
    """Let every task run until it waits for something."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_the_same_key_at_once_is_one_fetch() -> None:
    async def scene() -> None:
        flights, fetch = SingleFlight[int](), Fetch()
        tasks = [asyncio.create_task(flights.share("a", fetch)) for _ in range(3)]
        await settle()
        fetch.go.set()
        assert await asyncio.gather(*tasks) == [1, 1, 1]
        assert await flights.share("a", fetch) == 2

    asyncio.run(scene())


def test_other_keys_do_not_wait_for_each_other() -> None:
    async def scene() -> None:
        flights, slow, fast = SingleFlight[int](), Fetch(), Fetch()
        task = asyncio.create_task(flights.share("slow", slow))
        fast.go.set()
        assert await flights.share("fast", fast) == 1
        assert not task.done()
        slow.go.set()
        assert await task == 1

    asyncio.run(scene())


def test_one_who_is_cancelled_leaves_the_others_their_fetch() -> None:
    async def scene() -> None:
        flights, fetch = SingleFlight[int](), Fetch()
        first, second = (asyncio.create_task(flights.share("a", fetch)) for _ in range(2))
        await settle()
        first.cancel()
        await settle()
        assert first.cancelled()
        fetch.go.set()
        assert await second == 1
        assert fetch.called_off == 0

    asyncio.run(scene())


def test_a_fetch_that_nobody_waits_for_is_called_off_and_begun_anew() -> None:
    async def scene() -> None:
        flights, fetch = SingleFlight[int](), Fetch()
        task = asyncio.create_task(flights.share("a", fetch))
        await settle()
        task.cancel()
        await settle()
        assert fetch.called_off == 1
        fetch.go.set()
        assert await flights.share("a", fetch) == 2

    asyncio.run(scene())


def test_what_a_fetch_raises_comes_to_all() -> None:
    async def fails() -> int:
        raise ValueError("no")

    async def scene() -> None:
        flights = SingleFlight[int]()
        both = (flights.share("a", fails) for _ in range(2))
        first, second = await asyncio.gather(*both, return_exceptions=True)
        assert isinstance(first, ValueError)
        assert first is second

    asyncio.run(scene())


def test_landing_calls_off_all_that_is_under_way() -> None:
    async def scene() -> None:
        flights, fetch = SingleFlight[int](), Fetch()
        task = asyncio.create_task(flights.share("a", fetch))
        await settle()
        await flights.land()
        assert fetch.called_off == 1
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scene())
