"""Document + form -> Readings: every reader asked, none knowing another."""

from collections.abc import Iterator, Sequence

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.outline import read_items, read_meta, read_outline
from extractor.reading.pointing import Pointing
from extractor.reading.prose.comparisons import read_changes, read_enumerations, read_shares
from extractor.reading.prose.open_facts import read_open_facts
from extractor.reading.prose.patterns import read_patterns
from extractor.reading.prose.relations import read_prose
from extractor.reading.tables.grid import read_grid
from extractor.reading.tables.leftover import left_unread
from extractor.reading.tables.skeleton import read_skeleton
from extractor.record.question import Answer, Question
from extractor.record.record import Item, Readings, Record


class Reader:
    """One document, read by one form: by rules, and by a model's answers as far as there are.

    Ask the `questions`, `read` with the answers; ask about the `doubts`, `read` with all answers.
    """

    def __init__(self, document: Document, form: Form) -> None:
        self._document = document
        self._form = form
        self._outline = read_outline(document, form)
        self._meta = read_meta(document, form, self._outline)
        self._prose = read_prose(document, form, self._meta.year, self._meta.agency)
        self._stated, self._given = read_patterns(self._prose)
        self._grid = read_grid(document, form)
        self._skeleton = read_skeleton(document, form)
        self._pointing = Pointing(
            document,
            form,
            self._outline.sections,
            self._prose.sentences,
            (*self._grid.readings, *self._skeleton.readings),
            self._grid.irregularities,
            self._given,
        )

    def questions(self) -> tuple[Question, ...]:
        """What a model is to be asked about the document."""
        return tuple(self._pointing.questions())

    def doubts(self, record: Record) -> tuple[Question, ...]:
        """What it is to be asked again, about what is still in doubt in the record."""
        return tuple(self._pointing.doubts(record))

    def read(self, answers: Sequence[Answer] = ()) -> Readings:
        """All that can be read, the given answers included."""
        document, form = self._document, self._form
        heard, calls = self._pointing.hear(answers)
        counted = {reading.field for reading in (*self._stated, *heard.readings)}
        told = self._prose.where(self._outline.is_prose)
        facts, known = read_open_facts(told, heard.given | self._given, heard.facts)
        elsewhere = (*self._skeleton.readings, *heard.readings)
        unread, printed = left_unread(
            document, form, self._grid, self._skeleton.runs, elsewhere, heard.settled
        )
        return Readings(
            form=form.id,
            readings=(
                *self._grid.readings,
                *self._skeleton.readings,
                *self._meta.readings,
                *self._stated,
                *heard.readings,
                *(reading for reading in heard.absences if reading.field not in counted),
            ),
            facts=tuple(facts),
            enumerations=tuple(read_enumerations(told, known)),
            shares=tuple(read_shares(told, known)),
            changes=tuple(read_changes(told, known)),
            items=tuple(_listed(read_items(document, form, self._outline), heard.items)),
            irregularities=(*unread, *heard.irregularities),
            calls=calls,
            unanswered=frozenset(heard.unanswered),
            printed=printed,
        )


def _listed(by_rules: Iterator[Item], by_model: Sequence[Item]) -> list[Item]:
    """The listed matters: of each kind those that the model told, else those that rules found."""
    told = {item.kind for item in by_model}
    merged = [*by_model, *(item for item in by_rules if item.kind not in told)]
    return sorted(merged, key=lambda item: item.evidence.start)
