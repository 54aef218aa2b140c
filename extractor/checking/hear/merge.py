"""Many readings of a field -> one observation.

Differently built readers that give the same value and state confirm each other; where they
differ the heavier side wins, and the others stay as candidates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extractor.checking.judge.calibration import odds, trust
from extractor.checking.judge.certainty import CELL_SOURCES, is_certain
from extractor.checking.judge.priors import ABSENT, CLEAR, MISMATCH, SOFT_ZERO, probability
from extractor.checking.judge.signals import Signals
from extractor.checking.observation import Observation, kinds
from extractor.document import Document
from extractor.forms.form import Form, Kind
from extractor.record.record import Candidate, FieldId, Irregularity, Reading, Readings, Value
from extractor.values.amount import Amount, read_amount

UNREAD = {
    "unknown_row": "unread_row",
    "unknown_column": "unread_column",
    "unread_table": "unread_table",
}
"""Irregularities that may print any of their fields -> the reason for these."""
_HEADING_SCALES = (1, 1000, 10**4, 10**8)
_PARTS = {"meta": 1, "narrative": 2}


def merge(document: Document, form: Form, readings: Readings) -> dict[FieldId, Observation]:
    """Every cell of the form, then the metadata and narrative fields that were read.

    Cells without a reading are `unreadable` where an irregularity may print them, else
    `missing`. Metadata and narrative fields come in the form's order.
    """
    by_field: dict[FieldId, list[Reading]] = {}
    for reading in readings.readings:
        by_field.setdefault(reading.field, []).append(reading)
    unread = {
        name: irregular
        for irregular in reversed(readings.irregularities)
        if irregular.asks
        for name in irregular.fields
    }
    cut_off = {n for i in readings.irregularities if i.code == "clipped_row" for n in i.fields}
    kind = kinds(form)
    observed: dict[FieldId, Observation] = {}
    for name in dict.fromkeys((*form.cells, *_in_order(form, by_field))):
        if name in by_field:
            observed[name] = _observe(document, kind.get(name, "text"), by_field[name])
        elif name in unread:
            observed[name] = unreadable(name, kind[name], unread[name])
        else:
            observed[name] = absent(name, kind[name], name in cut_off)
    return observed


def absent(field: FieldId, kind: Kind, cut_off: bool = False) -> Observation:
    """A cell that the form has and the document has not; or had, before its row was `cut_off`."""
    reasons = ("not_in_document", "cut_off") if cut_off else ("not_in_document",)
    return Observation(field, kind, "missing", probability=ABSENT, reasons=reasons)


def unreadable(field: FieldId, kind: Kind, irregular: Irregularity) -> Observation:
    """A cell that may be printed in a place that could not be read."""
    return Observation(
        field,
        kind,
        "unreadable",
        evidence=irregular.evidence,
        probability=MISMATCH,
        reasons=(UNREAD.get(irregular.code, "irregular_row"),),
    )


def _in_order(form: Form, found: Iterable[FieldId]) -> list[FieldId]:
    """The fields found outside the tables: metadata, narrative, each in the form's order."""
    names = [*(m.field for m in form.meta), *(f.field for f in form.facts)]
    place = {name: i for i, name in reversed(list(enumerate(names)))}

    def key(name: FieldId) -> tuple[int, int]:
        return _PARTS.get(name.split(".")[0], len(_PARTS) + 1), place.get(name, len(names))

    return sorted((name for name in found if name not in form.cells), key=key)


