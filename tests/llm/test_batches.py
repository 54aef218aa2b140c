"""Answers by the Batch API: at half the price, and never paid twice, whatever dies in between."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider import KEY, Body, Provider, serving

from extractor.errors import BudgetSpent, ConfigError, ModelError, StoreError
from extractor.llm.batches import Collected, collect, poll, submit
from extractor.llm.batches.file import files, read_reply
from extractor.llm.batches.queue import Queue
from extractor.llm.cache import Cache, cache_key
from extractor.llm.settings import Price, Settings, load_settings
from extractor.record.question import Message, Question, Shape

pytestmark = pytest.mark.anyio

GOOD = '{"cell": 1}'
PRICES = {"m": Price(input=Decimal(1), output=Decimal(10))}
HALF = (1_000 * Decimal(1) + 100 * Decimal(10)) / 1_000_000 / 2


def question(number: int, second: bool = False) -> Question:
    """One of many small questions."""
    messages = (Message("system", "指出编号"), Message("user", f"⟦1⟧{number}"))
    return Question(f"q{number}", "cell:1", messages, Shape("cell", pointers=1), second)


@pytest.fixture
def anyio_backend() -> str:
    """The event loop in which asynchronous tests run."""
    return "asyncio"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Settings]:
    """Settings for a provider's URL. A failing request is not repeated here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def made(provider: Provider, **flags: Any) -> Settings:
        url = provider.url or "http://127.0.0.1:9"
        given = {"attempts": 1, "prices": PRICES, "base_url": url, **flags}
        settings = load_settings(provider="openai", model="m", **given)
        assert settings is not None
        return settings

    return made


def is_asked(body: Body, number: int) -> bool:
    """Whether a request is about the question with this number."""
    return bool(body["messages"][1]["content"] == f"⟦1⟧{number}")


async def test_questions_become_answers_in_the_cache(settings: Callable[..., Settings]) -> None:
    provider = Provider(lambda _: f"Here it is:\n```json\n{GOOD}\n```")
    async with serving(provider):
        ours, questions = settings(provider), [question(1), question(2), question(1)]
        with Cache(None) as cache:
            (batch,) = await submit(questions, ours, cache)
            (state,) = await poll(ours, cache)
            assert (state.id, state.status, state.questions) == (batch, "validating", 2)
            assert (await collect(ours, cache)).waiting == 2
            provider.finish()
            assert (await poll(ours, cache))[0].over
            collected = await collect(ours, cache)
            assert (collected.answered, collected.waiting, collected.given_up) == (2, 0, ())
            assert collected.spent.money == 2 * HALF
            for one in questions:
                kept = cache.get(cache_key(one, ours))
                assert kept is not None
                assert (kept.content, kept.prompt_tokens) == (GOOD, 1_000)
            assert await poll(ours, cache) == []
            assert (await collect(ours, cache)).answered == 0


async def test_a_request_is_that_of_a_live_call(settings: Callable[..., Settings]) -> None:
    provider = Provider(lambda _: GOOD)
    async with serving(provider):
        with Cache(None) as cache:
            await submit([question(1)], settings(provider, seed=7), cache)
    (request,) = provider.requests(provider.latest())
    assert (request["method"], request["url"]) == ("POST", "/v1/chat/completions")
    body = request["body"]
    assert (body["model"], body["seed"], body["max_completion_tokens"]) == ("m", 7, 4096)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert KEY not in json.dumps(request)


async def test_nothing_is_submitted_that_is_known_or_waits(
    settings: Callable[..., Settings],
) -> None:
    provider = Provider(lambda _: GOOD)
    async with serving(provider):
        ours = settings(provider)
        with Cache(None) as cache:
            await submit([question(1)], ours, cache)
            provider.finish()
            await collect(ours, cache)
            await submit([question(1), question(2)], ours, cache)
            assert await submit([question(1), question(2)], ours, cache) == []
    assert [len(provider.requests(batch)) for batch in provider.batches.values()] == [1, 1]


async def test_each_model_has_a_batch_of_its_own(settings: Callable[..., Settings]) -> None:
    provider = Provider(lambda _: GOOD)
    async with serving(provider):
        with Cache(None) as cache:
            ours = settings(provider, second_model="n")
            ids = await submit([question(1), question(2, second=True), question(3)], ours, cache)
            assert len(ids) == 2
    models = [
        {request["body"]["model"] for request in provider.requests(batch)}
        for batch in provider.batches.values()
    ]
    assert models == [{"m"}, {"n"}]


