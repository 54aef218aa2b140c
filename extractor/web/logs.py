"""One line of JSON for each request: what was asked, how it ended, who asked; never any text.

Paths are told as the templates of their routes, errors by their kind and their place in the code:
a message or a query could hold words of a report.
"""

import logging.config
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

from extractor.web.problems import METHODS, Problem, answer

OnRequest = Callable[[str, str, int, float], None]
"""Is told the method, route, status and seconds of every request."""


def _in_order(_logger: object, _method: str, line: structlog.typing.EventDict) -> dict[str, Any]:
    first = {name: line.pop(name) for name in ("at", "level", "event")}
    return {**first, **line}


_TIMED: tuple[structlog.typing.Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    _in_order,
)
_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


class _Lines:
    """A logger of structlog: a line is a write. None stands for standard error as it is then."""

    def __init__(self, file: TextIO | None) -> None:
        self._file = file

    def msg(self, line: str) -> None:
        print(line, file=self._file or sys.stderr, flush=True)

    info = error = msg


def logger(file: TextIO | None) -> Any:
    """A logger that writes JSON, one object a line."""
    return structlog.wrap_logger(_Lines(file), [*_TIMED, _JSON])


def log_warnings() -> None:
    """Let what uvicorn and asyncio warn of be lines as the service writes them, without traces."""
    kept = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_trace, _JSON]
    lines = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": kept,
        "foreign_pre_chain": _TIMED,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": lines},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
        }
    )


def _without_trace(
    _logger: object, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A trace ends in the error's message, which could hold words of a report."""
    for name in ("exc_info", "exception", "stack_info"):
        line.pop(name, None)
    line["event"] = str(line["event"]).strip()
    return line


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
            await _failure(request)(scope, receive, noting)
        finally:
            self._tell(request, status, time.perf_counter() - began)

    def _failed(self, request: Request, error: Exception) -> None:
        self._log.error(
            "failed",
            error=type(error).__qualname__,
            place=list(map(_place, traceback.extract_tb(error.__traceback__)[-8:])),
            request_id=request.state.request_id,
        )

    def _tell(self, request: Request, status: int, seconds: float) -> None:
        method = request.method if request.method in METHODS else "other"
        route = _route_of(request.scope)
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


def _failure(request: Request) -> Response:
    """An answer that says no more than that it failed, in few words if pages cannot be made."""
    try:
        return answer(request, Problem(500, "the service could not do this"))
    except Exception:
        return PlainTextResponse(f"500 {request.state.request_id}", 500)


def _route_of(scope: Scope) -> str:
    """The template of the route that took a request, such as `/documents/{document}`."""
    if scope["path"].startswith("/static/"):
        return "/static"
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "none"


def _place(frame: traceback.FrameSummary) -> str:
    """A place in the code, without the folders that are above it on this machine."""
    file = "/".join(frame.filename.replace("\\", "/").split("/")[-3:])
    return f"{file}:{frame.lineno} {frame.name}"
