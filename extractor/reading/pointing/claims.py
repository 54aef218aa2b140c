"""One claim of a model about running text at a time: borne out by the document, or refused.

Refused, and told as an irregularity, is a share where a count is asked, an absence in a sentence
that denies nothing, a quotation or a label that is not printed there character by character.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.document import Document, Span
from extractor.forms.form import Form
from extractor.reading.pointing.heard import Heard
from extractor.reading.pointing.marks import shown
from extractor.reading.pointing.passage import Passage
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.record.record import Evidence, Fact, FieldId, Item, Reading, Source
from extractor.values.amount import Amount, find_amounts
from extractor.values.units import PERCENT

SHARED = "figure_shared"
"""The signal of a figure that another field claims as well."""
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


class Claims:
    """What a model says of one passage. `given` are the figures that the rules gave to fields."""

    def __init__(
        self, document: Document, form: Form, passage: Passage, given: Mapping[int, FieldId]
    ) -> None:
        self.heard = Heard()
        self._document = document
        self._form = form
        self._passage = passage
        self._given = given
        self._text = shown(document.text)
        self._labels = {rule.field: rule.label for rule in form.facts}

    def state(self, claims: Sequence[tuple[FieldId, int]], source: Source) -> None:
        """Fields and the marks that state them."""
        for field, at in dict.fromkeys(claims):
            mention = self._passage.mentions[at - 1]
            if not _fits(mention.amount, self._form.units[field]):
                quote = self._document.quote(mention.span)
                self.heard.refuse("unfit_figure", f"{quote!r} is no figure of {field}", field)
                continue
            others = {other for other, mark in claims if mark == at} - {field}
            shared = others or self._given.get(mention.number, field) != field
            signals = (SHARED,) if shared else ()
            evidence = Evidence.at(self._document, mention.span.start, mention.span.end)
            self.heard.readings.append(Reading(field, mention.amount, evidence, source, signals))
            self.heard.given[mention.number] = field

    def deny(self, field: FieldId, sentence: Sentence) -> None:
        """A field of which a sentence says that there was none."""
        label = self._labels[field]
        said = self._document.quote(sentence.span)
        clause = self._denial(sentence)
        if clause is None:
            self.heard.refuse("absence_not_stated", f"{said!r} denies no {label}", field)
            return
        evidence = Evidence.at(self._document, clause.start, clause.end)
        zero = Amount("reported", evidence.quote, Decimal(0), low=Decimal(0), high=Decimal(0))
        signals = () if _alike(label, said) else (LOOSE,)
        self.heard.absences.append(Reading(field, zero, evidence, "model", signals))

    def _denial(self, sentence: Sentence) -> Span | None:
        """The first clause in which something is denied and nothing is counted."""
        folded, span = self._document.folded, sentence.span
        figures = [m.span.start for m in self._passage.mentions if m in sentence.mentions]
        for clause in _CLAUSE.finditer(folded, span.start, span.end):
            start, end = clause.span("words")
            if re.compile(self._form.denies).search(folded, start, end) and not any(
                start <= at < end for at in figures
            ):
                return Span(start, end)
        return None

    def count(self, at: int, label: str) -> None:
        """An open fact: a figure, and the words for it."""
        mention = self._passage.mentions[at - 1]
        words = self._label_near(mention, label)
        if words is None or mention.amount.value is None or mention.amount.unit in PERCENT:
            quote = self._document.quote(mention.span)
            self.heard.refuse("label_not_printed", f"no {label!r} beside {quote!r}")
            return
        start, end = min(words.start, mention.span.start), max(words.end, mention.span.end)
        place = Span(start, end) if end - start <= _FAR else mention.span
        self.heard.facts[mention.number] = Fact(
            _plain(self._document.quote(words)),
            mention.amount,
            Evidence.at(self._document, place.start, place.end),
        )

    def _label_near(self, mention: Mention, label: str) -> Span | None:
        """Where the label is printed nearest to its figure, in the same line."""
        wanted = _plain(shown(label))
        if not _SHORTEST <= len(wanted) <= _LONGEST:
            return None
        pattern = re.compile(r"\s*".join(map(re.escape, wanted)))
        places = [
            Span(*match.span())
            for line in self._passage.lines
            if line.start <= mention.span.start < line.end
            for match in pattern.finditer(self._text, line.start, line.end)
        ]
        return min(places, key=lambda p: abs(p.start - mention.span.start), default=None)

    def item(self, kind: str, first: int, last: int) -> None:
        """A listed problem, improvement or other matter, from one sentence to another."""
        sentences = self._passage.sentences
        start, end = sentences[first - 1].span.start, sentences[last - 1].span.end
        if not first <= last:
            self.heard.refuse("item_out_of_order", f"sentence {first} is after {last}")
            return
        text = self._document.text[start:end]
        start += len(text) - len(text.lstrip())
        self.heard.items.append(
            Item(kind, Evidence.at(self._document, start, start + len(text.strip())))
        )

    def quote(self, field: FieldId, quote: str) -> None:
        """A field's figure in words of the text, where it has no mark."""
        told = f"quoted for {field}: {quote[:_FAR]!r}"
        places = self._places(quote)
        if not places:
            self.heard.refuse("quote_not_found", told, field)
            return
        figures = list(self._figures_in(places[0]))
        if len(figures) != 1:
            self.heard.refuse("quote_without_figure", told, field)
            return
        span, amount = figures[0]
        if not _fits(amount, self._form.units[field]):
            self.heard.refuse("unfit_figure", told, field)
            return
        evidence = Evidence.at(self._document, span.start, span.end)
        self.heard.readings.append(Reading(field, amount, evidence, "model"))

    def _places(self, quote: str) -> list[Span]:
        """Where the passage prints these characters."""
        if not quote.strip():
            return []
        pattern = re.compile(re.escape(quote))
        return [
            Span(*match.span())
            for line in self._passage.lines
            for match in pattern.finditer(self._text, line.start, line.end)
        ]

    def _figures_in(self, place: Span) -> Iterator[tuple[Span, Amount]]:
        """The figures that stand whole in a place, read in their line.

        So a quotation cannot cut a figure: 2 out of 2020年.
        """
        lines = (line for line in self._passage.lines if line.start <= place.start < line.end)
        for line in lines:
            folded = self._document.folded[line.start : line.end]
            for start, end, amount in find_amounts(folded):
                span = Span(line.start + start, line.start + end)
                if place.start <= span.start and span.end <= place.end:
                    yield span, replace(amount, raw=self._document.quote(span))


def _fits(amount: Amount, unit: str | None) -> bool:
    """Whether a figure can be of a field with this unit: shares, money and counts differ."""
    return _measure(amount.unit) == _measure(unit)


def _measure(unit: str | None) -> str:
    if unit in PERCENT:
        return "share"
    return "money" if unit == "元" else "count"


def _alike(label: str, text: str) -> bool:
    """Whether the text has some words of the label."""
    plain = _plain(text)
    return any(label[i : i + _ALIKE] in plain for i in range(len(label) - _ALIKE + 1))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
