"""What the address of a list asks for: filters, and where to go on. Nonsense asks nothing."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fastapi import Request

_LONGEST = 100
_DIGITS = 15


def text_of(request: Request, name: str) -> str | None:
    """A text of the address; None where it is empty."""
    return request.query_params.get(name, "").strip()[:_LONGEST] or None


def number_of(request: Request, name: str) -> int | None:
    """A whole number of the address; None where it is none."""
    asked = request.query_params.get(name, "").strip()
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS else None


def address(path: str, asked: Mapping[str, object]) -> Callable[..., str]:
    """`go(year=None)` -> the address of this list with one filter changed, from its beginning."""

    def go(**change: object) -> str:
        given = {k: v for k, v in {**asked, **change}.items() if v not in (None, "")}
        return f"{path}?{urlencode(given)}" if given else path

    return go
