"""The one policy by which calls are tried again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)
from tenacity.wait import wait_base

from extractor.llm.faults import asked_wait, is_misfit, is_passing


@dataclass(frozen=True, slots=True)
class Policy:
    """How often a call is tried, and how many seconds lie between two tries.

    Where the server names a wait, that one is kept, up to `longest_asked`: a daily limit would
    hold up a run for hours. Else the wait is drawn evenly from 0 to `first`, twice that, and so
    on up to `longest` (exponential backoff with full jitter). An answer that does not fit is
    asked for again at once: nothing is overloaded.
    """

    attempts: int
    first: float = 0.5
    longest: float = 30
    longest_asked: float = 120

    def retrying(self, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
        """A new policy in force, for one call: it counts that call's attempts."""
        return AsyncRetrying(
            sleep=sleep,
            stop=stop_after_attempt(self.attempts),
            wait=_Wait(self),
            retry=retry_if_exception(is_passing),
            reraise=True,
        )


class _Wait(wait_base):
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._backoff = wait_random_exponential(multiplier=policy.first, max=policy.longest)

    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        asked = asked_wait(error)
        if asked is not None:
            return min(asked, self._policy.longest_asked)
        if error is not None and is_misfit(error):
            return 0
        return self._backoff(retry_state)
