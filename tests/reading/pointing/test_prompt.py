"""Prompts: their examples hold in their own text, and say nothing that a report could say."""

import json
import re
from typing import get_args

import pytest

from extractor.errors import ConfigError
from extractor.forms.file import all_forms
from extractor.forms.form import Form
from extractor.reading.pointing.prompt import check_example, check_prompts, load_prompt
from extractor.record.question import AnswerKind

SENTINEL = 90_000_000
"""Figures in examples are at least this: no agency counts so many of anything."""


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.id)
def test_every_pointer_of_an_example_resolves_in_its_own_text(form: Form) -> None:
    check_prompts(form)


@pytest.mark.parametrize("kind", get_args(AnswerKind))
def test_a_prompt_is_known_by_its_hash(kind: AnswerKind) -> None:
    assert re.fullmatch(rf"{kind}@[0-9a-f]{{8}}", load_prompt(kind).id)


@pytest.mark.parametrize("kind", get_args(AnswerKind))
def test_the_figures_of_an_example_are_sentinels(kind: AnswerKind) -> None:
    for message in load_prompt(kind).example[:1]:
        figures = re.findall(r"⟦\d+⟧(\d+)", message.content)
        assert figures
        assert all(int(figure) >= SENTINEL for figure in figures)


@pytest.mark.parametrize(
    ("shown", "answer", "told"),
    [
        ("收到⟦1⟧3件", '{"cell":2}', "prompts/cell.example.json, at cell"),
        ("收到⟦2⟧3件", '{"cell":2}', "prompts/cell.example.txt: marks must count from ⟦1⟧ on"),
        ("收到⟦1⟧3件", "{", "prompts/cell.example.json"),
    ],
)
def test_an_example_that_does_not_hold_is_told_with_its_file(
    shown: str, answer: str, told: str
) -> None:
    with pytest.raises(ConfigError, match=re.escape(told)):
        check_example("cell", all_forms()[0], shown, answer)


@pytest.mark.parametrize("kind", get_args(AnswerKind))
def test_an_example_answers_as_shortly_as_it_can(kind: AnswerKind) -> None:
    for message in load_prompt(kind).example[1:]:
        said = json.loads(message.content)
        assert json.dumps(said, ensure_ascii=False, separators=(",", ":")) == message.content
