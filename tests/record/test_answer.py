"""What an answer may say: only what is there to be said."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.record.answer import answer_class, answer_schema, schema_hash
from extractor.record.question import Shape

NARRATIVE = Shape(
    "narrative", fields=("requests.received",), items=("problem",), pointers=3, sentences=2
)
EMPTY: dict[str, Any] = {"facts": [], "open": [], "none": [], "items": [], "quotes": []}


def accepts(shape: Shape, said: object) -> bool:
    try:
        answer_class(shape).model_validate_json(json.dumps(said))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ({"facts": [{"field": "requests.received", "at": 3}]}, True),
        ({"facts": [{"field": "requests.received", "at": 4}]}, False),
        ({"facts": [{"field": "requests.received", "at": 0}]}, False),
        ({"facts": [{"field": "requests.received", "at": "3"}]}, False),
        ({"facts": [{"field": "requests.made_up", "at": 3}]}, False),
        ({"facts": [{"field": "requests.received", "at": 3, "value": 29}]}, False),
        ({"items": [{"kind": "problem", "first": 1, "last": 3}]}, False),
        ({"value": 29}, False),
    ],
)
def test_only_names_and_marks_that_exist(said: dict[str, Any], right: bool) -> None:
    assert accepts(NARRATIVE, EMPTY | said) is right


def test_what_cannot_be_pointed_at_is_not_asked() -> None:
    without = answer_schema(Shape("narrative", fields=("meetings",), items=("problem",)))
    assert list(without["properties"]) == ["quotes"]


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (Shape("fields", fields=("requests.received",), pointers=2), {"requests.received": 0}),
        (
            Shape("rows", rows=("requests.granted",), columns=("total",), pointers=1),
            {"rows": [{"row": "requests.granted", "cells": [{"column": "total", "cell": 1}]}]},
        ),
        (
            Shape("columns", rows=("requests.granted",), columns=("total",), pointers=1),
            {"columns": [{"column": "total", "cells": [{"row": "requests.granted", "cell": 1}]}]},
        ),
        (Shape("cell", pointers=2), {"cell": 0}),
    ],
)
def test_every_kind_of_answer(shape: Shape, said: object) -> None:
    assert accepts(shape, said)
    assert not accepts(shape, {})


@given(st.integers(1, 60), st.integers(-5, 65))
def test_a_pointer_is_one_of_those_that_exist(pointers: int, at: int) -> None:
    said = EMPTY | {"facts": [{"field": "requests.received", "at": at}]}
    shape = Shape("narrative", ("requests.received",), items=("x",), pointers=pointers, sentences=1)
    assert accepts(shape, said) is (1 <= at <= pointers)


def test_a_schema_is_strict_and_small() -> None:
    def objects(schema: Any) -> list[dict[str, Any]]:
        inside = schema.values() if isinstance(schema, dict) else schema
        found = [o for part in inside if isinstance(part, dict | list) for o in objects(part)]
        here = isinstance(schema, dict) and schema.get("type") == "object"
        return [schema, *found] if here else found

    for found in objects(answer_schema(NARRATIVE)):
        assert found["additionalProperties"] is False
        assert set(found["required"]) == set(found["properties"])
        assert "title" not in found
    assert schema_hash(NARRATIVE) != schema_hash(Shape("cell", pointers=3))
