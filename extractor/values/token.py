"""The characters of one printed figure, as a regular expression over folded text.

A numeral is the longest run of anything that may be part of one; `numeral` says what it names, if
it names anything. Whatever joins two digits and is no stop, bracket or unit belongs to the run.
Every repetition is possessive or bounded, so time is linear.
"""

import re

from extractor.values.numeral import HAN, HAN_DIGITS, HAN_SCALES, SCALE_WORDS
from extractor.values.units import UNIT

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_COUNT = f"(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})(?![0-9{HAN_DIGITS}十廿卅卌])"
_NUMBER = f"(?:{_COUNT}|[①-⑳]|[{RAISED}]{{1,2}})"
_NUMBERED = f"※{_NUMBER}"
_NOTE = (
    rf"{_NUMBERED}|[附备脚尾]?注[释解]?[ ]?{_NUMBER}|\[[0-9]{{1,2}}\]"
    rf"|[\[(⁽](?:详?见)?[附备脚尾]?注[释解]?[ ]?{_NUMBER}?[\])⁾]"
)
MARKS = (
    f"(?:[①-⑳⑴-⒇⒈-⒛⓪-⓿❶-➓㈠-㈩㉑-㉟㊀-㊉㊱-㊿{RAISED}⁽⁾₀-₉₍₎*†‡★☆△▲]++"
    rf"|(?=[※附备脚尾注\[(⁽])(?:{_NOTE}|※(?![0-9])))"
)
"""What points from a figure to a note: ①, ², *, [1], 注1, (见注1), ※1."""

_OPAQUE = "\ufffc\ufffd〡-〩〸-〺"
"""What cannot be read: an object, a byte that is no character, numerals of merchants."""
_FOREIGN = "¼-¾⅐-ↈ\ue000-\uf8ff"
"""Fractions, Roman numerals, symbol fonts: part of a numeral only beside a digit."""
_LIKE_DIGITS = "OolI"
_ANY = f"0-9{HAN}{_OPAQUE}"
_SYMBOL = r'(?:[^\w\s、;。!?()\[\]{}《》"|%‰…]|_)'
_A_YEAR = r"(?:19|20)\d\d年"
_SCALE = rf"(?:{SCALE_WORDS})(?!分之)"

RUN = rf"""(?=[{_ANY}几数{_LIKE_DIGITS}{_FOREIGN}总件人次条个户份])(?:
    [0-9]++
  | [{HAN.replace("一", "")}]++ | [{_OPAQUE}]++
  | (?<![统唯专逐单进同划归合之其])一                        # part of a word: 统一12项
  | [总件人次条个户份]?数(?={_SCALE}) | 几(?={_SCALE})       # 数十; of 件数十 the end may be 十
  | (?<=[0-9{HAN_SCALES}])[ ]?[余多]
  | (?<=[0-9{HAN_SCALES}])[几数来](?={_SCALE}|{UNIT}|$)
  | (?<=[0-9])[+](?![0-9])
  | (?<=[0-9])[ ](?={_SCALE}(?:[余多]|{UNIT}))               # 5 万元
  | (?<=[{_ANY}])[ ]?(?:--?|~|至|到)[ ]?(?=[{_ANY}]|[几数]{_SCALE})
  | (?<=[^\s(][一二两三四五六七八九])、(?=[一二三四五六七八九](?:{_SCALE})?(?:{UNIT}))
  | (?<=[{_ANY}])(?:点|分之)(?=[{_ANY}])
  | (?<=[0-9])[ ]{{1,3}}(?=[0-9])(?!{_A_YEAR}) | (?<=[{HAN}])[ ]{{1,3}}(?=[{HAN}])
  | (?<=[0-9])(?!{_NUMBERED}){_SYMBOL}{{1,2}}(?=[0-9])(?!{_A_YEAR})
  | (?<=[0-9])[ ][.,](?=[0-9]) | (?<=[^\s(][0-9])[.,][ ](?=[0-9])
  | (?<=[0-9]){MARKS}(?=[0-9]|{_SCALE})
  | (?<=[0-9])[{_LIKE_DIGITS}]++(?![A-Za-z]) | (?<![A-Za-z])[{_LIKE_DIGITS}]++(?=[0-9])
  | (?<=[{HAN_DIGITS}])[Oo]++(?=[{HAN_DIGITS}])
  | (?<=[0-9])[{_FOREIGN}]++ | (?<=\S)[{_FOREIGN}]{{1,4}}(?=[0-9])
)++"""

_SIGN = (
    r"\+|-|(?:(?:增加|增长|上升|上涨|提高|减少|下降|下跌|下滑|降低)(?:幅度|率|比例)?"
    r"|[增升涨减降跌]幅|增|减|降)(?:了|达|为)?"
)
_BEFORE = (
    r"不少于|不低于|不下|至少|超过|超|逾|突破|不足|不超过|不高于|不到|至多|最多|将近|接近"
    r"|(?<![最附就邻临新靠])近|大概|大约|好(?=几)|(?<![节预制条合签契公违])约"
    r"|(?<![网以线马早晚])上(?=[百千万亿])"
)
_AFTER = r"以上|以下|以内|左右|上下|之多|有余|开外|出头|不到(?![0-9])"

NUMERAL = re.compile(
    rf"""
    (?:(?P<sign>{_SIGN})\s{{0,3}})?+
    (?:(?P<before>{_BEFORE})(?:了|达|为|计)?\s{{0,3}})?+
    (?:(?P<parts>[百千])分之)?+
    (?P<numeral>{RUN})
    (?:\*\*|(?P<marks>{MARKS}))?+
    (?:\s{{0,3}}(?P<unit>{UNIT}))?+
    (?:\s{{0,3}}(?P<after>{_AFTER}))?+
    (?P<noted>{MARKS})?+
    """,
    re.VERBOSE,
)
"""One figure with its sign, words, unit and marks; a part of a hundred or a thousand (百分之)."""
