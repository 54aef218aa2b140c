"""What the options about a model come to: a plan, its settings, the model while it is asked; and
`doctor`, who looks at that model."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractor.cli.options import model_options
from extractor.errors import ConfigError
from extractor.record.question import RULES, Plan

if TYPE_CHECKING:
    from extractor.llm.budget import Spent
    from extractor.llm.doctor import Diagnosis
    from extractor.llm.model import Model
    from extractor.llm.settings import Settings

_HOW = (
    "set GOUJI_PROVIDER and GOUJI_MODEL, or write gouji.toml with [model] provider and model; "
    "`gouji doctor` says what is missing"
)


@dataclass(frozen=True, slots=True)
class Asking:
    """How a command reads: which readers are asked, and the model's settings where it is one."""

    plan: Plan = RULES
    settings: "Settings | None" = None

    @property
    def model(self) -> str:
        """The models that take part, as a record's configuration names them."""
        if self.settings is None:
            return ""
        names = (self.settings.provider, self.settings.model, self.settings.second_model)
        return " ".join(filter(None, names))


def asking(
    reader: str,
    escalate: bool,
    provider: str | None,
    model: str | None,
    config: Path | None,
    budget: str | None,
    refresh: bool,
) -> Asking:
    """The options -> how to read.

    Raises ConfigError where a model is asked for and none is configured, or wrongly; UsageError
    where the options contradict each other.
    """
    if reader == "rules":
        if escalate or refresh or budget:
            raise click.UsageError("--reader rules asks no model: leave out the model's options")
        return Asking()
    named = any((provider, model, config, budget, refresh, escalate, reader == "model"))
    if not named and not _configured():
        return Asking()
    from extractor.forms.file import all_forms
    from extractor.llm.settings import load_settings
    from extractor.reading.pointing.prompt import check_prompts

    money = _money(budget)
    settings = load_settings(
        config, provider=provider, model=model, budget=money, refresh=refresh or None
    )
    if settings is None:
        if named:
            raise ConfigError(f"no model is configured: {_HOW}")
        return Asking()
    for form in all_forms():
        check_prompts(form)
    return Asking(Plan(model=True, escalate=escalate), settings)


def _configured() -> bool:
    """Whether there is anything to read settings from; looking is cheaper than loading."""
    named = any(name.startswith("GOUJI_") and name != "GOUJI_DB" for name in os.environ)
    return named or Path("gouji.toml").is_file()


def _money(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise click.BadParameter(
            f"{text!r} is no amount of money", param_hint="--budget"
        ) from error


@asynccontextmanager
async def the_model(settings: "Settings") -> "AsyncIterator[Model]":
    """The model with its cache, open."""
    from extractor.llm.cache import Cache
    from extractor.llm.model import Model

    with Cache(settings.cache) as cache:
        async with Model(settings, cache) as model:
            yield model


def spent_told(spent: "Spent", currency: str) -> str:
    """What was spent, in a few words."""
    tokens = spent.prompt_tokens + spent.completion_tokens
    told = f"{spent.calls} calls, {spent.cached} from the cache, {tokens:,} tokens"
    if spent.money is not None and not spent.unpriced:
        told += f", {spent.money.quantize(Decimal('0.0001'))} {currency}".rstrip()
    return told


@click.command()
@click.option("--providers", is_flag=True, help="List the providers that are known, and stop.")
@model_options
def doctor(providers: bool, **model: Any) -> None:
    """Make one tiny call to the configured model and say what works.

    Told are the endpoint, the key, the model, the mode of answering, the time of a call, the
    tokens counted, and the price, each with what to do where it is missing.
    """
    import asyncio

    from extractor.llm.cache import Cache
    from extractor.llm.doctor import examine, show
    from extractor.llm.presets import presets

    if providers:
        for name, known in presets().items():
            click.echo(f"{name:12} {known.label}")
        return
    settings = asking(**{**model, "reader": "model"}).settings
    assert settings is not None  # else `asking` has raised

    async def look() -> "Diagnosis":
        with Cache(settings.cache) as cache:
            return await examine(settings, cache)

    diagnosis = asyncio.run(look())
    for line in show(diagnosis):
        click.echo(line)
    sys.exit(not diagnosis.works)