def _observe(document: Document, kind: Kind, readings: list[Reading]) -> Observation:
    """The readings of one field -> the value they speak for."""
    heard = [_hear(document, reading) for reading in readings]
    weighed = [(*_weighed(side), side) for side in _sides(heard)]
    if len(weighed) > 1:
        weighed.sort(key=lambda told: -told[0])
    (weight, signals, side), others = weighed[0], weighed[1:]
    best = max(side, key=_standing)
    reading, value = best.reading, _value(best.reading)
    reasons = [signal for h in side for signal in h.reading.signals]
    if not best.rereads:
        reasons.append("evidence_mismatch")
    candidates = reading.candidates
    if others:
        reasons.append("readings_disagree")
        rivals = others
        if weight - others[0][0] < CLEAR:
            value, rivals = None, weighed
            reasons.append("undecided")
        candidates += tuple(_candidate(rival[0].reading) for *_, rival in rivals)
        signals = signals.against(told for _, told, _ in others)
        weight = odds(signals)
    amount = reading.content if isinstance(reading.content, Amount) else None
    low, high = (amount.low, amount.high) if amount and value is not None else (None, None)
    if low is None and high is None and isinstance(value, Decimal):
        low = high = value
    if amount and amount.state == "unreadable":
        reasons.append("unreadable")
    elif value is None and reading.candidates:
        reasons.append("unit_not_printed")
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
        probability=probability(weight) / _open_between(value, reading),
        certain=not others
        and all(h.rereads for h in side)
        and is_certain(document, [h.reading for h in side]),
        reasons=tuple(dict.fromkeys(reasons)),
        candidates=candidates,
        signals=signals,
    )


@dataclass(slots=True)
class _Heard:
    """A reading: whether its evidence re-reads, whether it leaves the value to be chosen, and
    how far it is trusted alone."""

    reading: Reading
    rereads: bool
    open: bool
    trust: float


def _hear(document: Document, reading: Reading) -> _Heard:
    rereads = _rereads(document, reading)
    alone = trust(((reading.source, reading.signals),))[0] if rereads else 0.0
    content = reading.content
    return _Heard(reading, rereads, isinstance(content, Amount) and content.value is None, alone)


def _sides(heard: list[_Heard]) -> list[list[_Heard]]:
    """The readings, those together that say the same. A reading that leaves the value open
    between its candidates stands with the one that decides for one of them."""
    first = heard[0].reading.content
    if all(h.reading.content is first for h in heard):  # by far the most fields
        return [heard]
    sides: dict[object, list[_Heard]] = {}
    for one in sorted(heard, key=_is_open):
        claim: object = _claim(one.reading)
        if one.reading.candidates and claim not in sides:
            offered = {candidate.value for candidate in one.reading.candidates}
            decided = [c for c, side in sides.items() if _value(side[0].reading) in offered]
            claim = decided[0] if len(decided) == 1 else claim
        sides.setdefault(claim, []).append(one)
    return list(sides.values())


def _standing(heard: _Heard) -> tuple[bool, float]:
    return not heard.open, heard.trust


def _is_open(heard: _Heard) -> bool:
    return heard.open


def _claim(reading: Reading) -> object:
    """What a reading says, apart from where it says so: equal claims agree."""
    if isinstance(reading.content, str):
        return reading.content
    content, candidates = reading.content, reading.candidates
    offered = tuple((c.value, c.unit) for c in candidates) if candidates else ()
    return content.state, content.value, offered


def _open_between(value: Value | None, reading: Reading) -> int:
    """Among how many values the trust in a reading is shared: none of its candidates is taken."""
    return max(1, len(reading.candidates)) if value is None else 1


def _value(reading: Reading) -> Value | None:
    if isinstance(reading.content, str):
        return reading.content
    return reading.content.value


def _candidate(reading: Reading) -> Candidate:
    content = reading.content
    if isinstance(content, Amount) and content.value is None:
        return Candidate(content.raw, content.unit, reading.source)
    unit = content.unit if isinstance(content, Amount) else None
    value = _value(reading)
    return Candidate(value if value is not None else "", unit, reading.source)


def _weighed(side: list[_Heard]) -> tuple[float, Signals]:
    """The log odds of readings that say the same, and what these come from."""
    content = side[0].reading.content
    empty = isinstance(content, Amount) and content.state in SOFT_ZERO
    told = tuple((h.reading.source, h.reading.signals) for h in side if h.rereads)
    return trust(told, empty)


def _rereads(document: Document, reading: Reading) -> bool:
    """Does the evidence stand in the text, and does a cell's text read as the amount says?"""
    evidence, content = reading.evidence, reading.content
    if document.text[evidence.start : evidence.end] != evidence.quote:
        return False
    if reading.source not in CELL_SOURCES or isinstance(content, str):
        return True
    again = read_amount(content.raw)
    if content.raw not in evidence.quote or again.state != content.state:
        return False
    if again.value is None or content.value is None:
        return content.value is None
    return any(content.value == again.value * scale for scale in _HEADING_SCALES)
