"""Sentences -> what their figures are to each other: changes, shares, parts of a list.

A figure that stands beside another one says what that was `before`, `by` how many it has changed,
at what `rate`; or it compares with some other year. Any other figure is one of the year itself.

A list is opened by 其中, 包括 or 分别 behind its total, or by the bracket that two figures or more
stand in; it ends with its bracket, or its sentence; where semicolons part its members, with the
full stop.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from extractor.document import Document
from extractor.forms.form import Changes, Form, Lists
from extractor.reading.prose.mentions import Mention, Sentence, read_mentions
from extractor.reading.prose.plain import with_dates_named
from extractor.record.record import Role
from extractor.values.amount import Amount
from extractor.values.units import PERCENT

_FIGURE = re.compile(r"⟦(\d+)⟧")
_YEARS = re.compile(r"⟦(\d+)⟧年")
_TO_COME = re.compile(r"下年|⟦\d+⟧年")
_LATER = re.compile(r"(?:结转|[至到入于在待])$")
"""Before a year that has not come yet: 结转2024年."""
_NO_COUNT = frozenset((*PERCENT, "倍", "年", "月", "日", None))
_BRACKETS = {"(": 1, ")": -1}
_IN_BRACKETS = re.compile(r"\([^()]{1,600}\)")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a figure beside another one is, with the sign that its words give it; no `role` where
    it compares with another year than the last. `yearly` says that the words between it and the
    figure before it name the year before."""

    role: Role | None
    amount: Amount
    yearly: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the prose prints it: its total, where what opens it `start`s, the figures of its
    members, and the `end` of its last sentence."""

    total: Mention
    start: int
    end: int
    members: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """The running text of a document, in the report of an `agency` (as the title names it) on a
    `year`; its sentences and lists.

    By the numbers of figures: what those `beside` others are, and which `shares` are said to be
    those of a figure, in what words.
    """

    document: Document
    form: Form
    year: int | None
    agency: str
    sentences: Sequence[Sentence]
    beside: Mapping[int, Beside]
    shares: Mapping[int, tuple[Mention, str]]
    lists: Sequence[Listed] = ()

    def counts(self, sentence: Sentence) -> list[Mention]:
        """What a sentence counts of the year itself."""
        return [
            mention
            for mention in sentence.mentions
            if mention.number not in self.beside and mention.amount.unit not in _NO_COUNT
        ]

    def where(self, holds: Callable[[int], bool]) -> "Prose":
        """The same without the sentences and lists that begin where this does not hold."""
        return replace(
            self,
            sentences=[sentence for sentence in self.sentences if holds(sentence.span.start)],
            lists=[listed for listed in self.lists if holds(listed.start)],
        )


def read_prose(document: Document, form: Form, year: int | None = None, agency: str = "") -> Prose:
    """The sentences of a document, and what their figures are to each other."""
    sentences = read_mentions(document)
    beside = {
        number: compares
        for sentence in sentences
        for number, compares in _beside(sentence, form.changes, year)
    }
    shares = {
        part.number: (share, words)
        for sentence in sentences
        for part, share, words in _shares(document, sentence, form.lists)
    }
    prose = Prose(document, form, year, agency, sentences, beside, shares)
    return replace(prose, lists=list(_lists(prose)))


def _beside(sentence: Sentence, rules: Changes, year: int | None) -> Iterator[tuple[int, Beside]]:
    """The figures of a sentence that stand beside another one."""
    text = _with_dates_named(sentence, year)
    done, elsewhere = 0, False
    for figure in _FIGURE.finditer(text):
        words, so_far = text[done : figure.start()], text[: figure.start()]
        number, done = int(figure[1]), figure.end()
        amount = sentence.amounts[number]
        if amount.unit in _NO_COUNT and not amount.is_percentage:
            continue
        yearly = re.search(rules.against, words) is not None
        elsewhere = not yearly and (elsewhere or re.search(rules.elsewhere, words) is not None)
        role = _role(words, so_far, amount, rules)
        if elsewhere:
            yield number, Beside(None, amount, False)
        elif role:
            falls = role != "before" and re.search(rules.fall, words) is not None
            yield number, Beside(role, _signed(amount, falls), yearly)


def _role(words: str, so_far: str, amount: Amount, rules: Changes) -> Role | None:
    """The role of a figure behind these words, where its sentence goes `so_far`."""
    if not amount.is_percentage and re.search(rules.before, words):
        return "before"
    compares = re.search(f"(?:{rules.rise}|{rules.fall})", words)
    if not compares or not re.search(rules.against, so_far):
        return None
    return "rate" if amount.is_percentage else "by"


def _with_dates_named(sentence: Sentence, year: int | None) -> str:
    """The marked sentence with its dates in words, years to come as 本年. Where the year reported
    on is not known, it is the latest that the sentence names, but for one still to come."""
    years = (
        int(sentence.amounts[int(match[1])].value or 0)
        for match in _YEARS.finditer(sentence.marked)
        if not _LATER.search(sentence.marked, 0, match.start())
    )
    named = with_dates_named(sentence, sentence.marked, year or max(years, default=None))
    return _TO_COME.sub("本年", named)


def _signed(amount: Amount, falls: bool) -> Amount:
    """The figure as a change: below nought where its words say that it fell."""
    if amount.value is None or not falls or amount.value <= 0:
        return amount
    low = None if amount.high is None else -amount.high
    high = None if amount.low is None else -amount.low
    return replace(amount, value=-amount.value, low=low, high=high)


def _shares(
    document: Document, sentence: Sentence, rules: Lists
) -> Iterator[tuple[Mention, Mention, str]]:
    """Each figure of a sentence with the share behind it, and the words between the two; of
    figures in a row, with the shares that follow in a row."""
    runs = [
        (is_share, list(mentions))
        for is_share, mentions in groupby(sentence.mentions, lambda m: m.amount.is_percentage)
    ]
    for (_, parts), (is_share, shares) in pairwise(runs):
        words = document.folded[parts[-1].span.end : shares[0].span.start].strip()
        if is_share and re.match(rules.share, words):
            yield parts[-1], shares[0], words
        elif is_share and len(shares) <= len(parts) and re.match(rules.respectively, words):
            for part, share in zip(parts[-len(shares) :], shares, strict=True):
                yield part, share, words


def _lists(prose: Prose) -> Iterator[Listed]:
    """Every list with a total: the last figure before it that counts in the same unit."""
    folded, opens = prose.document.folded, re.compile(prose.form.lists.opened)
    for i, sentence in enumerate(prose.sentences):
        yield from _in_brackets(prose, sentence)
        if opened := opens.search(folded, sentence.span.start, sentence.span.end):
            yield from _opened(prose, i, opened)


def _in_brackets(prose: Prose, sentence: Sentence) -> Iterator[Listed]:
    """The lists that nothing opens but the bracket behind their total."""
    folded, counts = prose.document.folded, prose.counts(sentence)
    for bracket in _IN_BRACKETS.finditer(folded, sentence.span.start, sentence.span.end):
        start, end = bracket.span()
        members = [m for m in counts if start < m.span.start < end]
        total = next((m for m in reversed(counts) if m.span.end <= start), None)
        if total is None or len(members) < 2 or re.search(prose.form.lists.opened, bracket[0]):
            continue
        behind = folded[total.span.end : start].strip(", \n")
        if not behind and {m.amount.unit for m in members} == {total.amount.unit}:
            yield Listed(total, start, end, tuple(members))


def _opened(prose: Prose, i: int, opened: re.Match[str]) -> Iterator[Listed]:
    """The list that words of a sentence open, and that runs on while each sentence has one member
    and ends with a semicolon."""
    folded, rules, sentence = prose.document.folded, prose.form.lists, prose.sentences[i]
    end = sentence.span.end
    again = re.compile(rules.opened).search(folded, opened.end() + 2, end)
    ended = re.compile(rules.ended).search(folded, opened.end(), end)
    end = min((stop.start() for stop in (again, ended) if stop), default=end)
    end = _closing(folded, opened.start(), end)
    members = _members(prose, sentence, opened.end(), end)
    for count, (last, following) in enumerate(pairwise(prose.sentences[i:]), 1):
        if end != last.span.end or last.closed or len(members) != count:
            break
        end = following.span.end
        members += _members(prose, following, following.span.start, end)
    if not members:
        return
    before = [m for m in prose.counts(sentence) if m.span.end <= opened.start()]
    if not before and i and prose.sentences[i - 1].paragraph == sentence.paragraph:
        before = prose.counts(prose.sentences[i - 1])
    alike = [m for m in before if m.amount.unit == members[0].amount.unit]
    if alike:
        yield Listed(alike[-1], opened.start(), end, tuple(members))


def _closing(folded: str, start: int, end: int) -> int:
    """Where the bracket closes that is open at `start`; `end` if none is."""
    depth = 0
    for place in range(start, end):
        depth += _BRACKETS.get(folded[place], 0)
        if depth < 0:
            return place
    return end


def _members(prose: Prose, sentence: Sentence, start: int, end: int) -> list[Mention]:
    """The figures between two places, but for those in brackets of their own."""
    folded = prose.document.folded
    return [
        mention
        for mention in prose.counts(sentence)
        if start <= mention.span.start < end
        and sum(_BRACKETS.get(c, 0) for c in folded[start : mention.span.start]) <= 0
    ]
