"""How many calls go out at once, and how many in a minute."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


class Clock:
    """The clock on the wall. Tests bring their own."""

    def now(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        await asyncio.sleep(seconds)


class Allowance:
    """So much a minute, whichever sixty seconds are looked at.

    A token bucket that holds a tenth of the allowance and gets the other nine in a minute. Who
    takes more than is in it waits until the debt is paid; those who come later wait longer. One
    who takes more than a tenth at once may exceed the allowance by as much.
    """

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._clock = clock
        self._most = max(1.0, per_minute / 10)
        self._per_second = max(per_minute - self._most, per_minute / 2) / 60
        self._left = self._most
        self._counted = clock.now()

    async def take(self, amount: float) -> None:
        """Wait until `amount` may be used. One who gives up waiting gives it back."""
        self._fill(-amount)
        if self._left >= 0:
            return
        try:
            await self._clock.sleep(-self._left / self._per_second)
        except BaseException:
            self.give_back(amount)
            raise

    def give_back(self, amount: float) -> None:
        """Correct a guess: less was used than was taken, or more where `amount` is negative."""
        self._fill(amount)

    def _fill(self, amount: float) -> None:
        now = self._clock.now()
        filled = self._left + (now - self._counted) * self._per_second
        self._left = min(self._most, min(self._most, filled) + amount)
        self._counted = now


@dataclass(frozen=True, slots=True)
class Slot:
    """The right to make one call of about so many tokens now, and what is learned from it."""

    pace: "Pace"
    round: int
    tokens: int

    def succeeded(self, tokens: int) -> None:
        """The call was answered, and cost so many tokens in truth."""
        self.pace.widen()
        if self.pace.tokens:
            self.pace.tokens.give_back(self.tokens - tokens)

    def congested(self) -> None:
        """The server said that it gets too much."""
        self.pace.narrow(self.round)


class Pace:
    """Adaptive concurrency below `ceiling`, and the limits of requests and tokens a minute.

    Additive increase, multiplicative decrease, as TCP has it: one call more at once after each
    round of good answers; half as many when the server says 429 or 503, once a round, since the
    calls of one round all meet the same congestion. First come, first served.
    """

    def __init__(
        self,
        ceiling: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or Clock()
        self.requests = Allowance(requests_per_minute, clock) if requests_per_minute else None
        self.tokens = Allowance(tokens_per_minute, clock) if tokens_per_minute else None
        self.round = 0
        self._ceiling = ceiling
        self._window = float(ceiling)
        self._flying = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def at_once(self) -> int:
        """How many calls may be out at the same time, for now."""
        return int(self._window)

    @asynccontextmanager
    async def slot(self, tokens: int) -> AsyncIterator[Slot]:
        """Wait for the turn of a call of about so many tokens; it lasts as long as the context."""
        await self._enter()
        try:
            if self.requests:
                await self.requests.take(1)
            if self.tokens:
                await self.tokens.take(tokens)
            yield Slot(self, self.round, tokens)
        finally:
            self._leave()

    def widen(self) -> None:
        """One call more at once, after as many good answers as calls are out at once."""
        self._window = min(self._ceiling, self._window + 1 / self._window)

    def narrow(self, round_: int) -> None:
        """Half as many calls at once, unless that was done since the call in question began."""
        if round_ == self.round:
            self._window = max(1.0, self._window / 2)
            self.round += 1

    async def _enter(self) -> None:
        if self._flying < self.at_once and not self._waiting:
            self._flying += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif not turn.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        self._flying -= 1
        while self._waiting and self._flying < self.at_once:
            turn = self._waiting.popleft()
            if not turn.done():
                self._flying += 1
                turn.set_result(None)
