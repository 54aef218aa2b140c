"""What the grid lacks of the form's tables -> what is unread once all readers have read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.printed import Found
from extractor.reading.tables.skeleton import Run, unlaid_tables
from extractor.record.record import ABSENCES, Evidence, Irregularity, Reading

_MAY_BE_ANY = frozenset(("unknown_row", "unknown_column", "unread_table"))
"""Irregularities of what may be any of some fields, not of fields whose place is known."""


def left_unread(
    document: Document,
    form: Form,
    grid: Found,
    runs: Sequence[Run],
    elsewhere: Sequence[Reading],
    settled: Collection[tuple[int | None, int | None]],
) -> tuple[tuple[Irregularity, ...], tuple[Evidence, ...]]:
    """The irregularities that are left of a grid's, and all places where tables print something:
    also in running text, where `runs` of figures stand.

    `elsewhere` are the readings of other readers, `settled` the rows (table and row) of which all
    was pointed out to them. What running text may print is not absent.
    """
    left = list(_still_so(grid, elsewhere, settled))
    unread = {name for irregular in left for name in irregular.fields}
    unlaid = list(unlaid_tables(document, form, runs, (*grid.readings, *elsewhere), unread))
    asking = [found for found in unlaid if isinstance(found, Irregularity)]
    asked = {name for irregular in asking for name in irregular.fields}
    places = (found for found in unlaid if isinstance(found, Evidence))
    return (*_not_absent(left, asked), *asking), (*grid.printed, *places)


def _still_so(
    grid: Found,
    elsewhere: Iterable[Reading],
    settled: Collection[tuple[int | None, int | None]],
) -> Iterator[Irregularity]:
    """What the grid does not have, less the fields that another reader found all the same.

    Of a place all of whose cells another reader has given to fields, the fields that are left are
    not printed. A row or table that might have been any of some fields is none of the form's where
    all of them were found in other places.
    """
    places = {reading.field: reading.evidence for reading in elsewhere}
    read = {place.start for place in places.values()}
    for irregular in grid.irregularities:
        at = irregular.evidence
        left = tuple(name for name in irregular.fields if name not in places)
        if left or not irregular.fields:
            code = irregular.code
            if left and at is not None and irregular.asks:
                cells = [place.start for place in grid.printed if place in at]
                whole = bool(cells) and read.issuperset(cells)
                code = "missing_cells" if whole or (at.table, at.row) in settled else code
            yield replace(irregular, fields=left, code=code)
        elif irregular.code in _MAY_BE_ANY and at is not None:
            found = (places[name].start for name in irregular.fields)
            if not any(at.start <= start < at.end for start in found):
                yield replace(irregular, fields=(), code="outside")


def _not_absent(
    irregularities: Iterable[Irregularity], asked: Collection[str]
) -> Iterator[Irregularity]:
    """All irregularities; a field that is `asked` about elsewhere is not absent."""
    for irregular in irregularities:
        if irregular.code not in ABSENCES:
            yield irregular
        elif left := tuple(name for name in irregular.fields if name not in asked):
            yield replace(irregular, fields=left)
