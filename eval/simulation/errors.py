"""A right answer -> one with the mistakes that a model makes, drawn from a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import Any

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

    def make(self, answer: Mapping[str, Any], shape: Shape, random: Random) -> dict[str, Any]:
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
    shape: Shape
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
