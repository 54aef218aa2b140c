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

from extractor.web.accounts import ROLES, Role, find_session, find_token, may
from extractor.web.accounts.sessions import renew_session
from extractor.web.accounts.tokens import note_use
from extractor.web.problems import Problem
from extractor.web.service import Options, Service, service_of

__all__ = ["ROLES", "Admin", "Identify", "Reader", "Reviewer", "Role", "Visitor", "cookie_name"]

_HARMLESS = frozenset(("GET", "HEAD", "OPTIONS"))
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
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await _holder(service, secret.strip())
    if cookie := request.cookies.get(cookie_name(service.options)):
        return await _signed_in(service, cookie)
    return None


async def _holder(service: Service, secret: str) -> Visitor | None:
    at = service.options.clock()
    holder = await service.access.read(lambda store: find_token(store, secret, at))
    if holder is None:
        return None
    if holder.unnoted:
        await service.access.write(lambda store: note_use(store, secret, at))
    return Visitor(holder.user, holder.role, None)


async def _signed_in(service: Service, secret: str) -> Visitor | None:
    at, hours = service.options.clock(), service.options.session_hours
    session = await service.access.read(lambda store: find_session(store, secret, at, hours))
    if session is None:
        return None
    if until := session.renewal:
        await service.access.write(lambda store: renew_session(store, secret, until))
    return Visitor(session.user, session.role, session.csrf)


class _Allowed:
    """A dependency: the visitor, if they may do what `role` may and meant to do it.

    Raises Problem 401 or 403 else.
    """

    def __init__(self, role: Role) -> None:
        self.role = role

    async def __call__(self, request: Request) -> Visitor:
        visitor: Visitor | None = request.state.visitor
        if visitor is None:
            raise Problem(
                401, "sign in, or send an API token", headers={"WWW-Authenticate": "Bearer"}
            )
        if not may(visitor.role, self.role):
            raise Problem(403, f"this needs the role {self.role}; {visitor.name} is {visitor.role}")
        if request.method not in _HARMLESS and visitor.csrf is not None:
            sent = await _csrf_sent(request)
            if not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
                raise Problem(403, "the CSRF token is missing or not this session's", key="forged")
        return visitor


async def _csrf_sent(request: Request) -> str:
    if told := request.headers.get("x-csrf-token"):
        return told
    if request.headers.get("content-type", "").startswith(_FORMS):
        field = (await request.form()).get("csrf")
        return field if isinstance(field, str) else ""
    return ""


_bearer = HTTPBearer(auto_error=False, description="An API token: `gouji user token NAME LABEL`.")
_Described = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _needs(role: Role) -> object:
    allowed = _Allowed(role)

    async def visitor(request: Request, _: _Described) -> AsyncIterator[Visitor]:
        try:
            yield await allowed(request)
        finally:
            await request.close()  # the form, where it had to be read for its token

    return Depends(visitor)


Reader = Annotated[Visitor, _needs("reader")]
Reviewer = Annotated[Visitor, _needs("reviewer")]
Admin = Annotated[Visitor, _needs("admin")]
