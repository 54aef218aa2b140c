"""Adaptive concurrency and limits a minute, on a clock of the test's own."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from server import (
    RIGHT,
    ChatServer,
    Hurried,
    ask_all,
    failed,
    held,
    play,
    question,
    said,
    serve,
    settings,
)

from extractor.llm.cache import Cache
from extractor.llm.model import Model
from extractor.llm.pace import Allowance, Pace


class Crew:
    """Tasks that each hold a slot until they are told how their call went."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.inside: list[int] = []
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self._numbers = itertools.count()
        self._ends: dict[int, asyncio.Future[bool]] = {}

    async def send(self, calls: int) -> None:
        """So many more calls want a slot."""
        for number in itertools.islice(self._numbers, calls):
            self._ends[number] = asyncio.get_running_loop().create_future()
            self.tasks[number] = asyncio.create_task(self._call(number))
        await self.settle()

    async def end(self, number: int, *, well: bool) -> None:
        """The server answers one call: well, or with 429."""
        self._ends[number].set_result(well)
        await self.settle()

    async def cancel(self, number: int) -> None:
        """Somebody gives one call up."""
        self.tasks[number].cancel()
        await self.settle()

    async def settle(self) -> None:
        """Let every task run until it waits for something."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def finish(self) -> None:
        """All calls that still run are answered well."""
        for end in self._ends.values():
            if not end.done():
                end.set_result(True)
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)

    async def _call(self, number: int) -> None:
        async with self.pace.slot(10) as slot:
            self.inside.append(number)
            try:
                if await self._ends[number]:
                    slot.succeeded(10)
                else:
                    slot.congested()
            finally:
                self.inside.remove(number)


def on_a_crew(scene: Callable[[Crew], Awaitable[None]]) -> None:
    """Run a scene with a crew of at most four; whatever happened, no slot is lost by it."""

    async def run() -> None:
        crew = Crew(Pace(4, clock=Hurried()))
        await scene(crew)
        await crew.finish()
        room = crew.pace.at_once
        await crew.send(5)
        assert len(crew.inside) == room
        await crew.finish()

    asyncio.run(run())


def test_no_more_than_the_ceiling_at_once_and_first_come_first_served() -> None:
    async def scene(crew: Crew) -> None:
        await crew.send(6)
        assert crew.inside == [0, 1, 2, 3]
        await crew.end(2, well=True)
        assert crew.inside == [0, 1, 3, 4]

    on_a_crew(scene)


def test_congestion_halves_once_a_round_not_once_a_call() -> None:
    async def scene(crew: Crew) -> None:
        await crew.send(4)
        for number in range(4):
            await crew.end(number, well=False)
        assert crew.pace.at_once == 2
        await crew.send(2)
        await crew.end(4, well=False)
        await crew.end(5, well=False)
        assert crew.pace.at_once == 1

    on_a_crew(scene)


def test_there_is_always_room_for_one() -> None:
    async def scene(crew: Crew) -> None:
        for number in range(8):
            await crew.send(1)
            await crew.end(number, well=False)
        assert crew.pace.at_once == 1

    on_a_crew(scene)


def test_a_round_of_good_answers_makes_room_for_one_more_up_to_the_ceiling() -> None:
    async def scene(crew: Crew) -> None:
        await crew.send(1)
        await crew.end(0, well=False)
        rooms = []
        for number in range(1, 9):
            await crew.send(1)
            await crew.end(number, well=True)
            rooms.append(crew.pace.at_once)
        assert rooms == [2, 2, 3, 3, 3, 4, 4, 4]

    on_a_crew(scene)


def test_while_fewer_are_allowed_those_who_wait_go_on_waiting() -> None:
    async def scene(crew: Crew) -> None:
        await crew.send(6)
        await crew.end(0, well=False)
        assert crew.inside == [1, 2, 3]
        await crew.end(1, well=False)
        await crew.end(2, well=False)
        assert crew.inside == [3, 4]

    on_a_crew(scene)


def test_one_who_is_cancelled_takes_no_room_along() -> None:
    async def scene(crew: Crew) -> None:
        await crew.send(6)
        await crew.cancel(4)
        await crew.cancel(0)
        assert crew.inside == [1, 2, 3, 5]

    on_a_crew(scene)


@given(st.lists(st.tuples(st.sampled_from(["send", "well", "bad", "cancel"]), st.integers(0, 9))))
def test_whatever_happens_no_slot_is_lost_or_given_twice(events: list[tuple[str, int]]) -> None:
    async def scene(crew: Crew) -> None:
        for event, pick in events:
            running = [number for number, task in crew.tasks.items() if not task.done()]
            if event == "send":
                await crew.send(pick)
            elif event == "cancel" and running:
                await crew.cancel(running[pick % len(running)])
            elif crew.inside:
                await crew.end(crew.inside[pick % len(crew.inside)], well=event == "well")
            assert len(crew.inside) <= 4

    on_a_crew(scene)


@given(
    per_minute=st.integers(1, 600),
    shares=st.lists(st.floats(0.001, 0.1), min_size=1, max_size=40),
)
def test_no_minute_has_more_than_its_allowance(per_minute: int, shares: list[float]) -> None:
    """Amounts are up to a tenth of the allowance, or 1 where that is more."""

    async def scene() -> list[tuple[float, float]]:
        clock = Hurried()
        allowance = Allowance(per_minute, clock)
        taken = []
        for share in shares:
            amount = max(1.0, share * per_minute)
            await allowance.take(amount)
            taken.append((clock.now(), amount))
        return taken

    taken = asyncio.run(scene())
    for start, _ in taken:
        minute = sum(amount for at, amount in taken if start <= at < start + 59.999)
        assert minute <= per_minute + 1e-6


def test_who_comes_later_waits_longer() -> None:
    async def scene() -> list[float]:
        clock = Hurried()
        allowance = Allowance(60, clock)
        for _ in range(9):
            await allowance.take(1)
        return clock.slept

    assert asyncio.run(scene()) == pytest.approx([1 / 0.9] * 3)


def test_what_was_not_used_is_given_back() -> None:
    async def scene(used: int) -> list[float]:
        clock = Hurried()
        pace = Pace(4, tokens_per_minute=600, clock=clock)
        for _ in range(3):
            async with pace.slot(60) as slot:
                slot.succeeded(used)
        return clock.slept

    assert asyncio.run(scene(0)) == []
    assert asyncio.run(scene(60)) == pytest.approx([60 / 9, 60 / 9])
    assert asyncio.run(scene(90)) == pytest.approx([90 / 9, 90 / 9])


def test_over_http_as_many_calls_are_out_as_allowed() -> None:
    async def scene() -> ChatServer:
        go = asyncio.Event()
        async with serve(held(said(RIGHT), go)) as server:
            given = settings(base_url=server.base_url, concurrency=3)
            with Cache(None) as cache:
                async with Model(given, cache) as model:
                    questions = [question(f"⟦1⟧{number}") for number in range(9)]
                    answers = asyncio.create_task(ask_all(model, questions))
                    await server.came(3)
                    go.set()
                    assert all(answer.content == RIGHT for answer in await answers)
        return server

    server = asyncio.run(scene())
    assert server.most_at_once == 3
    assert len(server.requests) == 9


def test_over_http_429_narrows_and_good_answers_widen() -> None:
    narrowed = play(failed(429), said(RIGHT), concurrency=8)
    assert narrowed.at_once == 4
    questions = tuple(question(f"⟦1⟧{number}") for number in range(40))
    widened = play(failed(429), said(RIGHT), questions=questions, concurrency=8)
    assert widened.at_once == 8


def test_over_http_requests_a_minute_are_kept() -> None:
    questions = tuple(question(f"⟦1⟧{number}") for number in range(4))
    scene = play(said(RIGHT), questions=questions, requests_per_minute=20)
    assert scene.slept == pytest.approx([60 / 18] * 2)
