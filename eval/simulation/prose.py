"""Running text as it is shown, and the labels of its document -> the parts of a right answer.

A label gives a value, not a place. The place is the figure that reads so, and where several
do, the one whose words are most like the label of the field: found for all fields at once, so
that a figure goes to the field that it suits best.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from eval.gold import GoldFact, GoldField, GoldLabels
from eval.simulation.shown import Line, Shown, plain
from extractor.document import Document, Span
from extractor.forms.form import FactRule, Form
from extractor.record.question import Shape
from extractor.values.amount import Amount, find_amounts
from extractor.values.numeral import HAN
from extractor.values.units import PERCENT

NARRATIVE = "narrative."
_TIMES = frozenset("年月日号天")
_CLAUSE = re.compile(r"[,:;。、!?\n()]")
_SENTENCE = re.compile(r"[^。;!?\n]+")
_PAUSE = re.compile(r"[,:]")
_DENIES = re.compile(r"未|没有|无|零|不存在")
_NUMBERING = re.compile(r"[.、)]")
_HAN = re.compile(rf"[{HAN}]+")
_CODE = re.compile(r"0\d")
_MEASURES = (
    frozenset("件条份宗起例个项封篇则期"),
    frozenset("次场期回堂轮届"),
    frozenset("名人位"),
)
"""Units that count the same kind of thing."""
_BEFORE, _AFTER = 24, 12
"""Characters around a figure that tell what it counts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the prose: where it is printed, with sign and unit, and what it reads."""

    place: Span
    amount: Amount


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A labelled open fact: words of the document for it, and its figure."""

    label: str
    place: Span


@dataclass(frozen=True, slots=True)
class ProseKey:
    """What is right about a document's prose. Places are in `text`, its plain characters.

    `absences` are sentences that state a zero without a figure. Fields go by their names in a
    question, without `narrative.`.
    """

    text: str
    fields: Mapping[str, Span]
    absences: Mapping[str, Span]
    facts: tuple[OpenFact, ...]


def prose_key(document: Document, labels: GoldLabels, form: Form) -> ProseKey:
    """Find the labelled fields and facts in the running text of a document."""
    text = prose_of(document)
    figures = tuple(_figures(text))
    facts = tuple(_facts(text, figures, labels.facts or ()))
    taken = {fact.place for fact in facts}
    rules = {rule.field: rule for rule in form.facts}
    wanted = [
        (rules[name], label)
        for name, label in labels.fields.items()
        if name in rules and label.state == "reported" and label.values
    ]
    fields = _assigned(text, figures, wanted, taken)
    absent = (
        (rule, _absence(text, rule.label, label.quote or ""))
        for rule, label in wanted
        if rule.field not in fields and Decimal(0) in label.values
    )
    return ProseKey(
        text,
        {name.removeprefix(NARRATIVE): place for name, place in fields.items()},
        {rule.field.removeprefix(NARRATIVE): place for rule, place in absent if place},
        facts,
    )


def prose_of(document: Document) -> str:
    """The running text of a document in plain characters, a line for each paragraph."""
    return "\n".join(plain(document.quote(paragraph.span)) for paragraph in document.paragraphs)


def _figures(text: str) -> Iterator[Figure]:
    """Every figure; neither the number of a heading nor a code, and no 一 that counts nothing."""
    for start, end, amount in find_amounts(text):
        raw = text[start:end]
        begins = not start or text[start - 1] in "\n("
        if amount.unit is None and (
            (begins and _NUMBERING.match(text, end)) or _CODE.match(raw) or _HAN.fullmatch(raw)
        ):
            continue
        yield Figure(Span(start, end), amount)


