"""The command `gouji` with a simulated model, over real HTTP, in a folder of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import TypeVar

from aiohttp import ClientSession, web
from anyio.from_thread import start_blocking_portal
from click.testing import CliRunner, Result
from labelled_reports import OWN, REAL

from eval.simulation.library import Library
from extractor.cli import app
from extractor.record.record import Record
from extractor.store import Store

T = TypeVar("T")


@cache
def library() -> Library:
    """All labelled documents at hand; simulated models share them."""
    return Library(sorted({report.path.parent for report in (*OWN, *REAL)}))


@contextmanager
def served(server: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """A server in a thread of its own, until the block ends."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(server) as running:
        yield running


@dataclass(frozen=True)
class Desk:
    """A folder in which `gouji` is used: its database and its cache lie there."""

    folder: Path
    url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        """Where records are stored."""
        return self.folder / "gouji.db"

    @property
    def cache(self) -> Path:
        """Where answers are kept."""
        return self.folder / "cache.db"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the model is configured; none where there is no `url`."""
        model = {
            "GOUJI_PROVIDER": "simulated",
            "GOUJI_MODEL": "simulated",
            "GOUJI_BASE_URL": self.url,
            "GOUJI_CACHE": str(self.cache),
        }
        return {"GOUJI_DB": str(self.database), **(model if self.url else {}), **self.settings}

    def run(self, *arguments: object) -> Result:
        """`gouji run` in this process: what it prints and its exit code; an escaping exception
        fails the test."""
        words = ["run", *map(str, arguments), "--jobs", "1"]
        result = CliRunner().invoke(app, words, env=self.environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result

    def apart(self, moment: "Moment", *arguments: object) -> tuple[int, str]:
        """`gouji run` in a process of its own, to which something is done at a moment: its exit
        code, and what it said on standard error."""
        words = [sys.executable, "-m", "extractor.cli", "run", *map(str, arguments)]
        environment = {**os.environ, **self.environment}
        with subprocess.Popen(
            words, env=environment, cwd=self.folder, stdout=DEVNULL, stderr=PIPE, text=True
        ) as process:
            moment.process.set_result(process)
            _, said = process.communicate()
        return process.returncode, said

    def records(self) -> dict[str, Record]:
        """Every record by its file's name."""
        with Store(self.database) as store:
            found = [store.load(number)[1] for number in store.documents()]
        return {Path(record.document.path).name: record for record in found}

    def answers(self) -> int:
        """How many answers the cache holds."""
        with closing(sqlite3.connect(self.cache)) as db:
            (count,) = db.execute("SELECT count(*) FROM answers").fetchone()
        return int(count)


def told(records: Mapping[str, Record]) -> dict[str, Record]:
    """The records without what the calls were and cost."""
    return {name: replace(record, calls=()) for name, record in records.items()}


def calls(records: Mapping[str, Record]) -> Counter[str]:
    """How many questions have an answer and how many have none."""
    every = (call for record in records.values() for call in record.calls)
    return Counter("unanswered" if call.error else "answered" for call in every)


class Moment:
    """When the server has answered `number` such requests, a signal goes to a process."""

    def __init__(self, request: str, number: int, sent: signal.Signals) -> None:
        self.process: Future[subprocess.Popen[str]] = Future()
        self._request = request
        self._left = number
        self._sent = sent

    def __call__(self, request: str) -> None:
        if request == self._request:
            self._left -= 1
            if self._left == 0:
                self.process.result().send_signal(self._sent)


@asynccontextmanager
async def door(
    url: str, meet: Callable[[str], None] = lambda _request: None, forbidden: bytes | None = None
) -> AsyncIterator[str]:
    """A server that passes everything on to the one at `url`, but for requests in which something
    forbidden is written: those get a 403. Its own base URL.

    `meet` is told of each request that was answered (POST /v1/batches), before the answer goes
    back. So a test can do something at a known moment of a run.
    """
    base = url.removesuffix("/v1")

    async def passed_on(request: web.Request) -> web.Response:
        body = await request.read()
        if forbidden and forbidden in body:
            return web.Response(status=403, text="<html>Blocked by the firewall</html>")
        headers = {name: request.headers[name] for name in _KEPT if name in request.headers}
        async with session.request(
            request.method, base + request.path_qs, data=body, headers=headers
        ) as reply:
            content = await reply.read()
        meet(f"{request.method} {request.path}")
        return web.Response(status=reply.status, body=content, content_type=reply.content_type)

    async with ClientSession() as session, _listening(passed_on) as own:
        yield own


@asynccontextmanager
async def refusing(status: int, message: str) -> AsyncIterator[str]:
    """A server that refuses everything; its base URL.

    The message may have `{key}` and `{text}` in it: the key, and the beginning of the question.
    """

    async def refused(request: web.Request) -> web.Response:
        text = (await request.json())["messages"][-1]["content"][:80]
        key = request.headers["Authorization"].removeprefix("Bearer ")
        said = message.format(key=key, text=text)
        return web.json_response({"error": {"message": said, "type": "refused"}}, status=status)

    async with _listening(refused) as own:
        yield own


_KEPT = ("Content-Type", "Authorization")


@asynccontextmanager
async def _listening(handler: Callable[[web.Request], object]) -> AsyncIterator[str]:
    app = web.Application(client_max_size=2**26)
    app.add_routes([web.route("*", "/{path:.*}", handler)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()
