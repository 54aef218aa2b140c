"""One line of JSON for each request: what was asked, how it ended, who asked; never any text.

Paths are told as the templates of their routes, errors by their kind and their place in the code:
a message or a query could hold words of a report.
"""

import secrets
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, TextIO

import structlog
from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.web.problems import Problem, answer

OnRequest = Callable[[str, str, int, float], None]
"""Is told the method, route, status and seconds of every request."""

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def _in_order(_logger: object, _method: str, told: structlog.typing.EventDict) -> dict[str, Any]:
    first = {name: told.pop(name) for name in ("at", "level", "event")}
    return {**first, **told}


PROCESSORS: tuple[structlog.typing.Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    _in_order,
)


class _Lines:
    """A logger of structlog: a line is a write. None stands for standard error as it is then."""

    def __init__(self, file: TextIO | None) -> None:
        self._file = file

    def msg(self, line: str) -> None:
        file = self._file or sys.stderr
        file.write(line + "\n")
        file.flush()

    info = error = warning = msg


def logger(file: TextIO | None) -> Any:
    """A logger that writes JSON, one object a line."""
    return structlog.wrap_logger(
        _Lines(file), [*PROCESSORS, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )


class Logged:
    """Gives every request an id, tells how it ended, and answers 500 to what nobody foresaw."""

    def __init__(self, app: ASGIApp, log: Any, on_request: OnRequest) -> None:
        self._app = app
        self._log = log
        self._on_request = on_request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, and tell."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.visitor = None
        request.state.request_id = secrets.token_hex(6)
        began = time.perf_counter()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            self._failed(request, error)
            if status:  # the answer is underway: all that is left is to break it off
                raise
            await _told(request)(scope, receive, noting)
        finally:
            self._tell(request, status, time.perf_counter() - began)

    def _failed(self, request: Request, error: Exception) -> None:
        self._log.error(
            "failed",
            error=type(error).__qualname__,
            place=[
                f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)[-8:]
            ],
            request_id=request.state.request_id,
        )

    def _tell(self, request: Request, status: int, seconds: float) -> None:
        method = request.method if request.method in _METHODS else "other"
        route = route_of(request.scope)
        visitor = request.state.visitor
        self._log.info(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            user=visitor.name if visitor else None,
            request_id=request.state.request_id,
        )
        self._on_request(method, route, status, seconds)


def _told(request: Request) -> Response:
    """An answer that says no more than that it failed, in few words if pages cannot be made."""
    try:
        return answer(request, Problem(500, "the service could not do this"))
    except Exception:
        return PlainTextResponse(f"500 {request.state.request_id}", 500)


def route_of(scope: Scope) -> str:
    """The template of the route that took a request, such as `/documents/{document}`."""
    if scope["path"].startswith("/static/"):
        return "/static"
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "none"


def _short(filename: str) -> str:
    """A file of the code without the folders that are above it on this machine."""
    return "/".join(filename.replace("\\", "/").split("/")[-3:])
