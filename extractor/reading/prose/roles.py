"""Sentences -> which figures are of the year before, and which say what has changed.

Such a figure has a role beside another one: what that was `before`, `by` how many it has
changed, at what `rate`; or it compares with some `other` year. A figure without a role is one of
the year itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from extractor.forms.form import Changes
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.values.amount import Amount
from extractor.values.units import PERCENT

Role = Literal["before", "by", "rate", "other"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a figure beside another one is, with the sign that its words give it. `yearly` says
    that the words between it and the figure before it name the year before."""

    role: Role
    amount: Amount
    yearly: bool


_FIGURE = re.compile(r"⟦(\d+)⟧")
_YEARS = re.compile(r"⟦(\d+)⟧年")
_LATER = re.compile(r"(?:结转|[至到入于在待])$")
"""Before a year that has not come yet: 结转2024年."""
_NO_COUNT = frozenset((*PERCENT, "倍", "年", "月", "日", None))


class Roles:
    """The roles of all figures that stand beside another one, whose numbers `beside` holds.

    `year` is the one reported on; where it is not known, it is the latest that a sentence names.
    """

    def __init__(
        self, sentences: Sequence[Sentence], rules: Changes, year: Decimal | None = None
    ) -> None:
        self._of = {s.span.start: dict(_roles(s, rules, year)) for s in sentences}
        self._roles = {n: one.role for told in self._of.values() for n, one in told.items()}
        self.beside = frozenset(self._roles)

    def role(self, number: int) -> Role | None:
        """The role of the figure with this number, if it has one."""
        return self._roles.get(number)

    def of(self, sentence: Sentence) -> Mapping[int, Beside]:
        """The figures of a sentence that have a role, by their numbers."""
        return self._of[sentence.span.start]

    def counts(self, sentence: Sentence) -> list[Mention]:
        """What a sentence counts of the year itself."""
        return [
            mention
            for mention in sentence.mentions
            if mention.number not in self.beside and mention.amount.unit not in _NO_COUNT
        ]


def _roles(
    sentence: Sentence, rules: Changes, year: Decimal | None
) -> Iterator[tuple[int, Beside]]:
    told = {mention.number: mention.amount for mention in sentence.mentions}
    text = _with_years_named(sentence, year)
    done, elsewhere = 0, False
    for figure in _FIGURE.finditer(text):
        words, so_far = text[done : figure.start()], text[: figure.start()]
        number, done = int(figure[1]), figure.end()
        amount = told[number]
        if amount.unit in _NO_COUNT and amount.unit != "%":
            continue
        yearly = re.search(rules.against, words) is not None
        elsewhere = not yearly and (elsewhere or re.search(rules.elsewhere, words) is not None)
        role = _role(words, so_far, amount, rules)
        if elsewhere:
            yield number, Beside("other", amount, False)
        elif role:
            falls = role != "before" and re.search(rules.fall, words) is not None
            yield number, Beside(role, _signed(amount, falls), yearly)


def _role(words: str, so_far: str, amount: Amount, rules: Changes) -> Role | None:
    """The role of a figure behind these words, where its sentence goes `so_far`."""
    if amount.unit != "%" and re.search(rules.before, words):
        return "before"
    if not re.search(f"(?:{rules.rise}|{rules.fall})", words):
        return None
    if not re.search(rules.against, so_far):
        return None
    return "rate" if amount.unit == "%" else "by"


def _with_years_named(sentence: Sentence, year: Decimal | None) -> str:
    """The marked sentence, with 本年, 上年 and 往年 for the numbers of years."""
    values = {mention.number: mention.amount.value for mention in sentence.mentions}
    if year is None:
        years = (
            values[int(match[1])]
            for match in _YEARS.finditer(sentence.marked)
            if not _LATER.search(sentence.marked[: match.start()])
        )
        year = max((year for year in years if year is not None), default=None)

    def name(match: re.Match[str]) -> str:
        named = values[int(match[1])]
        if named is None or year is None or named >= year:
            return "本年"
        return "上年" if named == year - 1 else "往年"

    return _YEARS.sub(name, sentence.marked)


def _signed(amount: Amount, falls: bool) -> Amount:
    """The figure as a change: below nought where its words say that it fell."""
    if amount.value is None or not falls or amount.value <= 0:
        return amount
    low = None if amount.high is None else -amount.high
    high = None if amount.low is None else -amount.low
    return replace(amount, value=-amount.value, low=low, high=high)
