"""Questions about running text, and what their answers say.

Asked once as a whole, and where doubt is left, the other way round: field by field.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.pointing.claims import Claims
from extractor.reading.pointing.heard import Heard
from extractor.reading.pointing.passage import Passage
from extractor.reading.pointing.prompt import (
    NARRATIVE,
    field_names,
    glossary,
    item_kinds,
    load_prompt,
)
from extractor.record.question import Question, Shape
from extractor.record.record import FieldId


def ask_narrative(form: Form, passage: Passage) -> Question:
    """What the whole passage states: fields, open facts, absences, listed items."""
    names = field_names(form)
    shape = Shape(
        "narrative",
        fields=names,
        items=item_kinds(form),
        pointers=len(passage.mentions),
        sentences=len(passage.sentences),
    )
    words = {"fields": glossary(form, names)}
    return load_prompt("narrative").question(
        f"narrative.{passage.number}", shape, passage.text, words
    )


def ask_fields(form: Form, passage: Passage, fields: Sequence[FieldId]) -> Question:
    """The same text asked the other way round: for each of a few fields, which figure."""
    names = tuple(name.removeprefix(NARRATIVE) for name in fields)
    shape = Shape("fields", fields=names, pointers=len(passage.mentions))
    text = f"fields: {', '.join(names)}\n{passage.text}"
    words = {"fields": glossary(form, names)}
    return load_prompt("fields").question(
        f"again.fields.{passage.number}", shape, text, words, second=True
    )


def hear_narrative(
    document: Document, form: Form, passage: Passage, said: Any, given: Mapping[int, FieldId]
) -> Heard:
    """The answer to `ask_narrative`. `given` are the figures that the rules gave to fields."""
    claims = Claims(document, form, passage, given)
    claims.state([(NARRATIVE + c.field, c.at) for c in getattr(said, "facts", ())], "model")
    for claim in getattr(said, "none", ()):
        claims.deny(NARRATIVE + claim.field, passage.sentences[claim.sentence - 1])
    for claim in getattr(said, "open", ()):
        claims.count(claim.at, claim.label)
    for claim in getattr(said, "items", ()):
        claims.item(claim.kind, claim.first, claim.last)
    for claim in said.quotes:
        claims.quote(NARRATIVE + claim.field, claim.quote)
    return claims.heard


def hear_fields(
    document: Document, form: Form, passage: Passage, said: Any, given: Mapping[int, FieldId]
) -> Heard:
    """The answer to `ask_fields`."""
    claims = Claims(document, form, passage, given)
    pointed = [(NARRATIVE + name, at) for name, at in said.model_dump().items() if at]
    claims.state(pointed, "model_again")
    return claims.heard
