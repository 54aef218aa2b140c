"""`auto` tries the modes once, and remembers which one a server knows."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from server import (
    RIGHT,
    ChatServer,
    Reply,
    ask_all,
    called,
    failed,
    play,
    question,
    said,
    serve,
    settings,
)

from extractor.llm.cache import Cache
from extractor.llm.model import Model

MANY = tuple(question(f"⟦1⟧{number}") for number in range(5))


def mode_of(request: dict[str, Any]) -> str:
    """The mode that a request was sent in."""
    if "tools" in request:
        return "tools"
    return {"json_object": "json"}.get(request["response_format"]["type"], "json_schema")


def knows(*modes: str, else_: Reply) -> Reply:
    """A server that answers rightly in some modes and otherwise in another way."""

    async def reply(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        mode = mode_of(body)
        right = called(RIGHT) if mode == "tools" else said(RIGHT)
        return await (right if mode in modes else else_)(request, body)

    return reply


@pytest.mark.parametrize("status", [400, 404, 422])
@pytest.mark.parametrize(
    ("known", "tried"),
    [
        (("json_schema", "tools", "json"), ["json_schema"]),
        (("tools", "json"), ["json_schema", "tools"]),
        (("json",), ["json_schema", "tools", "json"]),
    ],
)
def test_the_first_mode_that_works_is_found_once(
    known: tuple[str, ...], tried: list[str], status: int
) -> None:
    server = knows(*known, else_=failed(status, "This response_format is unavailable"))
    scene = play(server, mode="auto", questions=MANY)
    assert all(answer.content == RIGHT for answer in scene.answers)
    assert [mode_of(request) for request in scene.requests] == tried + [known[0]] * 4


def test_a_server_that_passes_over_a_mode_in_silence_is_found_out_by_its_answers() -> None:
    scene = play(knows("json", else_=said("The second one.")), mode="auto", questions=MANY)
    assert all(answer.content == RIGHT for answer in scene.answers)
    assert [mode_of(request) for request in scene.requests[-5:]] == ["json"] * 5


def test_the_mode_found_is_remembered_for_the_next_run(tmp_path: Path) -> None:
    async def run(text: str) -> list[str]:
        before = len(server.requests)
        given = settings(base_url=server.base_url, mode="auto")
        with Cache(tmp_path / "cache.db") as cache:
            async with Model(given, cache) as model:
                await model.ask(question(text))
        return [mode_of(request) for request in server.requests[before:]]

    async def scene() -> None:
        nonlocal server
        async with serve(knows("tools", else_=failed(400))) as server:
            assert await run("⟦1⟧1") == ["json_schema", "tools"]
            assert await run("⟦1⟧2") == ["tools"]

    server: ChatServer
    asyncio.run(scene())


def test_first_calls_at_the_same_time_do_not_all_try() -> None:
    async def scene() -> list[str]:
        async with serve(knows("json", else_=failed(400))) as server:
            given = settings(base_url=server.base_url, mode="auto")
            with Cache(None) as cache:
                async with Model(given, cache) as model:
                    answers = await ask_all(model, MANY)
        assert all(answer.content == RIGHT for answer in answers)
        return [mode_of(request) for request in server.requests]

    assert asyncio.run(scene()) == ["json_schema", "tools", "json", *["json"] * 4]


def test_two_models_may_know_different_modes() -> None:
    async def reply(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        known = "tools" if body["model"] == "m" else "json_schema"
        return await knows(known, else_=failed(400))(request, body)

    questions = question("⟦1⟧1"), question("⟦1⟧2", second=True), question("⟦1⟧3")
    scene = play(reply, mode="auto", second_model="strong", questions=questions)
    assert [(request["model"], mode_of(request)) for request in scene.requests] == [
        ("m", "json_schema"),
        ("m", "tools"),
        ("strong", "json_schema"),
        ("m", "tools"),
    ]


def test_where_the_known_mode_is_refused_once_another_one_may_do() -> None:
    async def reply(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        large = "large" in body["messages"][-1]["content"]
        known = ("json",) if large else ("json_schema",)
        return await knows(*known, else_=failed(400, "schema too large"))(request, body)

    questions = question("⟦1⟧1"), question("⟦1⟧2 large"), question("⟦1⟧3")
    scene = play(reply, mode="auto", questions=questions)
    assert all(answer.content == RIGHT for answer in scene.answers)
    assert [mode_of(request) for request in scene.requests] == [
        "json_schema",
        *["json_schema", "tools", "json"],
        "json_schema",
    ]


def test_a_dead_server_is_no_reason_to_ask_one_after_the_other() -> None:
    async def scene() -> ChatServer:
        async with serve(failed(500)) as server:
            given = settings(base_url=server.base_url, mode="auto", attempts=1)
            with Cache(None) as cache:
                async with Model(given, cache) as model:
                    answers = await ask_all(model, MANY)
        assert all(answer.error for answer in answers)
        return server

    server = asyncio.run(scene())
    assert [mode_of(request) for request in server.requests] == ["json_schema"] * 5


def test_a_mode_that_is_configured_is_the_only_one() -> None:
    scene = play(knows("json", else_=failed(400, "no such format")), mode="tools")
    assert scene.answer.error is not None
    assert "no such format" in scene.answer.error
    assert len(scene.requests) == 1
