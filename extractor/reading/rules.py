"""Sentences -> readings of the narrative fields, by the form's patterns. No model."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from extractor.model.amount import Amount
from extractor.model.document import Document, Span
from extractor.model.form import FactRule, Form
from extractor.model.record import Evidence, FieldId, Reading
from extractor.model.units import PERCENT
from extractor.reading.claims import (
    Claim,
    clause_before,
    is_for_each,
    is_foreign,
    settled,
    with_sums,
)
from extractor.reading.mentions import Mention, Sentence
from extractor.reading.plainly import plainly
from extractor.reading.roles import Role, Roles
from extractor.reading.years import with_years_named


@dataclass(frozen=True, slots=True)
class _Rule:
    fact: FactRule
    patterns: tuple[re.Pattern[str], ...]
    bare: tuple[re.Pattern[str], ...]
    parts: tuple[re.Pattern[str], ...]
    absent: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=8)
def _compiled(form: Form) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            fact,
            _counting(fact.patterns),
            _counting(fact.bare),
            _counting(fact.parts),
            tuple(map(re.compile, fact.absent)),
        )
        for fact in form.facts
    )


def _counting(patterns: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern.replace("{n}", "⟦(?P<n>\\d+)⟧")) for pattern in patterns)


def read_rules(
    document: Document,
    form: Form,
    sentences: Sequence[Sentence],
    year: int | None = None,
    roles: Roles | None = None,
) -> tuple[list[Reading], dict[int, FieldId]]:
    """Sentences -> readings, and which field each mention was given to (by its number).

    `year` is the year reported on: what a sentence says of 2022年 is then known to be said of the
    year before, or of the year itself. A figure that has one of the `roles` is what a field was
    the year before, or its rate of change, or none.
    """
    roles = roles or Roles(sentences, form.changes, None if year is None else Decimal(year))
    previous = frozenset(form.changes.previous.values())
    about = _Topics(document)
    claims: list[Claim] = []
    for sentence in sentences:
        marked = plainly(with_years_named(sentence, year))
        if re.search(form.plans, marked) or re.search(form.bodies.outside, marked):
            continue
        made = [
            claim
            for rule in _compiled(form)
            if (rule.absent or sentence.mentions) and _applies(rule.fact, sentence, marked, about)
            for claim in _claims(document, form, rule, sentence, marked)
            if not claim.mention
            or _may_be(roles.role(claim.mention.number), claim.field in previous)
        ]
        claims += with_sums(document, sentence, marked, made, form.bodies)
    stand = settled(claims)
    given = {claim.mention.number: claim.field for claim in stand if claim.mention}
    return [_reading(claim) for claim in stand], given


class _Topics(dict[tuple[str, Span], bool]):
    """(pattern, passage) -> whether the passage speaks of it; many rules ask the same."""

    def __init__(self, document: Document) -> None:
        self._folded = document.folded

    def __missing__(self, asked: tuple[str, Span]) -> bool:
        topic, passage = asked
        found = re.compile(topic).search(self._folded, passage.start, passage.end) is not None
        self[asked] = found
        return found


def _applies(fact: FactRule, sentence: Sentence, marked: str, about: _Topics) -> bool:
    if not _at_home(fact, sentence):
        if fact.topic and not about[fact.topic, sentence.passage]:
            return False
        if fact.given and not re.search(fact.given, marked):
            return False
    return not (fact.unless and re.search(fact.unless, marked))


def _at_home(fact: FactRule, sentence: Sentence) -> bool:
    return bool(fact.under) and _speaks_of(fact.under, sentence.heading)


@lru_cache(maxsize=4096)
def _speaks_of(topic: str, heading: str) -> bool:
    return re.search(topic, heading) is not None


def _claims(
    document: Document, form: Form, rule: _Rule, sentence: Sentence, marked: str
) -> Iterator[Claim]:
    """What the patterns of one rule say of one sentence. The code, not the rule, reads."""
    fact, bodies = rule.fact, form.bodies
    at_home = _at_home(fact, sentence)
    mentions = {mention.number: mention for mention in sentence.mentions}
    pointed: dict[int, bool] = {}
    for is_part, patterns in (
        (True, rule.parts),
        (False, rule.patterns),
        (False, rule.bare if at_home else ()),
    ):
        for pattern in patterns if mentions else ():
            for match in pattern.finditer(marked):
                pointed[int(match["n"])] = is_part
    for number, is_part in pointed.items():
        mention = mentions[number]
        if not _fits(mention.amount, fact.unit):
            continue
        clause = clause_before(marked, number)
        if not fact.past and re.search(bodies.past, clause):
            continue
        foreign = is_foreign(clause, bodies)
        if foreign and re.search(bodies.own, marked):
            continue  # set against what the agency itself did
        claim = Claim(
            fact.field,
            mention.amount,
            Evidence.at(document, mention.span.start, mention.span.end),
            mention,
            at_home,
            foreign,
            marked.count(f"⟦{number}⟧") > 1 or is_for_each(clause),
            is_part,
        )
        yield _denied(document, claim, mention, bodies.none) or claim
    for pattern in rule.absent:
        if denial := pattern.search(document.folded, sentence.span.start, sentence.span.end):
            evidence = Evidence.at(document, *denial.span())
            yield Claim(fact.field, _nought(evidence), evidence, at_home=at_home)
            return


def _denied(document: Document, claim: Claim, mention: Mention, none: str) -> Claim | None:
    """The claim that there is none where its 一件 is denied: 一件也没有, 没有一件."""
    if mention.amount.value != 1:
        return None
    start, end = max(mention.span.start - 6, 0), mention.span.end + 3
    denial = re.compile(none).search(document.folded, start, end)
    if denial is None:
        return None
    evidence = Evidence.at(document, *denial.span())
    return replace(claim, amount=_nought(evidence), evidence=evidence)


def _nought(evidence: Evidence) -> Amount:
    """A stated zero without a figure: 未收到申请."""
    nought = Decimal(0)
    return Amount("reported", evidence.quote, nought, low=nought, high=nought)


def _fits(amount: Amount, unit: str) -> bool:
    """Whether a figure can be of this field: shares are percentages, counts are not."""
    return (amount.unit in PERCENT) == (unit == "%")


def _may_be(role: Role | None, previous: bool) -> bool:
    """Whether a figure with this role can be of a field, of the `previous` year or not."""
    return role is None or role == "rate" or (role == "before" and previous)


def _reading(claim: Claim) -> Reading:
    return Reading(claim.field, claim.amount, claim.evidence, "rules")
