"""A model's answers, as they come back."""

import json
from typing import Any

from extractor.record.question import Answer, Question


def answered(question: Question, **said: Any) -> Answer:
    """A model's answer; what is not said of a narrative question is left empty."""
    if question.shape.kind == "narrative":
        parts = ["quotes"]
        parts += ["facts", "open"] if question.shape.pointers else []
        parts += ["none", "items"] if question.shape.sentences else []
        said = {part: [] for part in parts} | said
    content = json.dumps(said, ensure_ascii=False)
    return Answer(question.id, content, question.prompt, "", "test")
