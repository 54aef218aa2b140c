"""The JSON text of a chat request -> its messages, the mode it asks in, and the schema."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Raw, Struct

from eval.simulation.schema import AnswerSchema, read_schema

Mode = Literal["json_schema", "tools", "json", "text"]
MODES: tuple[Mode, ...] = ("json_schema", "tools", "json")
"""What a server may support; plain text it always does."""


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
