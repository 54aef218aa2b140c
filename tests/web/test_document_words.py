"""Whatever code a record may hold, the page of a document has words for it in both languages."""

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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", CODES)
def test_every_code_has_words(language: Language, table: str) -> None:
    texts = words(language).texts
    assert not [code for code in CODES[table] if f"document.{table}.{code}" not in texts]
