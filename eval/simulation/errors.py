"""How a simulated model goes wrong: mistakes at a rate, or dishonest altogether."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from eval.simulation.request import AnswerSchema
    from extractor.record.question import Shape


@dataclass(frozen=True, slots=True)
class Errors:
    """How often each mistake is made, from 0 to 1.

    `wrong_pointer`: a mark or a sentence is another one that exists. `missed_fact`: a field, an
    open fact or a cell is left out. `swapped_columns`: two of a table's columns are taken for
    each other, so often a table. `spurious_fact`: a field that is asked for and not stated gets
    some mark, so often a field.
    """

    wrong_pointer: float = 0.0
    missed_fact: float = 0.0
    swapped_columns: float = 0.0
    spurious_fact: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) <= 1:
                raise ValueError(f"{field.name} must be between 0 and 1")

    @classmethod
    def all(cls, rate: float) -> "Errors":
        """Every kind at the same rate."""
        return cls(rate, rate, rate, rate)

    def make(self, answer: Mapping[str, Any], shape: "Shape", random: Random) -> dict[str, Any]:
        """The answer with its mistakes; the same `random` makes the same ones."""
        if self == Errors():
            return dict(answer)
        slips = _Slips(self, shape, random)
        match shape.kind:
            case "narrative":
                return slips.narrative(answer)
            case "fields":
                return {field: slips.field(at) for field, at in answer.items()}
            case "cell":
                return {"cell": slips.field(answer["cell"])}
            case "rows":
                return {"rows": slips.table(answer["rows"], "row", "column")}
            case "columns":
                return {"columns": slips.table(answer["columns"], "column", "row")}


@dataclass(frozen=True, slots=True)
class _Slips:
    errors: Errors
    shape: "Shape"
    random: Random

    def narrative(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        facts = [self._figure(fact) for fact in self._kept(answer.get("facts", ()))]
        open_facts = [self._figure(fact) for fact in self._kept(answer.get("open", ()))]
        none = [
            part | {"sentence": self._pointer(part["sentence"], self.shape.sentences)}
            for part in self._kept(answer.get("none", ()))
        ]
        stated = {part["field"] for part in (*answer.get("facts", ()), *answer.get("none", ()))}
        facts += (
            {"field": field, "at": at}
            for field in self.shape.fields
            if field not in stated and (at := self._spurious())
        )
        changed = {"facts": facts, "open": open_facts, "none": none}
        return dict(answer) | {name: part for name, part in changed.items() if name in answer}

    def field(self, at: int) -> int:
        """One field's pointer, where 0 is no pointer."""
        if not at:
            return self._spurious()
        return 0 if self._happens("missed_fact") else self._pointer(at, self.shape.pointers)

    def table(
        self, lines: Sequence[Mapping[str, Any]], outer: str, inner: str
    ) -> list[dict[str, Any]]:
        """Lines of cells; the columns may be the lines themselves."""
        shown = [
            {
                outer: line[outer],
                "cells": [
                    cell | {"cell": self._pointer(cell["cell"], self.shape.pointers)}
                    for cell in self._kept(line["cells"])
                ],
            }
            for line in lines
        ]
        if self._happens("swapped_columns"):
            exchange = self._exchange(shown)
            for line in shown:
                if outer == "column":
                    line["column"] = exchange.get(line["column"], line["column"])
                for cell in line["cells"] if inner == "column" else ():
                    cell["column"] = exchange.get(cell["column"], cell["column"])
        return shown

    def _exchange(self, lines: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """Two columns that lie beside each other in the answer, each for the other."""
        used = dict.fromkeys(
            part["column"] for line in lines for part in (line, *line["cells"]) if "column" in part
        )
        names = list(used)
        if len(names) < 2:
            return {}
        at = self.random.randrange(len(names) - 1)
        return {names[at]: names[at + 1], names[at + 1]: names[at]}

    def _spurious(self) -> int:
        """Some mark for a field that is not stated, if this mistake is made; else 0."""
        spurious = self.shape.pointers and self._happens("spurious_fact")
        return self.random.randint(1, self.shape.pointers) if spurious else 0

    def _figure(self, fact: Mapping[str, Any]) -> dict[str, Any]:
        return dict(fact) | {"at": self._pointer(fact["at"], self.shape.pointers)}

    def _kept(self, parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return [part for part in parts if not self._happens("missed_fact")]

    def _pointer(self, at: int, most: int) -> int:
        if most < 2 or not self._happens("wrong_pointer"):
            return at
        other = self.random.randint(1, most - 1)
        return other + (other >= at)

    def _happens(self, error: str) -> bool:
        rate: float = getattr(self.errors, error)
        return self.random.random() < rate


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


def obey(text: str, answer: dict[str, Any], shape: "Shape") -> dict[str, Any]:
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
    order: str, marks: Sequence[int], figures: Sequence[str], shape: "Shape"
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


def lie(text: str, schema: "AnswerSchema", seed: str) -> Any:
    """A random answer that fits the schema; the same seed gives the same one."""
    return schema.anything(Random(seed), _MARK.sub("", text))
