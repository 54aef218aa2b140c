"""Figures that no rule claimed -> open facts with a short label."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from extractor.document import Document
from extractor.forms.form import Form, OpenFacts
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.reading.prose.shares import shares_in
from extractor.record.record import Evidence, Fact, FieldId

_LEFT_EDGE = re.compile(r"[,:(\"*]")
_RIGHT_EDGE = re.compile(r"[,:、()。;\"]")
SHORTEST, LONGEST = 2, 40
"""Characters of a label."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A mention, the words between it and the next one, and its share of a whole."""

    mention: Mention
    right: str
    share: Mention | None


def read_open_facts(
    document: Document,
    form: Form,
    sentences: Sequence[Sentence],
    given: Mapping[int, FieldId],
    beside: Collection[int] = (),
    named: Mapping[int, Fact] = MappingProxyType({}),
) -> tuple[list[Fact], dict[int, FieldId | int]]:
    """Sentences -> the counted things outside the closed list; and of every mention that is told,
    by its number, the field or the number of the fact.

    `given` are the mentions that a narrative field has, `beside` those that only compare another
    figure with that of the year before, `named` those whose fact another reader has told already.
    """
    facts: list[Fact] = []
    known: dict[int, FieldId | int] = dict(given)
    for sentence in sentences:
        done = sentence.span.start
        for place in _places(sentence, document, form):
            number, span = place.mention.number, place.mention.span
            left = document.folded[done : span.start]
            if number in given or (number in beside and number not in named):
                fact = None
            else:
                fact = _named(named[number], place, document) if number in named else None
                fact = fact or _fact(place, left, document, form.open_facts)
            if fact:
                known[number] = len(facts)
                facts.append(fact)
                done = fact.evidence.end
            done = max(done, span.end)
    return facts, known


def _places(sentence: Sentence, document: Document, form: Form) -> Iterator[_Place]:
    folded = document.folded
    shares = {part.number: share for part, share, _ in shares_in(document, sentence, form.lists)}
    for i, mention in enumerate(sentence.mentions):
        later = sentence.mentions[i + 1] if i + 1 < len(sentence.mentions) else None
        end = later.span.start if later else sentence.span.end
        share = shares.get(mention.number)
        yield _Place(mention, "" if share else folded[mention.span.end : end], share)


def _fact(place: _Place, left: str, document: Document, rules: OpenFacts) -> Fact | None:
    amount, span = place.mention.amount, place.mention.span
    if amount.unit not in rules.units or amount.value is None:
        return None
    in_digits = re.search(r"\d", document.folded[span.start : span.end])
    if not in_digits and amount.value <= 1:  # 一个平台 is no count
        return None
    if any(re.search(pattern, left.rstrip()) for pattern in rules.never):
        return None
    before = left[_after_last(_LEFT_EDGE, left) :].lstrip("、 ")
    behind = _RIGHT_EDGE.split(place.right, maxsplit=1)[0]
    if before.strip() and behind.lstrip().startswith("的"):  # 提案9件的答复工作
        behind = ""
    after = re.sub(rules.lead, "", re.sub(rules.tail, "", behind).strip()).strip("的 ")
    label = after or _stripped(before.strip(), rules)
    if not SHORTEST <= len(label) <= LONGEST:
        return None
    start = span.start - len(before) + (0 if after else before.rindex(label))
    end = span.end + (behind.index(after) + len(after) if after else 0)
    if place.share:
        end = place.share.span.end
    evidence = Evidence.at(document, start, end)
    share = place.share.amount if place.share else None
    return Fact(re.sub(r"\s+", "", label), amount, evidence, share)


def _named(fact: Fact, place: _Place, document: Document) -> Fact:
    """A fact that another reader told, with the share that is printed beside it."""
    if place.share is None:
        return fact
    evidence = Evidence.at(document, fact.evidence.start, place.share.span.end)
    return replace(fact, share=place.share.amount, evidence=evidence)


def _after_last(edge: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in edge.finditer(text)), default=0)


def _stripped(label: str, rules: OpenFacts) -> str:
    """The label without the words that only lead to it or to its figure."""
    for strips, anchor in ((rules.strip_after, "{}"), (rules.strip_before, "^(?:{})")):
        patterns = [re.compile(anchor.format(strip)) for strip in strips]
        while True:
            shorter = label
            for pattern in patterns:
                shorter = pattern.sub("", shorter, count=1).strip(" 、")
            if shorter == label or not shorter:
                break
            label = shorter
    return label
