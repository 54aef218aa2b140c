"""Marked text -> the same in plainer words, so that patterns need not know every turn.

Dates are put in words by the year reported on: a pattern is written once for 上年结转 and for
2022年结转. A figure that counts keeps its mark; a year or month that is named, and what a figure
was before (由51件降为40件), loses it.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from extractor.document.textlines import HAN_NUMBER
from extractor.reading.prose.mentions import Sentence
from extractor.values.amount import Amount

_CENTURY = 2000
_YEARS: Mapping[int, str] = {-1: "上年", 0: "本年", 1: "下年"}
"""The year before, the year reported on, and the next."""
_MONTHS: Mapping[int, str] = {1: "一月", 12: "十二月"}

_DATE = re.compile(r"⟦(?P<n>\d+)⟧(?:(?P<unit>年|月份?|日)|(?=[至到-]⟦\d+⟧月))")
_BEFORE_A_DATE = frozenset(("", *",:(从自至在截较比与"))
_BEHIND_A_TIME = frozenset("来间前后以的")

_MARK = r"⟦\d+⟧"
_SIGN = "[①-⑳●■◆▪•·-]"
_NUMBERING = (
    rf"^[*#]*(?:[(]{HAN_NUMBER}[)]|{HAN_NUMBER}[、是]|[(]?(?:{_MARK}|\d{{1,2}})[.、)]|{_SIGN})?[*]*"
)
_TURNED = "(?:降低?|下降|减少?|回落|增长?|增加|上?升|提高|扩大|变|调整)[为至到]"
_PAST = "(?:上年|去年)?度?的?"
_INCLUDING = re.compile(r"[(](?:内|其中)?(?:包?[含括]|不含)(?!部分公开)[^()⟦⟧]{0,40}[)]")
"""What is also in a figure: 其他处理（含申请人撤回）9件 counts no 撤回."""
# Sought from where words begin, behind a mark or its unit, and only where several are named.
_EACH = re.compile(
    rf"(?:(?<![^⟦⟧,;:()])|(?<=⟧[件起宗例]))(?=[^⟦⟧,;:()、和及与或]*+[、和及与或])"
    rf"(?P<things>[^⟦⟧,;:()]+?)[各均都皆][为是有]*+(?P<figure>{_MARK})(?P<unit>[件起宗例]?)"
)
_ALL = re.compile(
    rf"(?P<figure>{_MARK})(?P<unit>[件起宗份条]),?[均都全](?:部|皆)?(?:由[我本][^⟦⟧,;:()]{{1,6}}?)?"
    r"(?:[为是系属]|属于)?(?P<thing>[主会协]办|网[上络](?:申请)?|信函(?:申请)?|邮寄(?:申请)?"
    r"|当面(?:申请)?|(?:予以|不予|部分)公开)"
)


def _spread(match: re.Match[str]) -> str:
    """网上、窗口申请均为⟦7⟧件 -> 网上⟦7⟧件,窗口申请⟦7⟧件."""
    things = re.split("[、和及与或]", match["things"])
    return ",".join(f"{thing}{match['figure']}{match['unit'] or '件'}" for thing in things if thing)


_TURNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(_NUMBERING), ""),
    (re.compile(rf"[由从]{_PAST}{_MARK}[一-龥]{{1,2}}?{_TURNED}(?:本年的?)?(?={_MARK})"), ""),
    (_INCLUDING, ""),
    (re.compile(rf":(?=(?:共计?|计|合计)?{_MARK})"), ""),  # 行政复议：1件
    (re.compile(rf"者(?={_MARK})"), "的"),
    (re.compile(rf"(?<=[数量])([为是达有]?{_MARK})(?=[,、()]|$)"), r"\1件"),  # 申请数量：12
    (re.compile(rf"(?<=[为是]){_MARK}(?=[,、()]|$)"), r"\g<0>件"),
    (_EACH, _spread),
    # 建议⟦7⟧件,均由我局主办 -> 建议⟦7⟧件,主办⟦7⟧件
    (_ALL, r"\g<figure>\g<unit>,\g<thing>\g<figure>\g<unit>"),
)


def put_plainly(sentence: Sentence, year: int | None) -> str:
    """The marked sentence without its number and what a figure includes, with 件 where a count has
    no unit, and beside each of several things a figure that is said of each, beside a kind one that
    is said to be all of that kind."""
    marked = with_dates_named(sentence, sentence.marked, year, near_only=True)
    if "⟦" in marked:
        for turn, words in _TURNS:
            marked = turn.sub(words, marked)
    return marked


def full_year(printed: int, reported: int | None) -> int | None:
    """A year as it is printed -> all its digits; None where it is none, or where one of two digits
    is not about the year reported on."""
    if printed >= 1000:
        return printed
    year = _CENTURY + printed
    near = reported is None or year - reported in _YEARS
    return year if 0 < printed < 100 and near else None


def with_dates_named(
    sentence: Sentence, marked: str, year: int | None, *, near_only: bool = False
) -> str:
    """A stretch of a marked sentence with words for its dates: 本年, 上年, 下年 and 往年, 一月,
    十二月 and 月份 for the months between; `near_only` for 本年, 上年 and 下年 alone.

    Two digits are a year of this century where they stand as a date does: in 在21年, but not in
    历时21年.
    """

    def name(match: re.Match[str]) -> str:
        amount = sentence.amounts[int(match["n"])]
        start, end = match.span()
        if match["unit"] != "年":
            return match[0] if near_only else _month_or_day(match, amount)
        if year is None or amount.value is None or amount.qualifier:
            return match[0]
        printed = int(amount.value)
        dated = marked[start - 1 : start] in _BEFORE_A_DATE
        dated = dated and marked[end : end + 1] not in _BEHIND_A_TIME
        full = full_year(printed, year) if dated or printed >= 100 else None
        if full is None:
            return match[0]
        return _YEARS.get(full - year, match[0] if near_only or full > year else "往年")

    return _DATE.sub(name, marked)


def _month_or_day(match: re.Match[str], amount: Amount) -> str:
    if match["unit"] == "日":
        return "日"
    last = "" if amount.high in (None, amount.low) else f"至{_month(amount.high)}"
    return _month(amount.value or 0) + last


def _month(number: Decimal | int) -> str:
    return _MONTHS.get(int(number), "月份")