def _assigned(
    text: str,
    figures: Sequence[Figure],
    wanted: Sequence[tuple[FactRule, GoldField]],
    taken: set[Span],
) -> dict[str, Span]:
    """Each field's figure; one figure for two fields only where one of them has no other."""
    likeness = np.array(
        [
            [_likeness(text, figure, rule, label, taken) for figure in figures]
            for rule, label in wanted
        ]
    ).reshape(len(wanted), len(figures))
    rows, columns = linear_sum_assignment(np.maximum(likeness, -1), maximize=True)
    best = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    places = {}
    for number, (rule, _) in enumerate(wanted):
        if not figures or likeness[number].max() <= 0:
            continue
        chosen = best.get(number)
        if chosen is None or likeness[number, chosen] <= 0:
            chosen = int(likeness[number].argmax())
        places[rule.field] = figures[chosen].place
    return places


def _likeness(
    text: str, figure: Figure, rule: FactRule, label: GoldField, taken: set[Span]
) -> float:
    """How well a figure suits a field: 0 where it cannot be it, else its words and its unit."""
    amount = figure.amount
    if not fits(amount, rule.unit) or not reads(amount, label):
        return 0.0
    start, end = figure.place.start, figure.place.end
    before = text[max(0, start - _BEFORE) : start]
    after = text[end : end + _AFTER]
    near = _CLAUSE.split(before)[-1] + _CLAUSE.split(after)[0]
    likeness = 1 + 3 * _alike(rule.label, near) + _alike(rule.label, before + after)
    likeness += amount.value in label.values
    likeness += _same_kind(amount.unit, rule.unit)
    if label.raw is not None and plain(label.raw) in text[start:end]:
        likeness += 2
    return likeness / 4 if figure.place in taken else likeness


def _same_kind(unit: str | None, wanted: str) -> float:
    """Half a point for the unit itself, a quarter for one of its kind, less for another kind."""
    if unit is None or unit == wanted:
        return 0.5 * (unit == wanted)
    return 0.25 if any({unit, wanted} <= kind for kind in _MEASURES) else -0.5


def fits(amount: Amount, unit: str) -> bool:
    """Whether a figure can be of a field in this unit: share, money and count differ, and years."""
    if amount.unit in _TIMES:
        return False
    return (amount.unit in PERCENT, amount.unit == "元") == (unit in PERCENT, unit == "元")


def reads(amount: Amount, label: GoldField) -> bool:
    """Whether a figure has a labelled value; the sign of a change may be in words around it."""
    value = amount.value
    return value is not None and (value in label.values or -value in label.values)


def _alike(label: str, words: str) -> float:
    """The part of a label's pairs of characters that the words have, and half of its characters."""
    pairs = [label[i : i + 2] for i in range(len(label) - 1)]
    common = sum(pair in words for pair in pairs) / len(pairs)
    return common + 0.5 * sum(character in words for character in label) / len(label)


def _absence(text: str, label: str, quote: str) -> Span | None:
    """The sentence with the words quoted, that denies something most like the label.

    The gold says that the absence is stated, so any denial is better than none.
    """
    best, place = -1.0, None
    for sentence in _SENTENCE.finditer(text):
        clauses = _PAUSE.split(sentence[0])
        denying = [clause for clause in clauses if _DENIES.search(clause)]
        if not denying or plain(quote) not in sentence[0]:
            continue
        likeness = max(_shared(label, clause, text) for clause in denying)
        likeness += _shared(label, sentence[0], text) / 4
        if likeness > best:
            best, place = likeness, Span(*sentence.span())
    return place


def _shared(label: str, words: str, text: str) -> float:
    """Pairs of characters that a label shares with words, and characters, rare ones for more."""
    pairs = sum(label[i : i + 2] in words for i in range(len(label) - 1))
    return pairs + sum(1 / text.count(character) for character in label if character in words)


def _facts(text: str, figures: Sequence[Figure], facts: Sequence[GoldFact]) -> Iterator[OpenFact]:
    for fact in facts:
        quote = plain(fact.quote)
        start = text.find(quote)
        if start < 0:
            continue
        end = start + len(quote)
        inside = [f for f in figures if start <= f.place.start and f.place.end <= end]
        counts = [f for f in inside if f.amount.value == fact.value]
        counts.sort(key=lambda figure: figure.amount.unit != fact.unit)
        if not counts:
            continue
        yield OpenFact(_printed(fact), counts[0].place)


