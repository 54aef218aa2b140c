"""What a cell or a phrase prints -> an Amount: exact value, unit, state, interval.

A printed figure is a claim about an interval: 29件 is exactly 29, 5.05万元 is 50,500
yuan to within 50, 6.6% may be rounded or truncated, 500余条 lies in 501 to 599.
Values are `Decimal`; nothing passes through a binary float.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extractor.model.folding import fold
from extractor.model.numeral import HAN, read_han

State = Literal["reported", "dash", "blank", "missing", "unreadable"]
Qualifier = Literal["at_least", "about", "at_most"]

MAX_DIGITS = 24
"""Longer runs of digits are no figure of any report."""

UNITS = (
    "人次 家次 件次 条次 篇次 场次 户次 批次 个百分点 平方米 公里 分钟 小时 工作日 个工作日 "
    "元 件 条 篇 批 次 个 名 人 期 份 场 宗 起 例 部 项 户 家 处 类 种 页 台 套 张 册 本 则 幅 "
    "段 字 封 卷 块 款 只 道 枚 箱 "
    "天 日 周 月 年 岁 号 倍 亩 吨 位 辆 组 支 轮 届 所 座 间 门 版 集 分 级 层 度 % ‰"
).split()

_SCALE = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_SIGN = (
    r"\+|-|(?:(?:增加|增长|上升|上涨|提高|减少|下降|下跌|下滑|降低)(?:幅度|率|比例)?"
    r"|[增升涨减降跌]幅|增|减|降)(?:了|约|达|为)?"
)
_BEFORE = (
    r"不少于|不低于|至少|超过|超|逾|突破|不足|不超过|不高于|不到|至多|最多|将近|接近|近|大约|约"
)
_AFTER = r"以上|以下|以内|左右|上下|之多"

NUMERAL = re.compile(
    rf"""
    (?P<sign>{_SIGN})?\s*
    (?:(?P<before>{_BEFORE})(?:了|达|为|计)?)?\s*
    (?: (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)?)
      | 百分之(?P<percent>[{HAN}]+(?:点[{HAN}]+)?)
      | (?P<han>[{HAN}]+) )
    \s*(?P<vague>[余多几])?\s*(?P<scale>[十百千]?[万亿]|[百千](?=元))?(?P<vague2>[余多])?
    \s*(?P<unit>{_UNIT})?
    \s*(?P<after>{_AFTER})?
    """,
    re.VERBOSE,
)
"""One figure with its sign, vagueness, scale and unit, on folded text."""

_NOTHING = {"无", "没有", "未发生", "暂无"}
_DASH = re.compile(r"[-/]+")
_NEGATIVE = ("-", "减", "降", "跌", "下")
_QUALIFIERS: dict[str, Qualifier] = {
    "不少于": "at_least", "不低于": "at_least", "至少": "at_least", "超过": "at_least",
    "超": "at_least", "逾": "at_least", "突破": "at_least", "以上": "at_least",
    "之多": "at_least", "余": "at_least", "多": "at_least", "几": "at_least",
    "不足": "at_most", "不超过": "at_most", "不高于": "at_most", "不到": "at_most",
    "至多": "at_most", "最多": "at_most", "将近": "at_most", "接近": "at_most",
    "近": "at_most", "以下": "at_most", "以内": "at_most",
    "大约": "about", "约": "about", "左右": "about", "上下": "about",
}  # fmt: skip
_PERCENT = frozenset(("%", "‰", "个百分点"))
_EXCLUSIVE = {"超过", "超", "逾", "突破", "余", "多", "几", "不足", "不到", "将近", "接近", "近"}
_OPEN = {"不少于", "不低于", "至少", "超过", "超", "逾", "突破", "以上", "之多"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure.

    `value` is in the canonical unit (yuan, pieces, percent). The truth lies between `low`
    and `high`; `high` is None where the words set no upper end. `raw` is as printed; it is
    `marked` where a note mark in it was left out.
    """

    state: State
    raw: str
    value: Decimal | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    marked: bool = False

    def scaled(self, factor: int, unit: str) -> "Amount":
        """This figure, printed in a heading's unit (万元): the value in `unit`."""
        if self.value is None:
            return replace(self, unit=unit)
        exact, low, high = bounds(str(self.value), Decimal(factor), unit, self.value < 0)
        return replace(self, value=exact, low=low, high=high, unit=unit)


def plain(value: Decimal) -> Decimal:
    """The same number; a whole one without exponent or decimal places."""
    return Decimal(int(value)) if value == value.to_integral_value() else value


