"""A figure or a text <-> its JSON, digit by digit.

The JSON of a figure is kept as `msgspec.Raw`, the very bytes: a Decimal is written with its
own digits and read back from them, and no binary float comes between.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from extractor.errors import StoreError
from extractor.record.record import Value

Figure = Annotated[Raw, Meta(extra_json_schema={"type": ["number", "string", "null"]})]
"""A figure or a text as it stands in the JSON."""
Interval = tuple[Figure, Figure]

_ENCODER = msgspec.json.Encoder()
_TEXT = msgspec.json.Decoder(str)


def plain(number: Decimal) -> str:
    """A number in plain digits: no exponent, no trailing zeros behind the point.

    >>> plain(Decimal("5.0500E+4")), plain(Decimal("25.670"))
    ('50500', '25.67')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_figure(value: Value | None) -> Raw:
    """A number in plain digits, a text quoted, None as null."""
    if value is None:
        return Raw(b"null")
    return Raw(_ENCODER.encode(value) if isinstance(value, str) else plain(value).encode())


def write_if_any(value: Value | None) -> Raw | UnsetType:
    """The same, where None is left out of the JSON."""
    return UNSET if value is None else write_figure(value)


def read_value(raw: Raw | UnsetType) -> Value | None:
    """What `write_figure` wrote, back again. Raises StoreError at any other JSON."""
    if raw is UNSET:
        return None
    written = bytes(raw)
    if written == b"null":
        return None
    if written.startswith(b'"'):
        return _TEXT.decode(written)
    try:
        return Decimal(written.decode())
    except InvalidOperation as error:
        raise StoreError(f"{written.decode()} stands where a figure must") from error


def read_number(raw: Raw | UnsetType) -> Decimal | None:
    """The same where only a number may stand. Raises StoreError at a text."""
    value = read_value(raw)
    if isinstance(value, str):
        raise StoreError(f"{value!r} stands where a number must")
    return value


def write_interval(
    value: Value | None, low: Decimal | None, high: Decimal | None
) -> Interval | None:
    """The ends, or None where they are the value itself (both missing, for a text)."""
    end = value if isinstance(value, Decimal) else None
    return None if low == high == end else (write_figure(low), write_figure(high))


def read_interval(
    interval: Interval | None, value: Value | None
) -> tuple[Decimal | None, Decimal | None]:
    """What `write_interval` wrote, back again: low and high."""
    if interval is None:
        end = value if isinstance(value, Decimal) else None
        return end, end
    return read_number(interval[0]), read_number(interval[1])
