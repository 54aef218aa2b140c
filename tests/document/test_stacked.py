"""A cell in each line, rows set apart by empty lines: with tabs before the cells, or bare."""

from collections.abc import Callable

import pytest

from extractor.document import Table
from extractor.document.plain import read_text

Show = Callable[[str], list[object]]


def test_each_tabbed_line_is_a_cell_and_each_empty_line_ends_a_row(shown: Show) -> None:
    text = "二、公开情况\n\t项目\n\t数量\n\n\t规章\n\t\u30003\u00a0\n\n\n三、申请情况"
    assert shown(text) == ["二、公开情况", [["项目", "数量"], ["规章", "3"]], "三、申请情况"]


def test_columns_are_counted_within_the_row() -> None:
    (table,) = read_text("\t甲\n\t乙\n\n\t\n\t丙\n\t丁").blocks
    assert isinstance(table, Table) and not table.aligned
    assert [[(c.row, c.column) for c in row] for row in table.rows] == [
        [(0, 0), (0, 1)],
        [(1, 0), (1, 1), (1, 2)],
    ]


def test_an_empty_cell_has_an_empty_span_at_its_place() -> None:
    (table,) = read_text("\t甲\n\t\n\t\u00a0\n\t乙").blocks
    assert isinstance(table, Table)
    spans = [(cell.span.start, cell.span.end) for cell in table.rows[0]]
    assert spans == [(1, 2), (4, 4), (6, 6), (9, 10)]


def test_a_row_may_be_one_empty_cell(shown: Show) -> None:
    assert shown("\t甲\n\t1\n\n\t\n\n\t乙\n\t2") == [[["甲", "1"], [""], ["乙", "2"]]]


def test_a_cell_goes_on_in_lines_without_a_tab(shown: Show) -> None:
    text = "\t（第一项，\n等于第二项）\n\t合计\n\n\t新公开\n数量\n\t7\n"
    assert shown(text) == [[["（第一项，\n等于第二项）", "合计"], ["新公开\n数量", "7"]]]


def test_a_label_goes_on_even_after_an_empty_line(shown: Show) -> None:
    text = "\t（二）部分\n\t1\n\n\t\n\t（三）\n\n不予\n\t0\n\n\t合计\n\t1"
    assert shown(text) == [[["（二）部分", "1"], ["", "（三）\n\n不予", "0"], ["合计", "1"]]]


@pytest.mark.parametrize(
    "heading", ["二、情况", "3、情况", "（四）情况", "六. 情况", "第五章 情况"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n"])
def test_a_numbered_heading_ends_the_table(heading: str, gap: str, shown: Show) -> None:
    text = f"\t甲\n\t1{gap}{heading}\n\t乙\n\t2\n"
    assert shown(text) == [[["甲", "1"]], heading, [["乙", "2"]]]


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n"])
def test_no_figure_goes_on_after_an_empty_line(gap: str, shown: Show) -> None:
    assert shown(f"\t甲\n\t1{gap}说明\n\t乙\n\t2") == [[["甲", "1"]], "说明", [["乙", "2"]]]


def test_a_sentence_after_the_table_is_no_cell(shown: Show) -> None:
    assert shown("\t甲\n\t1\n以上数据截至年底。\n") == [[["甲", "1"]], "以上数据截至年底。"]


def test_a_torn_table_keeps_the_rows_it_has(shown: Show) -> None:
    assert shown("\t甲\n\t1\n\n\t乙\n\t2\n\n\t丙") == [[["甲", "1"], ["乙", "2"], ["丙"]]]


def test_prose_and_headings_that_a_tab_indents_are_paragraphs(shown: Show) -> None:
    assert shown("\t一、总体\n\n\t今年很好。\n\t明年更好。\n\n\t二、其他\n") == [
        "一、总体",
        "今年很好。",
        "明年更好。",
        "二、其他",
    ]
    assert shown("\t表如下。\n\n\t甲\n\t1\n\n\t三、其他\n") == [
        "表如下。",
        [["甲", "1"]],
        "三、其他",
    ]


BARE = "项目\n数量\n\n规章\n0\n\n文件\n5件\n"


def test_bare_cells_are_a_table_where_the_shape_is_plain(shown: Show) -> None:
    table = [["项目", "数量"], ["规章", "0"], ["文件", "5件"]]
    assert shown(BARE) == [table]
    assert shown(f"一、表格\n{BARE}\n以上为全部数据。") == ["一、表格", table, "以上为全部数据。"]


def test_a_single_bare_cell_between_rows_is_a_row(shown: Show) -> None:
    assert shown("项目\n数量\n\n第五项\n\n规章\n0\n\n文件\n5件\n\n") == [
        [["项目", "数量"], ["第五项"], ["规章", "0"], ["文件", "5件"]]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "某市某局\n年度报告\n\n规章\n0\n",
        "甲乙\n丙丁\n\n戊己\n庚辛\n\n壬癸\n子丑\n",
        BARE.replace("项目", "本年的项目，"),
        BARE.replace("规章", "规章的数量没有变化。"),
        BARE.replace("文件", "文" * 41),
    ],
    ids=["two rows", "no figure", "a clause", "a sentence", "a long line"],
)
def test_bare_lines_are_prose_where_it_is_not(text: str, shown: Show) -> None:
    assert shown(text) == [line for line in text.split("\n") if line]
