"""Running text -> paragraphs -> sentences, in which every figure has a number of its own.

Text out of a PDF has a line break at the width of the page, in the middle of a word or not. Such a
line is as wide as a page allows, ends without a stop, and what follows is no wider.

A mention is a figure that something may be said of. Chinese numerals count only before a
measure word (一是 and 统一 are no figures); numbers of documents, paragraphs of laws, and
what is part of a web address or a code are no mentions either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from extractor.document import Document, Span
from extractor.document.textlines import HAN_NUMBER
from extractor.record.record import Evidence
from extractor.values.amount import Amount, Figure, find_figures
from extractor.values.folding import unspaced

LONGEST_HEADING = 40
"""Characters of a heading; what runs on for longer is text."""
LONGEST_PASSAGE = 2000
"""Characters over which a heading's topic holds at the most."""
LONGEST_SENTENCE = 1500
"""Characters; what runs on for longer without a stop is no prose, and patterns choke on it."""
NARROWEST, WIDEST = 20, 60
"""The width of a page in characters of full width."""
_SLACK = 4
"""By how much lines of one page differ, in characters of full width: an indent, a mark that may not
begin one."""
_STOPPED = re.compile(r"[。;!?:][\")\s]*$")
_BEGINS = re.compile(
    rf"[\s#*|●■◆▪•·]*(?:第?[(]?{HAN_NUMBER}[)、部]|[(]?\d{{1,2}}[).、](?!\d)|[#*|●■◆▪•·])"
)
"""What begins a paragraph of its own: a heading, a numbered or bulleted item."""
_LEVELS = (
    rf"(?:第?{HAN_NUMBER}[、部]|第{HAN_NUMBER}部分)",
    rf"[(]{HAN_NUMBER}[)]",
    r"\d{1,2}[.、](?!\d)",
    r"[(]\d{1,2}[)]",
)
_NUMBERED = [re.compile(rf"[\s*#]*+{level}\s*(?P<words>[^。:;\n]*)") for level in _LEVELS]
_BOLD = re.compile(r"\s*+(?:[*]{2}|#+\s)(?P<words>[^。:;\n*]*)")
_BARE = re.compile(r"\s*+(?P<words>[^。:;,\d\n]{2,20})\s*+$")
_NEW_PASSAGE = re.compile(
    rf"[\s*#]*+(?:[(](?:{HAN_NUMBER}|\d{{1,2}})[)]|\d{{1,2}}[.、](?!\d)|{HAN_NUMBER}、)"
)

_SENTENCE = re.compile(r"[^。;!?]+")
_ORDINAL = re.compile(r"(?:第|令第|发\[\d{4}\]|\[)$")
_CODE = re.compile(
    r"(?<![0-9OIlo._%&=#-])(?!:)[0-9OIlo._%&=#-]*+[A-HJ-NP-Za-kmnp-z@:/][A-Za-z0-9./:@_%&=#-]*"
)
"""Digits among letters other than O, I and l, which may be misread digits. Without such a letter
they are gone through once."""
_TORN = re.compile(r"[.,]?[^\S\n]{0,4}\n\s{0,4}[.,]?\d")
"""Behind digits that go on in the next line."""
_NOUGHT = re.compile(r"[为是均都:]\s*(零)\s*(?=[,、)]|$)")
"""A 零 that is a figure without a measure word: 均为零."""
_NO_MEASURE = frozenset("年月日号级层届周分点度本间段")


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure: its number in the document, its place with sign and unit, its Amount."""

    number: int
    span: Span
    amount: Amount

    def evidence(self, document: Document) -> Evidence:
        """Where the document prints it."""
        return Evidence.at(document, self.span.start, self.span.end)


@dataclass(frozen=True)
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

    @cached_property
    def amounts(self) -> dict[int, Amount]:
        """What its mentions read, by their numbers."""
        return {mention.number: mention.amount for mention in self.mentions}


def flows(document: Document) -> Iterator[Span]:
    """The paragraphs of a document in order, those in one that were broken at the page's width."""
    lines: list[Span] = []
    for paragraph in document.paragraphs:
        if lines and not _runs_on(document, lines[-1], paragraph.span):
            yield Span(lines[0].start, lines[-1].end)
            lines = []
        lines.append(paragraph.span)
    if lines:
        yield Span(lines[0].start, lines[-1].end)


