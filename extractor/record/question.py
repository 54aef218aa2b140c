"""What a language model is asked, and what came back: the nouns between reading and the model.

The model points, the code reads. A question shows a section in which every figure and every
cell has a number; its shape lists the numbers and names that an answer may choose from.
"""

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

Role = Literal["system", "user", "assistant"]
AnswerKind = Literal["narrative", "fields", "rows", "columns", "cell"]
"""`narrative`: what running text states; `fields`: the same, asked field by field. `rows` and
`columns`: the cells of a table, row by row or column by column. `cell`: one cell alone."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer may say: names from the form, numbers from the section shown.

    `pointers` are numbered from 1: figures in running text, cells in a table. `sentences` are
    the numbers of the sentences that may be pointed at as a whole.
    """

    kind: AnswerKind
    fields: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    pointers: int = 0
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One call to a model. `id` is unique in its document and says what is asked.

    `prompt` is the template's name and the hash of its text. `second` asks the second, stronger
    model, where one is configured.
    """

    id: str
    prompt: str
    messages: tuple[Message, ...]
    shape: Shape
    second: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: a JSON object that fits its shape, or why there is none.

    Tokens are those that the provider counted for the call that gave this answer, its repairs
    included.
    """

    question: str
    content: str | None
    prompt: str
    schema: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    error: str | None = None


class Call(Struct, frozen=True, omit_defaults=True):
    """An answer as the record keeps it: which prompt, schema and model gave which fields."""

    question: str
    prompt: str
    schema: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    fields: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Which readers are asked: the rules always; a model; a model again about what is in doubt."""

    model: bool = False
    escalate: bool = False


RULES = Plan()
