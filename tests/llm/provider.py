"""A provider for tests: chat completions, models, files and batches, over real HTTP.

A batch makes progress when the test says so. What the model says is a function of the test's.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Body = dict[str, Any]
Said = str | tuple[int, str]
"""What a model says to a request: text, or a status with the message of an error."""

KEY = "sk-sentinel-51c0"


@dataclass
class Provider:
    """What it was sent, and how it behaves."""

    says: Callable[[Body], Said]
    models: tuple[str, ...] | None = ("m",)
    counts: bool = True
    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Body] = field(default_factory=dict)
    calls: list[Body] = field(default_factory=list)
    upload_fails: bool = False
    create_is_not_answered: bool = False
    download_breaks_off: bool = False

    def requests(self, batch: Body) -> list[Body]:
        """The requests in a batch's file."""
        return [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]

    def latest(self) -> Body:
        """The batch that was made last."""
        return list(self.batches.values())[-1]

    def finish(self, status: str = "completed", unanswered: int = 0) -> None:
        """Answer the latest batch, but for the first few requests of it."""
        batch = self.latest()
        lines: dict[str, list[str]] = {"output": [], "error": []}
        for request in self.requests(batch)[unanswered:]:
            code, body = self._completion(request["body"])
            reply = {"status_code": code, "body": body}
            line = {"custom_id": request["custom_id"], "response": reply, "error": None}
            lines["output" if code == 200 else "error"].append(json.dumps(line))
        for kind, found in lines.items():
            if found:
                batch[f"{kind}_file_id"] = self._keep("\n".join(found).encode())
        batch["status"] = status

    def _completion(self, body: Body) -> tuple[int, Body]:
        said = self.says(body)
        if isinstance(said, tuple):
            return said[0], {"error": {"message": said[1], "code": None}}
        message = {"role": "assistant", "content": said}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        usage = {"prompt_tokens": 1_000, "completion_tokens": 100, "total_tokens": 1_100}
        return 200, {
            "id": "c",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [choice],
            **({"usage": usage} if self.counts else {}),
        }

    def _keep(self, content: bytes) -> str:
        name = f"file-{len(self.files)}"
        self.files[name] = content
        return name

    async def chat(self, request: web.Request) -> web.Response:
        """POST /chat/completions"""
        if request.headers["Authorization"] != f"Bearer {KEY}":
            said = {"error": {"message": f"bad key {request.headers['Authorization']}"}}
            return web.json_response(said, status=401)
        body = await request.json()
        self.calls.append(body)
        code, completion = self._completion(body)
        headers = {"x-ratelimit-limit-requests": "500"}
        return web.json_response(completion, status=code, headers=headers)

    async def list_models(self, request: web.Request) -> web.Response:
        """GET /models"""
        if self.models is None:
            return web.json_response({"detail": "Not Found"}, status=404)
        if request.headers["Authorization"] != f"Bearer {KEY}":
            return web.json_response({"error": {"message": "bad key"}}, status=401)
        models = [{"id": name, "object": "model"} for name in self.models]
        return web.json_response({"object": "list", "data": models})

    async def upload(self, request: web.Request) -> web.Response:
        """POST /files"""
        form = await request.post()
        if self.upload_fails:
            return web.json_response({"error": {"message": "disk full"}}, status=500)
        assert form["purpose"] == "batch"
        file = form["file"]
        assert isinstance(file, web.FileField)
        return web.json_response({"id": self._keep(file.file.read()), "object": "file"})

    async def download(self, request: web.Request) -> web.StreamResponse:
        """GET /files/{id}/content"""
        content = self.files.get(request.match_info["id"])
        if content is None:
            return web.json_response({"error": {"message": "no such file"}}, status=404)
        if not self.download_breaks_off:
            return web.Response(body=content)
        response = web.StreamResponse(headers={"Content-Length": str(len(content))})
        await response.prepare(request)
        await response.write(content[: content.index(b"\n") + 1])
        assert request.transport is not None
        request.transport.close()
        return response

    async def create(self, request: web.Request) -> web.Response:
        """POST /batches"""
        made = await request.json()
        assert (made["endpoint"], made["completion_window"]) == ("/v1/chat/completions", "24h")
        batch = {
            **made,
            "id": f"batch-{len(self.batches)}",
            "object": "batch",
            "created_at": 0,
            "status": "validating",
        }
        self.batches[batch["id"]] = batch
        if self.create_is_not_answered:
            assert request.transport is not None
            request.transport.close()
        return web.json_response(batch)

    async def show(self, request: web.Request) -> web.Response:
        """GET /batches/{id}"""
        return web.json_response(self.batches[request.match_info["id"]])

    async def list_batches(self, request: web.Request) -> web.Response:
        """GET /batches, two a page"""
        newest_first = list(self.batches)[::-1]
        after = request.query.get("after")
        at = newest_first.index(after) + 1 if after else 0
        page = newest_first[at : at + 2]
        data = [self.batches[name] for name in page]
        more = at + 2 < len(newest_first)
        return web.json_response({"object": "list", "data": data, "has_more": more})


@asynccontextmanager
async def serving(provider: Provider) -> AsyncIterator[Provider]:
    """The provider on a free port of this machine."""
    app = web.Application()
    app.add_routes(
        [
            web.post("/v1/chat/completions", provider.chat),
            web.get("/v1/models", provider.list_models),
            web.post("/v1/files", provider.upload),
            web.get("/v1/files/{id}/content", provider.download),
            web.post("/v1/batches", provider.create),
            web.get("/v1/batches", provider.list_batches),
            web.get("/v1/batches/{id}", provider.show),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        provider.url = f"http://{host}:{port}/v1"
        yield provider
    finally:
        await runner.cleanup()
