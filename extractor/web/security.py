"""What every answer forbids browsers to do, and which requests are refused before they are read."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.web.identity import HARMLESS
from extractor.web.problems import Problem, answer

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""Where a route says something else, it stands."""

_FRESH = "no-cache"
"""What is static may be kept, and is asked for whether it is still the same."""

_TWO_YEARS = "max-age=63072000"
_SMALL_BODY = 64 * 2**10
"""Bytes that anyone may send: a form to sign in. Also what a form has besides an uploaded file."""


class SafeHeaders:
    """Every answer carries the headers that keep a browser from harm."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, and add them to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", _FRESH)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)


class OwnPages:
    """Whatever changes something and comes from another site's page is refused with 403.

    Browsers say where a request comes from; programs say nothing, and need a token anyway.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, or refuse."""
        if scope["type"] == "http" and scope["method"] not in HARMLESS:
            headers = Headers(scope=scope)
            if _foreign(headers):
                problem = Problem(403, "this request comes from another site", key="foreign")
                await answer(Request(scope), problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _foreign(headers: Headers) -> bool:
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class LimitBody:
    """A body over the limit is refused with 413, at once where its length is told, else underway.

    Who is not signed in may send no more than a small form.
    """

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._app = app
        self._most = upload_bytes + _SMALL_BODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on with a body that is counted as it comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        most = self._most if request.state.visitor else _SMALL_BODY
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            refused = f"at most {most:,} bytes are taken"
            problem = Problem(413, refused, headers={"Connection": "close"})
            await answer(request, problem)(scope, receive, send)
            return
        await RequestBodyLimitMiddleware(self._app, most)(scope, receive, send)
