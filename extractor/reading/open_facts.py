"""Figures that no rule claimed -> open facts with a short label; lists -> enumerations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from extractor.model.document import Document
from extractor.model.form import Form, OpenFacts
from extractor.model.record import Enumeration, Evidence, Fact
from extractor.reading.mentions import Mention, Sentence

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
    given: Mapping[int, str],
    named: Mapping[int, Fact] = MappingProxyType({}),
) -> tuple[list[Fact], list[Enumeration]]:
    """Sentences -> the counted things outside the closed list, and what they add up to.

    `given` are the mentions that a narrative field has (number -> field), `named` those whose
    fact another reader has told already.
    """
    facts: list[Fact] = []
    known: dict[int, str | int] = dict(given)
    for sentence in sentences:
        done = sentence.span.start
        for place in _places(sentence, document, form.open_facts):
            number, span = place.mention.number, place.mention.span
            left = document.folded[done : span.start]
            if number in given:
                fact = None
            else:
                fact = _named(named[number], place, document) if number in named else None
                fact = fact or _fact(place, left, document, form.open_facts)
            if fact:
                known[number] = len(facts)
                facts.append(fact)
                done = fact.evidence.end
            done = max(done, span.end)
    return facts, list(_enumerations(document, form.open_facts, sentences, known))


def _places(sentence: Sentence, document: Document, rules: OpenFacts) -> Iterator[_Place]:
    folded = document.folded
    for i, mention in enumerate(sentence.mentions):
        later = sentence.mentions[i + 1] if i + 1 < len(sentence.mentions) else None
        end = later.span.start if later else sentence.span.end
        right = folded[mention.span.end : end]
        is_share = later is not None and later.amount.unit == "%"
        share = later if is_share and re.match(rules.share, right.strip()) else None
        yield _Place(mention, "" if share else right, share)


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


def _enumerations(
    document: Document,
    rules: OpenFacts,
    sentences: Sequence[Sentence],
    known: Mapping[int, str | int],
) -> Iterator[Enumeration]:
    """Lists that the prose opens with 其中, 包括, 分别 after a total.

    A list ends with its sentence; where semicolons part its members, with the full stop.
    """
    for i, sentence in enumerate(sentences):
        span = sentence.span
        opened = re.compile(rules.listed).search(document.folded, span.start, span.end)
        if opened is None:
            continue
        earlier = [m for m in sentence.mentions if m.span.end <= opened.start()]
        if not earlier and i and sentences[i - 1].paragraph == sentence.paragraph:
            earlier = list(sentences[i - 1].mentions)
        totals = [m for m in earlier if known.get(m.number) in rules.whole]
        if not totals:
            continue
        total, last = totals[-1], i
        parts = _parts(sentence, opened.end(), total, known)
        while len(parts) == 1 + last - i and not sentences[last].closed:
            last += 1
            parts += _parts(sentences[last], 0, total, known)
        listed_once = {known[m.number] for m in parts}
        if len(parts) < 2 or len(listed_once) < len(parts):
            continue
        end = sentences[last].span.end
        listed = document.folded[opened.start() : end]
        yield Enumeration(
            total=str(known[total.number]),
            parts=tuple(known[m.number] for m in parts),
            complete=re.search(rules.complete, listed) is not None,
            evidence=Evidence.at(document, total.span.start, end),
        )


def _parts(
    sentence: Sentence, start: int, total: Mention, known: Mapping[int, str | int]
) -> list[Mention]:
    return [
        mention
        for mention in sentence.mentions
        if mention.span.start >= start
        and mention.number in known
        and mention.amount.unit == total.amount.unit
    ]
