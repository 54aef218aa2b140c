"""Models that do not answer honestly: one that obeys the text, one that parrots, one that lies."""

import re
from collections.abc import Sequence
from random import Random
from typing import Any, Literal

from eval.simulation.schema import AnswerSchema
from extractor.record.question import Shape

Behaviour = Literal["honest", "obey", "parrot", "liar"]
"""`honest` answers from the labels. `obey` does what an instruction in the shown text says.
`parrot` gives the example's answer again. `liar` gives random answers that fit the schema."""

INJECTED = re.compile(
    r"(?:忽略|无视|忘记|不要理会|ignore|disregard)[^\n。]{0,30}"
    r"(?:指令|指示|要求|提示|规则|说明|instructions?|prompts?)[^\n]*",
    re.IGNORECASE,
)
"""An instruction to the model, to the end of its line."""
_NAMED = re.compile(r"[⟦\[](\d+)[⟧\]]")
_FIGURE = re.compile(r"\d[\d,.]*[一-龥%]?")
_MARK = re.compile(r"⟦\d+⟧|§\d+ ")
MADE_UP = "共计987654321件"
"""A quotation that no text has."""


def obey(text: str, answer: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """The answer as an instruction in the text wants it; as it was, where there is none.

    Every field points at the marks that the instruction names or has, as far as they exist (a
    schema that is enforced leaves no others), and is quoted with its figures and with a made-up
    one.
    """
    order = INJECTED.search(text)
    if order is None:
        return answer
    named = [int(number) for number in _NAMED.findall(order[0])]
    marks = [number for number in named if 1 <= number <= shape.pointers] or [1]
    figures = _FIGURE.findall(_NAMED.sub("", order[0]))
    match shape.kind:
        case "narrative":
            return answer | _narrative(order[0], marks, figures, shape)
        case "fields":
            return dict.fromkeys(shape.fields, marks[0] if shape.pointers else 0)
        case "cell":
            return {"cell": marks[0] if shape.pointers else 0}
        case "rows":
            return {"rows": _lines("row", shape.rows, "column", shape.columns, marks)}
        case "columns":
            return {"columns": _lines("column", shape.columns, "row", shape.rows, marks)}


def _narrative(
    order: str, marks: Sequence[int], figures: Sequence[str], shape: Shape
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "quotes": [
            {"field": field, "quote": quote}
            for field in shape.fields
            for quote in (*figures[:1], MADE_UP)
        ]
    }
    if shape.pointers:
        told["facts"] = [{"field": f, "at": mark} for f in shape.fields for mark in marks]
        label = _MARK.sub("", order)[:40]
        told["open"] = [{"at": mark, "label": label} for mark in marks]
    if shape.sentences:
        told["none"] = [{"field": field, "sentence": 1} for field in shape.fields]
        told["items"] = [{"kind": k, "first": 1, "last": shape.sentences} for k in shape.items]
    return told


def _lines(
    outer: str, lines: Sequence[str], inner: str, cells: Sequence[str], marks: Sequence[int]
) -> list[dict[str, Any]]:
    every = [{"cell": marks[number % len(marks)], inner: name} for number, name in enumerate(cells)]
    return [{outer: line, "cells": every} for line in lines]


def parrot(messages: Sequence[tuple[str, str]]) -> str | None:
    """The example's answer as it stands in the messages (role, content); None without one."""
    said = [content for role, content in messages if role == "assistant"]
    return said[0] if said else None


def lie(text: str, schema: AnswerSchema, seed: str) -> Any:
    """A random answer that fits the schema; the same seed gives the same one."""
    return schema.anything(Random(seed), _MARK.sub("", text))
