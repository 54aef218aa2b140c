"""Numerals as reports print them -> the numbers they name, and numbers -> how reports print them.

A numeral is read whole or not at all: 13万2 is neither 13, 130,000 nor 2.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

_FORMAL = str.maketrans(
    dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟〇两", "一二三四五六七八九十百千零二", strict=True))
    | {"廿": "二十", "卅": "三十", "卌": "四十"}
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
LONGEST = 32
"""No numeral that a report writes has more characters."""
MAX_DIGITS = 24
"""Longer runs of digits are no figure of any report."""
HAN_DIGITS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
HAN_SCALES = "十百千万亿拾佰仟"
HAN = HAN_DIGITS + HAN_SCALES + "廿卅卌"
SCALE_WORDS = "[十百千拾佰仟]?[万亿]|万亿|[十百千拾佰仟]"
"""A regular expression for what multiplies the figure before it."""
VAGUE = "余多几来数+"
"""What behind a figure, or within it, says that it is no exact one."""

_YEAR_LIKE = re.compile(f"[{HAN_DIGITS}](?:[{HAN_DIGITS}]|[0Oo](?=[{HAN_DIGITS}0Oo]|$))+")
_PLAIN = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})++|\d++)(?:\.\d++)?")
_SCALED = re.compile(rf"(?P<digits>[\d.,]++)(?P<scale>{SCALE_WORDS})")
_MIXED = re.compile(rf"(?:零?\d+[{HAN_SCALES}]++)+(?P<tail>零?\d+)?")
_DECIMAL = re.compile(rf"(?P<whole>[{HAN}]+)点(?P<part>[{HAN_DIGITS}]+)(?P<scale>{SCALE_WORDS})?")
_SOME = re.compile(rf"[几数](?P<scale>{SCALE_WORDS})[余多]?")
_MORE = re.compile(rf"(?P<base>[^{VAGUE}]++)(?P<word>[{VAGUE}])(?P<scale>{SCALE_WORDS})?[余多]?")
_HEADLESS = re.compile(f"[百千佰仟][{HAN_DIGITS}廿卅卌]")
_COUNTING = "0123456789"
_BETWEEN = re.compile(" ?(?:--?|~|至|到) ?")
_NEIGHBOURS = re.compile("(?=([一二两三四五六七八九])([一二两三四五六七八九]))")
_TAIL = re.compile(f"[{HAN_SCALES}]+$")
_APART = re.compile(rf"\s+(?=[{HAN_SCALES}{VAGUE}])")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as printed: `digits` times `scale`; so 5.05万 is told from 50500.

    `word` is what makes it a vague one (500余). Of a range (三五, 1.5-2万, 数十) this is its lower
    end, and `top` the upper one.
    """

    digits: Decimal
    scale: Decimal = Decimal(1)
    word: str | None = None
    top: Decimal | None = None

    @property
    def value(self) -> Decimal:
        """The number, or the lower end of a range."""
        return self.digits * self.scale


def read_numeral(text: str) -> Numeral | None:
    """The number that a run of numeral characters names as a whole; None where it names none.

    >>> read_numeral("一点五万").value, read_numeral("三四十").top, read_numeral("13万2")
    (Decimal('15000'), Decimal('40'), None)
    """
    if len(text) > 2 * LONGEST:
        return None
    text = _APART.sub("", text)
    ends = _BETWEEN.split(text)
    if len(ends) == 2:
        return _range(*ends)
    return _exact(text) or _neighbours(text.replace("、", "")) or _vague(text)


def _exact(text: str) -> Numeral | None:
    if _PLAIN.fullmatch(text):
        digits = text.replace(",", "")
        return Numeral(Decimal(digits)) if len(digits) <= MAX_DIGITS else None
    if scaled := _SCALED.fullmatch(text):
        number = _exact(scaled["digits"])
        return number and Numeral(number.digits, read_scale(scaled["scale"]))
    if mixed := _MIXED.fullmatch(text):
        return _mixed(text, mixed["tail"] or "")
    if printed := _DECIMAL.fullmatch(text):
        whole, part = read_han(printed["whole"]), "".join(map(_digit, printed["part"]))
        scale = read_scale(printed["scale"]) if printed["scale"] else Decimal(1)
        return None if whole is None else Numeral(Decimal(f"{whole}.{part}"), scale)
    value = read_han(text)
    return None if value is None else Numeral(Decimal(value))


def _mixed(text: str, tail: str) -> Numeral | None:
    """1万5千 and 1亿2000万; but digits at the end must fill what the scale before them leaves:
    13万2 may be 132,000 as well as 130,002."""
    scale = text[len(text) - len(tail) - 1].translate(_FORMAL)
    if tail and tail[0] != "零" and 10 ** len(tail) != (_PLACES | _SCALES)[scale]:
        return None
    parts = re.split(r"(\d+)", text)
    if any(len(part) > 12 for part in parts):
        return None
    value = read_han("".join(write_han(int(p)) if p.isdecimal() else p for p in parts))
    if value is None:
        return None
    last = Decimal(1) if tail else read_scale(_TAIL.findall(text)[0])
    return Numeral(value / last, last)


