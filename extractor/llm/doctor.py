"""Is the configured model ready? One tiny call to each, and what it shows."""

import difflib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openai import APIConnectionError, APIError, APIStatusError, AsyncOpenAI
from openai.types.chat import ChatCompletion

from extractor.llm.cache import Cache
from extractor.llm.client import connect
from extractor.llm.faults import Unanswered, in_words
from extractor.llm.presets import preset
from extractor.llm.probe import Modes
from extractor.llm.settings import Settings
from extractor.llm.wire import FixedMode, fitting, request
from extractor.record.question import Message, Question, Shape

SENTINEL = 4_819
"""A figure that no report is likely to print; the model is asked where it stands."""

TOY = Question(
    id="doctor",
    prompt="doctor",
    messages=(
        Message("system", "Answer with the number in ⟦⟧ that stands before the figure asked for."),
        Message("user", f"⟦1⟧3 ⟦2⟧{SENTINEL} ⟦3⟧12\nWhich number stands before {SENTINEL}?"),
    ),
    shape=Shape("cell", pointers=3),
)
_RIGHT = '{"cell":2}'


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `ok` is None where it is no fault or could not be found out."""

    name: str
    ok: bool | None
    told: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks, in the order in which they were made."""

    checks: tuple[Check, ...]

    @property
    def works(self) -> bool:
        """Whether questions can be asked."""
        return all(check.ok is not False for check in self.checks)


def show(diagnosis: Diagnosis) -> Iterator[str]:
    """The diagnosis in lines for a terminal."""
    signs = {True: "ok", False: "no", None: "--"}
    for check in diagnosis.checks:
        yield f"{signs[check.ok]}  {check.name:<9} {check.told}"
        if check.remedy:
            yield f"{'':14}{check.remedy}"


async def examine(settings: Settings, cache: Cache) -> Diagnosis:
    """Look at the endpoint, ask each model one toy question, and say what works.

    In mode `auto` the mode that works is found and kept in the cache. The key is never shown.
    """
    client = connect(settings)
    try:
        checks = await _endpoint(client, settings)
        if Diagnosis(tuple(checks)).works:
            modes = Modes(settings, cache)
            for model in dict.fromkeys(filter(None, (settings.model, settings.second_model))):
                checks += await _Call(client, settings, model).make(modes)
                checks.append(_price(settings, model))
    finally:
        await client.close()
    return Diagnosis((*checks, _limits(settings), _batch(settings)))


async def _endpoint(client: AsyncOpenAI, settings: Settings) -> list[Check]:
    """Whether the server can be reached, takes the key and lists the models."""
    reached = Check("endpoint", True, f"{settings.base_url} answers")
    accepted = Check("key", True, f"that in {settings.key_env} is accepted")
    if not settings.key_env:
        accepted = Check("key", None, "none is sent", "set `key_env` if the server wants one")
    try:
        names = _names(await client.get("/models", cast_to=object))
    except APIConnectionError as error:
        told = in_words(error, settings.model, settings)
        return [Check("endpoint", False, told, "is it running, and is `base_url` right?")]
    except APIStatusError as error:
        if error.status_code in {401, 403}:
            told = in_words(error, settings.model, settings)
            name = settings.key_env
            remedy = f"check the value of {name}" if name else "name its variable in `key_env`"
            return [reached, Check("key", False, told, remedy)]
        names = []
    except ValueError:
        names = []
    if not names:
        return [reached, Check("models", None, "the server has no list of them")]
    return [reached, accepted, _listed(names, settings)]


def _names(page: Any) -> list[str]:
    """The names in a list of models, whatever a server makes of it."""
    models = page.get("data") if isinstance(page, dict) else None
    entries = models if isinstance(models, list) else []
    return [str(entry["id"]) for entry in entries if isinstance(entry, dict) and "id" in entry]


def _listed(names: list[str], settings: Settings) -> Check:
    absent = [m for m in (settings.model, settings.second_model) if m and m not in names]
    if not absent:
        return Check("models", True, f"{len(names)} are listed, yours among them")
    near = difflib.get_close_matches(absent[0], names, n=3)
    remedy = f"did you mean {' or '.join(near)}?" if near else ""
    # Servers with one model often take any name, and Azure lists no deployments.
    told = f"{' and '.join(absent)} not among the {len(names)} listed"
    return Check("models", None, told, remedy)