async def test_a_batch_whose_id_was_lost_is_found_again(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    provider = Provider(lambda _: GOOD, create_is_not_answered=True)
    async with serving(provider):
        ours, questions = settings(provider), [question(1), question(2)]
        with Cache(tmp_path / "c.db") as cache, pytest.raises(ModelError, match="broke off"):
            await submit(questions, ours, cache)
        provider.create_is_not_answered = False
        for other in range(3):
            strange = {"id": f"other-{other}", "metadata": None, "input_file_id": "x"}
            provider.batches[f"other-{other}"] = {**provider.latest(), **strange}
        with Cache(tmp_path / "c.db") as cache:
            assert await submit(questions, ours, cache) == []
            (state,) = await poll(ours, cache)
            assert (state.id, state.questions) == ("batch-0", 2)


async def test_what_was_never_sent_is_sent_by_the_next_run(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    provider = Provider(lambda _: GOOD, upload_fails=True)
    async with serving(provider):
        ours = settings(provider)
        with Cache(tmp_path / "c.db") as cache, pytest.raises(ModelError, match="disk full"):
            await submit([question(1)], ours, cache)
        provider.upload_fails = False
        with Cache(tmp_path / "c.db") as cache:
            assert len((await collect(ours, cache)).again) == 1
            assert await submit([question(1)], ours, cache) == []
    assert len(provider.batches) == 1


async def test_a_download_that_breaks_off_loses_and_doubles_nothing(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    provider = Provider(lambda _: GOOD, download_breaks_off=True)
    async with serving(provider):
        ours, questions = settings(provider), [question(number) for number in range(5)]
        with Cache(tmp_path / "c.db") as cache:
            await submit(questions, ours, cache)
            provider.finish()
            with pytest.raises(ModelError):
                await collect(ours, cache)
            provider.download_breaks_off = False
            assert (await collect(ours, cache)).answered == 5
            assert all(cache.get(cache_key(one, ours)) for one in questions)
    assert len(provider.batches) == 1


async def test_lines_that_come_twice_or_are_not_ours_are_passed_over(
    settings: Callable[..., Settings],
) -> None:
    provider = Provider(lambda _: GOOD)
    async with serving(provider):
        ours = settings(provider)
        with Cache(None) as cache:
            await submit([question(1), question(2)], ours, cache)
            provider.finish()
            file = provider.latest()["output_file_id"]
            lines = provider.files[file].splitlines()
            strange = json.loads(lines[0]) | {"custom_id": "somebody else's"}
            lines += [lines[0], json.dumps(strange).encode(), b"{", b"\xff", b"[]", b""]
            provider.files[file] = b"\n".join(lines)
            collected = await collect(ours, cache)
            assert (collected.answered, collected.spent.calls) == (2, 2)


async def test_an_answer_that_does_not_fit_is_asked_again_with_its_error(
    settings: Callable[..., Settings],
) -> None:
    def says(body: Body) -> str:
        return GOOD if is_asked(body, 2) or len(body["messages"]) > 2 else '{"cell": 9}'

    provider = Provider(says)
    async with serving(provider):
        ours = settings(provider, attempts=2)
        with Cache(None) as cache:
            await submit([question(1), question(2)], ours, cache)
            provider.finish()
            first = await collect(ours, cache)
            assert (first.answered, len(first.again), first.waiting) == (1, 1, 1)
            (again,) = provider.requests(provider.latest())
            *_, reply, told = again["body"]["messages"]
            assert reply == {"role": "assistant", "content": '{"cell": 9}'}
            assert "cell" in told["content"]
            provider.finish()
            assert (await collect(ours, cache)).answered == 1
            kept = cache.get(cache_key(question(1), ours))
            assert kept is not None
            assert (kept.content, kept.prompt_tokens, kept.completion_tokens) == (GOOD, 2_000, 200)


async def test_the_error_is_told_once_however_often_it_fails(
    settings: Callable[..., Settings],
) -> None:
    provider = Provider(lambda _: "no JSON at all")
    async with serving(provider):
        ours = settings(provider, attempts=3)
        with Cache(None) as cache:
            await submit([question(1)], ours, cache)
            lengths, collected = [], None
            for _ in range(3):
                (request,) = provider.requests(provider.latest())
                lengths.append(len(request["body"]["messages"]))
                provider.finish()
                collected = await collect(ours, cache)
            assert lengths == [2, 4, 4]
            assert collected is not None
            (given_up,) = collected.given_up
            assert given_up.question == "q1"
            assert "(in 3 rounds)" in given_up.reason
            assert (collected.waiting, collected.again) == (0, ())
    assert len(provider.batches) == 3


async def outcome(ours: Settings, provider: Provider, status: str, missing: int) -> Collected:
    """What comes of a batch of two that ends in this state, some of its requests unanswered."""
    with Cache(None) as cache:
        await submit([question(1), question(2)], ours, cache)
        provider.finish(status, missing)
        return await collect(ours, cache)


@pytest.mark.parametrize(
    ("status", "answered", "sent_again", "reasons"),
    [
        ("expired", 1, 1, []),
        ("completed", 1, 1, []),
        ("cancelled", 1, 0, ["the batch cancelled"]),
        ("failed", 1, 0, ["the batch failed"]),
    ],
)
async def test_what_a_batch_left_unanswered(
    settings: Callable[..., Settings],
    status: str,
    answered: int,
    sent_again: int,
    reasons: list[str],
) -> None:
    provider = Provider(lambda _: GOOD)
    async with serving(provider):
        collected = await outcome(settings(provider, attempts=2), provider, status, missing=1)
        assert collected.answered == answered
        assert len(collected.again) == collected.waiting == sent_again
        assert [one.reason for one in collected.given_up] == reasons


@pytest.mark.parametrize(("code", "sent_again"), [(400, 0), (429, 1), (500, 1)])
async def test_requests_that_failed_one_by_one(
    settings: Callable[..., Settings], code: int, sent_again: int
) -> None:
    provider = Provider(lambda body: (code, "no room") if is_asked(body, 1) else GOOD)
    async with serving(provider):
        collected = await outcome(settings(provider, attempts=2), provider, "completed", missing=0)
        assert (collected.answered, len(collected.again)) == (1, sent_again)
        assert [one.reason for one in collected.given_up] == ["no room"] * (1 - sent_again)


async def test_answers_that_the_provider_deleted_are_asked_again(
    settings: Callable[..., Settings],
) -> None:
    provider = Provider(lambda _: GOOD)
    async with serving(provider):
        ours = settings(provider, attempts=2)
        with Cache(None) as cache:
            await submit([question(1)], ours, cache)
            provider.finish()
            del provider.files[provider.latest()["output_file_id"]]
            assert len((await collect(ours, cache)).again) == 1


async def test_nothing_is_sent_that_may_exceed_the_budget(
    settings: Callable[..., Settings],
) -> None:
    provider = Provider(lambda _: "no JSON at all")
    async with serving(provider):
        with Cache(None) as cache:
            poor = settings(provider, budget=Decimal("0.03"), attempts=9)
            with pytest.raises(BudgetSpent, match="these 2 questions may cost more"):
                await submit([question(1), question(2)], poor, cache)
            assert provider.batches == {}
            await submit([question(1)], poor, cache)
            provider.finish()
            poorer = settings(provider, budget=Decimal("0.02"), attempts=9)
            (given_up,) = (await collect(poorer, cache)).given_up
            assert "budget of 0.02" in given_up.reason


async def test_questions_put_under_other_settings_are_not_sent_again(
    settings: Callable[..., Settings],
) -> None:
    provider = Provider(lambda _: "no JSON at all")
    async with serving(provider):
        with Cache(None) as cache:
            await submit([question(1)], settings(provider, attempts=9), cache)
            provider.finish()
            warm = settings(provider, attempts=9, temperature=1.0)
            (given_up,) = (await collect(warm, cache)).given_up
            assert "settings are others" in given_up.reason


async def test_a_provider_must_have_batches_and_a_known_mode(
    settings: Callable[..., Settings],
) -> None:
    provider = Provider(lambda _: GOOD)
    async with serving(provider):
        with Cache(None) as cache:
            ours = settings(provider)
            with pytest.raises(ConfigError, match="vLLM has no Batch API"):
                await submit([], ours.model_copy(update={"provider": "vllm"}), cache)
            auto = settings(provider, mode="auto")
            with pytest.raises(ConfigError, match="run `gouji doctor` once"):
                await submit([question(1)], auto, cache)
            cache.remember_mode(f"{auto.base_url} m", "tools")
            assert len(await submit([question(1)], auto, cache)) == 1
    (request,) = provider.requests(provider.latest())
    assert request["body"]["tool_choice"]["function"]["name"]


async def test_two_processes_do_not_send_the_same(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    with Cache(tmp_path / "c.db") as ours, Cache(tmp_path / "c.db") as others:
        queue = Queue(others, "http://127.0.0.1:9")
        with queue.alone(), pytest.raises(StoreError, match="another gouji is busy"):
            await submit([question(1)], settings(Provider(lambda _: GOOD)), ours)


@given(
    sizes=st.lists(st.integers(1, 30), max_size=40),
    requests=st.integers(1, 6),
    total=st.integers(1, 60),
)
def test_no_file_is_too_long_or_too_large(sizes: list[int], requests: int, total: int) -> None:
    named = [(f"k{number}", size) for number, size in enumerate(sizes)]
    split = list(files(named, requests, total))
    assert [key for keys in split for key in keys] == [key for key, _ in named]
    by_key = dict(named)
    for keys in split:
        assert len(keys) <= requests
        assert len(keys) == 1 or sum(by_key[key] for key in keys) <= total


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["custom_id", "response", "status_code", "body", "choices", "message"]),
            inner,
        )
    ),
    max_leaves=20,
)


@given(body=json_values, code=st.sampled_from([200, 400, 500, None]))
def test_whatever_a_provider_writes_is_a_reply_or_none(body: object, code: int | None) -> None:
    response = {"status_code": code, "body": body} if code else body
    reply = read_reply(json.dumps({"custom_id": "k", "response": response}))
    assert reply is None or (reply.key == "k" and (reply.content or reply.error))