def _range(first: str, second: str) -> Numeral | None:
    """3-5, 三至五, 几十到几百, 1.5-2万: the scale is both ends', unless the first is the larger."""
    low, high = read_numeral(first), read_numeral(second)
    tail = _TAIL.search(second)
    if low and high and tail and not _TAIL.search(first):
        head = read_numeral(second[: tail.start()])
        if head and low.value < head.value:
            low = read_numeral(first + tail[0])
    if low is None or high is None or low.word or high.word or _padded(first):
        return None
    top = high.value if high.top is None else high.top
    return Numeral(low.digits, low.scale, top=top) if low.value < top else None


def _padded(text: str) -> bool:
    """0614-4353005 is a telephone number."""
    return text[0] == "0" and text[1:2].isdecimal()


def _neighbours(text: str) -> Numeral | None:
    """Two neighbouring digits in one place are a range: 三四, 三、四, 十七八, 四五百, and 三五."""
    pairs = [
        (m.start(), first, second)
        for m in _NEIGHBOURS.finditer(text)
        for first, second in [m.groups()]
        if int(_digit(second)) - int(_digit(first)) == 1 or first + second == "三五"
    ]
    if len(pairs) != 1:
        return None
    at, first, second = pairs[0]
    ends = [read_han(text[:at] + digit + text[at + 2 :]) for digit in (first, second)]
    low, high = ends
    if low is None or high is None or low >= high:
        return None
    return Numeral(Decimal(low), top=Decimal(high))


def _vague(text: str) -> Numeral | None:
    if some := _SOME.fullmatch(text):
        scale = read_scale(some["scale"])
        return Numeral(scale, top=10 * scale - 1)
    more = _MORE.fullmatch(text)
    if more is None:
        return None
    word, scale = more["word"], read_scale(more["scale"]) if more["scale"] else Decimal(1)
    base = read_bare(more["base"]) or _exact(more["base"])
    if base is None or (word in "几数" and base.value % 10):
        return None
    return Numeral(base.digits, base.scale * scale, word)


def read_bare(text: str) -> Numeral | None:
    """万 where a word makes it vague (万余, 上万): as 千 in 千余 is a thousand."""
    return Numeral(read_scale(text)) if text in _SCALES else None


def read_scale(text: str) -> Decimal:
    """What a word of SCALE_WORDS multiplies by: 百万 is 1,000,000."""
    scale = 1
    for c in text.translate(_FORMAL):
        scale *= (_PLACES | _SCALES)[c]
    return Decimal(scale)


def _digit(c: str) -> str:
    return str(_DIGITS[c.translate(_FORMAL)])


def read_han(text: str) -> int | None:
    """The integer that a Chinese numeral names, or None where it is no plain numeral.

    Digits in a row are read as such (二〇二〇 is 2020). A colloquial tail (三千五 for
    3500) is refused: it may as well be a slip for 三千零五. So are two digits (三四, 二一) and
    digits that only count on (一二三). 百二十 is 120.
    """
    if not 0 < len(text) <= LONGEST:
        return None
    if _YEAR_LIKE.fullmatch(text):
        digits = "".join("0" if c in "0Oo" else _digit(c) for c in text)
        two = len(digits) == 2 and "0" not in digits
        return None if two or digits in _COUNTING else int(digits)
    if any(c not in HAN for c in text):
        return None
    return _by_places("一" * is_headless(text) + text.translate(_FORMAL))


def is_headless(text: str) -> bool:
    """Whether a numeral leaves out its first 一: 百二十, 千三百, but not 百万 or 百十."""
    return _HEADLESS.match(text) is not None


def _by_places(text: str) -> int | None:
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


def plain_digits(number: Decimal) -> str:
    """A number in plain digits: no exponent, no trailing zeros behind the point.

    >>> plain_digits(Decimal("5.0500E+4")), plain_digits(Decimal("25.670"))
    ('50500', '25.67')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _full_width(value: Decimal) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in _plain(value))


def _thousands(value: Decimal) -> str:
    return f"{value:,f}"


def _han(value: Decimal) -> str:
    return write_han(int(value)) if value == value.to_integral_value() else _plain(value)


def _formal(value: Decimal) -> str:
    return _han(value).translate(
        str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    )


def _mathematical(value: Decimal) -> str:
    return "".join(chr(ord(c) + 0x1D7CE - 0x30) if c.isdecimal() else c for c in _plain(value))


STYLES: dict[str, Callable[[Decimal], str]] = {
    "plain": _plain,
    "full_width": _full_width,
    "thousands": _thousands,
    "formal": _formal,
    "han": _han,
    "mathematical": _mathematical,
}
"""Ways to print a non-negative number, each read back to the same number."""
