"""Readings as they would be had some cells been read as something else, by one reader or by all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from random import Random

from msgspec.structs import replace as with_

from eval.detection.corrupt import Changes
from extractor.document import Document
from extractor.record.record import Evidence, FieldId, Reading, Readings
from extractor.values.amount import read_amount

READERS = ("grid", "skeleton")
"""The two differently built readers of tables."""
FUZZY, ALONE = 0.10, 0.15
"""How many rows `unsettled` gives a label that is not exact, and how many to one reader alone."""


def misread(
    document: Document,
    readings: Readings,
    changes: Changes,
    readers: Iterable[str] = READERS,
    printed: bool = True,
) -> tuple[Document, Readings]:
    """The document and its readings had `readers` read the changed cells so.

    Where the mistake is `printed` the text has it too, as in a bad scan, so that the evidence
    re-reads: what the cells are read as stands below the text, and the readings point there.
    Otherwise they point at the cell, which says something else.
    """
    wrong = frozenset(readers)
    text = document.text
    places: dict[FieldId, Evidence] = {}
    for name, raw in changes.items():
        if raw is not None:
            text += "\n"
            places[name] = Evidence(len(text), len(text) + len(raw), raw)
            text += raw
    heard = _heard(readings, changes, places if printed else {}, wrong)
    return replace(document, text=text), replace(readings, readings=tuple(heard))


def _heard(
    readings: Readings,
    changes: Changes,
    places: Mapping[FieldId, Evidence],
    wrong: frozenset[str],
) -> Iterator[Reading]:
    for reading in readings.readings:
        if reading.field not in changes or reading.source not in wrong:
            yield reading
            continue
        raw = changes[reading.field]
        if raw is not None:
            evidence = places.get(reading.field, reading.evidence)
            yield with_(reading, content=read_amount(raw), evidence=evidence)


def unsettled(random: Random, readings: Readings, row_of: Mapping[FieldId, str]) -> Readings:
    """The same figures, some of them less sure: rows whose label is not exact (the skeleton, which
    wants exact labels, does not read them), and rows that the grid alone has read."""
    fuzzy, alone = set[str](), set[str]()
    for line in dict.fromkeys(row_of.values()):
        chance = random.random()
        if chance < FUZZY:
            fuzzy.add(line)
        elif chance < FUZZY + ALONE:
            alone.add(line)
    kept = []
    for reading in readings.readings:
        row = row_of.get(reading.field)
        if row in fuzzy and reading.source == "grid":
            kept.append(with_(reading, signals=(*reading.signals, "row_fuzzy")))
        elif row not in fuzzy | alone or reading.source == "grid":
            kept.append(reading)
    return replace(readings, readings=tuple(kept))
