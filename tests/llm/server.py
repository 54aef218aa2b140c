"""A chat completions server that says what a test tells it to, and a whole call against it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from extractor.llm.budget import Spent
from extractor.llm.cache import Cache
from extractor.llm.model import Model
from extractor.llm.pace import Clock
from extractor.llm.settings import Settings
from extractor.record.question import Answer, Message, Question, Shape

KEY = "sk-not-to-be-seen"
RIGHT = '{"cell":2}'
WRONG = '{"cell":7}'
USAGE = {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105}

Reply = Callable[[web.Request, dict[str, Any]], Awaitable[web.StreamResponse]]


def question(text: str = "⟦1⟧3 ⟦2⟧4 ⟦3⟧5", *, second: bool = False) -> Question:
    """Which of three cells is meant: the smallest question there is."""
    messages = Message("system", "Point at the cell."), Message("user", text)
    return Question("q", "cell-1234", messages, Shape("cell", pointers=3), second)


def said(content: str | None, *, finish: str = "stop", usage: Any = USAGE, **message: Any) -> Reply:
    """A chat completion."""
    body = {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": usage,
    }
    return sent(body)


def called(arguments: str) -> Reply:
    """A chat completion that is a tool call."""
    call = {
        "id": "call-1",
        "type": "function",
        "function": {"name": "answer", "arguments": arguments},
    }
    return said(None, finish="tool_calls", tool_calls=[call])


def sent(body: Any, status: int = 200, **headers: str) -> Reply:
    """Any JSON."""

    async def reply(_: web.Request, __: dict[str, Any]) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return reply


def failed(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    """An error as OpenAI sends it. Underscores in names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return sent({"error": {"message": message, "code": code}}, status, **named)


def page(text: str, content_type: str = "text/html") -> Reply:
    """A web page, as a gateway sends it in place of an answer; or what claims to be JSON."""

    async def reply(_: web.Request, __: dict[str, Any]) -> web.StreamResponse:
        return web.Response(text=text, content_type=content_type)

    return reply


def dropped(before: bytes = b"") -> Reply:
    """The connection ends, at once or amid the body."""

    async def reply(request: web.Request, _: dict[str, Any]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        response.content_type = "application/json"
        if before:
            await response.prepare(request)
            await response.write(before)
        assert request.transport is not None
        request.transport.abort()
        return response

    return reply


async def blank_lines(request: web.Request, _: dict[str, Any]) -> web.StreamResponse:
    """Blank lines for ever, as some servers send them while they are busy."""
    response = web.StreamResponse()
    response.content_type = "application/json"
    await response.prepare(request)
    while True:
        await response.write(b"\n")
        await asyncio.sleep(0)


def held(reply: Reply, until: asyncio.Event) -> Reply:
    """A reply that waits."""

    async def later(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        await until.wait()
        return await reply(request, body)

    return later


class ChatServer:
    """Gives the replies of its script in turn, the last one again and again."""

    def __init__(self, *script: Reply) -> None:
        self.base_url = ""
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self._script = deque(script)
        self._came = asyncio.Condition()

    async def came(self, requests: int) -> None:
        """Wait until so many requests have come."""
        async with self._came:
            await self._came.wait_for(lambda: len(self.requests) >= requests)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Keep the request and reply to it."""
        body = await request.json()
        reply = self._script.popleft() if len(self._script) > 1 else self._script[0]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        async with self._came:
            self.requests.append(body)
            self.paths.append(request.path_qs)
            self._came.notify_all()
        try:
            return await reply(request, body)
        finally:
            self.at_once -= 1


@asynccontextmanager
async def serve(*script: Reply) -> AsyncIterator[ChatServer]:
    """A server with this script, on a port of its own."""
    server = ChatServer(*script)
    app = web.Application()
    app.router.add_post("/{path:.*}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        server.base_url = f"http://127.0.0.1:{port}/v1"
        yield server
    finally:
        await runner.cleanup()


def settings(**changes: Any) -> Settings:
    """Settings for tests. Nobody listens at the endpoint that they name."""
    given: dict[str, Any] = {
        "provider": "simulated",
        "model": "m",
        "base_url": "http://127.0.0.1:9/v1",
        "api_key": SecretStr(KEY),
        "mode": "json_schema",
        "concurrency": 8,
        "attempts": 3,
        "temperature": 0.0,
        "max_completion_tokens": 1000,
    }
    return Settings(**(given | changes))


@dataclass
class Hurried(Clock):
    """A clock on which a sleep is over at once: time passes only by sleeping."""

    time: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Seconds slept so far."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


@dataclass
class Scene:
    """What came of a call, at both ends."""

    answers: list[Answer]
    requests: list[dict[str, Any]]
    paths: list[str]
    slept: list[float]
    spent: Spent
    at_once: int

    @property
    def answer(self) -> Answer:
        """The only answer."""
        (answer,) = self.answers
        return answer


async def ask_all(model: Model, questions: Iterable[Question]) -> list[Answer]:
    """The answers in the order of the questions, asked at the same time."""
    return await asyncio.gather(*map(model.ask, questions))


def play(
    *script: Reply,
    questions: tuple[Question, ...] = (),
    cache: Cache | None = None,
    **changes: Any,
) -> Scene:
    """Ask, one after the other, a server with this script."""

    async def scene() -> Scene:
        clock = Hurried()
        async with serve(*script) as server:
            given = settings(**({"base_url": server.base_url} | changes))
            with cache or Cache(None) as kept:
                async with Model(given, kept, clock) as model:
                    answers = [await model.ask(one) for one in questions or (question(),)]
                    spent, at_once = model.spent, model.pace.at_once
        return Scene(answers, server.requests, server.paths, clock.slept, spent, at_once)

    return asyncio.run(scene())
