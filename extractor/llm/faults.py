"""What can go wrong with a call: whether to try again, when, and how to tell it."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from instructor.core import IncompleteOutputException, ResponseParsingError
from openai import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
)
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from extractor.errors import GoujiError
from extractor.llm.settings import NO_KEY, Settings
from extractor.record.question import Question

_TOO_MUCH = frozenset({429, 503})
_PASSING = frozenset({408, 409, 429})
_LASTING = frozenset({401, 404})
"""Not 403: gateways send it where they take offence at one request's text."""
_NO_CREDIT = frozenset({"insufficient_quota", "exceeded_current_quota_error", "Arrearage", "1113"})
"""How OpenAI, Moonshot, DashScope and Zhipu say that the account is empty; DeepSeek sends 402."""

_SHOWN = 200
"""How many characters of a server's own message are shown."""

_ECHO = 6
"""So many characters in a row that a report has as well are the report's."""

_OURS = re.compile(r"[A-Za-z_. ]*")
"""But for such: field ids stand beside a report's words, and share some with a server's."""


class Unanswered(Exception):
    """A reply without an answer in it. `passing`: another try may bring one."""

    def __init__(self, reason: str, *, passing: bool = True) -> None:
        super().__init__(reason)
        self.passing = passing


def is_passing(error: BaseException) -> bool:
    """Whether the same call may succeed if it is tried again."""
    match error:
        case APIResponseValidationError() | APIConnectionError() | TimeoutError():
            return True
        case APIStatusError():
            passing = error.status_code in _PASSING or error.status_code >= 500
            return passing and not _no_credit(error)
        case Unanswered():
            return error.passing
        case _:
            return is_misfit(error) or isinstance(
                error, IncompleteOutputException | json.JSONDecodeError
            )


def is_misfit(error: BaseException) -> bool:
    """Whether the model did answer, but not in the shape that was asked for."""
    return isinstance(error, ResponseParsingError)


def is_congestion(error: BaseException) -> bool:
    """Whether the server says that it gets more than it can take."""
    return (
        isinstance(error, APIStatusError)
        and error.status_code in _TOO_MUCH
        and not _no_credit(error)
    )


def is_lasting(error: BaseException) -> bool:
    """Whether every call to the same model must fail alike, until the user has mended it."""
    return isinstance(error, APIStatusError) and (
        error.status_code in _LASTING or _no_credit(error)
    )


def is_rejection(error: BaseException) -> bool:
    """Whether the server may have refused the way in which the answer's format was asked for."""
    return isinstance(error, APIStatusError) and error.status_code in {400, 404, 422}


def asked_wait(error: BaseException | None) -> float | None:
    """The seconds that the server asks to wait before the next try, if it says so."""
    if not isinstance(error, APIStatusError):
        return None
    headers = error.response.headers
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        if "retry-after" not in headers:
            return None
        after = headers["retry-after"]
        if after.replace(".", "", 1).isdecimal():
            return float(after)
        # A date is meant by the server's clock, which its Date header tells.
        then = parsedate_to_datetime(after)
        now = (
            parsedate_to_datetime(headers["date"])
            if "date" in headers
            else datetime.now(then.tzinfo)
        )
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError):
        return None


def in_words(error: BaseException, model: str, settings: Settings) -> str:
    """What went wrong with a call to `model` and what to do, for the user. Without the key."""
    told = _in_words(error, model, settings)
    key = settings.api_key.get_secret_value()
    return told if key in ("", NO_KEY) else told.replace(key, "[key]")


def without_report(told: str, question: Question) -> str:
    """What is told of a question, less the report's words that a server or a model repeats."""
    text = " ".join(question.messages[-1].content.split())
    echoed: set[int] = set()
    for at in range(len(told) - _ECHO + 1):
        words = told[at : at + _ECHO]
        if words in text and not _OURS.fullmatch(words):
            echoed |= set(range(at, at + _ECHO))
    kept = ("…" if at in echoed else character for at, character in enumerate(told))
    return re.sub("…+", "…", "".join(kept))


def _in_words(error: BaseException, model: str, settings: Settings) -> str:
    server = urlsplit(settings.base_url).netloc.rpartition("@")[2]
    match error:
        case GoujiError() | Unanswered():
            return str(error)
        case APIConnectionError():
            return f"{server} cannot be reached or broke off: {_root(error)}"
        case TimeoutError():
            return f"{server} gave no answer in {settings.timeout:g} s: a longer `timeout` may help"
        case APIStatusError():
            return _status_in_words(error, server, model)
        case IncompleteOutputException():
            return (
                f"the answer was cut off at {settings.max_completion_tokens} tokens: "
                "raise `max_completion_tokens`"
            )
        case ResponseParsingError():
            return f"the answer does not fit its schema: {error}"
        case APIResponseValidationError() | json.JSONDecodeError():
            return f"{server} sent something that is no chat completion"
        case _:
            return f"{type(error).__name__}: {error}"


def _status_in_words(error: APIStatusError, server: str, model: str) -> str:
    status = error.status_code
    if _no_credit(error):
        return f"no credit left at {server} ({status}): top up the account, then run again"
    match status:
        case 401:
            return f"{server} does not accept the API key (401)"
        case 403:
            return f"{server} does not let this key use {model} (403){_said(error)}"
        case 404:
            return f"{server} knows no {model} (404): check `model` and `base_url`{_said(error)}"
        case 429:
            return f"{server} is asked too often (429): lower `concurrency`{_said(error)}"
        case _ if status >= 500:
            return f"{server} failed ({status}){_said(error)}"
        case _:
            return f"{server} refused the request ({status}){_said(error)}"


def _said(error: APIError) -> str:
    """The server's own message, in one line."""
    message = error.body.get("message") if isinstance(error.body, dict) else None
    words = " ".join(str(message).split()) if message else ""
    return f": {words[:_SHOWN]}" if words else ""


def _root(error: BaseException) -> str:
    """The innermost cause: what the network said, not what each layer made of it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__


def _no_credit(error: APIStatusError) -> bool:
    return error.status_code == 402 or not _NO_CREDIT.isdisjoint({error.code, error.type})


_LONGEST_ASKED = 120
"""The longest wait in seconds that a server may ask for: a daily limit would hold up a run for
hours."""

_backoff = wait_random_exponential(multiplier=0.5, max=30)
"""Evenly from 0 to 0.5 seconds, twice that, and so on up to 30: backoff with full jitter."""


def retrying(attempts: int, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
    """How one call is tried, `attempts` times at most. It counts that call's attempts."""
    return AsyncRetrying(
        sleep=sleep,
        stop=stop_after_attempt(attempts),
        wait=_wait,
        retry=retry_if_exception(is_passing),
        reraise=True,
    )


def _wait(state: RetryCallState) -> float:
    """Seconds until the next try: what the server asks for, else `_backoff`.

    An answer that does not fit is asked for again at once: nothing is overloaded.
    """
    error = state.outcome.exception() if state.outcome else None
    asked = asked_wait(error)
    if asked is not None:
        return min(asked, _LONGEST_ASKED)
    return 0 if error is not None and is_misfit(error) else _backoff(state)
