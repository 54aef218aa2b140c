"""A simulated model on a port of this machine."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import BodyPartReader, web

from eval.simulation import MODES, Mode
from eval.simulation.answers import Answers
from eval.simulation.batches import BadBatch, Batches
from eval.simulation.chat import Chat, Reply, error_body, retry_after
from eval.simulation.errors import Behaviour, Errors
from eval.simulation.faults import Faults
from eval.simulation.library import Library
from eval.simulation.stats import Stats

HOST = "127.0.0.1"
MODEL = "simulated"
_LARGEST = 256 * 2**20
"""Bytes of an upload: a batch's file may have 200 MB."""
_MINUTE = 60.0


class Simulator:
    """`async with Simulator([Path("gold/dev")]) as server:` a server until the block ends.

    `gold` are folders of labelled documents, or a library of them that several simulators share.
    `errors` are made by the model, `faults` happen on the way; the same `seed` gives the same.
    Every answer takes `latency` seconds. More than `rpm` requests a minute are refused, as are
    modes that are not among `modes`. `port` 0 takes a free one. Raises GoldError for a folder
    without labels.
    """

    def __init__(
        self,
        gold: Sequence[Path] | Library,
        *,
        errors: Errors | None = None,
        faults: Faults | None = None,
        behaviour: Behaviour = "honest",
        modes: Collection[Mode] = MODES,
        latency: float = 0.0,
        rpm: int | None = None,
        seed: int = 0,
        port: int = 0,
    ) -> None:
        library = gold if isinstance(gold, Library) else Library(gold)
        self.stats = Stats()
        """What was counted so far; GET /stats gives the same."""
        answers = Answers(library, errors or Errors(), behaviour, seed)
        self._chat = Chat(answers, faults or Faults(), modes, seed, self.stats)
        self._batches = Batches(self._chat, self.stats)
        self._latency = latency
        self._rpm = rpm
        self._recent: deque[float] = deque()
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The base URL for a client, with /v1."""
        return f"http://{HOST}:{self._port}/v1"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_LARGEST)
        app.add_routes(
            [
                web.post("/v1/chat/completions", self._completions),
                web.get("/v1/models", self._models),
                web.post("/v1/files", self._upload),
                web.get("/v1/files/{id}", self._file),
                web.get("/v1/files/{id}/content", self._content),
                web.post("/v1/batches", self._create),
                web.get("/v1/batches", self._list),
                web.get("/v1/batches/{id}", self._batch),
                web.get("/stats", self._stats),
                web.get("/healthz", self._health),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        self.stats.began()
        outcome = "abandoned"
        try:
            body = await request.read()
            reply = self._over_limit() or self._chat.reply(body)
            if late := self._latency + reply.late:
                await asyncio.sleep(late)
            transport = request.transport
            if transport is not None and not transport.is_closing():
                outcome = reply.outcome
                if reply.question and reply.usable:
                    self.stats.answered(reply.question)
                if reply.dropped:
                    transport.abort()
        finally:
            self.stats.ended(outcome)
        return web.Response(
            status=reply.status or 500,
            body=reply.body,
            headers=reply.headers,
            content_type="application/json",
        )

    def _over_limit(self) -> Reply | None:
        """A refusal where this minute has had its requests; it says when the next may come."""
        if self._rpm is None:
            return None
        now = asyncio.get_running_loop().time()
        while self._recent and self._recent[0] <= now - _MINUTE:
            self._recent.popleft()
        if len(self._recent) < self._rpm:
            self._recent.append(now)
            return None
        headers = retry_after(self._recent[0] + _MINUTE - now)
        body = error_body(f"Limit of {self._rpm} requests a minute.", "rate_limit_exceeded")
        return Reply(429, body, "rate_limited", headers)

    async def _models(self, _: web.Request) -> web.Response:
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "gouji"}
        return _json({"object": "list", "data": [model]})

    async def _upload(self, request: web.Request) -> web.Response:
        name, purpose, content = "", "", None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "purpose":
                purpose = (await part.read()).decode()
            elif part.name == "file":
                name, content = part.filename or "", bytes(await part.read())
        if content is None or not purpose:
            return _error(400, "a file and its purpose are needed")
        return _json(self._batches.upload(name, purpose, content))

    async def _file(self, request: web.Request) -> web.Response:
        try:
            return _json(self._batches.file(request.match_info["id"])[0])
        except KeyError:
            return _error(404, "no such file")

    async def _content(self, request: web.Request) -> web.Response:
        try:
            _, content = self._batches.file(request.match_info["id"])
        except KeyError:
            return _error(404, "no such file")
        return web.Response(body=content, content_type="application/octet-stream")

    async def _create(self, request: web.Request) -> web.Response:
        try:
            return _json(self._batches.create(await request.read()))
        except BadBatch as error:
            return _error(400, str(error))

    async def _list(self, request: web.Request) -> web.Response:
        limit = request.query.get("limit", "")
        listed = self._batches.listed(
            request.query.get("after"), int(limit) if limit.isdecimal() else None
        )
        return _json(listed)

    async def _batch(self, request: web.Request) -> web.Response:
        try:
            return _json(self._batches.look(request.match_info["id"]))
        except KeyError:
            return _error(404, "no such batch")

    async def _stats(self, _: web.Request) -> web.Response:
        return _json(self.stats.as_json())

    async def _health(self, _: web.Request) -> web.Response:
        return _json({"status": "ok"})


def _json(data: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(data), content_type="application/json")


def _error(status: int, message: str) -> web.Response:
    body = error_body(message, "invalid_request_error")
    return web.Response(status=status, body=body, content_type="application/json")
