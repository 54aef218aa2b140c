"""A marked sentence -> the same in plainer words, so that patterns need not know every turn.

Every figure that counts keeps its mark; what a figure was before (由51件降为40件) loses it.
"""

import re
from collections.abc import Callable

from extractor.document.textlines import HAN_NUMBER

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


def _said_again(match: re.Match[str]) -> str:
    """建议⟦7⟧件,均由我局主办 -> 建议⟦7⟧件,主办⟦7⟧件."""
    counted = f"{match['figure']}{match['unit']}"
    return f"{counted},{match['thing']}{counted}"


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
    (_ALL, _said_again),
)


def plainly(marked: str) -> str:
    """The sentence without its number and what a figure includes, with 件 where a count has no
    unit, and beside each of several things a figure that is said of each, beside a kind one that is
    said to be all of that kind."""
    if "⟦" not in marked:
        return marked
    for turn, words in _TURNS:
        marked = turn.sub(words, marked)
    return marked
