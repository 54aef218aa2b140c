"""A question -> the body of a chat completions request, complete but for a re-ask's messages.

Live calls and batches send the same bodies, so that an answer is worth the same from either.
"""

import json
from functools import lru_cache
from typing import Any, Literal

from extractor.llm.settings import Settings
from extractor.record.answer import answer_schema
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
    shown = _shown_schema(shape)
    if messages and messages[0]["role"] == "system":
        first, *rest = messages
        return [{"role": "system", "content": f"{first['content']}\n\n{shown}"}, *rest]
    return [{"role": "system", "content": shown}, *messages]


@lru_cache(maxsize=2048)
def _shown_schema(shape: Shape) -> str:
    schema = json.dumps(answer_schema(shape), ensure_ascii=False, separators=(",", ":"))
    return _SHOWN + schema
