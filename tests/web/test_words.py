"""Both languages have all the words that pages and code ask for."""

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from extractor.checking.confront import NOT_A_COUNT, count_rule
from extractor.forms.file import all_forms
from extractor.record.decision import SETTLED_AS, Action
from extractor.record.reasons import ASK
from extractor.record.record import Source, Status
from extractor.review.case import Standing
from extractor.values.amount import State
from extractor.web.language import LANGUAGES, Language, words

WEB = Path(str(files("extractor.web")))
_ASKED = re.compile(r"""\bt(?:\.get)?\(\s*f?(["'])(?P<key>[\w.]*)(?P<goes_on>\{|\1\s*~)?""")
"""`t("a.b")`, and the beginning of `t("a." ~ b)` and of `t(f"a.{b}")`."""
_WORD = re.compile(r"[一-鿿]|[a-z]{4}")

EXPLAINS = {"not_in_document", "not_proved", "readings_disagree", "source_disagrees"}
CODES: dict[str, set[str]] = {
    "reason": {*ASK, *SETTLED_AS.values(), *EXPLAINS},
    "standing": set(get_args(Standing)),
    "state": set(get_args(State)),
    "source_is": set(get_args(Source)),
    "said": set(get_args(Action)),
    "told": set(get_args(Action)),
    "check": set(get_args(Status)),
    "finding": {rule.finding for form in all_forms() for rule in form.edits}
    | {count_rule(NOT_A_COUNT).finding, "misreported_share"},
    "meta": {
        rule.field.removeprefix("meta.") for form in all_forms() for rule in form.meta
    } | {"agency", "year"},
}  # fmt: skip
"""Whatever code a record may hold, by the words that the page of a document has for it."""


def asked() -> list[tuple[str, str, bool]]:
    """Where words are asked for, by which key, and whether that is only its beginning."""
    return [
        (f"{path.relative_to(WEB)}", found["key"], bool(found["goes_on"]))
        for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html")])
        for found in _ASKED.finditer(path.read_text(encoding="utf-8"))
    ]


def calls() -> list[tuple[str, str, str]]:
    """Where a word is asked for, by which whole key, and with what in its parentheses."""
    found = []
    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html")]):
        text = path.read_text(encoding="utf-8")
        for match in _ASKED.finditer(text):
            if not match["goes_on"]:
                inside = _closed(text[match.start() :])
                found.append((f"{path.relative_to(WEB)}", match["key"], inside))
    return found


def _closed(text: str) -> str:
    """The text up to where the first parenthesis of it is closed."""
    depth = 0
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and character == ")":
            return text[:at]
    return text


def names(text: str) -> set[str]:
    """The {names} to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_pattern_finds_them() -> None:
    keys = {key: goes_on for _, key, goes_on in asked()}
    assert keys["account.sign_in"] is False
    assert keys["common.role."] is True
    assert keys["account.too_often"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_asked_for_is_there(language: Language) -> None:
    texts = words(language).texts
    missing = [
        (place, key)
        for place, key, goes_on in asked()
        if not (any(text.startswith(key) for text in texts) if goes_on else key in texts)
    ]
    assert not missing


def test_both_languages_have_the_same_words() -> None:
    zh, en = (words(language).texts for language in LANGUAGES)
    assert zh.keys() == en.keys()


def test_both_languages_have_something_to_fill_in_at_the_same_places() -> None:
    zh, en = (words(language).texts for language in LANGUAGES)
    assert not [key for key in zh if bool(names(zh[key])) != bool(names(en[key]))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asks_says_what_is_to_be_filled_in(language: Language) -> None:
    texts = words(language).texts
    missing = [
        (place, key, name)
        for place, key, inside in calls()
        for name in names(texts.get(key, ""))
        if not re.search(rf"\b{name}\s*=|\*\*", inside)
    ]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_empty(language: Language) -> None:
    assert not [key for key, text in words(language).texts.items() if not text.strip()]


def test_nothing_is_left_untranslated() -> None:
    zh, en = (words(language).texts for language in LANGUAGES)
    same = {key: text for key, text in zh.items() if text == en[key]}
    assert not [key for key, text in same.items() if _WORD.search(re.sub(r"\{\w+\}", "", text))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", CODES)
def test_every_code_has_words(language: Language, table: str) -> None:
    texts = words(language).texts
    assert not [code for code in CODES[table] if f"document.{table}.{code}" not in texts]
