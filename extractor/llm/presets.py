"""presets.toml: what is known of each provider before anything is asked."""

import difflib
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from extractor.errors import ConfigError
from extractor.llm.modes import Mode, OutputLimit


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
