"""The same thing asked for twice at once is fetched once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

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
