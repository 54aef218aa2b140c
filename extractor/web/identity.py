"""Who makes a request: a session's cookie or an API token -> a Visitor with a role.

Pages and API take a visitor by annotation: `visitor: Reviewer` lets in reviewers and admins. What
a session's holder sends must come with the session's CSRF token, in the form field `csrf` or the
header `X-CSRF-Token`; a token's holder needs none, since no browser sends tokens by itself.
"""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import ASGIApp, Receive, Scope, Send

from extractor.web.accounts.credentials import find_session, find_token, note_use, renew_session
from extractor.web.accounts.users import Role, may
from extractor.web.problems import Problem
from extractor.web.service import Options, service_of

HARMLESS = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods that change nothing."""

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Visitor:
    """One who is signed in. `csrf` belongs into every form of theirs; None for a token's holder."""

    name: str
    role: Role
    csrf: str | None


def cookie_name(options: Options) -> str:
    """The session's cookie. Browsers take the prefix for a promise: this host, HTTPS only."""
    return "__Host-gouji" if options.secure else "gouji"


class Identify:
    """Puts who makes a request into `request.state.visitor`: a Visitor, or None."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the visitor, and go on."""
        if scope["type"] == "http":
            request = Request(scope)
            asks_for_data = not scope["path"].startswith("/static/")
            request.state.visitor = await _visitor(request) if asks_for_data else None
        await self._app(scope, receive, send)


async def _visitor(request: Request) -> Visitor | None:
    service = service_of(request)
    at, hours = service.options.clock(), service.options.session_hours
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        secret, keep = secret.strip(), note_use
        known = await service.access.read(lambda store: find_token(store, secret, at))
    elif secret := request.cookies.get(cookie_name(service.options), ""):
        keep = renew_session
        known = await service.access.read(lambda store: find_session(store, secret, at, hours))
    else:
        return None
    if known is None:
        return None
    if renewal := known.renewal:
        await service.access.write(lambda store: keep(store, secret, renewal))
    return Visitor(known.user, known.role, known.csrf)


def _needs(role: Role) -> object:
    """A dependency: the visitor, if they may do what `role` may and meant to do it.

    Raises Problem 401 or 403 else.
    """

    async def allowed(request: Request, _: _Described) -> AsyncIterator[Visitor]:
        visitor: Visitor | None = request.state.visitor
        if visitor is None:
            detail = "sign in, or send an API token"
            raise Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
        if not may(visitor.role, role):
            raise Problem(403, f"this needs the role {role}; {visitor.name} is {visitor.role}")
        try:
            if request.method not in HARMLESS and visitor.csrf is not None:
                sent = await _csrf_sent(request)
                if not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
                    detail = "the CSRF token is missing or not this session's"
                    raise Problem(403, detail, key="forged")
            yield visitor
        finally:
            await request.close()  # the form, where it had to be read for its token

    return Depends(allowed)


async def _csrf_sent(request: Request) -> str:
    if token := request.headers.get("x-csrf-token"):
        return token
    if request.headers.get("content-type", "").startswith(_FORMS):
        field = (await request.form()).get("csrf")
        return field if isinstance(field, str) else ""
    return ""


_bearer = HTTPBearer(auto_error=False, description="An API token: `gouji user token NAME LABEL`.")
_Described = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]

Reader = Annotated[Visitor, _needs("reader")]
Reviewer = Annotated[Visitor, _needs("reviewer")]
