"""Figures that no rule claimed -> open facts with a short label."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from extractor.forms.form import OpenFacts
from extractor.reading.prose.mentions import Mention
from extractor.reading.prose.relations import Prose
from extractor.record.record import Evidence, Fact, FieldId
from extractor.values.folding import unspaced

_LEFT_EDGE = re.compile(r"[,:(\"*]")
_RIGHT_EDGE = re.compile(r"[,:、()。;\"]")
SHORTEST, LONGEST = 2, 40
"""Characters of a label."""


def read_open_facts(
    prose: Prose,
    given: Mapping[int, FieldId],
    named: Mapping[int, Fact] = MappingProxyType({}),
) -> tuple[list[Fact], dict[int, FieldId | int]]:
    """Prose -> the counted things outside the closed list; and of every mention that is known, by
    its number, the field or the number of the fact.

    `given` are the mentions that a narrative field has, `named` those whose fact another reader
    has told already. What only stands beside another figure is none.
    """
    facts: list[Fact] = []
    known: dict[int, FieldId | int] = dict(given)
    document = prose.document
    for sentence in prose.sentences:
        done = sentence.span.start
        ends = [*(mention.span.start for mention in sentence.mentions[1:]), sentence.span.end]
        for mention, end in zip(sentence.mentions, ends, strict=False):
            number, span = mention.number, mention.span
            share, _ = prose.shares.get(number, (None, ""))
            fact = named.get(number) if number not in given else None
            if number not in given and number not in named and number not in prose.beside:
                right = "" if share else document.folded[span.end : end]
                fact = _fact(prose, mention, document.folded[done : span.start], right)
            if fact:
                if share:
                    evidence = Evidence.at(document, fact.evidence.start, share.span.end)
                    fact = replace(fact, share=share.amount, evidence=evidence)
                known[number] = len(facts)
                facts.append(fact)
                done = fact.evidence.end
            done = max(done, span.end)
    return facts, known


def _fact(prose: Prose, mention: Mention, left: str, right: str) -> Fact | None:
    """The fact of a mention with these words before and behind it, if it counts something."""
    document, rules = prose.document, prose.form.open_facts
    amount, span = mention.amount, mention.span
    if amount.unit not in rules.units or amount.value is None:
        return None
    in_digits = re.search(r"\d", document.folded[span.start : span.end])
    if not in_digits and amount.value <= 1:  # 一个平台 is no count
        return None
    if any(re.search(pattern, left.rstrip()) for pattern in rules.never):
        return None
    before = _LEFT_EDGE.split(left)[-1].lstrip("、 ")
    behind = _RIGHT_EDGE.split(right, maxsplit=1)[0]
    if before.strip() and behind.lstrip().startswith("的"):  # 提案9件的答复工作
        behind = ""
    after = re.sub(rules.lead, "", re.sub(rules.tail, "", behind).strip()).strip("的 ")
    label = after or _stripped(before.strip(), rules)
    if not SHORTEST <= len(label) <= LONGEST:
        return None
    start = span.start - len(before) + (0 if after else before.rindex(label))
    end = span.end + (behind.index(after) + len(after) if after else 0)
    return Fact(unspaced(label), amount, Evidence.at(document, start, end))


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
