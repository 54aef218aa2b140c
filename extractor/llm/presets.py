"""presets.toml: what is known of each provider before anything is asked."""

import difflib
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from extractor.errors import ConfigError

Mode = Literal["auto", "json_schema", "tools", "json"]
"""`json_schema`: the server enforces the schema. `tools`: the answer is the arguments of a forced
tool call. `json`: the server promises JSON, the prompt shows the schema. `auto`: the first of
these that the server takes."""

OutputLimit = Literal["max_completion_tokens", "max_tokens"]
"""OpenAI renamed the parameter; many servers know only the older name and ignore the new one,
and an answer without a limit has no upper price."""


class Preset(BaseModel):
    """One provider. What is None there is not known or not needed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    base_url: str | None = None
    base_url_env: str | None = None
    key_env: str | None = None
    api_version: str | None = None
    mode: Mode
    output_limit: OutputLimit
    concurrency: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    batch: bool
    temperature: float | None = None
    currency: str = ""


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """All providers by their name, in the order of the file."""
    text = (files("extractor.llm") / "presets.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Preset]).validate_python(tomllib.loads(text))


def preset(provider: str) -> Preset:
    """The preset of a provider; ConfigError with the known names where there is none."""
    known = presets()
    if provider not in known:
        near = difflib.get_close_matches(provider, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise ConfigError(f"no provider {provider!r}: {meant}There are {', '.join(known)}")
    return known[provider]
