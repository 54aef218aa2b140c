"""Running text -> passages as a model sees them, what their marks stand for, and the questions.

Asked once as a whole, and where doubt is left, the other way round: field by field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from extractor.document import Document, Span
from extractor.forms.form import Form
from extractor.reading.pointing.prompt import (
    NARRATIVE,
    field_names,
    glossary,
    item_kinds,
    load_prompt,
    pointer,
    shown,
)
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.record.question import Question, Shape
from extractor.record.record import FieldId
from extractor.values.units import DATES

LONGEST = 6000
"""Characters of a passage: more than most reports have, and few enough for a small model."""
MOST_POINTERS = 150
MOST_SENTENCES = 100
MOST_PASSAGES = 6
"""No report has more running text than this; what follows is read by the rules alone."""
_STOPS = "。;!?"
_NUMBERING = (".", "、", ")")
"""What follows the number of a paragraph."""


@dataclass
class Passage:
    """A stretch of running text. Mark n is `mentions[n - 1]`, sentence n `sentences[n - 1]`.

    `lines` are the places of the text shown, `pieces` that text with its marks.
    """

    number: int
    pieces: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    lines: list[Span] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a model sees."""
        return "".join(self.pieces).strip()

    @property
    def full(self) -> bool:
        """Whether what follows goes into another passage."""
        return (
            sum(line.end - line.start for line in self.lines) >= LONGEST
            or len(self.mentions) >= MOST_POINTERS
            or len(self.sentences) >= MOST_SENTENCES
        )

    def add(self, document: Document, sentence: Sentence, *, marked: bool) -> None:
        """Write one sentence, its figures marked, and itself where it may be pointed at."""
        if marked:
            self.sentences.append(sentence)
            self.pieces.append(f"§{len(self.sentences)} ")
        start, end = sentence.span.start, sentence.span.end
        end += document.folded[end : end + 1] in _STOPS
        self.lines.append(Span(start, end))
        for mention in sentence.mentions:
            if _counts(document, sentence, mention) and len(self.mentions) < 2 * MOST_POINTERS:
                self.mentions.append(mention)
                before = shown(document.text[start : mention.span.start])
                self.pieces += [before, pointer(len(self.mentions))]
                start = mention.span.start
        self.pieces.append(shown(document.text[start:end]))


def _counts(document: Document, sentence: Sentence, mention: Mention) -> bool:
    """Whether a figure can be of a field: no date, no number of a paragraph."""
    start, end = mention.span.start, mention.span.end
    opens = not document.folded[sentence.span.start : start].strip()
    numbers = opens and mention.amount.unit is None and document.folded[end : end + 1] in _NUMBERING
    return mention.amount.unit not in DATES and not numbers


def read_passages(
    document: Document, form: Form, sections: Mapping[str, Span], sentences: Sequence[Sentence]
) -> tuple[Passage, ...]:
    """The sentences in the parts that tell in running text, in one passage where they fit.

    A sentence may be pointed at where its part lists matters, or where it denies something.
    Where no part was found, all sentences are shown.
    """
    denies = re.compile(form.denies)
    listing = {rule.section for rule in form.items}
    passages = [Passage(1)]
    for section, label, inside in _parts(document, form, sections, sentences):
        headed = None
        for _, line in groupby(inside, key=lambda sentence: sentence.paragraph):
            if passages[-1].full:
                passages.append(Passage(len(passages) + 1))
            passage = passages[-1]
            if label and headed is not passage:
                passage.pieces.append(f"# {label}\n")
                headed = passage
            for sentence in line:
                span = sentence.span
                denied = denies.search(document.folded, span.start, span.end)
                passage.add(document, sentence, marked=section in listing or denied is not None)
            passage.pieces.append("\n")
    return tuple(passage for passage in passages[:MOST_PASSAGES] if passage.lines)


def _parts(
    document: Document, form: Form, sections: Mapping[str, Span], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, str, list[Sentence]]]:
    """The parts with running text: id, label, and the sentences in them that say something."""
    spans = [
        (section.id, section.labels[0], sections[section.id])
        for section in form.sections
        if section.prose and section.id in sections
    ]
    for name, label, span in spans if sections else [("", "", Span(0, len(document.text)))]:
        inside = [s for s in sentences if span.start <= s.span.start < span.end]
        yield name, label, [s for s in inside if document.quote(s.span).strip()]


def ask_narrative(form: Form, passage: Passage) -> Question:
    """What the whole passage states: fields, open facts, absences, listed items."""
    names = field_names(form)
    shape = Shape(
        "narrative",
        fields=names,
        items=item_kinds(form),
        pointers=len(passage.mentions),
        sentences=len(passage.sentences),
    )
    prompt, name = load_prompt("narrative"), f"narrative.{passage.number}"
    return prompt.question(name, shape, passage.text, glossary(form, names))


def ask_fields(form: Form, passage: Passage, fields: Sequence[FieldId]) -> Question:
    """The same text asked the other way round: for each of a few fields, which figure."""
    names = tuple(name.removeprefix(NARRATIVE) for name in fields)
    shape = Shape("fields", fields=names, pointers=len(passage.mentions))
    text = f"fields: {', '.join(names)}\n{passage.text}"
    prompt, name = load_prompt("fields"), f"again.fields.{passage.number}"
    return prompt.question(name, shape, text, glossary(form, names), second=True)
