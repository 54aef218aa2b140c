"""A JSON schema -> what may be answered: its Shape, an empty answer, any answer at all."""

from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any

import msgspec

from extractor.record.question import Shape

Schema = Mapping[str, Any]
MOST = 6
"""Entries of a list in a random answer."""


@lru_cache(maxsize=4096)
def read_schema(text: bytes) -> "AnswerSchema":
    """JSON text of a schema -> the schema, kept for the next request of the same shape."""
    return AnswerSchema(msgspec.json.decode(text))


class AnswerSchema:
    """The schema of an answer. `shape` is None where it is none that Gouji asks with."""

    def __init__(self, schema: Schema) -> None:
        self._root = schema
        self.shape = self._shape()

    def nothing(self) -> Any:
        """The answer that says nothing: empty lists, a pointer 0, the first name if one must be."""
        return self._least(self._root)

    def anything(self, random: Random, words: str) -> Any:
        """A random answer that fits the schema; its texts are cut out of `words`."""
        return self._any(self._root, random, words)

    def _shape(self) -> Shape | None:
        parts = self._at(self._root).get("properties", {})
        names = set(parts)
        if "rows" in names:
            cells = self._items(self._items(self._root, "rows"), "cells")
            rows, columns = self._choices(self._items(self._root, "rows"), "row"), "column"
            return Shape(
                "rows",
                rows=rows,
                columns=self._choices(cells, columns),
                pointers=self._most(cells, "cell"),
            )
        if "columns" in names:
            cells = self._items(self._items(self._root, "columns"), "cells")
            return Shape(
                "columns",
                rows=self._choices(cells, "row"),
                columns=self._choices(self._items(self._root, "columns"), "column"),
                pointers=self._most(cells, "cell"),
            )
        if names == {"cell"}:
            return Shape("cell", pointers=self._most(self._root, "cell"))
        if names and names <= {"facts", "open", "none", "items", "quotes"}:
            return self._narrative(names)
        if names and all(0 in self._enum(part) for part in parts.values()):
            pointers = max(self._enum(next(iter(parts.values()))))
            return Shape("fields", fields=tuple(parts), pointers=pointers)
        return None

    def _narrative(self, names: set[str]) -> Shape:
        facts, absences = (
            self._items(self._root, name) if name in names else {} for name in ("facts", "none")
        )
        named = facts or absences or self._items(self._root, "quotes")
        return Shape(
            "narrative",
            fields=self._choices(named, "field"),
            items=self._choices(self._items(self._root, "items"), "kind")
            if "items" in names
            else (),
            pointers=self._most(facts, "at") if facts else 0,
            sentences=self._most(absences, "sentence") if absences else 0,
        )

    def _at(self, node: Schema) -> Schema:
        """The node itself, or where its reference leads."""
        while "$ref" in node:
            target: Any = self._root
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    def _property(self, node: Schema, name: str) -> Schema:
        return self._at(self._at(node).get("properties", {}).get(name, {}))

    def _items(self, node: Schema, name: str) -> Schema:
        return self._at(self._property(node, name).get("items", {}))

    def _enum(self, node: Schema) -> tuple[Any, ...]:
        found = self._at(node)
        return (found["const"],) if "const" in found else tuple(found.get("enum", ()))

    def _choices(self, node: Schema, name: str) -> tuple[str, ...]:
        return self._enum(self._property(node, name))

    def _most(self, node: Schema, name: str) -> int:
        return max(self._enum(self._property(node, name)), default=0)

    def _least(self, node: Schema) -> Any:
        node = self._at(node)
        if choices := self._enum(node):
            return 0 if 0 in choices else choices[0]
        match node.get("type"):
            case "object":
                required = node.get("required", ())
                return {name: self._least(node["properties"][name]) for name in required}
            case "array":
                return []
            case "string":
                return ""
            case "integer" | "number":
                return 0
            case "boolean":
                return False
        return None

    def _any(self, node: Schema, random: Random, words: str) -> Any:
        node = self._at(node)
        if choices := self._enum(node):
            return random.choice(choices)
        match node.get("type"):
            case "object":
                return {
                    name: self._any(part, random, words)
                    for name, part in node["properties"].items()
                }
            case "array":
                count = random.randint(0, MOST)
                return [self._any(node["items"], random, words) for _ in range(count)]
            case "string":
                start = random.randrange(len(words) or 1)
                return words[start : start + random.randint(1, 12)]
            case "integer" | "number":
                return random.randint(0, 999)
            case "boolean":
                return random.random() < 0.5
        return None
