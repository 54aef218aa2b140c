"""Running text -> passages as a model sees them, and what their marks stand for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from extractor.document import Document, Span
from extractor.forms.form import Form
from extractor.reading.pointing import marks
from extractor.reading.prose.mentions import Mention, Sentence
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


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text. Mark n is `mentions[n - 1]`, sentence n `sentences[n - 1]`.

    `lines` are the places of the text shown.
    """

    number: int
    text: str
    mentions: tuple[Mention, ...]
    sentences: tuple[Sentence, ...]
    lines: tuple[Span, ...]


@dataclass
class _Page:
    """A passage as it is being written."""

    shown: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    lines: list[Span] = field(default_factory=list)
    size: int = 0

    @property
    def full(self) -> bool:
        return (
            self.size >= LONGEST
            or len(self.mentions) >= MOST_POINTERS
            or len(self.sentences) >= MOST_SENTENCES
        )

    def add(self, document: Document, sentence: Sentence, *, marked: bool) -> None:
        """Write one sentence, its figures marked, and itself where it may be pointed at."""
        if marked:
            self.sentences.append(sentence)
            self.shown.append(marks.sentence(len(self.sentences)))
        start = sentence.span.start
        for mention in sentence.mentions:
            if not _counts(document, sentence, mention) or len(self.mentions) >= 2 * MOST_POINTERS:
                continue
            self.mentions.append(mention)
            self.shown.append(marks.shown(document.text[start : mention.span.start]))
            self.shown.append(marks.pointer(len(self.mentions)))
            start = mention.span.start
        end = sentence.span.end
        end += document.folded[end : end + 1] in _STOPS
        self.shown.append(marks.shown(document.text[start:end]))
        self.lines.append(Span(sentence.span.start, end))
        self.size += end - sentence.span.start


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
    pages = [_Page()]
    for section, label, inside in _parts(document, form, sections, sentences):
        heading = f"# {label}" if label else ""
        for _, line in groupby(inside, key=lambda sentence: sentence.paragraph):
            if pages[-1].full:
                pages.append(_Page())
                heading = f"# {label}" if label else ""
            page = pages[-1]
            if heading:
                page.shown += [heading, "\n"]
                heading = ""
            for sentence in line:
                span = sentence.span
                denied = denies.search(document.folded, span.start, span.end)
                page.add(document, sentence, marked=section in listing or denied is not None)
            page.shown.append("\n")
    return tuple(
        Passage(
            number,
            "".join(page.shown).strip(),
            tuple(page.mentions),
            tuple(page.sentences),
            tuple(page.lines),
        )
        for number, page in enumerate(pages[:MOST_PASSAGES], 1)
        if page.lines
    )


def _parts(
    document: Document, form: Form, sections: Mapping[str, Span], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, str, list[Sentence]]]:
    """The parts with running text: id, label, and the sentences in them that say something."""
    spans = {
        section.id: (section.labels[0], sections[section.id])
        for section in form.sections
        if section.prose and section.id in sections
    }
    whole = {"": ("", Span(0, len(document.text)))}
    for name, (label, span) in (spans if sections else whole).items():
        inside = [
            sentence
            for sentence in sentences
            if span.start <= sentence.span.start < span.end
            and document.quote(sentence.span).strip()
        ]
        if inside:
            yield name, label, inside
