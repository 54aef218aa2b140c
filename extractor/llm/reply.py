"""The text of a reply -> the JSON object in it that fits the question's shape, or why none does."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar

from instructor import ResponseSchema
from instructor.core import ResponseParsingError
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from extractor.llm.wire import NAME
from extractor.record.answer import answer_class, answer_schema
from extractor.record.question import Shape

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