def bounds(
    digits: str, scale: Decimal, unit: str | None, negative: bool = False
) -> tuple[Decimal, Decimal, Decimal]:
    """The value of printed `digits` times `scale`, and the interval that rounding leaves.

    A percentage may also have been cut off, so it reaches a whole last digit further
    from zero. A plain count is exact.
    """
    printed = abs(Decimal(digits))
    value = plain(printed * scale)
    places = -int(printed.as_tuple().exponent)
    if unit in _PERCENT:
        half = Decimal(5).scaleb(-places - 1)
        low, high = value - half, value + 2 * half
    elif scale != 1 or places > 0:
        half = Decimal(5).scaleb(-places - 1) * scale
        low, high = value - half, value + half
    else:
        low = high = value
    return (-value, -high, -low) if negative else (value, low, high)


def _vague(value: Decimal, step: Decimal, word: str) -> tuple[Decimal, Decimal | None]:
    """The interval of `value` under a vague `word`; `step` is its last nonzero place."""
    if value == 0:
        return value, value + (10 if word in _OPEN else 0)
    kind = _QUALIFIERS[word]
    if kind == "about":
        return value - step / 2, value + step / 2
    if kind == "at_least":
        low = value + 1 if word in _EXCLUSIVE else value
        return low, None if word in _OPEN else value + step - 1
    high = value - 1 if word in _EXCLUSIVE else value
    low = value - step if word in ("近", "接近", "将近") else Decimal(0)
    return low, high


def _step(value: Decimal) -> Decimal:
    digits = value.normalize().as_tuple()
    return Decimal(1).scaleb(int(digits.exponent)) if value else Decimal(1)


def amount_of(match: re.Match[str], raw: str) -> Amount | None:
    """The Amount of one match of `NUMERAL`, or None where it is no number after all."""
    digits = _digits(match)
    if digits is None:
        return None
    scale = Decimal(1)
    for name in match["scale"] or "":
        scale *= _SCALE[name]
    sign = match["sign"] or ""
    negative = sign.startswith(_NEGATIVE)
    unit = "%" if match["percent"] else match["unit"]
    if sign.endswith("为") and "幅" not in sign and unit not in ("%", "‰", "个百分点"):
        negative = False  # 降为40件 is what is left
    value, *ends = bounds(digits, scale, unit, negative)
    word = match["before"] or match["vague"] or match["vague2"] or match["after"]
    qualifier = _QUALIFIERS[word] if word else None
    low, high = _interval(abs(value), unit, word, negative) if word else ends
    return Amount("reported", raw, value, unit, qualifier, low, high)


def _interval(
    value: Decimal, unit: str | None, word: str, negative: bool
) -> tuple[Decimal | None, Decimal | None]:
    """The interval of a vague figure; about 24% is within the rounding of 24% too."""
    low, high = _vague(value, _step(value), word)
    if unit in _PERCENT and high is not None and _QUALIFIERS[word] == "about":
        last = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
        low, high = min(low, value - last), max(high, value + last)
    if negative:
        return (None if high is None else -high), -low
    return low, high


def _digits(match: re.Match[str]) -> str | None:
    """The number of a match in plain digits: 1,175 and 一千一百七十五 and 百分之二十三点一."""
    if match["digits"]:
        digits = match["digits"].replace(",", "")
        return digits if len(digits) <= MAX_DIGITS else None
    whole, _, decimals = (match["han"] or match["percent"]).partition("点")
    parts = [read_han(whole), *map(read_han, decimals)]
    if None in parts:
        return None
    return f"{parts[0]}." + "".join(map(str, parts[1:])) if decimals else str(parts[0])


@lru_cache(maxsize=16384)
def read_amount(raw: str) -> Amount:
    """A cell's whole text -> its Amount.

    Blank is `blank`, a lone dash or slash is `dash`, 无 is a stated zero, and what is not
    one figure from end to end is `unreadable`. Digits may be set apart by spaces, but
    not by a line break: that may be two figures.

    >>> read_amount("5.05万元").value, read_amount("减少3").value, read_amount("—").state
    (Decimal('50500'), Decimal('-3'), 'dash')
    """
    folded = fold(raw).strip()
    if not folded:
        return Amount("blank", raw)
    if len(folded) > 200:
        return Amount("unreadable", raw)
    text = re.sub(r"[ \t]+", "", folded)
    if _DASH.fullmatch(text):
        return Amount("dash", raw)
    if text.rstrip("。") in _NOTHING:
        return Amount("reported", raw, Decimal(0), low=Decimal(0), high=Decimal(0))
    match = NUMERAL.fullmatch(text)
    amount = amount_of(match, raw) if match else None
    return amount or Amount("unreadable", raw)


def find_amounts(folded: str) -> Iterator[tuple[int, int, Amount]]:
    """Every figure in a stretch of folded text, with its place: (start, end, Amount)."""
    for match in NUMERAL.finditer(folded):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        end = match.start() + len(match[0].rstrip())
        amount = amount_of(match, folded[start:end])
        if amount is not None:
            yield start, end, amount
