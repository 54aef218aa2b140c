"""Asked twice at once is fetched once; whoever stops waiting disturbs nobody."""

import asyncio

import pytest

from extractor.llm.flight import SingleFlight


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
