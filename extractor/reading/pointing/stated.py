"""What a model says of running text -> what the document bears out of it; the rest is refused.

Refused, and told as an irregularity, is a share where a count is asked, an absence in a sentence
that denies nothing, a quotation or a label that is not printed there character by character.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractor.document import Document, Span
from extractor.forms.form import Form
from extractor.reading.pointing.heard import Heard
from extractor.reading.pointing.passage import Passage
from extractor.reading.pointing.prompt import NARRATIVE, shown
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.record.record import Evidence, Fact, FieldId, Item, Reading, Source
from extractor.values.amount import Amount, find_amounts
from extractor.values.folding import unspaced
from extractor.values.units import PERCENT

SHARED = "figure_shared"
"""The signal of a figure that is pointed at for another field as well."""
LOOSE = "loosely_denied"
"""The signal of a denial that has no words in common with what it denies."""
_CLAUSE = re.compile(r"(?:[\s(]*\d{1,2}[.)、])?\s*(?P<words>[^,:;。、!?\n]+)")
"""A clause, the number of its paragraph apart."""
_ALIKE = 2
"""Characters in a row that a denial shares with the label of what it denies."""
_FAR = 60
"""Characters within which a fact's words and figure are quoted together."""
_SHORTEST, _LONGEST = 1, 40
"""Characters of an open fact's label."""


