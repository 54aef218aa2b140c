"""Flags, environment, gouji.toml, a provider's preset -> Settings: which model, how, how much.

A setting comes from the first of these that has it. The API key comes from an environment
variable only, so that it is in no file, no command line and no log.
"""

import difflib
import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    SecretStr,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from extractor.errors import ConfigError
from extractor.llm.presets import Mode, OutputLimit, preset

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


PREFIX = "GOUJI_"

Positive = Annotated[int, Field(gt=0)]
Money = Annotated[Decimal, Field(ge=0)]


def _without_decimals(found: Any) -> Any:
    """TOML's numbers are read exactly, for prices; requests are JSON, which has floats."""
    match found:
        case Decimal():
            return float(found)
        case dict():
            return {name: _without_decimals(value) for name, value in found.items()}
        case list():
            return [_without_decimals(value) for value in found]
        case _:
            return found


Extra = Annotated[dict[str, JsonValue], BeforeValidator(_without_decimals)]


class Price(BaseModel):
    """What a million tokens cost, in `Settings.currency`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Money
    output: Money


class Settings(BaseSettings):
    """Everything that a call to a model depends on. Made by `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    config: Path | None = None
    """The file to read in place of `gouji.toml`."""
    provider: str
    """A name in presets.toml."""
    model: str = Field(min_length=1)
    second_model: str | None = None
    """Who is asked again about what stays in doubt; None: the same model."""
    base_url: str = Field(pattern=r"^https?://[^/\s]+")
    api_version: str | None = None
    """Azure OpenAI only."""
    key_env: str | None = None
    """The environment variable that holds the API key; None: the server needs none."""
    api_key: SecretStr
    mode: Mode = "auto"
    output_limit: OutputLimit = "max_completion_tokens"
    """The parameter by which `max_completion_tokens` is told to the server."""
    timeout: float = Field(120, gt=0)
    """Seconds until one attempt is given up."""
    concurrency: Positive = 8
    """Calls at once, at most."""
    requests_per_minute: Positive | None = None
    tokens_per_minute: Positive | None = None
    attempts: Positive = 4
    """How often a call is tried before it counts as failed, the first time included."""
    max_completion_tokens: Positive = 4096
    """The longest answer, what a reasoning model thinks included."""
    temperature: float | None = Field(None, ge=0, le=2)
    seed: int | None = None
    extra: Extra = {}
    """What a provider wants besides, put into every request as it is: `enable_thinking = false`."""
    prices: dict[str, Price] = {}
    currency: str = ""
    budget: Money | None = None
    """The most that one run may spend."""
    cache: Path = Path("gouji-cache.db")
    refresh: bool = False
    """Ask again, whatever the cache holds."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """First come, first served."""
        return (
            init_settings,
            env_settings,
            FileSource(settings_cls),
            PresetSource(settings_cls),
            KeySource(settings_cls),
        )


def load_settings(config: Path | None = None, **flags: Any) -> Settings | None:
    """The settings in force; None where no model is configured: neither a provider nor a model.

    Flags that are None count as not given. Raises ConfigError naming the place, the key and the
    remedy where a setting is unknown, of the wrong kind, or missing.
    """
    flags["config"] = config
    given = {name: value for name, value in flags.items() if value is not None}
    _refuse_misspelt_variables()
    try:
        return Settings(**given)
    except SettingsError as error:
        raise ConfigError(f"{error}: it must be written as JSON") from error
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
    missing = {str(p["loc"][0]) for p in problems if p["type"] == "missing" and len(p["loc"]) == 1}
    for problem in problems:
        if problem["loc"][0] not in missing:
            raise ConfigError(_told(problem, given))
    if missing >= {"provider", "model"}:
        return None
    raise ConfigError(next(told for name, told in _MISSING.items() if name in missing))


_MISSING = {
    "provider": "a model is configured, but no provider: set GOUJI_PROVIDER, or `provider` in "
    "[model] of gouji.toml",
    "model": "a provider is configured, but no model: set GOUJI_MODEL, or `model` in [model] of "
    "gouji.toml",
    "base_url": "this provider has no endpoint of its own: set GOUJI_BASE_URL, or `base_url` in "
    "[model] of gouji.toml",
}


def _told(problem: ErrorDetails, given: dict[str, Any]) -> str:
    """Where a wrong setting stands, and what is wrong with it."""
    name, *rest = (str(part) for part in problem["loc"])
    inside = "".join(f".{part}" for part in rest)
    variable = next((v for v in os.environ if v.upper() == PREFIX + name.upper()), None)
    if problem["type"] == "extra_forbidden" and not rest:
        near = difflib.get_close_matches(name, Settings.model_fields, n=1)
        said = f"is no setting: did you mean {near[0]}?" if near else "is no setting: remove it"
    elif problem["type"] == "extra_forbidden":
        said = "is unknown here: remove it"
    else:
        said = problem["msg"]
    if name in given:
        place = f"--{name.replace('_', '-')}"
    elif variable:
        place = f"the environment variable {variable}"
    else:
        table = "" if name == "prices" else "[model] "
        file = settings_file(given.get("config") or os.environ.get("GOUJI_CONFIG"))
        place = f"{file}: {table}{name}"
    return f"{place}{inside}: {said}"


def _refuse_misspelt_variables() -> None:
    """A misspelt GOUJI_BUDGET would be no budget at all, so it is told instead of passed over."""
    if "GOUJI_API_KEY" in os.environ:
        raise ConfigError(
            "GOUJI_API_KEY is not read: keep the key in the provider's own variable, "
            "or name another one with GOUJI_KEY_ENV"
        )
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for variable in os.environ:
        name = variable.upper()
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
            if near:
                raise ConfigError(f"{variable} is no setting: did you mean {near[0]}?")
