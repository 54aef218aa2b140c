"""Signing in and out, one's own password and tokens, and the language of the pages."""

import math
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from extractor.web.accounts.credentials import (
    begin_session,
    end_session,
    issue_token,
    revoke_token,
    tokens_of,
)
from extractor.web.accounts.users import (
    SHORTEST,
    AccountError,
    User,
    check_password,
    renew_hash,
    set_password,
)
from extractor.web.addresses import go_to, inside
from extractor.web.identity import Reader, Visitor, cookie_name
from extractor.web.language import COOKIE, Language, words_for
from extractor.web.pages import router
from extractor.web.pages.rendering import page
from extractor.web.service import Service, service_of

_A_YEAR = 365 * 24 * 3600

Text = Annotated[str, Form()]


@router.get("/login")
async def login_page(request: Request, next: str = "/") -> Response:
    """Where one signs in; who is signed in already goes on."""
    if request.state.visitor is not None:
        return go_to(inside(next))
    return _login_page(request, next)


@router.post("/login")
async def login(
    request: Request, name: Text = "", password: Text = "", next: Text = "/"
) -> Response:
    """Sign in, and go on to where one was going."""
    service, t = service_of(request), words_for(request)
    address = request.client.host if request.client else ""
    if wait := service.guard.wait(name, address):
        service.metrics.logins.labels("refused").inc()
        problem = t("account.too_often", minutes=math.ceil(wait.total_seconds() / 60))
        shown = _login_page(request, next, problem, name, 429)
        shown.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
        return shown
    user = await _known(service, name, password)
    if user is None:
        service.metrics.logins.labels("wrong").inc()
        return _login_page(request, next, t("account.wrong"), name, 401)
    service.metrics.logins.labels("right").inc()
    service.guard.welcome(name, address)
    request.state.visitor = Visitor(user.name, user.role, None)  # so that the log tells who came
    response = go_to(inside(next))
    await _sign_in(response, service, user.name)
    return response


def _login_page(
    request: Request, next: str, failed: str = "", name: str = "", status: int = 200
) -> Response:
    options = service_of(request).options
    return page(
        request,
        "login.html",
        status,
        next=inside(next),
        failed=failed,
        name=name,
        unsafe=options.secure and request.url.scheme != "https",
    )


async def _known(service: Service, name: str, password: str) -> User | None:
    """The user of this name and password."""
    async with service.guard.room:
        user, new_hash = await service.access.read(
            lambda store: check_password(store, name, password)
        )
    if user is not None and new_hash is not None:
        await service.access.write(lambda store: renew_hash(store, user.name, new_hash))
    return user


async def _sign_in(response: Response, service: Service, user: str) -> None:
    """Give the browser a new session, until it is closed."""
    options = service.options
    at, hours = options.clock(), options.session_hours
    secret = await service.access.write(lambda store: begin_session(store, user, at, hours))
    response.set_cookie(
        cookie_name(options), secret, secure=options.secure, httponly=True, samesite="lax"
    )


@router.post("/logout")
async def logout(request: Request, _: Reader) -> Response:
    """Sign out."""
    service = service_of(request)
    cookie, secure = cookie_name(service.options), service.options.secure
    secret = request.cookies.get(cookie, "")
    await service.access.write(lambda store: end_session(store, secret))
    response = go_to("/login")
    response.delete_cookie(cookie, secure=secure, httponly=True, samesite="lax")
    return response


@router.post("/language")
async def choose_language(
    request: Request, language: Annotated[Language, Form()], back: Text = "/"
) -> Response:
    """See the same page in another language, and every page from now on."""
    response = go_to(inside(back))
    secure = service_of(request).options.secure and request.url.scheme == "https"
    response.set_cookie(
        COOKIE, language, max_age=_A_YEAR, secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/")
async def home(_: Reader) -> Response:
    """Whoever comes to review begins with what waits."""
    return go_to("/queue")


@router.get("/account")
async def account_page(request: Request, visitor: Reader, done: str = "") -> Response:
    """One's own password and tokens."""
    return await _account_page(request, visitor, done=done if done in _DONE else "")


_DONE = ("password", "revoked")


async def _account_page(
    request: Request, visitor: Reader, status: int = 200, **shown: str
) -> Response:
    tokens = await service_of(request).access.read(lambda store: tokens_of(store, visitor.name))
    shown = {"done": "", "failed": "", "issued": "", **shown}
    return page(request, "account.html", status, tokens=tokens, shortest=SHORTEST, **shown)


@router.post("/account/password")
async def change_password(
    request: Request, visitor: Reader, current: Text = "", new: Text = ""
) -> Response:
    """Another password, which ends every session but this one."""
    service, t = service_of(request), words_for(request)
    address = request.client.host if request.client else ""
    if service.guard.wait(visitor.name, address):
        return await _account_page(request, visitor, 429, failed=t("problem.429.text"))
    if await _known(service, visitor.name, current) is None:
        return await _account_page(request, visitor, 422, failed=t("account.wrong_password"))
    service.guard.welcome(visitor.name, address)
    try:
        await service.access.write(lambda store: set_password(store, visitor.name, new))
    except AccountError:
        problem = t("account.weak", shortest=SHORTEST)
        return await _account_page(request, visitor, 422, failed=problem)
    response = go_to("/account?done=password")
    await _sign_in(response, service, visitor.name)
    return response


@router.post("/account/tokens")
async def new_token(request: Request, visitor: Reader, label: Text = "") -> Response:
    """A new API token. It is shown in this answer, and never again."""
    service = service_of(request)
    at = service.options.clock()
    try:
        secret = await service.access.write(
            lambda store: issue_token(store, visitor.name, label, at)
        )
    except AccountError:
        problem = words_for(request)("account.bad_label")
        return await _account_page(request, visitor, 422, failed=problem)
    return await _account_page(request, visitor, issued=secret)


@router.post("/account/tokens/revoke")
async def end_token(request: Request, visitor: Reader, label: Text = "") -> Response:
    """End a token."""
    access = service_of(request).access
    await access.write(lambda store: revoke_token(store, visitor.name, label))
    return go_to("/account?done=revoked")
