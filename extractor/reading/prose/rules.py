"""Sentences -> readings of the narrative fields, by the form's patterns. No model."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractor.document import Document, Span
from extractor.forms.form import Circumstance, FactRule, Form
from extractor.reading.prose.circumstances import Circumstances
from extractor.reading.prose.claims import Claim, clause_before, is_for_each, settled, with_sums
from extractor.reading.prose.lists import Listed
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.reading.prose.plainly import plainly
from extractor.reading.prose.roles import Role, Roles
from extractor.reading.prose.setting import Setting
from extractor.reading.prose.years import with_years_named
from extractor.record.record import Evidence, FieldId, Reading
from extractor.values.amount import Amount
from extractor.values.units import PERCENT

_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule's patterns, each with whether it points at a part of a sum only."""

    fact: FactRule
    counting: tuple[tuple[bool, re.Pattern[str]], ...]
    bare: tuple[tuple[bool, re.Pattern[str]], ...]
    absent: tuple[re.Pattern[str], ...]

    def pointed(self, marked: str, at_home: bool) -> dict[int, bool]:
        """The numbers of the figures that the rule points at, and whether as parts of a sum."""
        found: dict[int, bool] = {}
        for is_part, pattern in self.counting + self.bare if at_home else self.counting:
            for match in pattern.finditer(marked):
                found[int(match["n"])] = is_part
        return found


@lru_cache(maxsize=8)
def _compiled(form: Form) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            fact,
            (*_counting(fact.parts, True), *_counting(fact.patterns, False)),
            tuple(_counting(fact.bare, False)),
            tuple(map(re.compile, fact.absent)),
        )
        for fact in form.facts
    )


def _counting(patterns: Sequence[str], is_part: bool) -> Iterator[tuple[bool, re.Pattern[str]]]:
    for pattern in patterns:
        yield is_part, re.compile(pattern.replace("{n}", "⟦(?P<n>\\d+)⟧"))


def read_rules(
    document: Document,
    form: Form,
    sentences: Sequence[Sentence],
    year: int | None = None,
    roles: Roles | None = None,
    agency: str = "",
    lists: Sequence[Listed] = (),
) -> tuple[list[Reading], dict[int, FieldId]]:
    """Sentences -> readings, and which field each mention was given to (by its number).

    `year` is the year reported on: what a sentence says of 2022年 is then known to be said of the
    year before, or of the year itself. A figure that has one of the `roles` is what a field was
    the year before, or its rate of change, or none. What is `agency` decides whether 全县 is its
    own, and a member of `lists` is a part of what its total is.
    """
    roles = roles or Roles(sentences, form.changes, None if year is None else Decimal(year))
    reader = _Reader(document, form, year, roles, Circumstances(form, agency))
    claims = [claim for sentence in sentences for claim in reader.claims(sentence)]
    totals = {part.number: listed.total.number for listed in lists for part in listed.members}
    stand = settled(claims, totals)
    given = {claim.mention.number: claim.field for claim in stand if claim.mention}
    return [_reading(claim) for claim in stand], given


class _Topics(dict[tuple[str, Span], bool]):
    """(pattern, passage) -> whether the passage speaks of it; many rules ask the same."""

    def __init__(self, document: Document) -> None:
        self._folded = document.folded

    def __missing__(self, asked: tuple[str, Span]) -> bool:
        topic, passage = asked
        text = self._folded[passage.start : passage.end].replace("\n", "")
        self[asked] = found = re.search(topic, text) is not None
        return found


