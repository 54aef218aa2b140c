"""Text -> about how many tokens, without a tokenizer.

tiktoken fetches its tables from the network when first used, often out of reach from China, and
would be right for one vendor only. What a provider bills is what it counts itself: `usage`.
"""

import json
from functools import lru_cache

from extractor.record.answer import answer_schema
from extractor.record.question import Question, Shape

MARGIN = 0.2
"""The estimate is within this share of what cl100k_base counts, for reports, prompts and schemas.
Newer vocabularies know more Chinese words and need up to a third less."""

_LETTERS = bytes(range(ord("A"), ord("Z") + 1)) + bytes(range(ord("a"), ord("z") + 1))
_DIGITS = b"0123456789"
_WIDE = bytes(range(0x80, 0x100))

_PER_WIDE, _PER_LETTER, _PER_DIGIT, _PER_SPACE, _PER_SIGN = 1.12, 0.07, 0.8, 0.65, 0.6
"""Tokens a character, fitted by least squares. A space stands for the word that begins after it."""

_PER_MESSAGE = 4
"""What a message's role and borders cost, as OpenAI describes it."""


def estimate(text: str) -> int:
    """About how many tokens a text is, rounded up. Counts bytes, so it takes microseconds."""
    data = text.encode(errors="surrogatepass")
    wide, letters, digits = (
        len(data) - len(data.translate(None, kind)) for kind in (_WIDE, _LETTERS, _DIGITS)
    )
    spaces = data.count(b" ")
    signs = len(data) - wide - letters - digits - spaces
    return 1 + int(
        _PER_WIDE * wide / 3
        + _PER_LETTER * letters
        + _PER_DIGIT * digits
        + _PER_SPACE * spaces
        + _PER_SIGN * signs
    )


def estimate_question(question: Question) -> int:
    """About how many prompt tokens a question costs, its schema included."""
    return _estimate_schema(question.shape) + sum(
        _PER_MESSAGE + estimate(message.content) for message in question.messages
    )


def bound_question(question: Question) -> int:
    """No fewer prompt tokens than a question can cost: a token is at least one byte.

    For what must not be too low, such as a reservation in a budget.
    """
    return len(schema_text(question.shape).encode()) + sum(
        _PER_MESSAGE + len(message.content.encode(errors="surrogatepass"))
        for message in question.messages
    )


@lru_cache(maxsize=2048)
def _estimate_schema(shape: Shape) -> int:
    return estimate(schema_text(shape))


@lru_cache(maxsize=2048)
def schema_text(shape: Shape) -> str:
    """The JSON schema of a shape's answers, written as short as JSON can be."""
    return json.dumps(answer_schema(shape), ensure_ascii=False, separators=(",", ":"))


_FACT, _ITEM, _CELL, _FIELD, _REST = 20, 8, 16, 12, 10
"""Tokens of an answer's JSON: a figure with its field or label, a sentence with its kind, a cell
with its column, a field with its pointer, and the braces around it all."""


def typical_answer(shape: Shape) -> int:
    """About how many tokens an answer has: every pointer chosen once, every field answered."""
    match shape.kind:
        case "narrative":
            return _REST + _FACT * shape.pointers + _ITEM * shape.sentences
        case "fields":
            return _REST + _FIELD * len(shape.fields)
        case "rows" | "columns":
            return _REST + _CELL * shape.pointers
        case "cell":
            return _REST