def _runs_on(document: Document, line: Span, following: Span) -> bool:
    if following.start != line.end + 1 or not NARROWEST <= line.end - line.start <= 2 * WIDEST:
        return False
    if _STOPPED.search(document.folded[max(line.start, line.end - 8) : line.end]):
        return False
    if _BEGINS.match(document.folded, following.start, following.end):
        return False
    width = _width(document.quote(line))
    return NARROWEST <= width <= WIDEST and _width(document.quote(following)) <= width + _SLACK


def _width(text: str) -> float:
    """In characters of full width, without blanks: lines are stretched by them."""
    printed = unspaced(text)
    return len(printed) - len(printed.encode("ascii", "ignore")) / 2


def _under_headings(document: Document) -> Iterator[tuple[Span, str]]:
    """The paragraphs, each with the words of the headings it stands under, outermost first:
    总体情况/依申请公开. It may open with its own: （二）依申请公开。全年收到…"""
    above: list[tuple[int, str]] = []
    for paragraph in flows(document):
        for number, pattern in enumerate((*_NUMBERED, _BOLD, _BARE)):
            if found := pattern.match(document.folded, paragraph.start, paragraph.end):
                level = min(number, len(_NUMBERED))
                above = [heading for heading in above if heading[0] < level]
                if level == len(_NUMBERED):  # no number says what it is below of
                    above = above[:1]
                words = unspaced(found["words"])[:LONGEST_HEADING]
                above.append((level, words))
                break
        yield paragraph, "/".join(words for _, words in above)


def read_mentions(document: Document) -> list[Sentence]:
    """Every sentence of the running text, tables apart; mentions are numbered from 1."""
    sentences: list[Sentence] = []
    count = passage = 0
    for paragraph, heading in _under_headings(document):
        start, end = paragraph.start, paragraph.end
        if _NEW_PASSAGE.match(document.folded, start, end) or start - passage > LONGEST_PASSAGE:
            passage = start
        for match in _SENTENCE.finditer(document.folded, start, end):
            if len(match[0]) > LONGEST_SENTENCE:
                continue
            span = Span(*match.span())
            mentions, marked = _marked(document, span, count)
            count += len(mentions)
            closed = document.folded[span.end : span.end + 1] != ";"
            place = paragraph, Span(passage, end)
            sentences.append(Sentence(span, *place, mentions, marked, heading, closed))
    return sentences


def _marked(document: Document, span: Span, count: int) -> tuple[tuple[Mention, ...], str]:
    """The mentions of a sentence, numbered from `count` + 1, and its text with their marks."""
    text = document.folded[span.start : span.end]
    mentions: list[Mention] = []
    marked: list[str] = []
    done = 0
    for number, figure in enumerate(_figures(text), count + 1):
        printed = Span(span.start + figure.start, span.start + figure.end)
        amount = replace(figure.amount, raw=document.quote(printed))
        mentions.append(Mention(number, printed, amount))
        marked += [text[done : figure.signed], f"⟦{number}⟧", amount.unit or ""]
        done = figure.end
    marked.append(text[done:])
    return tuple(mentions), unspaced("".join(marked))


def _figures(text: str) -> Iterator[Figure]:
    """The figures of a sentence. One whose digits a line's end parts may be two: it cannot be
    read."""
    codes = [code.span() for code in _CODE.finditer(text)]
    noughts = {nought.start(1) for nought in _NOUGHT.finditer(text)}
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
        if not figure.han or place in noughts or _counts(figure):
            yield figure


def _counts(figure: Figure) -> bool:
    """Whether a Chinese numeral counts something: a measure word follows."""
    unit = figure.amount.unit
    return bool(unit and unit not in _NO_MEASURE) or (unit == "年" and len(figure.numeral) == 4)
