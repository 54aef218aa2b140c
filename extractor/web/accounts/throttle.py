"""How often one may try to sign in."""

import asyncio
import ipaddress
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

_TIDIED_AT = 10_000


class Throttle:
    """At most `most` attempts a key at once, and as many again in the course of `window`.

    Kept in memory: a key costs a number, and what is forgiven by time is forgotten.
    """

    def __init__(self, most: int, window: timedelta, clock: Callable[[], datetime]) -> None:
        self._one = window / most
        self._window = window
        self._clock = clock
        self._settled: dict[Hashable, datetime] = {}  # when nothing is held against a key any more

    def wait(self, key: Hashable) -> timedelta:
        """Count an attempt: nothing to wait for; or how long until one is allowed again."""
        at = self._clock()
        settled = max(self._settled.get(key, at), at) + self._one
        if settled - at > self._window:
            return settled - at - self._window
        if len(self._settled) >= _TIDIED_AT:
            self._settled = {one: when for one, when in self._settled.items() if when > at}
        self._settled[key] = settled
        return timedelta(0)

    def forgive(self, key: Hashable) -> None:
        """Hold nothing against a key any more."""
        self._settled.pop(key, None)

    def give_back(self, key: Hashable) -> None:
        """Take back one attempt that was counted."""
        if key in self._settled:
            self._settled[key] -= self._one


class Guard:
    """Who may try to sign in now: few attempts a name, more an address, two passwords at a time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        window = timedelta(minutes=15)
        self._names = Throttle(10, window, clock)
        self._addresses = Throttle(60, window, clock)
        self.room = asyncio.Semaphore(2)
        """Hashing a password takes 64 MiB and a core for as long as it takes."""

    def wait(self, name: str, address: str) -> timedelta:
        """Count an attempt: nothing to wait for, or how long to wait before the next."""
        return self._addresses.wait(_network(address)) or self._names.wait(name.casefold())

    def welcome(self, name: str, address: str) -> None:
        """The attempt was right: it does not count."""
        self._names.forgive(name.casefold())
        self._addresses.give_back(_network(address))


def _network(address: str) -> str:
    """An IPv4 address, or the network that one subscriber of IPv6 has."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False))
