"""Years by their numbers -> by their relation to the year reported on: 2022年 -> 上年.

So a pattern is written once for 上年结转 and for 2022年结转. A year of two digits is one of this
century.
"""

import re
from collections.abc import Mapping

from extractor.reading.prose.mentions import Sentence

_CENTURY = 2000
_YEAR = re.compile(r"(?P<before>^|[,:(从自至在截较比与])?⟦(?P<n>\d+)⟧年(?P<span>[来间前后以的])?")
_NAMES: Mapping[int, str] = {-1: "上年", 0: "本年", 1: "下年"}


def full_year(printed: int, reported: int | None) -> int | None:
    """A year as it is printed -> all its digits; None where it is none, or where one of two digits
    is not about the year reported on."""
    if printed >= 1000:
        return printed
    year = _CENTURY + printed
    near = reported is None or year - reported in _NAMES
    return year if 0 < printed < 100 and near else None


def with_years_named(sentence: Sentence, year: int | None) -> str:
    """The marked sentence, with the year reported on and its neighbours called by name.

    Two digits are a year where they stand as a date does (在21年, but not 历时21年).
    """
    if year is None or "⟧年" not in sentence.marked:
        return sentence.marked
    amounts = {mention.number: mention.amount for mention in sentence.mentions}

    def name(match: re.Match[str]) -> str:
        amount = amounts[int(match["n"])]
        if amount.value is None or amount.qualifier:
            return match[0]
        printed = int(amount.value)
        dated = match["before"] is not None and match["span"] is None
        full = full_year(printed, year) if dated or printed >= 100 else None
        named = _NAMES.get(full - year) if full is not None else None
        return match[0] if named is None else f"{match['before'] or ''}{named}{match['span'] or ''}"

    return _YEAR.sub(name, sentence.marked)
