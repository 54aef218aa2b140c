"""Flags over environment over gouji.toml over the provider's preset; keys from nowhere but env."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ConfigError
from extractor.llm.presets import preset, presets
from extractor.llm.settings import NO_KEY, Settings, load_settings

KEY = "sk-sentinel-7f3a"
VLLM = 'provider = "vllm"\nmodel = "m"\n'
MODEL = f"[model]\n{VLLM}"


@pytest.fixture(autouse=True)
def nothing_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and no variable that means anything to a model."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("GOUJI_") or name.endswith(("_API_KEY", "_BASE_URL", "_ENDPOINT")):
            monkeypatch.delenv(name)


def configured(text: str = "", **flags: Any) -> Settings:
    """The settings that come of a gouji.toml."""
    Path("gouji.toml").write_text(text, encoding="utf-8")
    settings = load_settings(**flags)
    assert settings is not None
    return settings


def told(text: str = "", **flags: Any) -> str:
    """What is said about a gouji.toml that is wrong."""
    with pytest.raises(ConfigError) as caught:
        configured(text, **flags)
    return str(caught.value)


def test_a_key_alone_configures_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert load_settings() is None
    assert load_settings(budget=Decimal(5)) is None


def test_a_model_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_PROVIDER", "openai")
    monkeypatch.setenv("GOUJI_MODEL", "gpt-x")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    settings = load_settings()
    assert settings is not None
    assert (settings.provider, settings.model) == ("openai", "gpt-x")
    assert settings.base_url == "https://api.openai.com/v1"
    assert settings.api_key.get_secret_value() == KEY


def test_the_first_place_that_has_a_setting_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured(MODEL).concurrency == preset("vllm").concurrency
    in_file = MODEL + "concurrency = 5"
    assert configured(in_file).concurrency == 5
    monkeypatch.setenv("GOUJI_CONCURRENCY", "6")
    assert configured(in_file).concurrency == 6
    assert configured(in_file, concurrency=7).concurrency == 7
    assert configured(in_file, concurrency=None).concurrency == 6


def test_what_a_provider_wants_besides_is_json() -> None:
    extra = "[model.extra]\nenable_thinking = false\ntop_p = 0.5\n"
    assert configured(MODEL + extra).extra == {"enable_thinking": False, "top_p": 0.5}


def test_another_file_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[model]\nprovider = "ollama"\nmodel = "m"', encoding="utf-8")
    settings = load_settings(other)
    assert settings is not None and settings.provider == "ollama"
    monkeypatch.setenv("GOUJI_CONFIG", str(other))
    assert load_settings() is not None
    with pytest.raises(ConfigError, match=r"absent\.toml cannot be read"):
        load_settings(tmp_path / "absent.toml")


def test_prices_are_exact() -> None:
    settings = configured(MODEL + 'currency = "CNY"\n[prices."m"]\ninput = 0.1\noutput = 8\n')
    assert settings.prices["m"].input == Decimal("0.1")
    assert settings.currency == "CNY"


@pytest.mark.parametrize("provider", presets())
def test_every_provider_can_be_used(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = preset(provider)
    if known.key_env:
        monkeypatch.setenv(known.key_env, KEY)
    if known.base_url is None:
        assert known.base_url_env is not None
        monkeypatch.setenv(known.base_url_env, "https://mine.example")
    settings = load_settings(provider=provider, model="m")
    assert settings is not None
    assert (settings.mode, settings.concurrency) == (known.mode, known.concurrency)
    assert settings.api_key.get_secret_value() == (KEY if known.key_env else NO_KEY)


def test_the_vendors_own_variable_names_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://proxy.example/v1")
    ours = '[model]\nprovider = "openai"\nmodel = "m"\n'
    assert configured(ours).base_url == "https://proxy.example/v1"
    assert configured(ours + 'base_url = "https://x.example"').base_url == "https://x.example"


def test_a_local_server_may_have_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = MODEL + 'key_env = "MY_KEY"\n'
    assert "MY_KEY is not set" in told(ours)
    monkeypatch.setenv("MY_KEY", KEY)
    assert configured(ours).api_key.get_secret_value() == KEY


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", KEY)
    settings = configured('[model]\nprovider = "deepseek"\nmodel = "m"')
    assert KEY not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (VLLM + 'curency = "元"', "[model] curency: is no setting: did you mean currency?"),
        (VLLM + 'attempts = "many"', "gouji.toml: [model] attempts: Input should be a valid"),
        (VLLM + "concurrency = 0", "[model] concurrency: Input should be greater than 0"),
        (VLLM + 'mode = "xml"', "[model] mode: Input should be 'auto'"),
        (VLLM + 'base_url = "localhost"', "[model] base_url: String should match"),
        (VLLM + "[prices.m]\ninput = 1", "gouji.toml: prices.m.output: Field required"),
        (VLLM + "[price.m]\ninput = 1", "price is unknown"),
        (VLLM + f'api_key = "{KEY}"', "a key does not belong in a file"),
        ('provider = "open-ai"\nmodel = "m"', "did you mean openai? There are openai, azure"),
        ('provider = "openai"\nmodel = "m"', "export OPENAI_API_KEY="),
        ('provider = "azure"\nmodel = "m"\nkey_env = "HOME"', "set GOUJI_BASE_URL"),
        ('provider = "vllm"', "no model: set GOUJI_MODEL"),
        ('model = "m"', "no provider: set GOUJI_PROVIDER"),
        ("provider = ", "gouji.toml cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_remedy(text: str, said: str) -> None:
    message = told(f"[model]\n{text}")
    assert said in message
    assert KEY not in message


def test_wrong_flags_and_variables_are_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--budget: Input should be a valid decimal" in told(MODEL, budget="lots")
    monkeypatch.setenv("GOUJI_TIMEOUT", "soon")
    assert "the environment variable GOUJI_TIMEOUT: Input" in told(MODEL)
    monkeypatch.setenv("GOUJI_TIMEOUT", "9")
    monkeypatch.setenv("GOUJI_PRICES", "cheap")
    assert "JSON" in told(MODEL)


@pytest.mark.parametrize(
    ("name", "said"), [("GOUJI_BUGDET", "did you mean GOUJI_BUDGET"), ("GOUJI_API_KEY", "not read")]
)
def test_a_variable_that_would_be_passed_over_is_told(
    name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, KEY)
    message = told(MODEL)
    assert said in message
    assert KEY not in message


def test_other_variables_of_gouji_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_DB", "gouji.db")
    assert configured(MODEL).provider == "vllm"
