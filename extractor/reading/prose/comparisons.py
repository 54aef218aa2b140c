"""Sentences -> what they say of known figures: parts of a whole, shares, changes since last year.

A figure is known by its field, or by the number of its open fact.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from extractor.reading.prose.mentions import Mention, Sentence
from extractor.reading.prose.relations import Beside, Listed, Prose
from extractor.record.record import Change, Enumeration, Evidence, FieldId, Role, Share, Stated
from extractor.values.amount import Amount

Known = Mapping[int, FieldId | int]
"""The number of a mention -> the field it was given to, or the number of its fact."""
_IN_ORDER: tuple[Role, ...] = ("before", "by", "rate")


def read_enumerations(prose: Prose, known: Known) -> Iterator[Enumeration]:
    """The lists of the parts of a known whole.

    Parts that may overlap are each held against the whole alone, unless the list claims to be
    complete.
    """
    wholes = {whole.field: whole for whole in prose.form.lists.wholes}
    for listed in prose.lists:
        whole = wholes.get(str(known.get(listed.total.number)))
        alike = [m for m in listed.members if m.amount.unit == listed.total.amount.unit]
        parts = [known[m.number] for m in alike if m.number in known]
        if whole is None or not parts or len({whole.field, *parts}) <= len(parts):
            continue
        all_known = 1 < len(parts) == len(listed.members)
        complete = all_known and _claims_all(prose, listed)
        place = Evidence.at(prose.document, listed.total.span.start, listed.end)
        if whole.overlapping and not complete and any(part in whole.parts for part in parts):
            yield from (Enumeration(whole.field, (part,), False, place) for part in parts)
        else:
            yield Enumeration(whole.field, tuple(parts), complete, place)


def _claims_all(prose: Prose, listed: Listed) -> bool:
    """Whether the list says that it is all of the total."""
    folded, rules, last = prose.document.folded, prose.form.lists, listed.members[-1].span
    if re.search(rules.unfinished, folded[last.end : listed.end]):
        return False
    opening = folded[listed.start : listed.members[0].span.start]
    before_last = folded[listed.members[-2].span.end : last.start]
    return bool(re.match(rules.complete, opening) or re.search(rules.rest, before_last))


def read_shares(prose: Prose, known: Known) -> Iterator[Share]:
    """Every share of a known figure whose words say what it is of: by name, as a member of a
    list, or because the paragraph counts the whole that the figure is part of.

    It may be meant of any figure before it in the paragraph, or beside it in the sentence, but
    for those that are listed along with it.
    """
    for _, sentences in groupby(prose.sentences, lambda sentence: sentence.paragraph):
        counts: list[Mention] = []
        for sentence in sentences:
            counts += prose.counts(sentence)
            for part in sentence.mentions:
                if part.number in known and part.number in prose.shares:
                    share, words = prose.shares[part.number]
                    stated = Stated(share.amount, share.evidence(prose.document))
                    if wholes := _wholes(part, words, counts, prose, known):
                        yield Share(known[part.number], stated, wholes)


def _wholes(
    part: Mention, words: str, counts: Sequence[Mention], prose: Prose, known: Known
) -> tuple[FieldId | int, ...]:
    """What a share may be of, by the words between it and its part the first; nothing where they
    leave that open: whole fields of the form, figures counted before, the total of a list."""
    name, rules = known[part.number], prose.form.lists.wholes
    along = {m.number for x in prose.lists if part in x.members for m in x.members} | {part.number}
    alike = (m for m in counts if m.amount.unit == part.amount.unit and m.number not in along)
    figures = [known[m.number] for m in alike if m.number in known]
    lists = (x for x in prose.lists if x.start < part.span.start < x.end)
    totals = [known[x.total.number] for x in lists if x.total.number in known]
    fields, stated = {rule.field for rule in rules}, set(known.values())
    by_words = (
        *(r.field for r in rules if r.named and r.field in stated and re.search(r.named, words)),
        *(total for total in totals if total in fields or isinstance(total, int)),
        *(r.field for r in rules if name in r.parts and r.field in figures),
    )
    if not by_words:
        return ()
    also = (
        field
        for rule in rules
        if by_words[0] == rule.field or name in rule.parts
        for field in (rule.field, *rule.also)
    )
    return tuple(dict.fromkeys((by_words[0], *figures, *also)))


@dataclass
class _Told:
    """What has been told of one change so far; `level`, where two years are said to be level."""

    stated: dict[Role, tuple[Mention, Beside]] = field(default_factory=dict)
    level: Evidence | None = None

    @property
    def whole(self) -> bool:
        """Whether the change itself is told, and not only what was before."""
        return "by" in self.stated or "rate" in self.stated or self.level is not None


def read_changes(prose: Prose, known: Known) -> Iterator[Change]:
    """Every stated change of a known figure, in reading order."""
    for _, sentences in groupby(prose.sentences, lambda sentence: sentence.paragraph):
        earlier: list[Mention] = []
        last: list[Mention] = []
        for sentence in sentences:
            for told, counted in _told_in(prose, sentence):
                if told.whole:
                    yield from _change(prose, known, told, counted or last, earlier)
            last = prose.counts(sentence)
            earlier += last


def _told_in(prose: Prose, sentence: Sentence) -> Iterator[tuple[_Told, list[Mention]]]:
    """The changes that a sentence tells, each with what it has counted up to there."""
    counted: list[Mention] = []
    told = _Told()
    for event in _events(prose, sentence):
        if isinstance(event, Evidence):
            told.level = event
        elif beside := prose.beside.get(event.number):
            if beside.role is None or beside.role in told.stated:
                yield told, counted
                told = _Told()
            if beside.role:
                told.stated[beside.role] = event, beside
        else:
            if told.whole and counted:
                yield told, counted
                told = _Told()
            counted.append(event)
    yield told, counted


def _events(prose: Prose, sentence: Sentence) -> list[Mention | Evidence]:
    """The figures that bear on changes, and 持平, in reading order."""
    rules, folded, span = prose.form.changes, prose.document.folded, sentence.span
    found: list[Mention | Evidence] = list(prose.counts(sentence))
    found += [mention for mention in sentence.mentions if mention.number in prose.beside]
    for match in re.compile(rules.level).finditer(folded, span.start, span.end):
        if re.search(rules.against, folded[span.start : match.start()]):
            found.append(Evidence.at(prose.document, *match.span()))
    return sorted(found, key=lambda e: e.start if isinstance(e, Evidence) else e.span.start)


def _change(
    prose: Prose,
    known: Known,
    told: _Told,
    subjects: Sequence[Mention],
    earlier: Sequence[Mention],
) -> Iterator[Change]:
    """The change, told of the last of the subjects that is counted alike; of figures in the
    sentence before, there must be one only."""
    units = {m.amount.unit for role, (m, _) in told.stated.items() if role != "rate"}
    alike = [m for m in reversed(subjects) if not units or m.amount.unit in units]
    if not alike or alike[0].number not in known or (alike[0] in earlier and len(alike) > 1):
        return
    others = (m for m in reversed(earlier) if m.amount.unit == alike[0].amount.unit)
    names = [known[m.number] for m in (*alike, *others) if m.number in known]
    stated = {role: _stated(prose, known, m, b.amount) for role, (m, b) in told.stated.items()}
    yearly = told.level or any(beside.yearly for _, beside in told.stated.values())
    if "before" not in stated and yearly and (previous := _previous(prose, known, names[0])):
        stated["before"] = previous
    if told.level:
        stated["by"] = Stated(Amount.exactly(0, told.level.quote), told.level)
    in_order = {role: stated[role] for role in _IN_ORDER if role in stated}
    yield Change(tuple(dict.fromkeys(names)), in_order)


def _stated(prose: Prose, known: Known, mention: Mention, amount: Amount) -> Stated:
    name = known.get(mention.number)
    evidence = mention.evidence(prose.document)
    return Stated(amount, evidence, name if isinstance(name, str) else None)


def _previous(prose: Prose, known: Known, name: FieldId | int) -> Stated | None:
    """The same figure a year ago, where another sentence states it."""
    field = prose.form.changes.previous.get(str(name))
    numbers = [number for number, of in known.items() if of == field]
    mentions = (m for s in prose.sentences for m in s.mentions if m.number in numbers[-1:])
    return next((_stated(prose, known, m, m.amount) for m in mentions), None)
