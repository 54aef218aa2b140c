"""Addresses within the service: what they ask of a list, where a page stands, where one goes on."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse

T = TypeVar("T")

_LONGEST = 100
_DIGITS = 15


def text_of(request: Request, name: str) -> str | None:
    """A text of the address; None where it is empty."""
    return request.query_params.get(name, "").strip()[:_LONGEST] or None


def number_of(request: Request, name: str) -> int | None:
    """A whole number of the address; None where it is none: nonsense asks nothing."""
    asked = request.query_params.get(name, "").strip()
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS else None


def address(path: str, asked: Mapping[str, object]) -> Callable[..., str]:
    """`go(year=None)` -> the address of this list with one filter changed, from its beginning."""

    def go(**change: object) -> str:
        given = {k: v for k, v in {**asked, **change}.items() if v not in (None, "")}
        return f"{path}?{urlencode(given)}" if given else path

    return go


def page_of(found: Sequence[T], most: int) -> tuple[Sequence[T], T | None]:
    """The first so many of what was found, and the last of these if others follow."""
    return found[:most], found[most - 1] if len(found) > most else None


def here(request: Request) -> str:
    """The place of a page, to come back to it; the beginning for an answer to a form."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path) + query


def link(name: str = "", *, blind: bool = False) -> str:
    """The address, within a document's page, of a field."""
    return f"?{urlencode({'field': name, 'blind': '1'} if blind else {'field': name})}"


def inside(place: str) -> str:
    """A place within this service, or its beginning if it is any other.

    Browsers take a second slash, forward or backward, for the beginning of a host's name, and
    leave out tabs and line breaks before they look.
    """
    leads_out = not place.startswith("/") or place.startswith(("//", "/\\"))
    return "/" if leads_out or not place.isprintable() else place


def go_to(place: str) -> RedirectResponse:
    """The answer after which a browser gets that page."""
    return RedirectResponse(place, 303)
