"""The service in a real browser: a database of reports, and those who visit it.

>>> def test_looks(visit):  # a service that all tests share: decide nothing here
...     page = visit("reader", language="en", dark=True)
...     page.goto(f"/documents/{HOSTILE}")

A test fails where a page logs an error, breaks its content security policy, opens a dialog or asks
for something that does not come, unless the test expects it: `troubles.expect("409")`.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "web"))  # its helpers serve these tests as well

from reports_in_browser import REPORTS
from running_service import Running, make_database, running
from visiting import Troubles, Visit

from extractor.store import Store
from extractor.web.accounts.credentials import begin_session

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
WAIT = 20_000  # milliseconds that a page may take on a busy machine


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of REPORTS and the usual users. Copy it before you change it."""
    folder = tmp_path_factory.mktemp("browser")
    paths = [folder / name for name in REPORTS]
    for path, make in zip(paths, REPORTS.values(), strict=True):
        path.write_bytes(make())
    return make_database(folder / "gouji.db", paths, "autumn")


@pytest.fixture(scope="session")
def service(database: Path) -> Iterator[Running]:
    """A service that all tests share, for tests that only look."""
    with running(database) as service:
        yield service


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file: while it runs, nothing else in this thread can run an event loop."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = f"no browser: none of {', '.join(NAMES)} is on PATH"
        if os.environ.get("GOUJI_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    """What goes wrong in the pages of this test; nothing may be left at its end."""
    troubles = Troubles()
    yield troubles
    assert troubles.left() == []


@pytest.fixture
def visit(browser: Browser, service: Running, troubles: Troubles) -> Iterator[Visit]:
    """Open a browser's window for one of USERS, signed in, or for one who is not (None)."""
    contexts: list[BrowserContext] = []

    def window(
        name: str | None,
        language: str = "zh",
        dark: bool = False,
        javascript: bool = True,
        width: int = 1280,
    ) -> Page:
        context = browser.new_context(
            base_url=service.url,
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        context.set_default_timeout(WAIT)
        troubles.watch(context)
        if name is not None:
            with Store(service.db) as store:
                secret = begin_session(store, name, datetime.now(UTC), hours=1)
            host = urlsplit(service.url).hostname or ""
            context.add_cookies(
                [{"name": service.cookie, "value": secret, "domain": host, "path": "/"}]
            )
        return context.new_page()

    yield window
    for context in contexts:
        context.close()
