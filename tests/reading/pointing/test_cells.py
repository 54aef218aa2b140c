"""Tables that depart from the form: what is shown, and what pointing at cells gives."""

from collections.abc import Callable
from typing import Any

import pytest
from pointing_answers import answered

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading import Reader
from extractor.reading.pointing.board import ask_cell, ask_columns, view_of
from extractor.record.question import Question
from extractor.record.record import Evidence
from extractor.values.amount import Amount

Write = Callable[[str], Reader]

TABLE = """二、主动公开政府信息情况
第二十条第（一）项\t\t\t
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t0\t0\t0
行政规范性文件\t3\t1\t23
第二十条第（五）项\t\t\t
信息内容\t全年作出的决定\t\t
行政许可\t96\t\t
"""


def tables(reader: Reader) -> Question:
    (question,) = (q for q in reader.questions() if q.id == "tables")
    return question


def read_with(text: str, reader: Write, **said: Any) -> dict[str, Any]:
    read = reader(text)
    readings = read.read([answered(tables(read), **said)]).readings
    return {
        r.field: r.content.value
        for r in readings
        if r.source == "model" and isinstance(r.content, Amount)
    }


def test_what_no_reader_could_place_is_shown_with_its_neighbours(reader: Write) -> None:
    question = tables(reader(TABLE))
    shown = question.messages[-1].content.splitlines()
    assert shown[0] == "# 主动公开政府信息情况"
    assert "disclosure.licensing = 行政许可" in shown[1]
    assert "decisions = 本年处理决定数量" in shown[2]
    assert "| 信息内容 | 全年作出的决定 |  |  |" in shown
    assert "| 行政许可 | ⟦1⟧96 | ⟦2⟧ | ⟦3⟧ |" in shown
    assert "| 行政规范性文件 | 3 | 1 | 23 |" not in shown
    assert question.shape.pointers == 3


def test_the_code_reads_the_cell_that_is_pointed_at(reader: Write) -> None:
    row = {"row": "disclosure.licensing", "cells": [{"column": "decisions", "cell": 1}]}
    assert read_with(TABLE, reader, rows=[row]) == {"disclosure.licensing.decisions": 96}


@pytest.mark.parametrize(
    "cells",
    [
        [("disclosure.licensing", "decisions", 1), ("disclosure.penalties", "decisions", 1)],
        [("disclosure.licensing", "decisions", 1), ("disclosure.licensing", "decisions", 2)],
    ],
    ids=["two fields, one cell", "one field, two cells"],
)
def test_a_cell_belongs_to_one_field_and_a_field_to_one_cell(
    reader: Write, cells: list[tuple[str, str, int]]
) -> None:
    text = TABLE + "行政处罚\t7\t\t\n"
    rows = [{"row": row, "cells": [{"column": c, "cell": at}]} for row, c, at in cells]
    assert read_with(text, reader, rows=rows) == {}


def test_a_regular_table_asks_nothing(reader: Write) -> None:
    regular = TABLE.replace("全年作出的决定", "本年处理决定数量")
    assert [q.id for q in reader(regular).questions() if q.id == "tables"] == []


def test_the_table_turned_round(reader: Write) -> None:
    question = ask_columns(reader(TABLE)._pointing.board)
    shown = question.messages[-1].content.splitlines()
    assert any(line.startswith("| 第二十条第（一）项 | 信息内容 |") for line in shown)
    assert any("⟦1⟧96" in line and "全年作出的决定" in line for line in shown)
    assert question.second


def test_one_cell_alone_with_its_row_and_its_column(
    document: Callable[[str], Document], form: Form
) -> None:
    written = document(TABLE)
    at = written.text.index("23")
    field = "disclosure.normative_documents.in_force"
    view = view_of(written, form, field, Evidence.at(written, at, at + 2))
    assert view is not None
    question = ask_cell(form, field, view)
    shown = question.messages[-1].content.splitlines()
    assert shown[1] == f"field: {field} = 行政规范性文件 · 现行有效件数"
    assert "| 规章 | ⟦1⟧0 |" in shown
    assert "| 行政规范性文件 | ⟦2⟧3 | ⟦3⟧1 | ⟦4⟧23 |" in shown
    assert view_of(written, form, field, Evidence(0, 1, written.text[0])) is None
