"""Sentences -> readings of the narrative fields, by the form's patterns. No model.

Patterns match words and figures; of these matches some stand. A figure that two fields match goes
to neither: a wrong assignment is worse than none. A part goes to no field that its total matches.
Where one field has several figures, those stand that nothing speaks against; if they differ, all
do, and a person sees that they disagree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.document import Document, Span
from extractor.forms.form import Circumstance, FactRule, Form
from extractor.reading.prose.circumstances import Circumstances, Setting, clause_start
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.reading.prose.plain import put_plainly
from extractor.reading.prose.relations import Prose
from extractor.record.record import Evidence, FieldId, Reading
from extractor.values.amount import Amount
from extractor.values.units import PERCENT

_BLANK = re.compile(r"\s")
_EACH = re.compile(r"[各均都皆][自为有是]?$")
"""Before a figure that is said of several things: 行政复议、行政诉讼各1件."""


@dataclass(frozen=True, slots=True)
class Match:
    """A field is stated: by a figure, or (without one) to be nought.

    `against` is what speaks against it. `each` says that the figure is said of several things,
    `part` that only a sum with others makes the field, `elsewhere` that the sentence stands below
    the heading of another subject.
    """

    field: FieldId
    amount: Amount
    evidence: Evidence
    mention: Mention | None = None
    against: frozenset[Circumstance] = frozenset()
    each: bool = False
    part: bool = False
    elsewhere: bool = False

    @property
    def excluded(self) -> bool:
        """Whether it states something else, for certain."""
        return any(rule.effect == "excludes" for rule in self.against)


def read_patterns(prose: Prose) -> tuple[list[Reading], dict[int, FieldId]]:
    """Prose -> readings, and which field each mention was given to (by its number)."""
    matcher = _Matcher(prose)
    matches = [match for sentence in prose.sentences for match in matcher.matches(sentence)]
    stand = _standing(matches, prose)
    readings = [
        Reading(m.field, m.amount, m.evidence, "rules", ("competing",) if m.against else ())
        for m in stand
    ]
    return readings, {match.mention.number: match.field for match in stand if match.mention}


@lru_cache(maxsize=4096)
def _subjects(form: Form, heading: str) -> frozenset[re.Pattern[str]]:
    """The subjects of fields that a heading speaks of, as their patterns."""
    under = {fact.under for fact in form.facts if fact.under}
    return frozenset(subject for subject in under if subject.search(heading))


@dataclass(frozen=True, slots=True)
class _Plain:
    """A sentence, its marked text put plainly, and the subjects of the headings above it."""

    sentence: Sentence
    marked: str
    subjects: frozenset[re.Pattern[str]]

    def is_below(self, fact: FactRule) -> bool:
        """Whether it stands below a heading of the field's own subject."""
        return fact.under in self.subjects

    def pointed(self, fact: FactRule) -> dict[int, bool]:
        """The numbers of the figures that state a field, and whether as parts of a sum."""
        counting = (*fact.patterns, *fact.bare) if self.is_below(fact) else fact.patterns
        found: dict[int, bool] = {}
        for is_part, patterns in ((True, fact.parts), (False, counting)):
            for pattern in patterns:
                for match in pattern.finditer(self.marked):
                    found[int(match["n"])] = is_part
        return found

    def clause_before(self, number: int) -> str:
        """What stands before a figure in its own clause; nothing before a year that has a name."""
        before, mark, _ = self.marked.partition(f"⟦{number}⟧")
        return before[clause_start(before) :] if mark else ""


