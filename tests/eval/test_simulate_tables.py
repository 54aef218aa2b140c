"""Tables as a model is shown them, and the cells that the simulated model points at."""

from pathlib import Path
from typing import Any

import pytest
from small_gold import GOLD, answered, body, write_gold

from eval.simulation.library import Library
from eval.simulation.server import Simulator
from extractor.record.question import AnswerKind, Shape

ROWS = ("requests.received", "requests.granted", "requests.partially_granted")
COLUMNS = ("natural_person", "business", "total")
ASKED = (
    "# 收到和处理政府信息公开申请情况\n"
    "rows: requests.received = 本年新收; requests.granted = 予以公开\n"
    "columns: natural_person = 自然人; business = 商业企业; total = 总计\n"
)
REGULAR = """\
| 结果 | 自然人 | 商业企业 | 总计 |
| 本年新收政府信息公开申请数量 | ⟦1⟧9 | ⟦2⟧3 | ⟦3⟧12 |
| 予以公开 | ⟦4⟧5 | ⟦5⟧- | ⟦6⟧5 |
| 部分公开 | ⟦7⟧1 | ⟦8⟧ | ⟦9⟧1 |"""
EVERY = {
    ("requests.received", "natural_person"): 1,
    ("requests.received", "business"): 2,
    ("requests.received", "total"): 3,
    ("requests.granted", "natural_person"): 4,
    ("requests.granted", "business"): 5,
    ("requests.granted", "total"): 6,
    ("requests.partially_granted", "natural_person"): 7,
    ("requests.partially_granted", "business"): 8,
    ("requests.partially_granted", "total"): 9,
}


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small labelled report."""
    return Library([write_gold(tmp_path_factory.mktemp("gold"))])


def pointed(gold: Library, table: str, kind: AnswerKind = "rows") -> dict[tuple[str, str], int]:
    """(row, column) -> mark, as answered about a table that is shown below what is asked."""
    shape = Shape(kind, rows=ROWS, columns=COLUMNS, pointers=table.count("⟦"))
    [answer] = answered(Simulator(gold), body(ASKED + table, shape))
    if kind == "rows":
        lines = answer["rows"]
        return {(line["row"], c["column"]): c["cell"] for line in lines for c in line["cells"]}
    lines = answer["columns"]
    return {(c["row"], line["column"]): c["cell"] for line in lines for c in line["cells"]}


def test_blank_and_dash_are_pointed_at_as_well(gold: Library) -> None:
    assert pointed(gold, REGULAR) == EVERY


def test_columns_are_asked_of_a_table_turned_round(gold: Library) -> None:
    turned = """\
| 结果 | 本年新收政府信息公开申请数量 | 予以公开 | 部分公开 |
| 自然人 | ⟦1⟧9 | ⟦4⟧5 | ⟦7⟧1 |
| 商业企业 | ⟦2⟧3 | ⟦5⟧- | ⟦8⟧ |
| 总计 | ⟦3⟧12 | ⟦6⟧5 | ⟦9⟧1 |"""
    assert pointed(gold, turned, "columns") == EVERY


def test_a_document_may_print_applicants_as_rows(gold: Library) -> None:
    exchanged = """\
| 申请人 | 新收的 | 公开了的 | 给一部分的 |
| 自然人 | ⟦1⟧9 | ⟦4⟧5 | ⟦7⟧1 |
| 商业企业 | ⟦2⟧3 | ⟦5⟧- | ⟦8⟧ |
| 总计 | ⟦3⟧12 | ⟦6⟧5 | ⟦9⟧1 |"""
    assert pointed(gold, exchanged) == EVERY


def test_reworded_rows_are_known_by_what_they_print(gold: Library) -> None:
    reworded = REGULAR.replace("予以公开", "给了的").replace("部分公开", "只给一半的")
    assert pointed(gold, reworded) == EVERY


def test_a_cell_too_many_is_left_out(gold: Library) -> None:
    long_row = """\
| 本年新收政府信息公开申请数量 | ⟦1⟧9 | ⟦2⟧3 | ⟦3⟧12 |
| 予以公开 | ⟦4⟧7 | ⟦5⟧5 | ⟦6⟧- | ⟦7⟧5 |
| 部分公开 | ⟦8⟧1 | ⟦9⟧ | ⟦10⟧1 |"""
    cells = pointed(gold, long_row)
    assert [cells["requests.granted", column] for column in COLUMNS] == [5, 6, 7]


def test_a_label_torn_in_two_does_not_hide_its_row(gold: Library) -> None:
    torn = """\
| 本年新收政府信息 | | | |
| 公开申请数量 | ⟦1⟧9 | ⟦2⟧3 | ⟦3⟧12 |
| 予以公开 | ⟦4⟧5 | ⟦5⟧- | ⟦6⟧5 |"""
    cells = pointed(gold, torn)
    assert [cells["requests.received", column] for column in COLUMNS] == [1, 2, 3]


def test_only_marked_cells_are_pointed_at(gold: Library) -> None:
    partly = REGULAR.replace("⟦1⟧", "").replace("⟦2⟧", "").replace("⟦3⟧", "")
    assert set(pointed(gold, partly)) == {cell for cell in EVERY if cell[0] != ROWS[0]}


@pytest.mark.parametrize(
    ("field", "mark"),
    [
        ("requests.granted.business", 5),
        ("requests.received.total", 3),
        ("requests.carried_forward.total", 0),
    ],
)
def test_one_cell_is_asked_for_alone(gold: Library, field: str, mark: int) -> None:
    text = f"# 收到和处理政府信息公开申请情况\nfield: {field} = 某行 · 某列\n{REGULAR}"
    assert answered(Simulator(gold), body(text, Shape("cell", pointers=9))) == [{"cell": mark}]


def test_a_table_may_have_been_shown_above(tmp_path: Path) -> None:
    outcomes = ("upheld", "corrected", "other", "pending", "total")
    printed = {f"remedies.reconsideration.{name}": n for n, name in enumerate(outcomes)}
    fields = {name: {"state": "reported", "value": value} for name, value in printed.items()}
    gold: dict[str, Any] = GOLD | {"fields": GOLD["fields"] | fields}
    library = Library([write_gold(tmp_path, gold=gold)])
    text = (
        f"{ASKED}{REGULAR}\n| ⟦10⟧0 | ⟦11⟧1 | ⟦12⟧2 | ⟦13⟧3 | ⟦14⟧4 |\n\n"
        "# 政府信息公开行政复议、行政诉讼情况\nrows: remedies = -\ncolumns: x = y\n(above)"
    )
    columns = tuple(f"reconsideration.{name}" for name in outcomes)
    shape = Shape("rows", rows=("remedies",), columns=columns, pointers=14)
    cells = [{"column": column, "cell": 10 + n} for n, column in enumerate(columns)]
    [answer] = answered(Simulator(library), body(text, shape))
    assert answer == {"rows": [{"row": "remedies", "cells": cells}]}
