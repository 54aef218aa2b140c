"""Figures of the form's tables in running text -> what was read of them, and questions.

Text out of a PDF or copied from a page may have lost what set its cells apart. What cannot be read
of a table is one question.
"""

from collections.abc import Collection, Iterator, Sequence

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.printed import first_words
from extractor.reading.tables.skeleton import Run
from extractor.record.record import Evidence, FieldId, Irregularity, Reading

FEWEST = 3
"""Figures in a row, without a label before them, that are no page number."""


def unlaid_tables(
    document: Document,
    form: Form,
    runs: Sequence[Run],
    readings: Sequence[Reading],
    unread: Collection[FieldId],
) -> Iterator[Irregularity | Evidence]:
    """What tables print in running text, and an irregularity for each of the form's tables of
    which figures are left that may be any of its `unread` fields."""
    inside = [table.span for table in document.tables]
    taken = {at for r in readings for at in range(r.evidence.start, r.evidence.end)}
    for reading in readings:
        start = reading.evidence.start
        in_table = any(span.start <= start < span.end for span in inside)
        if reading.field in form.cells and not in_table and reading.evidence.quote:
            yield reading.evidence
    for table in form.tables:
        fields = tuple(name for name in table.cells if name in unread)
        left: list[Evidence] = []
        for run in runs:
            start = run.figures[0].start
            if run.part == table.part and not any(s.start <= start < s.end for s in inside):
                loose = [figure for figure in run.figures if figure.start not in taken]
                left += loose if run.labelled or len(loose) >= FEWEST else []
        if fields and left:
            yield from left
            place = Evidence.at(document, left[0].start, left[-1].end)
            message = f"text {first_words(place.quote)!r}: a table in running text"
            yield Irregularity("unread_table", message, fields, place)
