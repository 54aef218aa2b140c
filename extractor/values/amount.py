"""What a cell or a phrase prints -> an Amount: exact value, unit, state, interval.

A printed figure is a claim about an interval: 29件 is exactly 29, 5.05万元 is 50,500
yuan to within 50, 6.6% may be rounded or truncated, 500余条 lies in 501 to 599.
Values are `Decimal`; nothing passes through a binary float.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from extractor.values.folding import INVISIBLE, fold
from extractor.values.numeral import is_headless, read_bare, read_numeral
from extractor.values.token import MARKS, NUMERAL, RAISED
from extractor.values.units import CONTINUOUS, PERCENT, UNITS, measured

State = Literal["reported", "dash", "blank", "missing", "unreadable"]
Qualifier = Literal["at_least", "about", "at_most"]
Interval = tuple[Decimal, Decimal | None]

LONGEST_CELL = 200
"""Characters; a longer text is no figure."""

_NOTHING = {"无", "没有", "未发生", "暂无"}
_DASH = re.compile(r"[-/]+")
_NEGATIVE = ("-", "减", "降", "跌", "下")
_WORDS: dict[Qualifier, str] = {
    "at_least": "不少于 不低于 不下 至少 超过 超 逾 突破 上 好 以上 之多 有余 开外 出头 "
    "余 多 几 数 +",
    "at_most": "不足 不超过 不高于 不到 至多 最多 将近 接近 近 以下 以内",
    "about": "大约 约 大概 来 左右 上下",
}
_QUALIFIERS = {word: name for name, words in _WORDS.items() for word in words.split()}
_EXCLUSIVE = frozenset("超过 超 逾 突破 有余 开外 出头 余 多 几 数 不足 不到 将近 接近 近".split())
_OPEN = frozenset("不少于 不低于 不下 至少 超过 超 逾 突破 上 以上 之多 +".split())
_NEARLY = frozenset("将近 接近 近".split())
_HUNDREDS = _NEARLY | {"上"}
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_MARKS_APART = re.compile(rf"^{MARKS}(?=.)|{MARKS}$")
_IN_THREES = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?: \d{3})++(?![\d.,])")
_DIGIT = re.compile("[0-9]")
_SCALE = re.compile("[十百千万亿]+")
_TIMES = re.compile(r"[×✕✖xX·*]\s*\Z")
_BETWEEN = re.compile(r"\s?(?:--?|~|至|到)\s?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure.

    `value` is in the canonical unit (yuan, pieces, percent). The truth lies between `low`
    and `high`; `high` is None where the words set no upper end. `raw` is as printed. `marked`
    says that marks of notes stand at it, which are no part of the figure.
    """

    state: State
    raw: str
    value: Decimal | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    marked: bool = field(default=False, compare=False)

    @classmethod
    def exactly(cls, value: Decimal | int, raw: str) -> "Amount":
        """A whole number that words name, without a unit: nought, where there was none."""
        exact = Decimal(value)
        return cls("reported", raw, exact, low=exact, high=exact)

    @property
    def is_percentage(self) -> bool:
        """Whether it is so many of a hundred, and no difference of two such (个百分点)."""
        return self.unit == "%"

    def scaled(self, factor: Decimal | int, unit: str) -> "Amount":
        """This figure, printed in a heading's unit (万元): the value in `unit`."""
        if self.value is None:
            return replace(self, unit=unit)
        if self.qualifier:
            ends = (self.low, self.high)
            low, high = (None if end is None else plain(end * factor) for end in ends)
            return replace(self, value=plain(self.value * factor), low=low, high=high, unit=unit)
        exact, low, high = bounds(str(self.value), Decimal(factor), unit, self.value < 0)
        return replace(self, value=exact, low=low, high=high, unit=unit)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in folded text, from `start` to `end` with its sign, words and unit.

    Its `numeral` begins at `place`, behind a sign that ends at `signed`; `han` says that it is
    written in Chinese numerals alone.
    """

    start: int
    end: int
    signed: int
    place: int
    numeral: str
    han: bool
    amount: Amount


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
    half = Decimal(5).scaleb(-places - 1) * scale
    if unit in PERCENT:
        low, high = value - half, value + 2 * half
    elif scale != 1 or places > 0:
        low, high = value - half, value + half
    else:
        low = high = value
    return (-value, -high, -low) if negative else (value, low, high)


def _interval(values: list[Interval]) -> Interval:
    """What all of some vague words leave open."""
    lows, highs = zip(*values, strict=True)
    return min(lows), None if None in highs else max(highs)


def _vague(value: Decimal, word: str, unit: str | None) -> Interval:
    """The interval of `value` under a vague `word`."""
    step, least = _step(value), _least(value, unit)
    kind = _QUALIFIERS[word]
    if value == 0:
        return value, value + (10 if word in _OPEN else 0)
    if kind == "about":
        low, high = value - step / 2, value + step / 2
        if unit in PERCENT:  # about 24% is within the rounding of 24% too
            last = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
            low, high = min(low, value - last), max(high, value + last)
        return low, high
    if kind == "at_least":
        low = value + least if word in _EXCLUSIVE else value
        if word in _OPEN:
            return low, None
        top = value + step
        return (low, top - least) if low <= top - least else (value, top)
    high = value - least if word in _EXCLUSIVE else value
    return (value - step if word in _NEARLY else min(Decimal(0), high)), high


def _step(value: Decimal) -> Decimal:
    """One in the last place of a number that is not zero."""
    digits = value.normalize().as_tuple()
    return Decimal(1).scaleb(int(digits.exponent)) if value else Decimal(1)


def _least(value: Decimal, unit: str | None) -> Decimal:
    """By how much a figure is above another at the least: by one where things are counted, else
    in the second place after those that are printed."""
    places = max(0, -int(value.as_tuple().exponent))
    if places == 0 and unit not in PERCENT | CONTINUOUS:
        return Decimal(1)
    return Decimal(1).scaleb(-places - 2)


def _amount_of(match: re.Match[str], raw: str) -> Amount:
    """The Amount of one match of `NUMERAL`, unreadable where its numeral names no number."""
    printed = UNITS["%"] if match["parts"] else UNITS.get(match["unit"])
    unit, marked = printed.plain if printed else None, bool(match["marks"] or match["noted"])
    vague = match["before"] or match["after"]
    number = read_numeral(match["numeral"]) or (read_bare(match["numeral"]) if vague else None)
    if number is None or _is_power(match) or _may_be_hundreds(match):
        return Amount("unreadable", raw, unit=unit, marked=marked)
    factor = printed.factor if printed else Decimal(1)
    if match["parts"] == "千":
        factor /= 10
    value, least, most = bounds(str(number.digits), number.scale * factor, unit)
    words = [word for word in (match["before"], number.word, match["after"]) if word]
    told = [_vague(value, word, unit) for word in words]
    if number.top is not None:
        told.append((value, plain(number.top * factor)))
    low, high = _interval(told or [(least, most)])
    qualifier = _QUALIFIERS[words[0]] if words else "at_least" if told else None
    ends: tuple[Decimal | None, Decimal | None] = (low, high)
    if _is_negative(match["sign"] or "", unit):
        value, ends = -value, (None if high is None else -high, -low)
    return Amount("reported", raw, value, unit, qualifier, *ends, marked)


def _is_power(match: re.Match[str]) -> bool:
    """Whether it is a power of ten, not 10 with the mark of a note: a unit or × tells."""
    marks, before = match["marks"], match.string[: match.start("numeral")]
    return (
        match["numeral"] == "10"
        and bool(marks)
        and marks[0] in RAISED
        and bool(match["unit"] or _TIMES.search(before, max(0, len(before) - 4)))
    )


def _may_be_hundreds(match: re.Match[str]) -> bool:
    """Whether it is like 近百二十, which may be near 百 and not near all of it."""
    return match["before"] in _HUNDREDS and is_headless(match["numeral"])


def _is_negative(sign: str, unit: str | None) -> bool:
    """Whether a figure behind such words is below zero; 降为40件 is what is left."""
    left = sign.endswith("为") and "幅" not in sign and unit not in PERCENT
    return sign.startswith(_NEGATIVE) and not left


@lru_cache(maxsize=16384)
def read_amount(raw: str) -> Amount:
    """A cell's whole text -> its Amount.

    Blank is `blank`, a lone dash or slash is `dash`, 无 is a stated zero, and what is not
    one figure from end to end is `unreadable`. Marks of notes are left out. Digits may be set
    apart by a space in threes only: else they may be two figures.

    >>> read_amount("5.05万元").value, read_amount("减少3").value, read_amount("—").state
    (Decimal('50500'), Decimal('-3'), 'dash')
    """
    folded = fold(raw.translate(_UNSEEN)).strip()
    if not folded:
        return Amount("blank", raw)
    if len(folded) > LONGEST_CELL:
        return Amount("unreadable", raw)
    text = re.sub(r"[ \t]+", " ", folded)
    if _DASH.fullmatch(text.replace(" ", "")):
        return Amount("dash", raw)
    if text.rstrip("。") in _NOTHING:
        return Amount("reported", raw, Decimal(0), low=Decimal(0), high=Decimal(0))
    figure = _MARKS_APART.sub("", text)
    match = NUMERAL.fullmatch(_IN_THREES.sub(_with_commas, figure.strip()))
    amount = _amount_of(match, raw) if match else Amount("unreadable", raw)
    return replace(amount, marked=True) if figure != text else amount


def _with_commas(digits: re.Match[str]) -> str:
    return digits[0].replace(" ", ",")


def find_figures(folded: str) -> Iterator[Figure]:
    """Every figure in a stretch of folded text; one that cannot be read is there too.

    A range whose ends both have the unit is one figure (3件至5件); of dates it is two.
    """
    held: Figure | None = None
    last: Figure | None = None
    for match in NUMERAL.finditer(folded):
        figure = last = _figure(folded, match, last)
        if figure is None:
            continue
        if held and (both := _joined(folded, held, figure)):
            yield both
            held = None
        else:
            if held:
                yield held
            held = figure
    if held:
        yield held


def _figure(folded: str, match: re.Match[str], before: Figure | None) -> Figure | None:
    if match["sign"] == "-" and before and before.end == match.start():  # 2020年-2022年
        match = NUMERAL.match(folded, match.start("numeral")) or match
    amount = _amount_of(match, match[0])
    numeral, place = match["numeral"], match.start("numeral")
    han = match["parts"] is None and not _DIGIT.search(numeral)
    if han and amount.state == "unreadable" and (amount.unit is None or _SCALE.fullmatch(numeral)):
        return None  # a word: 一一, 单位:万元
    signed = max(match.start(), match.end("sign"))
    end = max(match.end("numeral"), match.end("unit"), match.end("after"))
    return Figure(match.start(), end, signed, place, numeral, han, amount)


def _joined(folded: str, first: Figure, second: Figure) -> Figure | None:
    """Two figures as the ends of a range, where they are: not 由3件到5件, which is a change."""
    low, high = first.amount, second.amount
    if low.unit is None or low.unit != high.unit or measured(low.unit) == "time":
        return None
    if not _BETWEEN.fullmatch(folded, first.end, second.start):
        return None
    if first.start and folded[first.start - 1] in "从由自":
        return None
    raw = folded[first.start : second.end]
    marked = low.marked or high.marked
    if low.value is None or high.value is None or abs(low.value) >= abs(high.value):
        amount = Amount("unreadable", raw, unit=low.unit, marked=marked)
    else:
        least, most = sorted((low.value, high.value.copy_sign(low.value)))
        amount = Amount("reported", raw, low.value, low.unit, "at_least", least, most, marked)
    return replace(first, end=second.end, amount=amount)


def find_amounts(folded: str) -> Iterator[tuple[int, int, Amount]]:
    """Every figure in a stretch of folded text, with its place: (start, end, Amount)."""
    return ((figure.start, figure.end, figure.amount) for figure in find_figures(folded))
