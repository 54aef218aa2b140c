"""Finding out which mode a server knows, once for each endpoint and model."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, get_args

from extractor.llm.cache import Cache, endpoint_of
from extractor.llm.faults import is_misfit, is_rejection
from extractor.llm.settings import Settings
from extractor.llm.wire import FixedMode

BEST_FIRST: tuple[FixedMode, ...] = get_args(FixedMode)

Ask: TypeAlias = Callable[[FixedMode], Awaitable[str]]


def remembered(cache: Cache, endpoint: str) -> FixedMode | None:
    """The mode that was found to work at an endpoint, if it is one that is still known."""
    kept = cache.mode_of(endpoint)
    return next((mode for mode in BEST_FIRST if mode == kept), None)


class Modes:
    """Which mode to ask in: the one configured, or for `auto` the first that works.

    What was found is kept in the cache. While the first call finds it out, the others wait; if
    it fails for another reason, a dead server say, each of them goes its own way.
    """

    def __init__(self, settings: Settings, cache: Cache) -> None:
        self._settings = settings
        self._cache = cache
        self._known: dict[str, FixedMode] = {}
        self._finding: dict[str, asyncio.Event] = {}

    async def ask(self, model: str, ask: Ask) -> str:
        """What `ask` gets from a model, in a mode that works. Raises as `ask` does."""
        if self._settings.mode != "auto":
            return await ask(self._settings.mode)
        endpoint = endpoint_of(self._settings, model)
        known = self._known_at(endpoint)
        if known is None and (first := self._finding.get(endpoint)):
            await first.wait()
            known = self._known_at(endpoint)
        if known is None:
            return await self._find(endpoint, ask)
        # A schema may be too large for the mode that else works: then another one may do.
        others = [mode for mode in BEST_FIRST if mode != known]
        _, answer = await _first_accepted([known, *others], ask, is_rejection)
        return answer

    async def _find(self, endpoint: str, ask: Ask) -> str:
        found = self._finding.setdefault(endpoint, asyncio.Event())
        try:
            mode, answer = await _first_accepted(BEST_FIRST, ask, _may_be_the_mode)
            self._known[endpoint] = mode
            self._cache.remember_mode(endpoint, mode)
        finally:
            found.set()
        return answer

    def _known_at(self, endpoint: str) -> FixedMode | None:
        if endpoint not in self._known and (kept := remembered(self._cache, endpoint)):
            self._known[endpoint] = kept
        return self._known.get(endpoint)


def _may_be_the_mode(error: Exception) -> bool:
    """A server that passes over an unknown mode in silence shows it by answers of no shape."""
    return is_rejection(error) or is_misfit(error)


async def _first_accepted(
    modes: Sequence[FixedMode], ask: Ask, goes_on: Callable[[Exception], bool]
) -> tuple[FixedMode, str]:
    """The answer in the first mode that gets one, and that mode."""
    *better, last = modes
    for mode in better:
        try:
            return mode, await ask(mode)
        except Exception as error:
            if not goes_on(error):
                raise
    return last, await ask(last)
