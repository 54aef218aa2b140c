"""The service as it runs: uvicorn on a port of its own, over a database of a few gold reports.

>>> def test_reader_sees(service):  # shared by all tests: decide nothing here
...     page = service.signed_in("reader").get("/queue")
>>> def test_settles(fresh_service):  # a service and a database of this test alone
...     reviewer = fresh_service.signed_in("reviewer")
...     reviewer.submit("/documents/1/decide", field="…")  # with the CSRF token
...     fresh_service.program("reviewer").post("/api/v1/…", json={})  # with an API token
"""

import contextlib
import io
import re
import socket
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from extractor.batch import run
from extractor.store import Store
from extractor.web.accounts.credentials import begin_session, issue_token
from extractor.web.accounts.users import Role, add_user
from extractor.web.app import configured
from extractor.web.identity import cookie_name
from extractor.web.service import Options

USERS: dict[str, Role] = {
    "reader": "reader",
    "reviewer": "reviewer",
    "second": "reviewer",
    "admin": "admin",
}
"""Names and roles of those who may sign in, `second` being another reviewer."""

PASSWORD = "six words that nobody guesses"


def make_database(db: Path, reports: Iterable[Path], name: str) -> Path:
    """A database of these reports, as one batch, with USERS in it. Copy it before you change it."""
    with Store(db, create=True) as store:
        run(reports, store, name=name)
        for user, role in USERS.items():
            add_user(store, user, role, PASSWORD, datetime.now(UTC))
    return db


class Visit(httpx2.Client):
    """What one person or program does. Redirects are followed; no answer may be a 500."""

    def __init__(self, service: "Running", **options: Any) -> None:
        hooks = {"response": [self._no_failure]}
        super().__init__(
            base_url=service.url,
            follow_redirects=True,
            timeout=60,  # other tests may keep the machine busy
            event_hooks=hooks,
            **options,
        )
        self._service = service

    def _no_failure(self, response: httpx2.Response) -> None:
        assert response.status_code != 500, self._service.log.getvalue()

    @property
    def csrf(self) -> str:
        """The token that their forms carry."""
        shown = re.search(r'name="csrf" value="([^"]+)"', self.get("/account").text)
        assert shown, "nobody is signed in"
        return shown[1]

    def submit(self, path: str, **form: Any) -> httpx2.Response:
        """Send a form of theirs."""
        return self.post(path, data={"csrf": self.csrf, **form})


@dataclass
class Running:
    """A service that runs, those who visit it, and what it logs."""

    url: str
    db: Path
    log: io.StringIO
    cookie: str
    _open: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def visit(self, **options: Any) -> Visit:
        """One who is not signed in."""
        return self._open.enter_context(Visit(self, **options))

    def signed_in(self, name: str) -> Visit:
        """One who is, with a browser's cookies; `name` is one of USERS."""
        with Store(self.db) as store:
            secret = begin_session(store, name, datetime.now(UTC), hours=1)
        return self.visit(cookies={self.cookie: secret})

    def program(self, name: str) -> Visit:
        """A program with an API token of one of USERS."""
        with Store(self.db) as store:
            label = f"token {next(store.query('SELECT count(*) AS n FROM tokens'))['n']}"
            token = issue_token(store, name, label, datetime.now(UTC))
        return self.visit(headers={"Authorization": f"Bearer {token}"})


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.listens.set()


@contextlib.contextmanager
def running(db: Path, **options: Any) -> Iterator[Running]:
    """A service over this database, until the end of the block."""
    log = io.StringIO()
    wanted = Options(db, **{"secure": False, "processes": 1, "log": log, **options})
    config = configured(wanted, port=0, timeout_graceful_shutdown=1)
    server = _Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    server.listens.wait()
    try:
        assert server.started, "the service did not start: see the log"
        port = server.servers[0].sockets[0].getsockname()[1]
        service = Running(f"http://127.0.0.1:{port}", db, log, cookie_name(wanted))
        with service._open:
            yield service
    finally:
        server.should_exit = True
        thread.join()
