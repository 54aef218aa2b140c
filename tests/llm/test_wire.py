"""The answer is found in what a model says, and held against its shape just as strictly."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.llm.wire import Unfit, fitting, reply_class
from extractor.record.answer import answer_schema
from extractor.record.question import Shape

CELL = Shape("cell", pointers=3)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ('{"cell":2}', '{"cell":2}'),
        (' {"cell": 2}\n', ' {"cell": 2}\n'),
        ('```json\n{"cell": 2}\n```', '{"cell": 2}'),
        ('The answer is {"cell":2}.', '{"cell":2}'),
        ('Of {1, 2, 3} it is the second: {"cell":2}', '{"cell":2}'),
        ('<think>{"row": 1}? No.</think>{"cell":2}', '{"cell":2}'),
        ('{"cell":2} {"cell":3}', '{"cell":2}'),
    ],
)
def test_prose_around_an_answer_is_cut_away(said: str, answer: str) -> None:
    assert fitting(said, CELL) == answer


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", "answer: Invalid JSON"),
        ("the second", "answer: Invalid JSON"),
        ('{"cell":2', "answer: Invalid JSON"),
        ('{"cell":4}', "cell: '4' is none of the values allowed"),
        ('{"cell":"2"}', "cell: '2' is none of the values allowed"),
        ('```{"cell":4}```', "cell: '4' is none of the values allowed"),
        ('{"cell":2,"why":"so"}', "why: Extra inputs are not permitted"),
        ("{}", "cell: Field required"),
        ("[2]", "answer: Input should be an object"),
    ],
)
def test_what_does_not_fit_is_told_in_few_words(said: str, problem: str) -> None:
    with pytest.raises(Unfit) as caught:
        fitting(said, CELL)
    assert str(caught.value).startswith(problem)


@given(st.text(), st.text())
def test_whatever_stands_around_it_only_an_answer_of_the_shape_is_found(
    before: str, after: str
) -> None:
    try:
        found = fitting(before + '{"cell":3}' + after, CELL)
    except Unfit:
        assert "{" in before
    else:
        assert json.loads(found) == {"cell": 3}


@pytest.mark.parametrize("hostile", ["{" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "{"])
def test_endless_nesting_is_unfit_and_nothing_worse(hostile: str) -> None:
    with pytest.raises(Unfit):
        fitting(hostile, CELL)


def test_the_class_and_the_schema_of_a_shape_are_made_once() -> None:
    replies = reply_class(CELL)
    assert reply_class(Shape("cell", pointers=3)) is replies
    assert replies.model_json_schema() is replies.model_json_schema()
    assert answer_schema(CELL).items() <= replies.model_json_schema().items()
