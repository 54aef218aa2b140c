"""Many readings of a field -> one observation.

Differently built readers that give the same value and state confirm each other; where they
differ the heavier side wins, and the others stay as candidates.

What is read beyond doubt is *certain*, so that figures which disagree with it are the source's own:
in its characters, where they are plain text that no mark touches, and in its place, where two
differently built readings agree. Whoever reads a figure once may have read the wrong one.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.checking.observation import CELL_SOURCES, Observation, kinds
from extractor.checking.trust import (
    ABSENT,
    CLEAR,
    MISMATCH,
    SOFT_ZERO,
    Signals,
    calibration,
    probability,
    trust,
)
from extractor.document import Document
from extractor.forms.form import Form, Kind
from extractor.record.record import (
    Candidate,
    Evidence,
    FieldId,
    Irregularity,
    Reading,
    Readings,
    Value,
)
from extractor.values.amount import Amount, read_amount

UNREAD = {
    "unknown_row": "unread_row",
    "unknown_column": "unread_column",
    "unread_table": "unread_table",
}
"""Irregularities that may print any of their fields -> the reason for these."""
_HEADING_SCALES = (1, 1000, 10**4, 10**8)
_MODELS = frozenset(("model", "model_again"))
_SENTENCE_END = re.compile("[。；;！？\n]")


def merge(document: Document, form: Form, readings: Readings) -> dict[FieldId, Observation]:
    """Every cell of the form, then the metadata and narrative fields that were read.

    Cells without a reading are `unreadable` where an irregularity may print them, else
    `missing`. Each kind comes in the form's order.
    """
    by_field: dict[FieldId, list[Reading]] = {}
    for reading in readings.readings:
        by_field.setdefault(reading.field, []).append(reading)
    unread: dict[FieldId, Irregularity] = {}
    cut_off: set[FieldId] = set()
    for irregular in readings.irregularities:
        if irregular.asks:
            for name in irregular.fields:
                unread.setdefault(name, irregular)
        elif irregular.code == "clipped_row":
            cut_off.update(irregular.fields)
    kind = kinds(form)
    observed: dict[FieldId, Observation] = {}
    told = [*(rule.field for rule in form.meta), *(rule.field for rule in form.facts), *by_field]
    told.sort(key=lambda name: name.startswith("narrative."))
    for name in dict.fromkeys((*form.cells, *filter(by_field.get, told))):
        if name in by_field:
            observed[name] = _observe(document, kind.get(name, "text"), by_field[name])
        elif name in unread:
            place = unread[name]
            observed[name] = Observation(
                name,
                kind[name],
                "unreadable",
                evidence=place.evidence,
                probability=MISMATCH,
                reasons=(UNREAD.get(place.code, "irregular_row"),),
            )
        else:
            reasons = ("not_in_document", "cut_off") if name in cut_off else ("not_in_document",)
            observed[name] = Observation(
                name, kind[name], "missing", reasons=reasons, probability=ABSENT
            )
    return observed


class _Side(NamedTuple):
    """Readings that say the same, what speaks for them, and the log odds of that."""

    readings: list[Reading]
    signals: Signals
    odds: float


def _observe(document: Document, kind: Kind, readings: Sequence[Reading]) -> Observation:
    """The readings of one field -> the value they speak for."""
    sound = frozenset(reading for reading in readings if _rereads(document, reading))
    sides = [_side(group, sound) for group in _agreeing(readings)]
    side, *others = sorted(sides, key=lambda side: -side.odds)
    reading = max(side.readings, key=lambda r: (_value(r) is not None, _odds_alone(r, sound)))
    value, signals, odds = _value(reading), side.signals, side.odds
    reasons = [signal for r in side.readings for signal in r.signals]
    if reading not in sound:
        reasons.append("evidence_mismatch")
    candidates = reading.candidates
    if others:
        reasons.append("readings_disagree")
        rivals = others
        if odds - others[0].odds < CLEAR:
            value, rivals = None, [side, *others]
            reasons.append("undecided")
        candidates += tuple(_candidate(rival.readings[0]) for rival in rivals)
        signals = signals.against(other.signals for other in others)
        odds = calibration().weights.odds(signals)
    amount = reading.content if isinstance(reading.content, Amount) else None
    low, high = (amount.low, amount.high) if amount and value is not None else (None, None)
    if low is None and high is None and isinstance(value, Decimal):
        low = high = value
    if amount and amount.state == "unreadable":
        reasons.append("unreadable")
    elif value is None and reading.candidates:
        reasons.append("unit_not_printed")
    open_between = len(reading.candidates) if value is None else 0
    return Observation(
        field=reading.field,
        kind=kind,
        state=amount.state if amount else "reported",
        value=value,
        low=low,
        high=high,
        raw=amount.raw if amount else reading.evidence.quote,
        unit=amount.unit if amount else None,
        qualifier=amount.qualifier if amount else None,
        source=reading.source,
        evidence=reading.evidence,
        probability=probability(odds) / max(1, open_between),
        certain=not others and _is_certain(document, side.readings, sound),
        reasons=tuple(dict.fromkeys(reasons)),
        candidates=candidates,
        signals=signals,
    )


def _agreeing(readings: Sequence[Reading]) -> list[list[Reading]]:
    """The readings, those together that say the same. A reading that leaves the value open
    between its candidates stands with the one that decides for one of them."""
    first = readings[0].content
    if all(reading.content is first for reading in readings):  # by far the most fields
        return [list(readings)]
    groups: dict[object, list[Reading]] = {}
    for reading in sorted(readings, key=lambda r: _value(r) is None):
        content, candidates = reading.content, reading.candidates
        same: object = content
        if isinstance(content, Amount):
            same = content.state, content.value, tuple((c.value, c.unit) for c in candidates)
        if candidates and same not in groups:
            offered = {candidate.value for candidate in candidates}
            decided = [key for key, group in groups.items() if _value(group[0]) in offered]
            same = decided[0] if len(decided) == 1 else same
        groups.setdefault(same, []).append(reading)
    return list(groups.values())


def _side(readings: list[Reading], sound: Collection[Reading]) -> _Side:
    content = readings[0].content
    empty = isinstance(content, Amount) and content.state in SOFT_ZERO
    witnesses = tuple((r.source, r.signals) for r in readings if r in sound)
    return _Side(readings, *trust(witnesses, empty))


def _odds_alone(reading: Reading, sound: Collection[Reading]) -> float:
    """The log odds of a reading if there were no other."""
    return trust(((reading.source, reading.signals),))[1] if reading in sound else 0.0


def _value(reading: Reading) -> Value | None:
    return reading.content if isinstance(reading.content, str) else reading.content.value


def _candidate(reading: Reading) -> Candidate:
    content = reading.content
    if isinstance(content, str):
        return Candidate(content, None, reading.source)
    value = content.raw if content.value is None else content.value
    return Candidate(value, content.unit, reading.source)


def _rereads(document: Document, reading: Reading) -> bool:
    """Does the evidence stand in the text, and does a cell's text read as the amount says?"""
    evidence, content = reading.evidence, reading.content
    if not _stands(document, evidence):
        return False
    if reading.source not in CELL_SOURCES or isinstance(content, str):
        return True
    again = read_amount(content.raw)
    if content.raw not in evidence.quote or again.state != content.state:
        return False
    if again.value is None or content.value is None:
        return content.value is None
    return any(content.value == again.value * scale for scale in _HEADING_SCALES)


