"""What the tests share that is no fixture: how one visits, and what goes wrong on the way."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Request

Visit = Callable[..., Page]
"""`visit("reviewer", language="zh", dark=False, javascript=True, width=1280)` -> a new window."""


class Troubles:
    """What went wrong in the pages of a test, and what was meant to."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._expected: list[str] = []

    def expect(self, part: str) -> None:
        """One trouble, which has these words in it, belongs to the test."""
        self._expected.append(part)

    def watch(self, context: BrowserContext) -> None:
        """Note whatever goes wrong in the pages of this context."""
        context.on("console", lambda said: said.type == "error" and self.seen.append(said.text))
        context.on("weberror", lambda error: self.seen.append(str(error.error)))
        context.on("requestfailed", self._failed)
        context.on("response", lambda got: got.status >= 500 and self.seen.append(got.url))
        context.on("dialog", lambda dialog: (self.seen.append(dialog.message), dialog.dismiss()))

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page itself gives up what is out of date
            self.seen.append(f"{request.url}: {request.failure}")

    def left(self) -> list[str]:
        """Troubles that nobody expected, and expected ones that did not come."""
        left = list(self.seen)
        for part in self._expected:
            found = next((one for one in left if part in one), None)
            if found is None:
                left.append(f"expected, but did not come: {part}")
            else:
                left.remove(found)
        return left
