"""The files of the OpenAI Batch API: requests going out, replies coming back, one JSON a line."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from extractor.llm.batches.queue import Waiting
from extractor.llm.settings import Settings
from extractor.llm.wire import FixedMode, request

ENDPOINT: Final = "/v1/chat/completions"

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What one file may hold, as OpenAI documents it; DashScope allows more bytes."""

_CORRECT = "This answer is not valid: {error}\nGive the whole answer again, corrected."

_AGAIN = frozenset({408, 409, 429})


def request_line(waiting: Waiting, mode: FixedMode, settings: Settings) -> bytes:
    """The line that asks a question; after an answer that did not fit, for a better one."""
    body = request(waiting.question, waiting.model, mode, settings)
    if waiting.reply and waiting.error:
        told = _CORRECT.format(error=waiting.error)
        body["messages"] = [
            *body["messages"],
            {"role": "assistant", "content": waiting.reply},
            {"role": "user", "content": told},
        ]
    line = {"custom_id": waiting.key, "method": "POST", "url": ENDPOINT, "body": body}
    return msgspec.json.encode(line) + b"\n"


def files(
    sizes: Iterable[tuple[str, int]], requests: int = MOST_REQUESTS, total: int = MOST_BYTES
) -> Iterator[list[str]]:
    """Keys with the bytes of their lines -> the keys of each file, none too long or too large."""
    keys: list[str] = []
    held = 0
    for key, size in sizes:
        if keys and (len(keys) == requests or held + size > total):
            yield keys
            keys, held = [], 0
        keys.append(key)
        held += size
    if keys:
        yield keys


class Usage(Struct, frozen=True):
    """The tokens that the provider counted."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Reply(Struct, frozen=True):
    """What came back for one request.

    `content` is the text that should hold the answer. Without one, `error` says why, and
    `again` whether the same request may fare better another time.
    """

    key: str
    content: str | None = None
    error: str = ""
    again: bool = True
    usage: Usage = Usage()


class _Function(Struct):
    arguments: str = ""


class _ToolCall(Struct):
    function: _Function = msgspec.field(default_factory=_Function)


class _Message(Struct):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(Struct):
    choices: list[_Choice] = []
    usage: Usage | None = None


class _Response(Struct):
    status_code: int = 0
    body: Any = None


class _Error(Struct):
    code: str | int | None = None
    message: str | None = None


class _Line(Struct):
    custom_id: str
    response: _Response | None = None
    error: _Error | None = None


def read_reply(line: str | bytes) -> Reply | None:
    """A line of an output or error file -> what it says; None where it is no such line."""
    try:
        read = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeError):
        return None
    key, response = read.custom_id, read.response
    if response and response.status_code == 200:
        return _answered(key, response.body)
    error = read.error or _error_in(response)
    status = response.status_code if response else 0
    told = (error.message or str(error.code)) if error else f"status {status}"
    refused = 400 <= status < 500 and status not in _AGAIN
    return Reply(key, error=" ".join(told.split())[:200], again=not refused)


def _answered(key: str, body: Any) -> Reply:
    try:
        completion = msgspec.convert(body, _Completion)
    except msgspec.ValidationError:
        return Reply(key, error="the reply is no chat completion")
    usage = completion.usage or Usage()
    if not completion.choices:
        return Reply(key, error="the reply is empty", usage=usage)
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        told = "the answer was cut off: raise `max_completion_tokens`"
        return Reply(key, error=told, usage=usage)
    message = choice.message
    text = message.tool_calls[0].function.arguments if message.tool_calls else message.content
    if not text:
        return Reply(key, error=message.refusal or "the reply is empty", usage=usage)
    return Reply(key, text, usage=usage)


def _error_in(response: _Response | None) -> _Error | None:
    """The error that a refused request's body tells."""
    body = response.body if response else None
    try:
        return msgspec.convert(body["error"], _Error) if isinstance(body, dict) else None
    except (KeyError, msgspec.ValidationError):
        return None
