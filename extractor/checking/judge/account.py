"""What tables print -> what became of it: read, asked about, or none of the form's.

Every printed place is in exactly one of these, by construction: what nothing else tells of is told
here, as a cell that no field stands for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from extractor.record.record import (
    OUTSIDE,
    Evidence,
    Field,
    FieldId,
    Irregularity,
    Printed,
    Reading,
    Readings,
)
from extractor.values.amount import Amount

OF_PROSE = frozenset(("rules", "outline"))
"""Readers that see no tables: where one stands on a figure of a table, it claims nothing."""

Fate = Literal["read", "asked", "outside", "lost"]


def account(
    readings: Readings, fields: Mapping[FieldId, Field]
) -> tuple[Printed, tuple[Irregularity, ...]]:
    """How many printed places are read, asked about and none of the form's, and an irregularity
    `unread_cell` for each that nothing tells of; these are asked about as well.

    A place is read where it is evidence of an accepted field, or of a reading that agrees with
    one; asked about where a field waits for a person that it may be of, or in an irregularity
    that asks.
    """
    fields_at = _fields_at(readings, fields)
    told = [irregular for irregular in readings.irregularities if irregular.evidence]
    fates: Counter[Fate] = Counter()
    lost = []
    for place in readings.printed:
        names = {name for at in range(place.start, place.end) for name in fields_at.get(at, ())}
        fate = _fate(place, [fields[name] for name in names], told)
        fates[fate] += 1
        if fate == "lost":
            message = f"{place.quote!r} is printed, and no field stands for it"
            lost.append(Irregularity("unread_cell", message, (), place))
    return Printed(fates["read"], fates["asked"] + fates["lost"], fates["outside"]), tuple(lost)


def _fate(place: Evidence, of: list[Field], told: list[Irregularity]) -> Fate:
    if of:
        return "asked" if any(field.decision == "review" for field in of) else "read"
    around = [irregular for irregular in told if irregular.evidence and place in irregular.evidence]
    if any(irregular.asks for irregular in around):
        return "asked"
    return "outside" if any(irregular.code == OUTSIDE for irregular in around) else "lost"


def _fields_at(readings: Readings, fields: Mapping[FieldId, Field]) -> Mapping[int, list[FieldId]]:
    """Offset in the text -> the fields that are printed there."""
    found: dict[int, list[FieldId]] = {}
    for name, place in _spoken(readings, fields):
        for at in range(place.start, place.end):
            found.setdefault(at, []).append(name)
    return found


def _spoken(
    readings: Readings, fields: Mapping[FieldId, Field]
) -> Iterator[tuple[FieldId, Evidence]]:
    """Each field of a table with the cells that it stands for: its own, and those of readings
    that agree with it; all of its readings where it waits for a person."""
    for reading in readings.readings:
        field = fields.get(reading.field) if reading.source not in OF_PROSE else None
        if field and (field.decision == "review" or _agrees(reading, field)):
            yield reading.field, reading.evidence
    for name, field in fields.items():
        if field.source == "review" and field.evidence and not field.evidence.is_row:
            yield name, field.evidence


def _agrees(reading: Reading, field: Field) -> bool:
    """Whether a reading says what became of the field; what follows from others, or was said by
    a person, came of the cell that was read."""
    if field.source in ("imputed", "review") or field.evidence == reading.evidence:
        return True
    content = reading.content
    if not isinstance(content, Amount):
        return content == field.value
    return (content.state, content.value) == (field.state, field.value)
