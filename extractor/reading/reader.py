"""Document + form -> Readings: every reader asked, none knowing another."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.outline import Outline, read_meta, read_outline
from extractor.reading.pointing import Pointing
from extractor.reading.prose.changes import read_changes
from extractor.reading.prose.items import read_items
from extractor.reading.prose.lists import Listed, find_lists, read_enumerations
from extractor.reading.prose.mentions import Sentence, read_mentions
from extractor.reading.prose.open_facts import read_open_facts
from extractor.reading.prose.roles import Roles
from extractor.reading.prose.rules import read_rules
from extractor.reading.prose.shares import read_shares
from extractor.reading.tables.grid import read_grid
from extractor.reading.tables.printed import Found
from extractor.reading.tables.skeleton import Skeleton, read_skeleton, unlaid_tables
from extractor.record.question import Answer, Question
from extractor.record.record import (
    ABSENCES,
    Evidence,
    FieldId,
    Irregularity,
    Item,
    Reading,
    Readings,
    Record,
)
from extractor.values.amount import Amount
from extractor.values.folding import fold

MAY_BE_ANY = frozenset(("unknown_row", "unknown_column", "unread_table"))
"""Irregularities of what may be any of some fields, not of fields whose place is known."""


class Reader:
    """One document, read by one form: by rules, and by a model's answers as far as there are.

    Ask the `questions`, `read` with the answers; ask about the `doubts`, `read` with all answers.
    """

    def __init__(self, document: Document, form: Form) -> None:
        self._document = document
        self._form = form

    def questions(self) -> tuple[Question, ...]:
        """What a model is to be asked about the document."""
        return tuple(self._pointing.questions())

    def doubts(self, record: Record) -> tuple[Question, ...]:
        """What it is to be asked again, about what is still in doubt in the record."""
        return tuple(self._pointing.doubts(record))

    def read(self, answers: Sequence[Answer] = ()) -> Readings:
        """All that can be read, the given answers included."""
        document, form = self._document, self._form
        in_grid, in_tables, printed = self._grid
        stated, given = self._rules
        heard, calls = self._pointing.hear(answers)
        counted = {reading.field for reading in (*stated, *heard.readings)}
        denied = [reading for reading in heard.absences if reading.field not in counted]
        prose = [s for s in self._sentences if self._outline.is_prose(s.span.start)]
        given = heard.given | given
        roles = self._roles
        facts, known = read_open_facts(document, form, prose, given, roles.beside, heard.facts)
        lists = [listed for listed in self._lists if self._outline.is_prose(listed.start)]
        elsewhere = (*self._skeleton.readings, *heard.readings)
        irregularities = list(_still_so(in_tables, printed, elsewhere, heard.settled))
        unlaid = list(
            unlaid_tables(
                document,
                form,
                self._skeleton.runs,
                (*in_grid, *elsewhere),
                {name for irregular in irregularities for name in irregular.fields},
            )
        )
        return Readings(
            form=form.id,
            readings=(
                *in_grid,
                *self._skeleton.readings,
                *self._meta,
                *stated,
                *heard.readings,
                *denied,
            ),
            facts=tuple(facts),
            enumerations=tuple(read_enumerations(document, lists, known, form.lists)),
            shares=tuple(read_shares(document, prose, lists, roles, known, form.lists)),
            changes=tuple(read_changes(document, prose, roles, known, form.changes)),
            items=tuple(_listed(read_items(document, form, self._outline), heard.items)),
            irregularities=(
                *_not_absent(irregularities, unlaid),
                *heard.irregularities,
            ),
            calls=calls,
            unanswered=frozenset(heard.unanswered),
            printed=(*printed, *(told for told in unlaid if isinstance(told, Evidence))),
        )

    @cached_property
    def _outline(self) -> Outline:
        return read_outline(self._document, self._form)

    @cached_property
    def _sentences(self) -> list[Sentence]:
        return read_mentions(self._document)

    @cached_property
    def _meta(self) -> list[Reading]:
        return read_meta(self._document, self._form, self._outline)

    @property
    def _year(self) -> int | None:
        """The year reported on, if the title tells."""
        told = (reading.content for reading in self._meta if reading.field == "meta.year")
        year = next((amount for amount in told if isinstance(amount, Amount)), None)
        return int(year.value) if year and year.value else None

    @property
    def _agency(self) -> str:
        """Whose report it is, if the title tells, in plain characters."""
        told = (r.content for r in self._meta if r.field == "meta.agency")
        return next((fold(name) for name in told if isinstance(name, str)), "")

    @cached_property
    def _grid(self) -> Found:
        return read_grid(self._document, self._form)

    @cached_property
    def _skeleton(self) -> Skeleton:
        return read_skeleton(self._document, self._form)

    @cached_property
    def _rules(self) -> tuple[list[Reading], dict[int, FieldId]]:
        return read_rules(
            self._document,
            self._form,
            self._sentences,
            self._year,
            self._roles,
            self._agency,
            self._lists,
        )

    @cached_property
    def _lists(self) -> list[Listed]:
        return find_lists(self._document, self._sentences, self._roles, self._form.lists)

    @cached_property
    def _roles(self) -> Roles:
        year = None if self._year is None else Decimal(self._year)
        return Roles(self._sentences, self._form.changes, year)

    @cached_property
    def _pointing(self) -> Pointing:
        in_grid, irregularities, _ = self._grid
        return Pointing(
            self._document,
            self._form,
            self._outline.sections,
            self._sentences,
            (*in_grid, *self._skeleton.readings),
            irregularities,
            self._rules[1],
        )


def _listed(by_rules: Sequence[Item], by_model: Sequence[Item]) -> Iterator[Item]:
    """The listed matters: of each kind those that the model told, else those that rules found."""
    told = {item.kind for item in by_model}
    merged = [*by_model, *(item for item in by_rules if item.kind not in told)]
    yield from sorted(merged, key=lambda item: item.evidence.start)


def _still_so(
    irregularities: Iterable[Irregularity],
    printed: Collection[Evidence],
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
    for irregular in irregularities:
        at = irregular.evidence
        left = tuple(name for name in irregular.fields if name not in places)
        if left or not irregular.fields:
            code = irregular.code
            if left and at is not None and irregular.asks:
                cells = [place.start for place in printed if place in at]
                whole = bool(cells) and read.issuperset(cells)
                code = "missing_cells" if whole or (at.table, at.row) in settled else code
            yield replace(irregular, fields=left, code=code)
        elif irregular.code in MAY_BE_ANY and at is not None:
            found = (places[name].start for name in irregular.fields)
            if not any(at.start <= start < at.end for start in found):
                yield replace(irregular, fields=(), code="outside")


def _not_absent(
    irregularities: Sequence[Irregularity], unlaid: Sequence[Irregularity | Evidence]
) -> Iterator[Irregularity]:
    """All irregularities; what running text may print is not absent."""
    asking = [told for told in unlaid if isinstance(told, Irregularity)]
    asked = {name for irregular in asking for name in irregular.fields}
    for irregular in irregularities:
        left = tuple(name for name in irregular.fields if name not in asked)
        if left or irregular.code not in ABSENCES:
            yield replace(irregular, fields=left) if irregular.code in ABSENCES else irregular
    yield from asking
