"""The service as it runs, in a thread, over a database of corrupted reports."""

import contextlib
import io
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import uvicorn

from extractor.review.desk import now
from extractor.store import Store
from extractor.web.accounts.users import add_user
from extractor.web.app import configured
from extractor.web.service import Options

REVIEWER = "reviewer"
_SECONDS = 60


@contextlib.contextmanager
def serving(db: Path) -> Iterator[httpx2.Client]:
    """A service over this database -> someone who has signed in as REVIEWER, until the end."""
    password = secrets.token_urlsafe()
    with Store(db) as store:
        add_user(store, REVIEWER, "reviewer", password, now())
    options = Options(db, secure=False, processes=1, log=io.StringIO())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(configured(options, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx2.Client(base_url=url, follow_redirects=True, timeout=_SECONDS) as visit:
                signed_in = visit.post("/login", data={"name": REVIEWER, "password": password})
                signed_in.raise_for_status()
                yield visit
        finally:
            server.should_exit = True
            thread.join()
