"""When a call is tried again: as the server asks, else at random within a growing window."""

import asyncio

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import APIConnectionError, APIStatusError
from server import RIGHT, Hurried, failed, play, said

from extractor.llm.faults import asked_wait, retrying
from extractor.llm.wire import Unfit

REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")


def status(code: int, **headers: str) -> APIStatusError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx2.Response(code, headers=named, request=REQUEST)
    return APIStatusError("no", response=response, body=None)


def waits(*errors: Exception, attempts: int = 3) -> list[float]:
    """The waits between attempts that fail so; one more would succeed."""
    clock = Hurried()
    outcomes = [*errors, None]

    async def call() -> None:
        async for attempt in retrying(attempts, clock.sleep):
            with attempt:
                if error := outcomes.pop(0):
                    raise error

    asyncio.run(call())
    return clock.slept


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": "0.5"}, 0.5),
        ({"retry_after_ms": "250"}, 0.25),
        ({"retry_after_ms": "250", "Retry_After": "7"}, 0.25),
        (
            {
                "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
                "Retry_After": "Wed, 21 Oct 2026 07:28:30 GMT",
            },
            30,
        ),
        ({"Retry_After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "nan"}, None),
        ({"Retry_After": "-5"}, None),
        ({}, None),
    ],
)
def test_the_server_says_when(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(status(429, **headers)) == seconds


def test_the_wait_asked_for_is_kept_up_to_a_limit() -> None:
    errors = status(429, Retry_After="9"), status(503, Retry_After="86400")
    assert waits(*errors) == [9, 120]


@given(failures=st.integers(1, 12))
def test_else_the_window_doubles_up_to_a_limit(failures: int) -> None:
    dropped = APIConnectionError(request=REQUEST)
    for number, wait in enumerate(waits(*[dropped] * failures, attempts=failures + 1)):
        assert 0 <= wait <= min(30, 0.5 * 2**number)


def test_a_misfit_is_asked_again_at_once() -> None:
    assert waits(Unfit("no"), Unfit("no")) == [0, 0]


def test_the_last_attempt_raises_what_went_wrong() -> None:
    with pytest.raises(APIStatusError):
        waits(status(500), status(500), attempts=2)


@pytest.mark.parametrize("error", [status(400), status(401), status(404), ValueError("a bug")])
def test_what_cannot_pass_is_not_tried_again(error: Exception) -> None:
    with pytest.raises(type(error)):
        waits(error)


def test_over_http_a_call_waits_as_it_is_told() -> None:
    scene = play(failed(429, Retry_After="11"), failed(503, retry_after_ms="1500"), said(RIGHT))
    assert scene.answer.content == RIGHT
    assert scene.slept == [11, 1.5]


def test_over_http_the_number_of_attempts_is_the_one_configured() -> None:
    assert len(play(failed(500), attempts=5).requests) == 5
    assert len(play(failed(500), attempts=1).requests) == 1
