"""The mistakes of a simulated model: seeded, of a known kind, and never against the schema."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from small_gold import NARRATIVE, RIGHT

from eval.simulation.errors import Errors
from extractor.record.answer import answer_class
from extractor.record.question import Shape

TABLE = Shape("rows", rows=("granted", "refused"), columns=("person", "business"), pointers=4)
CELLS: dict[str, Any] = {
    "rows": [
        {
            "row": row,
            "cells": [{"column": "person", "cell": n}, {"column": "business", "cell": n + 1}],
        }
        for row, n in (("granted", 1), ("refused", 3))
    ]
}
BY_COLUMN: dict[str, Any] = {
    "columns": [
        {"column": column, "cells": [{"row": "granted", "cell": n}]}
        for column, n in (("person", 1), ("business", 2))
    ]
}


def made(errors: Errors, answer: Any = RIGHT, shape: Shape = NARRATIVE) -> Any:
    return errors.make(answer, shape, Random(1))


def test_no_errors_leave_the_answer_as_it_is() -> None:
    assert made(Errors()) == RIGHT


def test_a_wrong_pointer_is_another_one_that_exists() -> None:
    wrong = made(Errors(wrong_pointer=1))
    for part in ("facts", "open"):
        for told, right in zip(wrong[part], RIGHT[part], strict=True):
            assert told["at"] != right["at"]
            assert 1 <= told["at"] <= NARRATIVE.pointers
    assert wrong["none"] == RIGHT["none"], "there is no other sentence"


def test_a_missed_fact_is_left_out() -> None:
    missed = made(Errors(missed_fact=1))
    assert (missed["facts"], missed["open"], missed["none"]) == ([], [], [])


def test_a_spurious_fact_is_a_field_that_is_not_stated() -> None:
    told = made(Errors(spurious_fact=1))["facts"]
    assert [fact["field"] for fact in told[len(RIGHT["facts"]) :]] == ["staff"]


def test_swapped_columns_exchange_two_columns_in_every_row() -> None:
    swapped = made(Errors(swapped_columns=1), CELLS, TABLE)
    for row, n in zip(swapped["rows"], (1, 3), strict=True):
        assert {cell["column"]: cell["cell"] for cell in row["cells"]} == {
            "business": n,
            "person": n + 1,
        }


def test_columns_are_swapped_where_they_are_the_lines() -> None:
    shape = Shape("columns", rows=("granted",), columns=("person", "business"), pointers=2)
    swapped = made(Errors(swapped_columns=1), BY_COLUMN, shape)
    assert [line["column"] for line in swapped["columns"]] == ["business", "person"]


def test_a_field_asked_for_alone_goes_wrong_as_well() -> None:
    fields = Shape("fields", fields=("staff", "meetings"), pointers=3)
    answer = {"staff": 2, "meetings": 0}
    assert made(Errors(missed_fact=1), answer, fields) == {"staff": 0, "meetings": 0}
    assert made(Errors(wrong_pointer=1), answer, fields)["staff"] in (1, 3)
    assert made(Errors(spurious_fact=1), answer, fields)["meetings"] in (1, 2, 3)
    assert made(Errors(missed_fact=1), {"cell": 2}, Shape("cell", pointers=3)) == {"cell": 0}


def test_a_rate_is_the_part_of_pointers_that_go_wrong() -> None:
    errors = Errors(wrong_pointer=0.05)
    drawn = [errors.make(RIGHT, NARRATIVE, Random(seed)) for seed in range(400)]
    wrong = sum(
        told["at"] != right["at"]
        for answer in drawn
        for told, right in zip(answer["facts"], RIGHT["facts"], strict=True)
    )
    assert 0.03 < wrong / (400 * len(RIGHT["facts"])) < 0.07


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_a_rate_that_cannot_be_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="wrong_pointer must be between 0 and 1"):
        Errors(wrong_pointer=rate)


def answers() -> SearchStrategy[tuple[Any, Shape]]:
    columns = Shape("columns", rows=("granted",), columns=("person", "business"), pointers=2)
    fields = Shape("fields", fields=("staff", "meetings"), pointers=3)
    return st.sampled_from(
        [
            (RIGHT, NARRATIVE),
            (CELLS, TABLE),
            (BY_COLUMN, columns),
            ({"staff": 2, "meetings": 0}, fields),
            ({"cell": 1}, Shape("cell", pointers=1)),
        ]
    )


@given(answers(), st.builds(Errors, *[st.floats(0, 1)] * 4), st.integers())
def test_a_mistaken_answer_fits_the_schema_and_comes_again(
    case: tuple[Any, Shape], errors: Errors, seed: int
) -> None:
    answer, shape = case
    mistaken = errors.make(answer, shape, Random(seed))
    answer_class(shape).model_validate(mistaken)
    assert mistaken == errors.make(answer, shape, Random(seed))
