"""The words of the pages, in Chinese and in English.

`locale/<language>/<area>.toml` holds them: a key `queue.title` is `title` in the table `[queue]` of
any file of that language. Values are Jinja-free text with `{names}` to be filled in.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from fastapi import Request

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
COOKIE = "gouji_language"


class Words:
    """`words("queue.waiting", count=3)` -> the text; KeyError where a language has no such key."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self.texts = texts

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values) if values else self.texts[key]

    def get(self, key: str, default: str) -> str:
        """The text of a key that comes from data, such as a reason; the default where unknown."""
        return self.texts.get(key, default)


@lru_cache(maxsize=len(LANGUAGES))
def words(language: Language) -> Words:
    """All words of one language."""
    texts: dict[str, str] = {}
    folder = files("extractor.web") / "locale" / language
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for key, text in _flat(tomllib.loads(entry.read_text(encoding="utf-8"))):
            if key in texts:
                raise ValueError(f"{language}: {key} stands in {entry.name} and elsewhere")
            texts[key] = text
    return Words(language, texts)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, str(value)


def language_of(request: Request) -> Language:
    """The language that a person chose, else the one their browser asks for first, else Chinese."""
    wanted = request.cookies.get(COOKIE, "")
    asked = [wanted, *request.headers.get("accept-language", "").lower().split(",")]
    for tag in asked:
        for language in LANGUAGES:
            if tag.strip().startswith(language):
                return language
    return "zh"


def words_for(request: Request) -> Words:
    """All words of that language."""
    return words(language_of(request))
