"""What tables print -> what became of it: read, asked about, or none of the form's.

Every printed place is in exactly one of these, by construction: what nothing else tells of is told
here, as a cell that no field stands for.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from extractor.record.record import (
    OUTSIDE,
    Disposition,
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
    decisions: dict[int, set[Disposition]] = defaultdict(set)
    for place, field in _places(readings, fields):
        for at in range(place.start, place.end):
            decisions[at].add(field.decision)
    fates: Counter[Fate] = Counter()
    lost = []
    for place in readings.printed:
        of_fields = {d for at in range(place.start, place.end) for d in decisions.get(at, ())}
        fate = _fate(place, of_fields, readings.irregularities)
        fates[fate] += 1
        if fate == "lost":
            message = f"{place.quote!r} is printed, and no field stands for it"
            lost.append(Irregularity("unread_cell", message, (), place))
    return Printed(fates["read"], fates["asked"] + fates["lost"], fates["outside"]), tuple(lost)


def _fate(
    place: Evidence, of_fields: Collection[Disposition], irregularities: Collection[Irregularity]
) -> Fate:
    if of_fields:
        return "asked" if "review" in of_fields else "read"
    around = [i for i in irregularities if i.evidence and place in i.evidence]
    if any(irregular.asks for irregular in around):
        return "asked"
    return "outside" if any(irregular.code == OUTSIDE for irregular in around) else "lost"


def _places(
    readings: Readings, fields: Mapping[FieldId, Field]
) -> Iterator[tuple[Evidence, Field]]:
    """The cells that each field of a table stands for: its own, and those of readings that agree
    with it; all of its readings where it waits for a person."""
    for reading in readings.readings:
        field = fields.get(reading.field) if reading.source not in OF_PROSE else None
        if field and (field.decision == "review" or _agrees(reading, field)):
            yield reading.evidence, field
    for field in fields.values():
        if field.source == "review" and field.evidence and not field.evidence.is_row:
            yield field.evidence, field


def _agrees(reading: Reading, field: Field) -> bool:
    """Whether a reading says what became of the field; what follows from others, or was said by
    a person, came of the cell that was read."""
    if field.source in ("imputed", "review") or field.evidence == reading.evidence:
        return True
    content = reading.content
    if not isinstance(content, Amount):
        return content == field.value
    return (content.state, content.value) == (field.state, field.value)