class PassageHearing:
    """Hears what a model says of one passage: `heard` is what the document bears out.

    `given` are the figures that the rules gave to fields.
    """

    def __init__(
        self, document: Document, form: Form, passage: Passage, given: Mapping[int, FieldId]
    ) -> None:
        self.heard = Heard()
        self._document = document
        self._form = form
        self._passage = passage
        self._given = given
        self._text = shown(document.text)

    def narrative(self, answer: Any) -> Heard:
        """The answer to `ask_narrative`."""
        facts = getattr(answer, "facts", ())
        self._state([(NARRATIVE + fact.field, fact.at) for fact in facts], "model")
        for absence in getattr(answer, "none", ()):
            sentence = self._passage.sentences[absence.sentence - 1]
            self._deny(NARRATIVE + absence.field, sentence)
        for fact in getattr(answer, "open", ()):
            self._count(self._passage.mentions[fact.at - 1], fact.label)
        for item in getattr(answer, "items", ()):
            self._list(item.kind, item.first, item.last)
        for quotation in answer.quotes:
            self._quote(NARRATIVE + quotation.field, quotation.quote)
        return self.heard

    def fields(self, answer: Any) -> Heard:
        """The answer to `ask_fields`."""
        pointed = [(NARRATIVE + name, at) for name, at in answer.model_dump().items() if at]
        self._state(pointed, "model_again")
        return self.heard

    def _state(self, pointed: Sequence[tuple[FieldId, int]], source: Source) -> None:
        """Fields and the marks of the figures that state them."""
        for field, at in dict.fromkeys(pointed):
            mention = self._passage.mentions[at - 1]
            evidence = mention.evidence(self._document)
            if not _fits(mention.amount, self._form.units[field]):
                message = f"{evidence.quote!r} is no figure of {field}"
                self.heard.refuse("unfit_figure", message, field)
                continue
            others = {other for other, mark in pointed if mark == at} - {field}
            shared = others or self._given.get(mention.number, field) != field
            signals = (SHARED,) if shared else ()
            self.heard.readings.append(Reading(field, mention.amount, evidence, source, signals))
            self.heard.given[mention.number] = field

    def _deny(self, field: FieldId, sentence: Sentence) -> None:
        """A field of which a sentence says that there was none."""
        label = next(rule.label for rule in self._form.facts if rule.field == field)
        printed = self._document.quote(sentence.span)
        clause = self._denial(sentence)
        if clause is None:
            self.heard.refuse("absence_not_stated", f"{printed!r} denies no {label}", field)
            return
        evidence = self._evidence(clause)
        signals = () if _alike(label, printed) else (LOOSE,)
        nought = Amount.exactly(0, evidence.quote)
        self.heard.absences.append(Reading(field, nought, evidence, "model", signals))

    def _denial(self, sentence: Sentence) -> Span | None:
        """The first clause in which something is denied and nothing is counted."""
        folded, span = self._document.folded, sentence.span
        denies = re.compile(self._form.denies)
        figures = [m.span.start for m in self._passage.mentions if m in sentence.mentions]
        for clause in _CLAUSE.finditer(folded, span.start, span.end):
            start, end = clause.span("words")
            counted = any(start <= at < end for at in figures)
            if denies.search(folded, start, end) and not counted:
                return Span(start, end)
        return None

    def _count(self, mention: Mention, label: str) -> None:
        """An open fact: a figure, and the words for it."""
        words = self._label_near(mention, label)
        if words is None or mention.amount.value is None or mention.amount.unit in PERCENT:
            quote = self._document.quote(mention.span)
            self.heard.refuse("label_not_printed", f"no {label!r} beside {quote!r}")
            return
        start, end = min(words.start, mention.span.start), max(words.end, mention.span.end)
        place = Span(start, end) if end - start <= _FAR else mention.span
        printed = unspaced(self._document.quote(words))
        self.heard.facts[mention.number] = Fact(printed, mention.amount, self._evidence(place))

    def _label_near(self, mention: Mention, label: str) -> Span | None:
        """Where the label is printed nearest to its figure, in the same line."""
        wanted, figure = unspaced(shown(label)), mention.span.start
        if not _SHORTEST <= len(wanted) <= _LONGEST:
            return None
        places = self._find(r"\s*".join(map(re.escape, wanted)), self._lines_at(figure))
        return min(places, key=lambda place: abs(place.start - figure), default=None)

    def _list(self, kind: str, first: int, last: int) -> None:
        """A listed problem, improvement or other matter, from one sentence to another."""
        if first > last:
            self.heard.refuse("item_out_of_order", f"sentence {first} is after {last}")
            return
        sentences = self._passage.sentences
        start, end = sentences[first - 1].span.start, sentences[last - 1].span.end
        self.heard.items.append(Item(kind, Evidence.trimmed(self._document, start, end)))

    def _quote(self, field: FieldId, quote: str) -> None:
        """A field's figure in words of the text, where it has no mark."""
        message = f"quoted for {field}: {quote[:_FAR]!r}"
        places = self._find(re.escape(quote), self._passage.lines) if quote.strip() else []
        figures = [figure for place in places[:1] for figure in self._figures_in(place)]
        if not places:
            self.heard.refuse("quote_not_found", message, field)
        elif len(figures) != 1:
            self.heard.refuse("quote_without_figure", message, field)
        elif not _fits(figures[0][1], self._form.units[field]):
            self.heard.refuse("unfit_figure", message, field)
        else:
            ((span, amount),) = figures
            self.heard.readings.append(Reading(field, amount, self._evidence(span), "model"))

    def _figures_in(self, place: Span) -> Iterator[tuple[Span, Amount]]:
        """The figures that stand whole in a place, read in their line.

        So a quotation cannot cut a figure: 2 out of 2020年.
        """
        for line in self._lines_at(place.start):
            for start, end, amount in find_amounts(self._document.folded[line.start : line.end]):
                span = Span(line.start + start, line.start + end)
                if place.start <= span.start and span.end <= place.end:
                    yield span, replace(amount, raw=self._document.quote(span))

    def _find(self, pattern: str, lines: Sequence[Span]) -> list[Span]:
        """Where some lines of the passage print what a pattern matches."""
        compiled = re.compile(pattern)
        found = (compiled.finditer(self._text, line.start, line.end) for line in lines)
        return [Span(*match.span()) for matches in found for match in matches]

    def _lines_at(self, place: int) -> list[Span]:
        return [line for line in self._passage.lines if line.start <= place < line.end]

    def _evidence(self, span: Span) -> Evidence:
        return Evidence.at(self._document, span.start, span.end)


def _fits(amount: Amount, unit: str | None) -> bool:
    """Whether a figure can be of a field with this unit: shares, money and counts differ."""
    return _measure(amount.unit) == _measure(unit)


def _measure(unit: str | None) -> str:
    if unit in PERCENT:
        return "share"
    return "money" if unit == "元" else "count"


def _alike(label: str, text: str) -> bool:
    """Whether the text has some words of the label."""
    plain = unspaced(text)
    return any(label[i : i + _ALIKE] in plain for i in range(len(label) - _ALIKE + 1))
