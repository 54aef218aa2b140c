"""The JSON text of a chat request -> its messages, and what may be answered."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from random import Random
from typing import Any

import msgspec
from msgspec import Raw, Struct

from eval.simulation import Mode
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


_NO_SCHEMA = b'{"type":"object","properties":{}}'


class _Part(Struct):
    text: str = ""


class _Message(Struct):
    role: str
    content: str | list[_Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class _JsonSchema(Struct):
    name: str = ""
    schema: Raw = Raw(b"{}")


class _ResponseFormat(Struct):
    type: str
    json_schema: _JsonSchema | None = None


class _Function(Struct):
    name: str
    parameters: Raw = Raw(b"{}")


class _Tool(Struct):
    function: _Function


class ChatRequest(Struct, dict=True):
    """The body of POST /v1/chat/completions, as far as a simulated model minds it."""

    model: str
    messages: list[_Message]
    response_format: _ResponseFormat | None = None
    tools: list[_Tool] | None = None
    tool_choice: Any = None
    stream: bool = False

    @classmethod
    def read(cls, body: bytes) -> "ChatRequest":
        """Raises msgspec.DecodeError, of which ValidationError is a kind, for another body."""
        return _DECODER.decode(body)

    @property
    def mode(self) -> Mode:
        """How the answer is to be constrained."""
        if self.tools and self.tool_choice != "none":
            return "tools"
        if self.response_format is None or self.response_format.type == "text":
            return "text"
        return "json_schema" if self.response_format.type == "json_schema" else "json"

    @property
    def tool(self) -> str:
        """The name of the one function that may be called."""
        return self.tools[0].function.name if self.tools else ""

    @cached_property
    def said(self) -> Sequence[tuple[str, str]]:
        """Role and text of every message."""
        return [(message.role, message.text) for message in self.messages]

    @cached_property
    def schema(self) -> AnswerSchema:
        """What the answer must fit: from where the mode has it, else from the prompt."""
        return read_schema(self._schema)

    @property
    def _schema(self) -> bytes:
        if self.mode == "tools" and self.tools:
            return bytes(self.tools[0].function.parameters)
        if self.mode == "json_schema" and self.response_format and self.response_format.json_schema:
            return bytes(self.response_format.json_schema.schema)
        told = (schema_in(text) for role, text in self.said if role in ("system", "user"))
        return next(filter(None, told), _NO_SCHEMA)

    @property
    def prompt_tokens(self) -> int:
        """One token for four bytes of what the messages say and of the schema sent beside them."""
        texts = sum(len(text.encode()) for _, text in self.said)
        beside = 0 if self.mode in ("json", "text") else len(self._schema)
        return -(-(texts + beside) // 4)


_DECODER = msgspec.json.Decoder(ChatRequest)


def schema_in(text: str) -> bytes | None:
    """The first JSON object in a text that is a schema of an object."""
    if '"properties"' not in text:
        return None
    start = text.find("{")
    while start >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(text, start)
        except ValueError:
            found = None
        if isinstance(found, dict) and "properties" in found:
            return msgspec.json.encode(found)
        start = text.find("{", start + 1)
    return None
