"""prompts/*.txt -> the messages of a question, and the marks that a model points at.

A prompt is text, versioned by its hash.

`NAME.txt` tells what to do, with `$placeholders`; `NAME.example.txt` and `NAME.example.json` are
a section as it is shown and its right answer. An example's figures are ones that no report has.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import get_args

from pydantic import ValidationError

from extractor.errors import ConfigError
from extractor.forms.form import Form
from extractor.record.answer import answer_class
from extractor.record.question import AnswerKind, Message, Question, Shape

_POINTER = re.compile(r"⟦(\d+)⟧")
_SENTENCE = re.compile(r"§(\d+) ")
_NAMES = re.compile(r"^(rows|columns): (.+)$", re.MULTILINE)


_NOT_MARKS = str.maketrans({"⟦": "[", "⟧": "]", "§": "S"})


def shown(text: str) -> str:
    """A document's text without the characters of marks, which it cannot forge so. Every character
    keeps its place."""
    return text.translate(_NOT_MARKS)


def pointer(number: int) -> str:
    """The mark of a figure or a cell."""
    return f"⟦{number}⟧"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One template: `name@hash`, what to do, and an example with its answer."""

    id: str
    task: Template
    example: tuple[Message, ...]

    def question(
        self,
        name: str,
        shape: Shape,
        text: str,
        fields: str = "",
        *,
        second: bool = False,
    ) -> Question:
        """The question `name` about `text`, with what its `fields` mean in the template's place."""
        task = Message("system", self.task.substitute(fields=fields))
        messages = (task, *self.example, Message("user", text))
        return Question(name, self.id, messages, shape, second)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """The hash of all prompts: answers to the same ones are comparable."""
    ids = (load_prompt(kind).id for kind in get_args(AnswerKind))
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()


@lru_cache(maxsize=8)
def load_prompt(kind: AnswerKind) -> Prompt:
    """The prompt for one kind of answer."""
    folder = files("prompts")
    names = (f"{kind}.txt", f"{kind}.example.txt", f"{kind}.example.json")
    task, text, answer = (
        path.read_text(encoding="utf-8").strip() if (path := folder / name).is_file() else ""
        for name in names
    )
    digest = hashlib.sha256("\0".join((task, text, answer)).encode()).hexdigest()[:8]
    example = (Message("user", text), Message("assistant", answer)) if text else ()
    return Prompt(f"{kind}@{digest}", Template(task), example)


def check_prompts(form: Form) -> None:
    """Hold every example against its own text (see `check_example`)."""
    for kind in get_args(AnswerKind):
        if example := load_prompt(kind).example:
            shown, answer = (message.content for message in example)
            check_example(kind, form, shown, answer)


def check_example(kind: AnswerKind, form: Form, shown: str, answer: str) -> None:
    """Each pointer that the answer uses must resolve in the text shown.

    Raises ConfigError naming the file and what is wrong in it.
    """
    shape = _shape_of_example(kind, form, shown)
    try:
        answer_class(shape).model_validate_json(answer)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"prompts/{kind}.example.json, at {place or 'the top'}: {first['msg']}; "
            f"the marks are those of prompts/{kind}.example.txt"
        ) from error


def _shape_of_example(kind: AnswerKind, form: Form, shown: str) -> Shape:
    """What the example's own text offers to point at."""
    pointers = [int(number) for number in _POINTER.findall(shown)]
    sentences = [int(number) for number in _SENTENCE.findall(shown)]
    for marks in (pointers, sentences):
        if marks != list(range(1, len(marks) + 1)):
            raise ConfigError(f"prompts/{kind}.example.txt: marks must count from {pointer(1)} on")
    names = {
        axis: tuple(part.split(" = ")[0] for part in listed.split("; "))
        for axis, listed in _NAMES.findall(shown)
    }
    return Shape(
        kind,
        fields=field_names(form),
        rows=names.get("rows", ()),
        columns=names.get("columns", ()),
        items=item_kinds(form),
        pointers=len(pointers),
        sentences=len(sentences),
    )


NARRATIVE = "narrative."
"""What the ids of all narrative fields begin with; a model need not repeat it."""


def field_names(form: Form) -> tuple[str, ...]:
    """The narrative fields as a model names them."""
    return tuple(rule.field.removeprefix(NARRATIVE) for rule in form.facts)


def item_kinds(form: Form) -> tuple[str, ...]:
    """The kinds of listed text that the form knows."""
    return tuple(dict.fromkeys(rule.kind for rule in form.items))


def glossary(form: Form, names: tuple[str, ...]) -> str:
    """What the fields mean, one line for those whose names begin alike."""
    labels = {rule.field.removeprefix(NARRATIVE): rule.label for rule in form.facts}
    groups: dict[str, list[str]] = {}
    for name in names:
        first, _, last = name.partition(".")
        groups.setdefault(first if last else "", []).append(f"{last or first} {labels[name]}")
    return "\n".join(
        f"{first}: {', '.join(named)}" if first else ", ".join(named)
        for first, named in groups.items()
    )
