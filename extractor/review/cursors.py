"""Cursors: the place in a list from which the next page goes on, as a text of no meaning."""

import base64
import binascii
from collections.abc import Iterable
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from extractor.errors import GoujiError

K = TypeVar("K")

RowNumber = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""A number that SQLite gives to rows."""


class CursorError(GoujiError):
    """A cursor is none that a page of this list gave."""


def cursor_of(key: Iterable[float | int | str]) -> str:
    """The cursor of what follows the entry with this key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def key_of(cursor: str, kind: type[K]) -> K:
    """The key that a cursor was made of: a tuple of this type.

    Raises CursorError where it is of no such key.

    >>> key_of(cursor_of((7, "meta.agency")), tuple[RowNumber, str])
    (7, 'meta.agency')
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        written = base64.b64decode(padded, altchars=b"-_", validate=True)
        return msgspec.json.decode(written, type=kind)
    except (UnicodeEncodeError, binascii.Error, msgspec.MsgspecError) as error:
        raise CursorError(f"{cursor!r} is no cursor of this list: begin again without") from error
