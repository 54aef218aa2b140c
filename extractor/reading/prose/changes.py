"""Sentences -> how the report says that a figure differs from that of the year before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.document import Document
from extractor.forms.form import Changes
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.reading.prose.roles import Beside, Role, Roles
from extractor.record.record import Change, Evidence, FieldId, Stated
from extractor.values.amount import Amount

Known = Mapping[int, FieldId | int]
"""The number of a mention -> the field it was given to, or the number of its fact."""


@dataclass
class _Told:
    """What has been told of one change so far."""

    roles: dict[Role, tuple[Mention, Beside]] = field(default_factory=dict)
    level: Evidence | None = None

    @property
    def whole(self) -> bool:
        """Whether the change itself is told, and not only what was before."""
        return "by" in self.roles or "rate" in self.roles or self.level is not None


class _Changes:
    def __init__(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        roles: Roles,
        known: Known,
        rules: Changes,
    ) -> None:
        self._document = document
        self._sentences = sentences
        self._roles = roles
        self._known = known
        self._rules = rules
        self._mentions = {m.number: m for s in sentences for m in s.mentions}
        self._places = {name: number for number, name in known.items()}

    def read(self) -> Iterator[Change]:
        """The changes in reading order."""
        earlier: list[Mention] = []
        last: list[Mention] = []
        paragraph = None
        for sentence in self._sentences:
            if sentence.paragraph != paragraph:
                earlier, last, paragraph = [], [], sentence.paragraph
            yield from self._of(sentence, earlier, last)
            last = self._roles.counts(sentence)
            earlier += last

    def _of(
        self, sentence: Sentence, earlier: Sequence[Mention], last: Sequence[Mention]
    ) -> Iterator[Change]:
        """What a sentence tells, of figures before it: `last` those of the sentence before."""
        roles = self._roles.of(sentence)
        counted: list[Mention] = []
        told = _Told()
        for event in self._events(sentence):
            if isinstance(event, Evidence):
                told.level = event
            elif event.number in roles:
                beside = roles[event.number]
                if beside.role in told.roles or beside.role == "other":
                    yield from self._change(told, counted or last, earlier)
                    told = _Told()
                if beside.role != "other":
                    told.roles[beside.role] = event, beside
            else:
                if told.whole and counted:
                    yield from self._change(told, counted, earlier)
                    told = _Told()
                counted.append(event)
        yield from self._change(told, counted or last, earlier)

    def _events(self, sentence: Sentence) -> list[Mention | Evidence]:
        """The figures that bear on changes, and 持平, in reading order."""
        folded, (start, end) = self._document.folded, (sentence.span.start, sentence.span.end)
        found: list[Mention | Evidence] = list(self._roles.counts(sentence))
        found += [m for m in sentence.mentions if m.number in self._roles.of(sentence)]
        for match in re.compile(self._rules.level).finditer(folded, start, end):
            if re.search(self._rules.against, folded[start : match.start()]):
                found.append(Evidence.at(self._document, *match.span()))
        return sorted(found, key=lambda e: e.start if isinstance(e, Evidence) else e.span.start)

    def _change(
        self, told: _Told, subjects: Sequence[Mention], earlier: Sequence[Mention]
    ) -> Iterator[Change]:
        """The change, told of the last of the subjects that is counted alike; of figures in the
        sentence before, there must be one only."""
        units = {m.amount.unit for role, (m, _) in told.roles.items() if role != "rate"}
        alike = [m for m in reversed(subjects) if not units or m.amount.unit in units]
        if not told.whole or not alike or alike[0].number not in self._known:
            return
        if alike[0] in earlier and len(alike) > 1:
            return
        unit = alike[0].amount.unit
        others = (m for m in reversed(earlier) if m.amount.unit == unit)
        known = (self._known.get(m.number) for m in (*alike, *others))
        names = tuple(dict.fromkeys(name for name in known if name is not None))
        stated = {role: self._stated(m, b.amount) for role, (m, b) in told.roles.items()}
        yearly = told.level or any(beside.yearly for _, beside in told.roles.values())
        yield Change(
            names,
            stated.get("before") or (self._previous(names[0]) if yearly else None),
            _nothing(told.level) if told.level else stated.get("by"),
            stated.get("rate"),
        )

    def _stated(self, mention: Mention, amount: Amount) -> Stated:
        evidence = Evidence.at(self._document, mention.span.start, mention.span.end)
        name = self._known.get(mention.number)
        return Stated(amount, evidence, name if isinstance(name, str) else None)

    def _previous(self, name: FieldId | int) -> Stated | None:
        """The same figure a year ago, where another sentence states it."""
        place = self._places.get(self._rules.previous.get(str(name), ""))
        mention = self._mentions.get(place) if place else None
        return self._stated(mention, mention.amount) if mention else None


def _nothing(level: Evidence) -> Stated:
    """Where two years are said to be level, the figure has changed by nought."""
    nought = Decimal(0)
    return Stated(Amount("reported", level.quote, nought, low=nought, high=nought), level)


def read_changes(
    document: Document,
    sentences: Sequence[Sentence],
    roles: Roles,
    known: Known,
    rules: Changes,
) -> list[Change]:
    """Every stated change of a known figure."""
    return list(_Changes(document, sentences, roles, known, rules).read())
