"""Running text as it is shown, and its key -> the parts of a right answer."""

import re
from collections.abc import Mapping
from typing import Any

from eval.simulation.prose_key import ProseKey
from eval.simulation.shown import Line, Shown
from extractor.document import Span
from extractor.record.question import Shape

_STOP = re.compile(r"[。;!?\n]")
_BEFORE, _AFTER = 12, 8
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
            before = _STOP.split(text[max(start, place.start - _BEFORE) : place.start])[-1]
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
    before = line.text[max(0, offset - _BEFORE) : offset]
    found = text.find(before + line.text[offset : offset + _AFTER])
    return found + len(before) if found >= 0 else -1
