"""What went wrong -> problem details (RFC 9457) for programs, a page in plain words for people."""

import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from extractor.errors import (
    ConfigError,
    DocumentError,
    GoujiError,
    ModelError,
    NotRepeatable,
    NotStored,
    StoreError,
    Superseded,
    TooLarge,
    UnsupportedFormat,
)
from extractor.review import Conflict
from extractor.web.addresses import go_to, here
from extractor.web.pages.rendering import page

MEDIA_TYPE = "application/problem+json"

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_STATUS: dict[type[GoujiError], int] = {
    Conflict: 409,
    Superseded: 409,
    NotStored: 404,
    NotRepeatable: 409,
    StoreError: 503,
    TooLarge: 413,
    UnsupportedFormat: 415,
    DocumentError: 422,
    ConfigError: 500,
    ModelError: 502,
    GoujiError: 422,
}
"""The status of an error is that of the nearest of its classes."""


_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")


class Problem(HTTPException):
    """An answer that is not what was asked for.

    `detail` is for programs. `key` is that of the words for people, `problem.<key>.title` and
    `problem.<key>.text`; without it, the status chooses them. `members` go with the detail.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.key = key or str(status)
        self.members = members


def status_of(error: GoujiError) -> int:
    """The HTTP status that an error of Gouji amounts to."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def is_api(request: Request) -> bool:
    """Whether a program asks, which wants problem details, rather than a person."""
    return request.url.path.startswith(_FOR_PROGRAMS)


def answer(request: Request, problem: Problem) -> Response:
    """The answer that tells a problem to whoever asked."""
    status, headers = problem.status_code, problem.headers
    if is_api(request):
        body = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": problem.detail,
            "request_id": getattr(request.state, "request_id", None),
            **problem.members,
        }
        return JSONResponse(body, status, headers, MEDIA_TYPE)
    if status == 401:
        place = here(request)
        return go_to("/login" if place == "/" else f"/login?next={quote(place, safe='')}")
    shown = page(request, "problem.html", status, problem=problem)
    shown.headers.update(headers or {})
    return shown


async def _gouji_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, GoujiError)
    detail = str(error)
    if isinstance(error.__cause__, sqlite3.Error):  # it names files of this machine
        detail = "the database cannot be used"
    key = "notrepeatable" if isinstance(error, NotRepeatable) else ""
    return answer(request, Problem(status_of(error), detail, key=key))


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if not isinstance(error, Problem):
        error = Problem(error.status_code, str(error.detail), headers=error.headers)
    if error.status_code == 405:
        error.headers = {"Allow": ", ".join(_allowed(request))}
    return answer(request, error)


def _allowed(request: Request) -> list[str]:
    """Every method that is answered at this path; the router knows only those of one route."""
    scopes = ({**request.scope, "method": method} for method in METHODS)
    return [
        scope["method"]
        for scope in scopes
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
    ]


async def _invalid(request: Request, error: Exception) -> Response:
    """What was sent is not as described. What it was is not told back."""
    assert isinstance(error, RequestValidationError)
    errors = [
        {"place": "/".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()
    ]
    detail = "; ".join(f"{one['place']}: {one['message']}" for one in errors)
    no_such_page = not is_api(request) and any(one["loc"][0] == "path" for one in error.errors())
    return answer(request, Problem(404 if no_such_page else 422, detail, errors=errors))


def tell_problems(app: FastAPI) -> None:
    """Have whatever is raised on purpose answered in words."""
    app.add_exception_handler(GoujiError, _gouji_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _invalid)