class _Reader:
    """The patterns of a form, for the sentences of one document. The code, not a rule, reads."""

    def __init__(
        self,
        document: Document,
        form: Form,
        year: int | None,
        roles: Roles,
        circumstances: Circumstances,
    ) -> None:
        self._document = document
        self._form = form
        self._year = year
        self._roles = roles
        self._circumstances = circumstances
        self._about = _Topics(document)
        self._previous = frozenset(form.changes.previous.values())

    def claims(self, sentence: Sentence) -> Iterator[Claim]:
        """What the patterns say of one sentence."""
        marked = plainly(with_years_named(sentence, self._year))
        none = any(mention.amount.value == 0 for mention in sentence.mentions)
        denies = none or re.search(self._form.denies, marked) is not None
        printed = _printed(self._document, sentence) if denies else None
        made: list[Claim] = []
        for rule in _compiled(self._form):
            denial = printed if rule.absent else None
            if (denial or sentence.mentions) and self._applies(rule.fact, sentence, marked):
                made += self._counted(rule, sentence, marked) if sentence.mentions else ()
                made += self._denied(rule, sentence, *denial) if denial else ()
        yield from with_sums(self._document, sentence, marked, made, self._form.bodies)

    def _applies(self, fact: FactRule, sentence: Sentence, marked: str) -> bool:
        if not self._at_home(fact, sentence):
            if fact.topic and not self._about[fact.topic, sentence.passage]:
                return False
            if fact.given and not re.search(fact.given, marked):
                return False
        return not (fact.unless and re.search(fact.unless, marked))

    def _counted(self, rule: _Rule, sentence: Sentence, marked: str) -> Iterator[Claim]:
        """The figures that one rule points at."""
        fact = rule.fact
        pointed = rule.pointed(marked, self._at_home(fact, sentence))
        mentions = {m.number: m for m in sentence.mentions} if pointed else {}
        for number, is_part in pointed.items():
            mention, role = mentions[number], self._roles.role(number)
            if _fits(mention.amount, fact.unit) and _may_be(role, fact.field in self._previous):
                amount, evidence = self._said(sentence, mention)
                setting = Setting.of(sentence, number, self._year)
                told = self._against(fact, setting, nought=amount.value == 0)
                parting = frozenset(rule for rule in told if rule.effect == "part")
                yield Claim(
                    fact.field,
                    amount,
                    evidence,
                    mention,
                    told - parting,
                    each=marked.count(f"⟦{number}⟧") > 1
                    or is_for_each(clause_before(marked, number)),
                    part=is_part or bool(parting),
                    elsewhere=self._is_elsewhere(fact, sentence),
                )

    def _said(self, sentence: Sentence, mention: Mention) -> tuple[Amount, Evidence]:
        """What a figure says: a change falls where its words do (回落12%), and a 一件 is nought
        where it is denied (一件也没有, 没有一件)."""
        span = mention.span
        if mention.amount.value == 1:
            none, place = re.compile(self._form.bodies.none), max(span.start - 6, 0)
            if denial := none.search(self._document.folded, place, span.end + 3):
                evidence = Evidence.at(self._document, *denial.span())
                return _nought(evidence), evidence
        beside = self._roles.of(sentence).get(mention.number)
        amount = beside.amount if beside else mention.amount
        return amount, Evidence.at(self._document, span.start, span.end)

    def _denied(
        self, rule: _Rule, sentence: Sentence, text: str, places: Sequence[int]
    ) -> Iterator[Claim]:
        """The claim that there is none, where the sentence says so without a figure: its `text`
        without white space, and the `places` of its characters."""
        for pattern in rule.absent:
            if denial := pattern.search(text):
                start, end = places[denial.start()], places[denial.end() - 1] + 1
                evidence = Evidence.at(self._document, start, end)
                setting = Setting.of_denial(sentence, denial[0], self._year)
                against = self._against(rule.fact, setting, nought=True)
                yield Claim(rule.fact.field, _nought(evidence), evidence, against=against)
                return

    def _at_home(self, fact: FactRule, sentence: Sentence) -> bool:
        """Whether a sentence stands below a heading of the field's own subject."""
        return fact.under in _subjects(self._form, sentence.heading)

    def _is_elsewhere(self, fact: FactRule, sentence: Sentence) -> bool:
        """Whether a sentence stands below the heading of another subject."""
        subjects = _subjects(self._form, sentence.heading)
        return bool(subjects) and fact.under not in subjects

    def _against(
        self, fact: FactRule, setting: Setting, nought: bool = False
    ) -> frozenset[Circumstance]:
        told = self._circumstances.of(setting, fact.field, nought)
        return frozenset(rule for rule in told if rule.name not in fact.admits)


@lru_cache(maxsize=4096)
def _subjects(form: Form, heading: str) -> frozenset[str]:
    """The subjects of fields that a heading speaks of, as their patterns."""
    under = {fact.under for fact in form.facts if fact.under}
    return frozenset(subject for subject in under if re.search(subject, heading))


def _printed(document: Document, sentence: Sentence) -> tuple[str, Sequence[int]]:
    """A sentence without its white space, and where each of its characters is printed."""
    span = sentence.span
    text = document.folded[span.start : span.end]
    if not _BLANK.search(text):
        return text, range(span.start, span.end)
    places = [i for i in range(span.start, span.end) if not document.folded[i].isspace()]
    return "".join(document.folded[i] for i in places), places


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
    signals = ("competing",) if claim.against else ()
    return Reading(claim.field, claim.amount, claim.evidence, "rules", signals)