def _printed(fact: GoldFact) -> str:
    """A fact's label in the words of its quote: itself, or what of it stands there in one piece.

    If no character of it does, what is before the figure.
    """
    label, quote = ("".join(text.split()) for text in (fact.label, fact.quote))
    pieces = (
        label[start : start + size]
        for size in range(len(label), 0, -1)
        for start in range(len(label) - size + 1)
    )
    return next((piece for piece in pieces if piece in quote), re.split(r"\d", quote)[0][-12:])


_STOP = re.compile(r"[。;!?\n]")
_LEFT, _RIGHT = 12, 8
"""Characters around a mark that find its place where its line is not printed as it is shown."""


def answer_narrative(shown: Shown, key: ProseKey, shape: Shape) -> dict[str, Any]:
    """What the shown text states of the labelled fields and facts; no listed items."""
    figures, sentences = _places(shown, key)
    facts = [
        {"field": field, "at": at}
        for field in shape.fields
        if (at := _mark(key.fields.get(field), figures))
    ]
    open_facts = [
        {"at": at, "label": fact.label} for fact in key.facts if (at := _mark(fact.place, figures))
    ]
    none = [
        {"field": field, "sentence": number}
        for field in shape.fields
        if (number := _sentence(key.absences.get(field), sentences))
    ]
    quotes = [
        {"field": field, "quote": quote}
        for field in shape.fields
        if (place := key.fields.get(field))
        and not _mark(place, figures)
        and (quote := _quoted(place, shown, key.text))
    ]
    return {"facts": facts, "open": open_facts, "none": none, "items": [], "quotes": quotes}


def answer_fields(shown: Shown, key: ProseKey, shape: Shape) -> dict[str, Any]:
    """For each field the mark of its figure, or 0."""
    figures, _ = _places(shown, key)
    return {field: _mark(key.fields.get(field), figures) for field in shape.fields}


def _mark(place: Span | None, figures: Mapping[int, int]) -> int:
    """The mark that stands in a figure or directly before it; 0 where none does."""
    if place is None:
        return 0
    return next((figures[at] for at in range(place.start, place.end) if at in figures), 0)


def _sentence(place: Span | None, sentences: Mapping[int, int]) -> int:
    """The sentence in which a denial stands; 0 where it has no mark."""
    if place is None:
        return 0
    return next((number for at, number in sentences.items() if place.start <= at < place.end), 0)


def _quoted(place: Span, shown: Shown, text: str) -> str:
    """A figure that has no mark, as it is printed, with words before it; empty if not shown."""
    for line in shown.lines:
        start = text.find(line.text)
        if 0 <= start <= place.start and place.end <= start + len(line.text):
            before = _STOP.split(text[max(start, place.start - _LEFT) : place.start])[-1]
            return line.words(place.start - len(before) - start, place.end - start)
    return ""


def _places(shown: Shown, key: ProseKey) -> tuple[dict[int, int], dict[int, int]]:
    """Where the marks stand in the document's prose: place -> number, figures and sentences."""
    figures: dict[int, int] = {}
    sentences: dict[int, int] = {}
    for line in shown.lines:
        start = key.text.find(line.text)
        for marks, places in ((line.figures, figures), (line.sentences, sentences)):
            for number, offset in marks:
                place = start + offset if start >= 0 else _near(line, offset, key.text)
                if place >= 0:
                    places[place] = number
    return figures, sentences


def _near(line: Line, offset: int, text: str) -> int:
    """A mark's place by the characters around it, or -1."""
    before = line.text[max(0, offset - _LEFT) : offset]
    found = text.find(before + line.text[offset : offset + _RIGHT])
    return found + len(before) if found >= 0 else -1
