"""A question -> the body of a chat completions request; the text of a reply -> the answer in it.

Live calls and batches send the same bodies, so that an answer is worth the same from either.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar, Literal

from instructor import ResponseSchema
from instructor.core import ResponseParsingError
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from extractor.llm.settings import Settings
from extractor.llm.tokens import schema_text
from extractor.record.answer import answer_class, answer_schema
from extractor.record.question import Question, Shape

FixedMode = Literal["json_schema", "tools", "json"]
"""A mode that is no longer `auto`."""

NAME = "answer"
"""What the schema, or the tool whose arguments are the answer, is called."""

_SHOWN = "Answer with one JSON object that fits this JSON schema, and with nothing else:\n"
"""What `json` mode adds: some servers refuse JSON mode unless the prompt says JSON."""


def request(question: Question, model: str, mode: FixedMode, settings: Settings) -> dict[str, Any]:
    """The body that asks `model` this question, its answer kept to the schema by `mode`."""
    messages = [{"role": one.role, "content": one.content} for one in question.messages]
    if mode == "json":
        messages = _with_schema(messages, question.shape)
    body: dict[str, Any] = {
        "model": model,
        "messages": messages,
        settings.output_limit: settings.max_completion_tokens,
        **answer_format(question.shape, mode),
    }
    if settings.temperature is not None:
        body["temperature"] = settings.temperature
    if settings.seed is not None:
        body["seed"] = settings.seed
    return body | settings.extra


@lru_cache(maxsize=2048)
def answer_format(shape: Shape, mode: FixedMode) -> dict[str, Any]:
    """The part of a body that asks for answers of this shape. Made once; not to be changed."""
    match mode:
        case "json_schema":
            schema = {"name": NAME, "strict": True, "schema": answer_schema(shape)}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        case "tools":
            tool = {"name": NAME, "strict": True, "parameters": answer_schema(shape)}
            return {
                "tools": [{"type": "function", "function": tool}],
                "tool_choice": {"type": "function", "function": {"name": NAME}},
            }
        case "json":
            return {"response_format": {"type": "json_object"}}


def _with_schema(messages: list[dict[str, str]], shape: Shape) -> list[dict[str, str]]:
    """With the schema at the end of the system message, where it stays in a prompt cache."""
    shown = _SHOWN + schema_text(shape)
    if messages and messages[0]["role"] == "system":
        first, *rest = messages
        return [{"role": "system", "content": f"{first['content']}\n\n{shown}"}, *rest]
    return [{"role": "system", "content": shown}, *messages]


_STARTS = 16
"""How many opening braces in a reply's prose are tried as the beginning of the answer."""

_TOLD = 3
"""How many of an answer's mistakes are told: to the model, and to the user."""


class Unfit(ResponseParsingError):
    """An answer that does not fit its shape. instructor asks again, telling its text."""


def fitting(text: str, shape: Shape) -> str:
    """The answer in a reply, also where prose or a code fence is around it. Raises Unfit."""
    answers = answer_class(shape)
    for candidate in _candidates(text):
        try:
            answers.model_validate_json(candidate)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=False)
        else:
            return candidate
    raise Unfit(_told(problems))


def _candidates(text: str) -> Iterator[str]:
    """The whole text first, then what is between an opening brace and its closing one."""
    yield text
    decoder, at = json.JSONDecoder(), 0
    for _ in range(_STARTS):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
        else:
            if end - at < len(text):
                yield text[at:end]
            at = end


def _told(problems: list[ErrorDetails]) -> str:
    """Problems in few words. pydantic's own would list every allowed value, and cost as much."""
    told = "; ".join(_problem(problem) for problem in problems[:_TOLD])
    rest = len(problems) - _TOLD
    return f"{told}; and {rest} more" if rest > 0 else told


def _problem(problem: ErrorDetails) -> str:
    place = ".".join(str(part) for part in problem["loc"]) or "answer"
    if problem["type"] == "literal_error":
        return f"{place}: {str(problem['input'])[:40]!r} is none of the values allowed"
    return f"{place}: {problem['msg']}"


class Reply(ResponseSchema):
    """What instructor parses a reply into: the answer's JSON, already checked.

    instructor builds a class and its schema from an ordinary pydantic class on every call, and
    walks over all its fields four times. This one is built once, with a schema made once, and
    has one field however many the answer has.
    """

    shape: ClassVar[Shape]
    schema_: ClassVar[dict[str, Any]]

    content: str

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """The schema of the answer, not of this class."""
        return cls.schema_

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **_: Any) -> "Reply":
        """Find and check the answer. Raises Unfit."""
        text = json_data if isinstance(json_data, str) else json_data.decode()
        return cls.model_construct(content=fitting(text, cls.shape))


@lru_cache(maxsize=2048)
def reply_class(shape: Shape) -> type[Reply]:
    """The class of the replies to questions of this shape."""
    schema = {"title": NAME, "description": "", **answer_schema(shape)}
    return type(NAME, (Reply,), {"shape": shape, "schema_": schema, "__module__": __name__})
