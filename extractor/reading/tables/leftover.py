"""What the grid lacks of the form's tables -> what is unread once all readers have read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.printed import Found, first_words
from extractor.reading.tables.skeleton import Run
from extractor.record.record import ABSENCES, Evidence, FieldId, Irregularity, Reading

FEWEST_LOOSE = 3
"""Figures in a row, without a label before them, that are no page number."""
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
    unlaid = Found([], [], [])
    unlaid.keep(_unlaid_tables(document, form, runs, (*grid.readings, *elsewhere), unread))
    asked = {name for irregular in unlaid.irregularities for name in irregular.fields}
    still = (
        replace(irregular, fields=tuple(name for name in irregular.fields if name not in asked))
        if irregular.code in ABSENCES
        else irregular
        for irregular in left
        if irregular.code not in ABSENCES or not asked.issuperset(irregular.fields)
    )
    return (*still, *unlaid.irregularities), (*grid.printed, *unlaid.printed)


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


def _unlaid_tables(
    document: Document,
    form: Form,
    runs: Sequence[Run],
    readings: Sequence[Reading],
    unread: Collection[FieldId],
) -> Iterator[Irregularity | Evidence]:
    """What tables print in running text, where all that set their cells apart is lost, and an
    irregularity for each of the form's tables of which figures are left that may be any of its
    `unread` fields."""
    taken = {at for r in readings for at in range(r.evidence.start, r.evidence.end)}
    for reading in readings:
        place = reading.evidence
        if reading.field in form.cells and place.quote and not _in_table(document, place):
            yield place
    for table in form.tables:
        fields = tuple(name for name in table.cells if name in unread)
        left: list[Evidence] = []
        for run in runs:
            if run.part == table.part and not _in_table(document, run.figures[0]):
                loose = [figure for figure in run.figures if figure.start not in taken]
                left += loose if run.labelled or len(loose) >= FEWEST_LOOSE else []
        if fields and left:
            yield from left
            place = Evidence.at(document, left[0].start, left[-1].end)
            message = f"text {first_words(place.quote)!r}: a table in running text"
            yield Irregularity("unread_table", message, fields, place)


def _in_table(document: Document, place: Evidence) -> bool:
    spans = (table.span for table in document.tables)
    return any(span.start <= place.start < span.end for span in spans)
