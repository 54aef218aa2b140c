"""A chat request -> the reply of an HTTP server: a completion, or what goes wrong."""

import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import Any

import msgspec

from eval.simulation import Mode
from eval.simulation.answers import Answers, Said
from eval.simulation.faults import UNANSWERED, Fault, Faults
from eval.simulation.stats import Stats

_MESSAGES = {
    "429": "Rate limit reached for requests (simulated).",
    "500": "The server had an error while processing your request (simulated).",
    "503": "The engine is overloaded, please try again later (simulated).",
}
_NO_NAME = "no_such_name"
_REFUSAL = "I'm sorry, I cannot assist with that request (simulated)."


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back. `dropped` means nothing at all; `late` are seconds to wait before.

    `question` is what was asked, where it came so far, and `usable` whether the answer holds.
    """

    status: int
    body: bytes
    outcome: str
    headers: Mapping[str, str] = field(default_factory=dict)
    late: float = 0.0
    dropped: bool = False
    question: str | None = None
    usable: bool = False


class Chat:
    """The simulated model behind a protocol: modes it knows, faults that it has."""

    def __init__(
        self, answers: Answers, faults: Faults, modes: Collection[Mode], seed: int, stats: Stats
    ) -> None:
        self._answers = answers
        self._faults = faults
        self._modes = modes
        self._seed = seed
        self._stats = stats
        self._asked: Counter[str] = Counter()

    def reply(self, body: bytes) -> Reply:
        """The reply to one request. The same question meets other faults when asked again."""
        try:
            said = self._answers.answer(body)
        except msgspec.DecodeError as error:
            return _refused("bad_request", str(error), "body")
        if said.mode != "text" and said.mode not in self._modes:
            return _refused("refused_mode", f"{said.mode} is not supported", "response_format")
        if said.stream:
            return _refused("bad_request", "streaming is not supported", "stream")
        before = self._asked[said.question]
        self._asked[said.question] += 1
        self._stats.asked.add(said.question)
        random = Random(f"{self._seed} fault {said.question} {before}")
        fault = self._faults.met(random)
        if fault in UNANSWERED:
            return self._failed(fault, said.question)
        content, finish = _spoiled(said.content, fault, random)
        usage = (said.prompt_tokens, _tokens(content))
        self._stats.prompt_tokens += usage[0]
        self._stats.completion_tokens += usage[1]
        self._stats.unknown += said.unknown
        return Reply(
            200,
            msgspec.json.encode(_completion(said, before, content, finish, fault, usage)),
            fault or "answered",
            late=self._faults.delay if fault == "slow" else 0.0,
            question=said.question,
            usable=fault in (None, "slow", "prose"),
        )

    def _failed(self, fault: Fault, question: str) -> Reply:
        if fault == "drop":
            return Reply(0, b"", fault, dropped=True, question=question)
        headers = retry_after(self._faults.retry_after) if fault == "429" else {}
        kind = "rate_limit_exceeded" if fault == "429" else "server_error"
        body = error_body(_MESSAGES[fault], kind)
        return Reply(int(fault), body, fault, headers, question=question)


def retry_after(seconds: float) -> dict[str, str]:
    """The headers that say when to ask again: whole seconds, and thousandths beside them."""
    return {"Retry-After": str(ceil(seconds)), "retry-after-ms": str(ceil(seconds * 1000))}


def error_body(message: str, kind: str, param: str | None = None) -> bytes:
    """The JSON of an error as the protocol has it."""
    error = {"message": message, "type": kind, "code": kind, "param": param}
    return msgspec.json.encode({"error": error})


def _refused(outcome: str, message: str, param: str) -> Reply:
    return Reply(400, error_body(message, "invalid_request_error", param), outcome)


def _spoiled(content: str, fault: Fault | None, random: Random) -> tuple[str | None, str]:
    """The content as a fault leaves it, and why the model is said to have stopped."""
    match fault:
        case "truncated":
            return content[: max(1, len(content) // 2)], random.choice(("length", "stop"))
        case "refusal":
            return None, "stop"
        case "empty":
            return "", "stop"
        case "prose":
            return f"以下是结果：\n```json\n{content}\n```\n如有疑问请告知。", "stop"
        case "invalid":
            return msgspec.json.encode(_invalid(msgspec.json.decode(content))).decode(), "stop"
        case _:
            return content, "stop"


def _invalid(answer: Any) -> Any:
    """The answer with a name that does not exist: for its first one, or added where it has none."""
    entry = answer
    while isinstance(entry, dict):
        if named := [key for key in ("field", "row", "column") if key in entry]:
            entry[named[0]] = _NO_NAME
            return answer
        entry = next((part[0] for part in entry.values() if isinstance(part, list) and part), None)
    return answer | {_NO_NAME: 0} if isinstance(answer, dict) else _NO_NAME


def _tokens(content: str | None) -> int:
    return -(-len((content or _REFUSAL).encode()) // 4)


def _completion(
    said: Said,
    number: int,
    content: str | None,
    finish: str,
    fault: Fault | None,
    usage: tuple[int, int],
) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None}
    if fault == "refusal":
        message["refusal"] = _REFUSAL
    elif said.mode == "tools" and fault != "empty":
        function = {"name": said.tool, "arguments": content}
        call = {"id": f"call_{said.question[:12]}", "type": "function", "function": function}
        message |= {"content": None, "tool_calls": [call]}
    prompt, completion = usage
    return {
        "id": f"chatcmpl-{said.question[:16]}-{number}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": said.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        },
    }
