"""Sentences -> readings of the narrative fields, by the form's patterns. No model.

A figure that two fields claim goes to neither: a wrong assignment is worse than none.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractor.model.amount import Amount
from extractor.model.document import Document, Span
from extractor.model.form import FactRule, Form
from extractor.model.record import Evidence, Reading
from extractor.reading.mentions import Mention, Sentence
from extractor.reading.roles import Role, Roles


@dataclass(frozen=True, slots=True)
class _Rule:
    fact: FactRule
    patterns: tuple[re.Pattern[str], ...]
    absent: tuple[re.Pattern[str], ...]
    given: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@lru_cache(maxsize=8)
def _compiled(form: Form) -> tuple[_Rule, ...]:
    figure = "⟦(?P<n>\\d+)⟧"
    return tuple(
        _Rule(
            fact,
            tuple(re.compile(pattern.replace("{n}", figure)) for pattern in fact.patterns),
            tuple(map(re.compile, fact.absent)),
            re.compile(fact.given) if fact.given else None,
            re.compile(fact.unless) if fact.unless else None,
        )
        for fact in form.facts
    )


def read_rules(
    document: Document, form: Form, sentences: Sequence[Sentence], roles: Roles
) -> tuple[list[Reading], dict[int, str]]:
    """Sentences -> readings, and which field each mention was given to (by its number).

    A figure with a role is what a field was the year before, or its rate of change, or none.
    """
    claims: dict[int, set[str]] = defaultdict(set)
    mentions: dict[int, Mention] = {}
    about = _Topics(document)
    absences: list[Reading] = []
    for sentence in sentences:
        mentions.update((mention.number, mention) for mention in sentence.mentions)
        if re.search(form.plans, sentence.marked):
            continue
        for rule in _compiled(form):
            if not (rule.absent or sentence.mentions) or not _applies(rule, sentence, about):
                continue
            for number in _pointed(rule, sentence):
                claims[number].add(rule.fact.field)
            absences += _absent(rule, sentence, document)
    units = {fact.field: fact.unit for fact in form.facts}
    previous = frozenset(form.changes.previous.values())
    given = {
        number: field
        for number, (field, *others) in claims.items()
        if not others
        and _fits(mentions[number].amount, units[field])
        and _may_be(roles.role(number), field in previous)
    }
    stated = [_reading(given[number], mentions[number], document) for number in sorted(given)]
    counted = {reading.field for reading in stated}
    return stated + [r for r in absences if r.field not in counted], given


class _Topics(dict[tuple[str, Span], bool]):
    """(pattern, passage) -> whether the passage speaks of it; many rules ask the same."""

    def __init__(self, document: Document) -> None:
        self._folded = document.folded

    def __missing__(self, asked: tuple[str, Span]) -> bool:
        topic, passage = asked
        found = re.compile(topic).search(self._folded, passage.start, passage.end) is not None
        self[asked] = found
        return found


def _applies(rule: _Rule, sentence: Sentence, about: _Topics) -> bool:
    if rule.fact.topic and not about[rule.fact.topic, sentence.passage]:
        return False
    if rule.given and not rule.given.search(sentence.marked):
        return False
    return not (rule.unless and rule.unless.search(sentence.marked))


def _pointed(rule: _Rule, sentence: Sentence) -> Iterator[int]:
    """The mentions that the rule's patterns point at. The code, not the rule, reads them."""
    if sentence.mentions:
        for pattern in rule.patterns:
            for match in pattern.finditer(sentence.marked):
                yield int(match["n"])


def _absent(rule: _Rule, sentence: Sentence, document: Document) -> Iterator[Reading]:
    """A stated zero without a figure: 未收到申请."""
    span = sentence.span
    for pattern in rule.absent:
        if match := pattern.search(document.folded, span.start, span.end):
            evidence = Evidence.at(document, *match.span())
            zero = Amount("reported", evidence.quote, Decimal(0), low=Decimal(0), high=Decimal(0))
            yield Reading(rule.fact.field, zero, evidence, "rules")
            return


def _fits(amount: Amount, unit: str) -> bool:
    """Whether a figure can be of this field: shares are percentages, counts are not."""
    return (amount.unit in ("%", "个百分点")) == (unit == "%")


def _may_be(role: Role | None, previous: bool) -> bool:
    """Whether a figure with this role can be of a field, of the `previous` year or not."""
    return role is None or role == "rate" or (role == "before" and previous)


def _reading(field: str, mention: Mention, document: Document) -> Reading:
    evidence = Evidence.at(document, mention.span.start, mention.span.end)
    return Reading(field, mention.amount, evidence, "rules")
