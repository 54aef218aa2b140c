"""A chat request -> what the simulated model says, kept for when it is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from typing import Any

import msgspec

from eval.simulation import Mode
from eval.simulation.errors import Behaviour, Errors, lie, obey, parrot
from eval.simulation.library import Labelled, Library
from eval.simulation.prose import answer_fields, answer_narrative
from eval.simulation.request import AnswerSchema, ChatRequest
from eval.simulation.shown import Grid, Shown, last_question, read_shown
from eval.simulation.table import point_at_cells
from extractor.record.answer import answer_schema
from extractor.record.question import Question, Shape

_MOST_KEPT = 20_000
"""Answers that are kept; then all are forgotten and worked out again."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to a request, before anything goes wrong on the way.

    `question` is the same for the same question in whatever mode, and when it is asked again to
    repair an answer. `unknown` says that no labelled document has what was shown.
    """

    question: str
    model: str
    mode: Mode
    tool: str
    stream: bool
    content: str
    prompt_tokens: int
    completion_tokens: int
    unknown: bool


class Answers:
    """A simulated model. The same seed gives the same answer to the same question, whatever
    else is asked, and in whatever order."""

    def __init__(self, library: Library, errors: Errors, behaviour: Behaviour, seed: int) -> None:
        self._library = library
        self._errors = errors
        self._behaviour = behaviour
        self._seed = seed
        self._kept: dict[bytes, Said] = {}

    def answer(self, body: bytes) -> Said:
        """The answer to a request by its JSON text. Raises msgspec.DecodeError where it is none."""
        key = blake2b(body, digest_size=16).digest()
        if (said := self._kept.get(key)) is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            said = self._kept[key] = self._said(ChatRequest.read(body))
        return said

    def _said(self, request: ChatRequest) -> Said:
        text = last_question(request.said)
        schema = request.schema
        question = _identity(request.model, text, schema.shape)
        shown = read_shown(text)
        document = self._library.find(shown)
        content = self._content(request, text, shown, document, schema, question)
        return Said(
            question,
            request.model,
            request.mode,
            request.tool,
            request.stream,
            content,
            request.prompt_tokens,
            count_tokens(content),
            document is None,
        )

    def _content(
        self,
        request: ChatRequest,
        text: str,
        shown: Shown,
        document: Labelled | None,
        schema: AnswerSchema,
        question: str,
    ) -> str:
        if self._behaviour == "parrot" and (again := parrot(request.said)):
            return again
        if self._behaviour == "liar":
            return _json(lie(text, schema, f"{self._seed} lie {question}"))
        answer = schema.nothing()
        shape = schema.shape
        if shape is None:
            return _json(answer)
        if document is not None:
            right = right_answer(shown, document, shape)
            answer |= {name: part for name, part in right.items() if name in answer}
        if self._behaviour == "obey":
            return _json(obey(text, answer, shape))
        if document is None:
            return _json(answer)
        return _json(self._errors.make(answer, shape, Random(f"{self._seed} err {question}")))


def right_answer_to(question: Question, library: Library, errors: Errors, seed: int) -> str:
    """What the labels of the document that a question shows say to it, but for errors: JSON."""
    shown, shape = read_shown(question.messages[-1].content), question.shape
    empty: Any = AnswerSchema(answer_schema(shape)).nothing()
    if (document := library.find(shown)) is None:
        return _json(empty)
    right = right_answer(shown, document, shape)
    answer = empty | {name: part for name, part in right.items() if name in empty}
    identity = _identity("simulated", question.messages[-1].content, shape)
    return _json(errors.make(answer, shape, Random(f"{seed} err {identity}")))


def right_answer(shown: Shown, document: Labelled, shape: Shape) -> dict[str, Any]:
    """What the labels of a document say to a question about it."""
    match shape.kind:
        case "narrative":
            return answer_narrative(shown, document.prose, shape)
        case "fields":
            return answer_fields(shown, document.prose, shape)
    cells: dict[tuple[str, str], int] = {}
    above: Grid = ()
    for block in shown.blocks:
        above = (*above, *block.grid)
        key, by_columns = document.table(block.part), shape.kind == "columns"
        pointed = point_at_cells(block.grid or above, key, by_columns=by_columns)
        used = set(cells.values())
        cells |= {
            (row, column): at
            for (row, column), at in pointed.items()
            if at not in used and (row in shape.rows or f"{row}.{column}" == block.name)
        }
    match shape.kind:
        case "cell":
            fields = {f"{row}.{column}": at for (row, column), at in cells.items()}
            return {"cell": fields.get(shown.blocks[0].name, 0) if shown.blocks else 0}
        case "columns":
            turned = {(column, row): at for (row, column), at in cells.items()}
            return {"columns": _grouped(turned, "column", shape.columns, "row", shape.rows)}
        case _:
            return {"rows": _grouped(cells, "row", shape.rows, "column", shape.columns)}


def _grouped(
    cells: dict[tuple[str, str], int],
    outer: str,
    lines: Sequence[str],
    inner: str,
    names: Sequence[str],
) -> list[dict[str, Any]]:
    grouped = (
        (line, [{inner: name, "cell": at} for name in names if (at := cells.get((line, name)))])
        for line in lines
    )
    return [{outer: line, "cells": found} for line, found in grouped if found]


def _identity(model: str, text: str, shape: Shape | None) -> str:
    """What is the same for the same question, in whatever mode it is asked."""
    told = "\0".join((model, text, repr(shape)))
    return blake2b(told.encode(), digest_size=16).hexdigest()


def count_tokens(text: str) -> int:
    """A plain count that any server could make: one token for four bytes of UTF-8."""
    return -(-len(text.encode()) // 4)


def _json(answer: Any) -> str:
    return msgspec.json.encode(answer).decode()
