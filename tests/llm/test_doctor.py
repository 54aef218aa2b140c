"""What works, what does not, and what to do about it."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from provider import KEY, Body, Provider, Said, serving

from extractor.llm.cache import Cache
from extractor.llm.doctor import Diagnosis, examine, show
from extractor.llm.settings import Price, load_settings

RIGHT = '{"cell": 2}'

Examine = Callable[..., Diagnosis]


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Examine:
    """The diagnosis of a provider under some settings, which never shows the key."""
    monkeypatch.chdir(tmp_path)

    def made(provider: Provider, key: str = KEY, **flags: Any) -> Diagnosis:
        monkeypatch.setenv("OPENAI_API_KEY", key)

        async def run() -> Diagnosis:
            async with serving(provider):
                flags_ = {"provider": "openai", "model": "m", "base_url": provider.url} | flags
                settings = load_settings(**flags_)
                assert settings is not None
                with Cache(None) as cache:
                    return await examine(settings, cache)

        diagnosis = asyncio.run(run())
        assert key not in "\n".join(show(diagnosis))
        return diagnosis

    return made


def told(diagnosis: Diagnosis, name: str) -> tuple[bool | None, str]:
    """What the checks of one name say, in one text, and whether the first of them is well."""
    found = [check for check in diagnosis.checks if check.name == name]
    text = " | ".join(f"{check.told} {check.remedy}".strip() for check in found)
    return found[0].ok, text


def test_all_is_well(examined: Examine) -> None:
    prices = {"m": Price(input=Decimal("0.5"), output=Decimal(2))}
    provider = Provider(lambda _: RIGHT)
    diagnosis = examined(provider, prices=prices, currency="CNY", budget=Decimal(3))
    assert diagnosis.works
    assert told(diagnosis, "key") == (True, "that in OPENAI_API_KEY is accepted")
    assert told(diagnosis, "models") == (True, "1 are listed, yours among them")
    assert told(diagnosis, "call")[1].startswith("m answers in mode json_schema after ")
    assert told(diagnosis, "tokens")[1] == "1000 asked and 100 answered, counted by the server"
    assert told(diagnosis, "price") == (True, "m: 0.5 in, 2 out, CNY a million")
    assert "500 requests" in told(diagnosis, "allowed")[1]
    assert "a budget of 3 CNY" in told(diagnosis, "limits")[1]
    assert told(diagnosis, "batches") == (None, "can be sent at half the price")
    assert len(provider.calls) == 1


def test_a_diagnosis_is_lines_with_remedies_below(examined: Examine) -> None:
    lines = list(show(examined(Provider(lambda _: RIGHT), model="mm")))
    assert "--  models    mm not among the 1 listed" in lines
    assert lines[lines.index("--  models    mm not among the 1 listed") + 1].strip() == (
        "did you mean m?"
    )


def test_both_models_are_asked(examined: Examine) -> None:
    provider = Provider(lambda _: RIGHT, models=("m", "n"))
    diagnosis = examined(provider, second_model="n")
    assert [body["model"] for body in provider.calls] == ["m", "n"]
    assert sum(check.name == "call" for check in diagnosis.checks) == 2


def test_a_refused_key(examined: Examine) -> None:
    diagnosis = examined(Provider(lambda _: RIGHT), key="sk-wrong-77e1")
    assert not diagnosis.works
    ok, text = told(diagnosis, "key")
    assert ok is False
    assert "(401)" in text and "check the value of OPENAI_API_KEY" in text
    assert not any(check.name == "call" for check in diagnosis.checks)


def test_a_refused_key_where_no_models_are_listed(examined: Examine) -> None:
    diagnosis = examined(Provider(lambda _: RIGHT, models=None), key="sk-wrong-77e1")
    assert told(diagnosis, "models") == (None, "the server has no list of them")
    assert "(401)" in told(diagnosis, "call")[1]


def test_nobody_answers(examined: Examine) -> None:
    diagnosis = examined(Provider(lambda _: RIGHT), base_url="http://127.0.0.1:9/v1")
    ok, text = told(diagnosis, "endpoint")
    assert ok is False
    assert "127.0.0.1:9" in text and "is `base_url` right?" in text


def test_the_mode_that_works_is_found(examined: Examine) -> None:
    def says(body: Body) -> Said:
        if "tools" in body or "json_schema" in str(body.get("response_format")):
            return 400, "response_format is not supported"
        return RIGHT

    provider = Provider(says, counts=False)
    diagnosis = examined(provider, mode="auto")
    assert "in mode json after" in told(diagnosis, "call")[1]
    assert told(diagnosis, "tokens")[1].startswith("the server counts none")
    assert len(provider.calls) == 3


@pytest.mark.parametrize(
    ("says", "ok", "text"),
    [
        ('{"cell": 3}', None, "points elsewhere"),
        ("I cannot say", False, "does not fit"),
        ((404, "no such model"), False, "m (404)"),
        ((500, "out of memory"), False, "out of memory"),
        ((402, "insufficient balance"), False, "top up"),
    ],
)
def test_an_answer_that_is_none(examined: Examine, says: Said, ok: bool | None, text: str) -> None:
    found = told(examined(Provider(lambda _: says)), "call")
    assert found[0] is ok
    assert text in found[1]


def test_a_budget_without_a_price_does_not_work(examined: Examine) -> None:
    assert examined(Provider(lambda _: RIGHT)).works
    diagnosis = examined(Provider(lambda _: RIGHT), budget=Decimal(1))
    assert not diagnosis.works
    assert '[prices."m"]' in told(diagnosis, "price")[1]