class _Matcher:
    """The patterns of a form, for the sentences of one document. The code, not a rule, reads."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._document = prose.document
        self._form = prose.form
        self._circumstances = Circumstances(prose.form, prose.agency)
        self._topics: dict[tuple[re.Pattern[str], Span], bool] = {}

    def matches(self, sentence: Sentence) -> Iterator[Match]:
        """What the patterns find in one sentence."""
        marked = put_plainly(sentence, self._prose.year)
        plain = _Plain(sentence, marked, _subjects(self._form, sentence.heading))
        none = any(mention.amount.value == 0 for mention in sentence.mentions)
        denies = none or re.search(self._form.denies, marked) is not None
        printed = _printed(self._document, sentence) if denies else None
        found: list[Match] = []
        for fact in self._form.facts:
            denial = printed if fact.absent else None
            if (denial or sentence.mentions) and self._applies(fact, plain):
                pointed = plain.pointed(fact) if sentence.mentions else {}
                for number, is_part in pointed.items():
                    found += self._counted(fact, plain, number, is_part)
                found += self._denied(fact, sentence, *denial) if denial else ()
        yield from self._with_sums(plain, found)

    def _applies(self, fact: FactRule, plain: _Plain) -> bool:
        """Whether a sentence may state a field."""
        if not plain.is_below(fact):
            if fact.topic and not self._speaks_of(fact.topic, plain.sentence.passage):
                return False
            if fact.given and not fact.given.search(plain.marked):
                return False
        return not (fact.unless and fact.unless.search(plain.marked))

    def _speaks_of(self, topic: re.Pattern[str], passage: Span) -> bool:
        asked = topic, passage
        if asked not in self._topics:
            text = self._document.folded[passage.start : passage.end].replace("\n", "")
            self._topics[asked] = topic.search(text) is not None
        return self._topics[asked]

    def _counted(
        self, fact: FactRule, plain: _Plain, number: int, is_part: bool
    ) -> Iterator[Match]:
        """A figure that a rule points at, if it can be one of its field: shares are percentages,
        counts are not, and what compares is of the year before or a rate."""
        mention = next(m for m in plain.sentence.mentions if m.number == number)
        beside = self._prose.beside.get(number)
        is_previous = fact.field in self._form.changes.previous.values()
        if (mention.amount.unit in PERCENT) != (fact.unit in PERCENT):
            return
        if beside and beside.role != "rate" and not (beside.role == "before" and is_previous):
            return
        amount, evidence = self._stated(mention)
        setting = Setting.of(plain.sentence, number, self._prose.year)
        against = self._against(fact, setting, nought=amount.value == 0)
        parting = frozenset(rule for rule in against if rule.effect == "part")
        yield Match(
            fact.field,
            amount,
            evidence,
            mention,
            against - parting,
            each=plain.marked.count(f"⟦{number}⟧") > 1
            or _EACH.search(plain.clause_before(number)) is not None,
            part=is_part or bool(parting),
            elsewhere=bool(plain.subjects) and not plain.is_below(fact),
        )

    def _stated(self, mention: Mention) -> tuple[Amount, Evidence]:
        """What a figure says: a change falls where its words do (回落12%), and a 一件 is nought
        where it is denied (一件也没有, 没有一件)."""
        span = mention.span
        if mention.amount.value == 1:
            none, place = re.compile(self._form.bodies.none), max(span.start - 6, 0)
            if denial := none.search(self._document.folded, place, span.end + 3):
                evidence = Evidence.at(self._document, *denial.span())
                return Amount.exactly(0, evidence.quote), evidence
        beside = self._prose.beside.get(mention.number)
        return beside.amount if beside else mention.amount, mention.evidence(self._document)

    def _denied(
        self, fact: FactRule, sentence: Sentence, text: str, places: Sequence[int]
    ) -> Iterator[Match]:
        """The match that there is none, where the sentence says so without a figure: its `text`
        without white space, and the `places` of its characters."""
        denial = next(filter(None, (pattern.search(text) for pattern in fact.absent)), None)
        if denial is None:
            return
        start, end = places[denial.start()], places[denial.end() - 1] + 1
        evidence = Evidence.at(self._document, start, end)
        setting = Setting.of_denial(sentence, denial[0], self._prose.year)
        against = self._against(fact, setting, nought=True)
        nought = Amount.exactly(0, evidence.quote)
        yield Match(fact.field, nought, evidence, against=against)

    def _against(self, fact: FactRule, setting: Setting, nought: bool) -> frozenset[Circumstance]:
        against = self._circumstances.against(setting, fact.field, nought)
        return frozenset(rule for rule in against if rule.name not in fact.admits)

    def _with_sums(self, plain: _Plain, matches: Sequence[Match]) -> Iterator[Match]:
        """The matches of one sentence; parts are replaced by the sum of them that is printed."""
        fields: dict[FieldId, list[Match]] = defaultdict(list)
        for match in matches:
            fields[match.field].append(match)
        for field, of_field in fields.items():
            figures = [match for match in of_field if match.mention]
            total = self._printed_sum(plain, figures) if len(figures) > 1 else None
            if total is None:
                yield from (match for match in of_field if not match.part)
            else:
                against = frozenset.intersection(*(match.against for match in figures))
                evidence = total.evidence(self._document)
                yield Match(field, total.amount, evidence, total, against)

    def _printed_sum(self, plain: _Plain, parts: Sequence[Match]) -> Mention | None:
        """The figure that is led by a word for a sum, and is the sum of two parts or more."""
        numbers = {match.mention.number for match in parts if match.mention}
        before: list[Amount] = []
        for mention in plain.sentence.mentions:
            led = re.search(self._form.bodies.sums, plain.clause_before(mention.number))
            if led and len(before) > 1 and _is_sum(mention.amount, before):
                return mention
            if mention.number in numbers:
                before.append(mention.amount)
        return None


def _is_sum(total: Amount, parts: Sequence[Amount]) -> bool:
    values = [part.value for part in parts if part.unit == total.unit and part.value is not None]
    return len(values) == len(parts) and total.value == sum(values)


def _printed(document: Document, sentence: Sentence) -> tuple[str, Sequence[int]]:
    """A sentence without its white space, and where each of its characters is printed."""
    span = sentence.span
    text = document.folded[span.start : span.end]
    if not _BLANK.search(text):
        return text, range(span.start, span.end)
    places = [i for i in range(span.start, span.end) if not document.folded[i].isspace()]
    return "".join(document.folded[i] for i in places), places


def _standing(matches: Iterable[Match], prose: Prose) -> list[Match]:
    """The matches that stand, those with a figure first."""
    totals = {part.number: listed.total.number for listed in prose.lists for part in listed.members}
    matches = list(dict.fromkeys(matches))
    of_figure: dict[int, dict[FieldId, Match]] = defaultdict(dict)
    for match in matches:
        if match.mention and not match.excluded:
            of_figure[match.mention.number][match.field] = match
    by_field: dict[FieldId, list[Match]] = defaultdict(list)
    for match in matches:
        number = match.mention.number if match.mention else 0
        total = of_figure[totals[number]].get(match.field) if number in totals else None
        one_field = match.each or len(of_figure[number]) <= 1
        if one_field and not match.excluded and not (total and _is_part(match, total)):
            by_field[match.field].append(match)
    return [match for of_field in by_field.values() for match in _preferred(of_field)]


def _is_part(match: Match, total: Match) -> bool:
    """Whether a figure listed below a total is a part of what the field is, and not all of it
    because the total is of more: 全县8.6万条，其中我镇734条."""
    return not any(rule.about for rule in total.against - match.against)


def _preferred(matches: list[Match]) -> list[Match]:
    """Of the matches of one field those that nothing speaks against, and what agrees with them."""
    counted = [match for match in matches if match.mention] or matches
    clear = {match.amount.value for match in counted if not match.against}
    counted = [match for match in counted if not clear or match.amount.value in clear]
    if len(clear) > 1:
        return [match for match in counted if not match.elsewhere] or counted
    return counted
