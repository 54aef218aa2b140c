"""One call to a model: sent, paid for, checked, and tried again where that may help.

instructor asks again where an answer does not fit, tenacity decides how often, openai speaks
HTTP through aiohttp. What is sent is made by `wire.request`; the length of every way is one call
of `_attempt`, so that a call waiting to be tried again holds neither a slot nor money.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import Any

import instructor
from instructor.core import InstructorRetryException
from openai import AsyncAzureOpenAI, AsyncOpenAI, DefaultAioHttpClient
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from extractor.llm.budget import Budget
from extractor.llm.faults import Unanswered, is_congestion, retrying
from extractor.llm.pace import Clock, Pace
from extractor.llm.settings import Settings
from extractor.llm.tokens import bound_question, estimate, estimate_question
from extractor.llm.wire import FixedMode, reply_class, request
from extractor.record.question import Question

_HANDLERS: dict[FixedMode, instructor.Mode] = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON_SCHEMA,
}
"""Which of instructor's modes reads the answer. Its own JSON mode would add a long preamble and
an indented schema to the prompt; its JSON_SCHEMA mode reads the same replies."""


class _Completion(ChatCompletion):
    """A chat completion, made in one step where the server keeps to the protocol.

    openai makes it field by field without checking, so that odd servers are understood as well;
    that takes a third of a millisecond more.
    """

    @classmethod
    def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> "_Completion":
        try:
            return cls.model_validate(values)
        except ValidationError:
            return super().construct(_fields_set, **values)


@dataclass(slots=True)
class Bill:
    """The tokens of all attempts that the server counted, failed ones too."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Call:
    question: Question
    body: dict[str, Any]
    bill: Bill


def connect(settings: Settings) -> AsyncOpenAI:
    """The client of the provider. It is closed by its `close`."""
    # instructor logs every failure with the exception's text, and openai, when told to debug,
    # whole requests: both may hold report text, and failures are told in the answer.
    for noisy in ("instructor", "openai"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL + 1)
    key, http = settings.api_key.get_secret_value(), DefaultAioHttpClient()
    # No timeout of the client's own: some servers send blank lines while they are busy, and each
    # would start it anew. `Client` has one deadline for all of an attempt.
    if settings.provider == "azure":
        return AsyncAzureOpenAI(
            azure_endpoint=settings.base_url,
            api_version=settings.api_version,
            api_key=key,
            http_client=http,
            timeout=None,
            max_retries=0,
        )
    return AsyncOpenAI(
        base_url=settings.base_url,
        api_key=key,
        http_client=http,
        timeout=None,
        max_retries=0,
    )


class Client:
    """Calls to the models of one provider, within its pace and the budget."""

    def __init__(self, settings: Settings, pace: Pace, budget: Budget, clock: Clock) -> None:
        self._settings = settings
        self._pace = pace
        self._budget = budget
        self._clock = clock
        self._openai = connect(settings)
        # Typed by instructor as if it did not wait.
        self._create: dict[FixedMode, Any] = {
            mode: instructor.patch(create=self._attempt, mode=handler)
            for mode, handler in _HANDLERS.items()
        }

    async def answer(self, question: Question, model: str, mode: FixedMode, bill: Bill) -> str:
        """The JSON that fits the question's shape; its tokens are added to `bill`.

        Raises what the last attempt raised.
        """
        call = _Call(question, request(question, model, mode, self._settings), bill)
        try:
            reply = await self._create[mode](
                call=call,
                messages=call.body["messages"],
                response_model=reply_class(question.shape),
                max_retries=retrying(self._settings.attempts, self._clock.sleep),
            )
            content: str = reply.content
            return content
        except InstructorRetryException as error:
            last = error.__cause__ or error
        raise last

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()

    async def _attempt(
        self, *, call: _Call, messages: list[dict[str, Any]], **_: Any
    ) -> ChatCompletion:
        """Send a call once. `messages` are the call's own, and what instructor added to them."""
        added = _last_reask(messages[len(call.body["messages"]) :])
        body = call.body | {"messages": [*call.body["messages"], *added]}
        text = json.dumps(added) if added else ""
        async with self._pace.slot(estimate_question(call.question) + estimate(text)) as slot:
            reserved = await self._budget.afford(
                body["model"],
                bound_question(call.question) + len(text),
                self._settings.max_completion_tokens,
            )
            try:
                completion = await self._post(body)
            except BaseException as error:
                if is_congestion(error):
                    slot.congested()
                raise
            finally:
                self._budget.release(reserved)
            prompt_tokens, completion_tokens = _used(completion, call, text)
            self._budget.count(body["model"], prompt_tokens, completion_tokens)
            call.bill.prompt_tokens += prompt_tokens
            call.bill.completion_tokens += completion_tokens
            slot.succeeded(prompt_tokens + completion_tokens)
        _check_answered(completion)
        return completion

    async def _post(self, body: dict[str, Any]) -> ChatCompletion:
        # `post` sends the body as it is; `chat.completions.create` would first walk through all
        # of it, the schema included, for a millisecond.
        async with asyncio.timeout(self._settings.timeout):
            completion = await self._openai.post(
                "/chat/completions", body=body, cast_to=_Completion
            )
        # Nothing is checked by openai: a gateway may have sent a page, or an error with status 200.
        if isinstance(completion, ChatCompletion) and completion.choices:
            return completion
        raise Unanswered("the server sent no chat completion")


def _last_reask(added: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last answer and what is wrong with it, not all answers before it."""
    starts = [at for at, message in enumerate(added) if message["role"] == "assistant"]
    return added[starts[-1] :] if starts else added


def _used(completion: ChatCompletion, call: _Call, added: str) -> tuple[int, int]:
    """Prompt and completion tokens as the server counted them, or about, where it does not."""
    usage = completion.usage
    if usage and usage.prompt_tokens is not None and usage.completion_tokens is not None:
        return usage.prompt_tokens, usage.completion_tokens
    answer = completion.choices[0].message.content or ""
    return estimate_question(call.question) + estimate(added), estimate(answer)


def _check_answered(completion: ChatCompletion) -> None:
    """Raise Unanswered where there is nothing that could be held against the schema."""
    choice, *_ = completion.choices
    message = choice.message
    if choice.finish_reason == "content_filter":
        raise Unanswered("the provider's content filter kept the answer back", passing=False)
    if message.refusal:
        raise Unanswered(f"the model refused to answer: {message.refusal[:200]}")
    if not message.content and not message.tool_calls and choice.finish_reason != "length":
        raise Unanswered("the answer is empty")
