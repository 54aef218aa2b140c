"""The reader that asks a language model. The model points at marks; the code reads there.

Document -> questions, and answers -> readings. Nothing here calls a model: `extractor.llm` does.
A mark is a number of its own before every figure of the prose (`⟦3⟧29件`), before a cell, and
before a sentence (`§2`); an answer chooses among the marks that exist, so that no value can come
out that the document does not print.

Ids of questions: `narrative.N` a passage, `tables` the tables that depart from the form; asked
again where doubt is left: `again.fields.N`, `again.columns`, `again.cell.FIELD`. With the
document, an id is enough to know what its marks stand for; so answers can come back at any time.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from extractor.document import Document, Span
from extractor.forms.form import Form
from extractor.reading.pointing.board import (
    Board,
    ask_cell,
    ask_columns,
    ask_rows,
    hear_cells,
    hear_columns,
    hear_rows,
    read_board,
    view_of,
)
from extractor.reading.pointing.heard import Heard
from extractor.reading.pointing.passage import Passage, ask_fields, ask_narrative, read_passages
from extractor.reading.pointing.prompt import NARRATIVE
from extractor.reading.pointing.stated import PassageHearing
from extractor.reading.prose.mentions import Sentence
from extractor.record.answer import answer_class
from extractor.record.question import Answer, Call, Question, Shape
from extractor.record.record import Evidence, Field, FieldId, Irregularity, Reading, Record

AGAIN = "again."
SURE = 0.97
"""A reading below this confidence is asked about again: one that stands alone, or is disputed."""
MOST_ALONE = 8
"""Fields of a report that are asked about one by one, those with the most doubt first."""
_CANNOT_SAY = "unit_not_printed"
"""What no pointer can settle."""


@dataclass(frozen=True)
class Pointing:
    """The marks of a document. `placed` are the readings of its tables by other readers and
    `irregularities` what those could not place, `given` the figures that rules gave to fields."""

    document: Document
    form: Form
    sections: Mapping[str, Span]
    sentences: Sequence[Sentence]
    placed: Sequence[Reading]
    irregularities: Sequence[Irregularity]
    given: Mapping[int, FieldId]

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The running text."""
        return read_passages(self.document, self.form, self.sections, self.sentences)

    @cached_property
    def board(self) -> Board:
        """The tables that depart from the form."""
        return read_board(self.document, self.form, self.placed, self.irregularities)

    def questions(self) -> Iterator[Question]:
        """What a model is asked at first."""
        for passage in self.passages:
            if passage.mentions or passage.sentences:
                yield ask_narrative(self.form, passage)
        if self.board.grids:
            yield ask_rows(self.board)

    def doubts(self, record: Record) -> Iterator[Question]:
        """What is asked again, built differently, where the record is still in doubt."""
        doubtful = sorted(
            (name for name, field in record.fields.items() if _doubtful(field)),
            key=lambda name: record.fields[name].confidence,
        )
        if told := [name for name in doubtful if name.startswith(NARRATIVE)]:
            for passage in self.passages:
                if passage.mentions:
                    yield ask_fields(self.form, passage, told)
        alone = 0
        for name in doubtful:
            # Seen where `_hear_cell` will look: readers who disagree may stand at different cells.
            seen = self._placed_at(name) or record.fields[name].evidence
            if name not in self.form.cells or seen is None or alone == MOST_ALONE:
                continue
            if view := view_of(self.document, self.form, name, seen):
                alone += 1
                yield ask_cell(self.form, name, view)
        asked = (record.fields.get(name) for grid in self.board.grids for name in grid.asked)
        if any(_open(field) for field in asked):
            yield ask_columns(self.board)

    def hear(self, answers: Sequence[Answer]) -> tuple[Heard, tuple[Call, ...]]:
        """What the answers say, and the calls that gave them."""
        heard = Heard()
        calls = []
        for answer in answers:
            more = self._hear(answer, heard.readings)
            call = msgspec.convert(answer, Call, from_attributes=True)
            calls.append(msgspec.structs.replace(call, fields=more.fields))
            heard.add(more)
        return heard, tuple(calls)

    def _hear(self, answer: Answer, before: Sequence[Reading]) -> Heard:
        kind, _, about = answer.question.removeprefix(AGAIN).partition(".")
        content = answer.content
        if content is None:
            return self._unanswered(kind, about, answer.error or "")
        if kind == "tables":
            return hear_rows(self.board, _parsed(ask_rows(self.board).shape, content))
        if kind == "columns":
            return hear_columns(self.board, _parsed(ask_columns(self.board).shape, content))
        if kind == "cell":
            return self._hear_cell(about, content, before)
        passage = self.passages[int(about) - 1]
        hearing = PassageHearing(self.document, self.form, passage, self.given)
        if kind == "narrative":
            return hearing.narrative(_parsed(ask_narrative(self.form, passage).shape, content))
        shape = Shape("fields", tuple(json.loads(content)), pointers=len(passage.mentions))
        return hearing.fields(_parsed(shape, content))

    def _hear_cell(self, field: FieldId, content: str, before: Sequence[Reading]) -> Heard:
        pointed = (reading.evidence for reading in before if reading.field == field)
        seen = self._placed_at(field) or next(pointed, None)
        view = view_of(self.document, self.form, field, seen) if seen else None
        if view is None:
            return Heard()
        cell = _parsed(Shape("cell", pointers=len(view.places)), content).cell
        return hear_cells(view, [(field, cell)] if cell else [], "model_again")

    def _placed_at(self, field: FieldId) -> Evidence | None:
        """Where the first of the other readers found a field."""
        return next((r.evidence for r in self.placed if r.field == field), None)

    def _unanswered(self, kind: str, about: str, error: str) -> Heard:
        """A call that failed: the fields it was about, and why."""
        asked: tuple[FieldId, ...] = (about,) if kind == "cell" else ()
        if kind == "narrative":
            asked = tuple(rule.field for rule in self.form.facts)
        elif kind in ("tables", "columns"):
            asked = tuple(name for name in self.form.cells if self.board.grid_of(name))
        heard = Heard(unanswered=list(asked))
        heard.refuse("model_unavailable", f"no answer on {kind} {about}: {error}", *asked)
        return heard


def _doubtful(field: Field) -> bool:
    """Whether a model may settle what is in doubt here."""
    asked_by_model = field.source == "model" and field.confidence < SURE
    return _CANNOT_SAY not in field.reasons and (field.decision == "review" or asked_by_model)


def _open(field: Field | None) -> bool:
    return field is None or field.state in ("missing", "unreadable") or _doubtful(field)


def _parsed(shape: Shape, content: str) -> Any:
    return answer_class(shape).model_validate_json(content)
