"""Running text -> sentences in which every figure has a number of its own.

A mention is a figure that something may be said of. Chinese numerals count only before a
measure word (一是 and 统一 are no figures); numbers of documents, paragraphs of laws, and
what is part of a web address or a code are no mentions either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractor.document import Document, Span
from extractor.document.textlines import HAN_NUMBER
from extractor.reading.headings import Headings
from extractor.reading.prose.flow import flows
from extractor.values.amount import Amount, Figure, find_figures

_NUMBERED = re.compile(
    rf"[\s*#]*+(?:[(](?:{HAN_NUMBER}|\d{{1,2}})[)]|\d{{1,2}}[.、](?!\d)|{HAN_NUMBER}、)"
)
LONGEST_PASSAGE = 2000
"""Characters over which a heading's topic holds at the most."""
LONGEST_SENTENCE = 1500
"""Characters; what runs on for longer without a stop is no prose, and patterns choke on it."""
_SENTENCE = re.compile(r"[^。;!?]+")
_ORDINAL = re.compile(r"(?:第|令第|发\[\d{4}\]|\[)$")
_CODE = re.compile(
    r"(?<![0-9OIlo._%&=#-])(?!:)[0-9OIlo._%&=#-]*+[A-HJ-NP-Za-kmnp-z@:/][A-Za-z0-9./:@_%&=#-]*"
)
"""Digits among letters other than O, I and l, which may be misread digits. Without such a letter
they are gone through once."""
_NOUGHT = re.compile(r"(?:[为是均都:])\s*$")
_TORN = re.compile(r"[.,]?[^\S\n]{0,4}\n\s{0,4}[.,]?\d")
"""Behind digits that go on in the next line."""
_CLOSED = re.compile(r"零\s*(?=[,、)]|$)")
"""A 零 that is a figure without a measure word: 均为零."""
_NO_MEASURE = frozenset("年月日号级层届周分点度本间段")


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure: its number in the document, its place with sign and unit, its Amount."""

    number: int
    span: Span
    amount: Amount


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its mentions, and its text with each figure as `⟦number⟧` and unit.

    `paragraph` is the span of the paragraph it stands in, all its lines; `passage` that from the
    last numbered paragraph on: what is under （二）依申请公开 is about requests. `heading` are the
    words of the headings above it. `closed` says that a full stop, not a semicolon, ends it.
    """

    span: Span
    paragraph: Span
    passage: Span
    mentions: tuple[Mention, ...]
    marked: str
    heading: str
    closed: bool


def read_mentions(document: Document) -> list[Sentence]:
    """Every sentence of the running text, tables apart; mentions are numbered from 1."""
    sentences: list[Sentence] = []
    count = 0
    passage = 0
    headings = Headings(document)
    for paragraph in flows(document):
        start, end = paragraph.start, paragraph.end
        if _NUMBERED.match(document.folded, start, end) or start - passage > LONGEST_PASSAGE:
            passage = start
        heading = headings.above(start, end)
        for match in _SENTENCE.finditer(document.folded, start, end):
            if len(match[0]) > LONGEST_SENTENCE:
                continue
            place = (paragraph, Span(passage, end), heading)
            sentence = _sentence(document, match, *place, count)
            count += len(sentence.mentions)
            sentences.append(sentence)
    return sentences


def _sentence(
    document: Document,
    match: re.Match[str],
    paragraph: Span,
    passage: Span,
    heading: str,
    count: int,
) -> Sentence:
    text = match[0]
    mentions: list[Mention] = []
    marked: list[str] = []
    done = 0
    for figure in _figures(text):
        number = count + len(mentions) + 1
        offset = match.start()
        printed = Span(offset + figure.start, offset + figure.end)
        raw = document.text[printed.start : printed.end]
        mentions.append(Mention(number, printed, replace(figure.amount, raw=raw)))
        marked += [text[done : figure.signed], f"⟦{number}⟧", figure.amount.unit or ""]
        done = figure.end
    marked.append(text[done:])
    closed = document.folded[match.end() : match.end() + 1] != ";"
    plain = re.sub(r"\s+", "", "".join(marked))
    whole = Span(*match.span())
    return Sentence(whole, paragraph, passage, tuple(mentions), plain, heading, closed)


def _figures(text: str) -> Iterator[Figure]:
    """The figures of a sentence. One whose digits a line's end parts may be two: it cannot be
    read."""
    codes = [code.span() for code in _CODE.finditer(text)]
    torn: int | None = None
    for figure in find_figures(text):
        place = figure.place
        if any(start <= place < end for start, end in codes):
            continue
        if not figure.han and _TORN.match(text, place + len(figure.numeral)):
            torn = place if torn is None else torn
            continue
        if torn is not None:
            unread = Amount("unreadable", figure.amount.raw, unit=figure.amount.unit)
            figure, torn = replace(figure, start=torn, signed=torn, amount=unread), None
        if _ORDINAL.search(text[:place].rstrip()):
            continue
        nought = (
            figure.numeral == "零" and _NOUGHT.search(text[:place]) and _CLOSED.match(text, place)
        )
        if not figure.han or nought or _counts(figure):
            yield figure


def _counts(figure: Figure) -> bool:
    """Whether a Chinese numeral counts something: a measure word follows."""
    unit = figure.amount.unit
    return bool(unit and unit not in _NO_MEASURE) or (unit == "年" and len(figure.numeral) == 4)
