"""What a sentence says around a figure, dates put in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from extractor.reading.prose.mentions import Sentence
from extractor.values.folding import fold

_MARK = re.compile(r"⟦(\d+)⟧")
_DATE = re.compile(r"⟦(\d+)⟧(?:(?P<unit>年|月份?|日)|(?=[至到-]⟦\d+⟧月))")
_EDGES = ",:("
_EDGE = re.compile(f"[{_EDGES}]")
_END = re.compile(r"[,:(⟦]")
_NEAR_YEARS: Mapping[int, str] = {-1: "上年", 0: "本年", 1: "下年"}
_MONTHS: Mapping[int, str] = {1: "一月", 12: "十二月"}
_FIRST_YEAR = 1949
REACH = 400
"""Characters to either side of a figure that say of what it is; so that a sentence of nothing but
figures takes no time that grows with its square."""


@dataclass(frozen=True)
class Setting:
    """What stands `before` and `behind` a `figure` in its sentence, and the `heading` above it.
    Where there is no figure, `denied` is the clause that says so."""

    before: str
    behind: str
    heading: str
    figure: str = ""
    denied: str = ""

    @classmethod
    def of(cls, sentence: Sentence, number: int, year: int | None) -> "Setting":
        """The setting of the figure with this number."""
        before, figure, behind = sentence.marked.partition(f"⟦{number}⟧")
        return cls(
            _with_dates_named(sentence, before[-REACH:], year),
            _with_dates_named(sentence, behind[:REACH], year),
            sentence.heading,
            _with_dates_named(sentence, figure, year),
        )

    @classmethod
    def of_denial(cls, sentence: Sentence, denial: str, year: int | None) -> "Setting":
        """The setting of words that say that there is none of something."""
        before, _, behind = sentence.marked.partition(denial)
        named = _with_dates_named(sentence, before[-REACH:], year)
        denied = denial + _EDGE.split(behind, maxsplit=1)[0]
        return cls(named, "", sentence.heading, denied=denied)

    @property
    def sentence(self) -> str:
        """All of the sentence that is near."""
        return self.before + self.figure + self.behind

    @property
    def pointed(self) -> str:
        """What is near, with an empty mark for the figure."""
        return f"{self.before}⟦⟧{self.behind}"

    @cached_property
    def clause(self) -> int:
        """Where in `before` the figure's own clause begins."""
        return max(map(self.before.rfind, _EDGES)) + 1

    @cached_property
    def stretch(self) -> int:
        """Where in `before` begins what is said of this figure: behind the clause of the last."""
        last = self.before.rfind("⟧") + 1
        edge = _EDGE.search(self.before, last) if last else None
        return edge.end() if edge else last

    @cached_property
    def around(self) -> str:
        """What stands before the figure, and the rest of its clause up to the next."""
        return self.before + _END.split(self.behind, maxsplit=1)[0]


def _month(number: Decimal | int) -> str:
    return _MONTHS.get(int(number), "月份")


def _with_dates_named(sentence: Sentence, marked: str, year: int | None) -> str:
    """A stretch of a marked sentence with words for its dates: 本年, 上年, 下年 and 往年, 一月,
    十二月 and 月份 for those between; and with 一 for 一件, which seldom counts."""
    if "⟦" not in marked:
        return marked
    amounts = {mention.number: mention.amount for mention in sentence.mentions}

    def date(match: re.Match[str]) -> str:
        amount = amounts[int(match[1])]
        value = abs(int(amount.value or 0))
        if match["unit"] == "日":
            return "日"
        if match["unit"] != "年":
            last = "" if amount.high in (None, amount.low) else f"至{_month(amount.high)}"
            return _month(value) + last
        if year is None or value < _FIRST_YEAR:
            return match[0]
        return _NEAR_YEARS.get(value - year, "往年" if value < year else match[0])

    def one(match: re.Match[str]) -> str:
        amount = amounts[int(match[1])]
        return "一" if amount.value == 1 and fold(amount.raw).startswith("一") else match[0]

    return _MARK.sub(one, _DATE.sub(date, marked))
