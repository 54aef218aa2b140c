"""Chinese numerals -> exact integers, and numbers -> every way a report prints them."""

from collections.abc import Callable
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
LONGEST = 32
"""No numeral that a report writes has more characters."""
HAN = "零〇一二两三四五六七八九十百千万亿"


def read_han(text: str) -> int | None:
    """The integer that a Chinese numeral names, or None where it is no plain numeral.

    Digits in a row are read as such (二〇二〇 is 2020). A colloquial tail (三千五 for
    3500) is refused: it may as well be a slip for 三千零五.
    """
    if not 0 < len(text) <= LONGEST or any(c not in HAN for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    last_place = 10**12
    zero = True
    for c in text:
        if c in _DIGITS:
            if digit not in (None, 0):
                return None
            digit, zero = _DIGITS[c], zero or _DIGITS[c] == 0
            continue
        unit = _PLACES.get(c) or _SCALES[c]
        if c in _PLACES:
            bare = digit is None and unit != 10 and len(text) > 1  # 近百 is fine, 二万百 is not
            if unit >= last_place or bare or digit == 0:
                return None
            section += (digit or 1) * unit
            last_place = unit
        else:
            section += digit or 0
            if section == 0 and (total == 0 or c == "万"):
                return None
            total = (total + section) * unit if c == "亿" else total + section * unit
            section, last_place = 0, 10**12
        digit, zero = None, False
    if digit and not zero and (last_place > 10):
        return None
    return total + section + (digit or 0)


def write_han(value: int) -> str:
    """A non-negative integer below 10^12 as a Chinese numeral: 102 -> 一百零二."""
    text = _write(value)
    return text[1:] if text.startswith("一十") else text


def _write(value: int) -> str:
    if value == 0:
        return "零"
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        if value >= scale:
            head, tail = divmod(value, scale)
            gap = "零" if 0 < tail < scale // 10 else ""
            return _write(head) + name + gap + (_write(tail) if tail else "")
    out = ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, place)
        if digit:
            out += "零一二三四五六七八九"[digit] + name
        elif out and value and not out.endswith("零"):
            out += "零"
    return out


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _full_width(value: Decimal) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in _plain(value))


def _spaced(value: Decimal) -> str:
    return " ".join(_plain(value))


def _thousands(value: Decimal) -> str:
    return f"{value:,f}"


def _han(value: Decimal) -> str:
    return write_han(int(value)) if value == value.to_integral_value() else _plain(value)


STYLES: dict[str, Callable[[Decimal], str]] = {
    "plain": _plain,
    "full_width": _full_width,
    "spaced": _spaced,
    "thousands": _thousands,
    "han": _han,
}
"""Ways to print a non-negative number, each read back to the same number."""
