"""Years by their numbers -> by their relation to the year reported on: 2022年 -> 上年.

So a pattern is written once for 上年结转 and for 2022年结转.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from extractor.reading.mentions import Sentence

_YEAR = re.compile(r"⟦(\d+)⟧年")
_NAMES: Mapping[int, str] = {-1: "上年", 0: "本年", 1: "下年"}


def with_years_named(sentence: Sentence, year: int | None) -> str:
    """The marked sentence, with the year reported on and its neighbours called by name."""
    if year is None or "⟧年" not in sentence.marked:
        return sentence.marked
    values = {mention.number: mention.amount.value for mention in sentence.mentions}

    def name(match: re.Match[str]) -> str:
        value = values[int(match[1])] or Decimal(0)
        return _NAMES.get(int(value) - year, match[0])

    return _YEAR.sub(name, sentence.marked)