def _stands(document: Document, evidence: Evidence) -> bool:
    return document.text[evidence.start : evidence.end] == evidence.quote


def _is_certain(
    document: Document, readings: Sequence[Reading], sound: Collection[Reading]
) -> bool:
    """Whether readings that say the same leave no doubt.

    A cell is read by labels on both axes and again in reading order, blind to the grid; a figure of
    the prose in two sentences, or by a pattern and a model. A heading, or a line that names what it
    states, is enough.
    """
    if not all(r in sound and not _is_marked(document, r.evidence, r.content) for r in readings):
        return False
    clean = [reading for reading in readings if not reading.signals]
    sources = {reading.source for reading in clean}
    if "outline" in sources:
        return True
    if "rules" in sources:
        return not _MODELS.isdisjoint(sources) or _in_two_sentences(document, clean)
    return "grid" in sources and len({reading.source for reading in readings}) > 1


def in_plain_characters(document: Document, evidence: Evidence, content: Amount | str) -> bool:
    """Whether the evidence stands in the text as it is quoted, touched by no mark."""
    return _stands(document, evidence) and not _is_marked(document, evidence, content)


def _is_marked(document: Document, evidence: Evidence, content: Amount | str) -> bool:
    if isinstance(content, Amount) and content.marked:
        return True
    return bool(document.marked) and document.is_marked(evidence.span)


def _in_two_sentences(document: Document, readings: Iterable[Reading]) -> bool:
    places = sorted({(r.evidence.start, r.evidence.end) for r in readings})
    between = document.text[places[0][1] : places[-1][0]]
    return len(places) > 1 and _SENTENCE_END.search(between) is not None