@dataclass(slots=True)
class _Call:
    """One toy question to a model, and what its last attempt showed."""

    client: AsyncOpenAI
    settings: Settings
    model: str
    mode: str = ""
    seconds: float = 0
    completion: ChatCompletion | None = None
    allowed: dict[str, str] = field(default_factory=dict)

    async def make(self, modes: Modes) -> list[Check]:
        """What came of the call."""
        try:
            answer = await modes.ask(self.model, self._ask)
        # Whatever goes wrong is what the user wants to know.
        except Exception as error:
            told = in_words(error, self.model, self.settings)
            return [Check("call", False, f"{self.model}: {told}", self._remedy(error))]
        told = f"{self.model} answers in mode {self.mode} after {self.seconds * 1000:.0f} ms"
        called = Check("call", True, told)
        if answer != _RIGHT:
            called = Check("call", None, f"{told}, but points elsewhere", "it may be too weak")
        return [called, self._tokens(), *self._server_limits()]

    async def _ask(self, mode: FixedMode) -> str:
        body = request(TOY, self.model, mode, self.settings)
        # Looked up before the clock runs: openai loads half of itself at the first use.
        create = self.client.chat.completions.with_raw_response.create
        started = time.perf_counter()
        raw = await create(**body)
        self.seconds = time.perf_counter() - started
        self.mode = mode
        self.allowed = {
            kind: raw.headers[f"x-ratelimit-limit-{kind}"]
            for kind in ("requests", "tokens")
            if f"x-ratelimit-limit-{kind}" in raw.headers
        }
        completion = raw.parse()
        if not isinstance(completion, ChatCompletion) or not completion.choices:
            raise Unanswered("the server sent something that is no chat completion")
        self.completion = completion
        return "".join(fitting(_text(completion), TOY.shape).split())

    def _remedy(self, error: Exception) -> str:
        if isinstance(error, APIError) or self.settings.mode == "auto":
            return ""
        return "a model that keeps to no schema may do better with another `mode`"

    def _tokens(self) -> Check:
        usage = self.completion.usage if self.completion else None
        if not usage:
            told = "the server counts none: they are estimated, and so is the money"
            return Check("tokens", None, told)
        told = f"{usage.prompt_tokens} asked and {usage.completion_tokens} answered"
        return Check("tokens", True, f"{told}, counted by the server")

    def _server_limits(self) -> Iterator[Check]:
        if self.allowed:
            told = " and ".join(f"{number} {kind}" for kind, number in self.allowed.items())
            remedy = "set `requests_per_minute` and `tokens_per_minute` to use them"
            yield Check("allowed", None, f"the server names limits of {told}", remedy)


def _text(completion: ChatCompletion) -> str:
    message = completion.choices[0].message
    for call in message.tool_calls or ():
        if call.type == "function":
            return call.function.arguments
    return message.content or message.refusal or ""


def _price(settings: Settings, model: str) -> Check:
    price = settings.prices.get(model)
    if price:
        told = f"{model}: {price.input} in, {price.output} out, {settings.currency} a million"
        return Check("price", True, told)
    ok = None if settings.budget is None else False
    remedy = f'put [prices."{model}"] with `input` and `output` per million tokens in gouji.toml'
    return Check("price", ok, f"that of {model} is not known: no sums, and no budget", remedy)


def _limits(settings: Settings) -> Check:
    limits = [f"{settings.concurrency} calls at once", f"{settings.attempts} attempts"]
    if settings.requests_per_minute:
        limits.append(f"{settings.requests_per_minute} requests a minute")
    if settings.tokens_per_minute:
        limits.append(f"{settings.tokens_per_minute} tokens a minute")
    limits.append(f"{settings.max_completion_tokens} tokens an answer")
    if settings.budget is not None:
        limits.append(f"a budget of {settings.budget} {settings.currency}".rstrip())
    return Check("limits", True, ", ".join(limits))


def _batch(settings: Settings) -> Check:
    has = preset(settings.provider).batch
    return Check("batches", None, "can be sent at half the price" if has else "not with this one")
