"""Sentences -> lists of the parts of a whole.

A list is opened by 其中, 包括 or 分别 behind its total, or by the bracket that two figures or more
stand in; it ends with its bracket, or its sentence; where semicolons part its members, with the
full stop.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.document import Document
from extractor.forms.form import Lists
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.reading.prose.roles import Roles
from extractor.record.record import Enumeration, Evidence, FieldId

Known = Mapping[int, FieldId | int]
"""The number of a mention -> the field it was given to, or the number of its fact."""

_BRACKETS = {"(": 1, ")": -1}
_IN_BRACKETS = re.compile(r"\([^()]{1,600}\)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the prose prints it: its total, what opens it, the figures of its members.

    `end` is where its last sentence ends.
    """

    total: Mention
    opener: str
    start: int
    end: int
    members: tuple[Mention, ...]


def find_lists(
    document: Document, sentences: Sequence[Sentence], roles: Roles, rules: Lists
) -> list[Listed]:
    """Every list with a total: the last figure before it that counts in the same unit."""
    return [
        listed
        for i, sentence in enumerate(sentences)
        for listed in _lists_of(document, sentences, i, sentence, roles, rules)
    ]


def _lists_of(
    document: Document,
    sentences: Sequence[Sentence],
    i: int,
    sentence: Sentence,
    roles: Roles,
    rules: Lists,
) -> Iterator[Listed]:
    folded, span = document.folded, sentence.span
    opened = re.compile(rules.opened).search(folded, span.start, span.end)
    yield from _in_brackets(folded, sentence, roles, rules)
    if opened is None:
        return
    again = re.compile(rules.opened).search(folded, opened.end() + 2, span.end)
    stop = re.compile(rules.ended).search(folded, opened.end(), span.end)
    end = min(match.start() if match else span.end for match in (again, stop))
    end = min(end, _closing(folded, opened.start(), end))
    members = _members(folded, sentence, opened.end(), end, roles)
    last = i
    while (
        end == sentences[last].span.end
        and len(members) == 1 + last - i
        and not sentences[last].closed
        and last + 1 < len(sentences)
    ):
        last += 1
        end = sentences[last].span.end
        members += _members(folded, sentences[last], sentences[last].span.start, end, roles)
    if not members:
        return
    before = [m for m in roles.counts(sentence) if m.span.end <= opened.start()]
    if not before and i and sentences[i - 1].paragraph == sentence.paragraph:
        before = roles.counts(sentences[i - 1])
    alike = [m for m in before if m.amount.unit == members[0].amount.unit]
    if alike:
        yield Listed(alike[-1], opened[0], opened.start(), end, tuple(members))


def _in_brackets(folded: str, sentence: Sentence, roles: Roles, rules: Lists) -> Iterator[Listed]:
    """The lists that nothing opens but the bracket behind their total."""
    counts = roles.counts(sentence)
    for bracket in _IN_BRACKETS.finditer(folded, sentence.span.start, sentence.span.end):
        start, end = bracket.span()
        members = [m for m in counts if start < m.span.start < end]
        total = next((m for m in reversed(counts) if m.span.end <= start), None)
        if total is None or len(members) < 2 or re.search(rules.opened, bracket[0]):
            continue
        behind = folded[total.span.end : start].strip(", \n")
        if not behind and {m.amount.unit for m in members} == {total.amount.unit}:
            yield Listed(total, bracket[0][0], start, end, tuple(members))


def _closing(folded: str, start: int, end: int) -> int:
    """Where the bracket closes that is open at `start`; `end` if none is."""
    depth = 0
    for place in range(start, end):
        depth += _BRACKETS.get(folded[place], 0)
        if depth < 0:
            return place
    return end


def _members(folded: str, sentence: Sentence, start: int, end: int, roles: Roles) -> list[Mention]:
    """The figures between two places, but for those in brackets of their own."""
    return [
        mention
        for mention in roles.counts(sentence)
        if start <= mention.span.start < end
        and sum(_BRACKETS.get(c, 0) for c in folded[start : mention.span.start]) <= 0
    ]


def read_enumerations(
    document: Document, lists: Sequence[Listed], known: Known, rules: Lists
) -> Iterator[Enumeration]:
    """The lists of the parts of a known whole.

    Parts that may overlap are each held against the whole alone, unless the list claims to be
    complete.
    """
    wholes = {whole.field: whole for whole in rules.wholes}
    for listed in lists:
        whole = wholes.get(str(known.get(listed.total.number)))
        alike = [m for m in listed.members if m.amount.unit == listed.total.amount.unit]
        parts = [known[m.number] for m in alike if m.number in known]
        if whole is None or not parts or len({whole.field, *parts}) <= len(parts):
            continue
        told = 1 < len(parts) == len(listed.members)
        complete = told and _claims_all(document, listed, rules)
        place = Evidence.at(document, listed.total.span.start, listed.end)
        if whole.overlapping and not complete and any(part in whole.parts for part in parts):
            yield from (Enumeration(whole.field, (part,), False, place) for part in parts)
        else:
            yield Enumeration(whole.field, tuple(parts), complete, place)


def _claims_all(document: Document, listed: Listed, rules: Lists) -> bool:
    """Whether the list says that it is all of the total."""
    folded, last = document.folded, listed.members[-1].span
    if re.search(rules.unfinished, folded[last.end : listed.end]):
        return False
    before = listed.members[-2].span.end
    opening = folded[listed.start : listed.members[0].span.start]
    opener = re.match(rules.complete, opening)
    return bool(opener or re.search(rules.rest, folded[before : last.start]))
