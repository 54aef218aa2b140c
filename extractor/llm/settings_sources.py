"""Where settings come from besides flags and GOUJI_* variables, as sources of pydantic-settings."""

import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from extractor.errors import ConfigError
from extractor.llm.presets import preset

FILE = Path("gouji.toml")

NO_KEY = "no-key-needed"
"""Sent to servers that need no key: the client insists on one."""


def settings_file(config: Path | str | None) -> Path:
    """The file that settings are read from."""
    return Path(config) if config else FILE


class _Source(PydanticBaseSettingsSource):
    """A source that gives all its settings at once, knowing those that came before."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not asked: `__call__` gives everything."""
        raise NotImplementedError


class FileSource(_Source):
    """gouji.toml in the current folder, or the file named by `config`: [model] and [prices]."""

    def __call__(self) -> dict[str, Any]:
        """The settings in the file; none where there is no gouji.toml."""
        config = self.current_state.get("config")
        path = settings_file(config)
        if not config and not path.is_file():
            return {}
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path} cannot be read: {error}") from error
        for name in tables.keys() - {"model", "prices"}:
            raise ConfigError(f"{path}: {name} is unknown: settings go into [model] and [prices]")
        found = tables.get("model", {})
        if not isinstance(found, dict):
            raise ConfigError(f"{path}: model must be a table: write [model]")
        for name in found.keys() & {"api_key", "key"}:
            raise ConfigError(
                f"{path}: [model] {name}: a key does not belong in a file. Take it out, export it "
                "as the provider's environment variable, or name your own variable in `key_env`"
            )
        for name in found.keys() & {"config", "prices"}:
            raise ConfigError(f"{path}: [model] {name} is no setting here: remove it")
        return found | {"prices": tables["prices"]} if "prices" in tables else found


class PresetSource(_Source):
    """What the provider's preset says, the customary variable for its endpoint included."""

    def __call__(self) -> dict[str, Any]:
        """The preset's settings; none where no provider is configured so far."""
        provider = self.current_state.get("provider")
        if not isinstance(provider, str):
            return {}
        known = preset(provider)
        found = known.model_dump(exclude_none=True, include=set(self.settings_cls.model_fields))
        if known.base_url_env and os.environ.get(known.base_url_env):
            found["base_url"] = os.environ[known.base_url_env]
        return found


class KeySource(_Source):
    """The API key, from the environment variable that `key_env` names."""

    def __call__(self) -> dict[str, Any]:
        """The key; ConfigError where the variable is not set."""
        state = self.current_state
        if "provider" not in state or "model" not in state:
            return {}
        variable = state.get("key_env")
        if not variable:
            return {"api_key": SecretStr(NO_KEY)}
        key = os.environ.get(str(variable), "").strip()
        if not key:
            raise ConfigError(
                f"{state['provider']} needs a key, and the environment variable {variable} is not "
                f"set: `export {variable}=...`, or name another variable in `key_env`"
            )
        return {"api_key": SecretStr(key)}
