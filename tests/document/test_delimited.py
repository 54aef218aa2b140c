"""A row in each line: fields set apart by tabs, pipes or runs of spaces."""

from collections.abc import Callable

import pytest

from extractor.document import Table
from extractor.document.plain import read_text

Show = Callable[[str], list[object]]


def test_each_tab_sets_a_field_apart_and_empty_fields_are_cells(shown: Show) -> None:
    assert shown("项目\t数量\t\n\t其中\t\n规章\t 0\t1 \n") == [
        [["项目", "数量", ""], ["", "其中", ""], ["规章", "0", "1"]]
    ]


def test_a_column_is_the_number_of_the_field() -> None:
    (table,) = read_text("\t\t甲\n乙\t\t1").blocks
    assert isinstance(table, Table) and table.aligned
    assert [[cell.column for cell in row] for row in table.rows] == [[0, 1, 2], [0, 1, 2]]


def test_empty_lines_do_not_end_a_table(shown: Show) -> None:
    assert shown("甲\t1\n\n乙\t2\n\n\n\n丙\t3\n") == [[["甲", "1"], ["乙", "2"], ["丙", "3"]]]


def test_other_lines_do(shown: Show) -> None:
    assert shown("甲\t1\n乙\t2\n三、其他\n丙\t3\n丁\t4") == [
        [["甲", "1"], ["乙", "2"]],
        "三、其他",
        [["丙", "3"], ["丁", "4"]],
    ]


def test_ruled_lines_are_dropped_but_dashes_are_figures(shown: Show) -> None:
    assert shown("甲\t乙\n------\t------\n\n-\t-\n") == [[["甲", "乙"], ["-", "-"]]]


def test_a_first_field_may_be_empty_in_two_columns(shown: Show) -> None:
    assert shown("\t数量\n甲\t1\n乙\t2\n") == [[["", "数量"], ["甲", "1"], ["乙", "2"]]]


def test_one_line_with_one_tab_is_no_table(shown: Show) -> None:
    assert shown("电话\t12345\n") == ["电话\t12345"]
    assert shown("行政许可\t14\t1") == [[["行政许可", "14", "1"]]]


def test_a_number_with_a_tab_is_a_heading(shown: Show) -> None:
    assert shown("一、\t总体\n（一）\t公开\n2.\t申请") == ["一、\t总体", "（一）\t公开", "2.\t申请"]


def test_sentences_with_tabs_are_prose(shown: Show) -> None:
    assert shown("今年\t很好。\n明年\t更好。") == ["今年\t很好。", "明年\t更好。"]


@pytest.mark.parametrize("rule", ["", "|---|:-:|\n", "| -: | --- |\n"])
def test_pipes_set_fields_apart(rule: str, shown: Show) -> None:
    assert shown(f"| 项目 | 数量 |\n{rule}| 规章 | |\n") == [[["项目", "数量"], ["规章", ""]]]


def test_outer_pipes_may_lack(shown: Show) -> None:
    assert shown("项目 | 数量\n--- | ---\n规章 | 0\n") == [[["项目", "数量"], ["规章", "0"]]]
    assert shown("甲 | 1\n乙 | 2\n") == [[["甲", "1"], ["乙", "2"]]]


def test_a_path_of_pages_is_no_table(shown: Show) -> None:
    assert shown("首页 | 公开 | 年报\n正文") == ["首页 | 公开 | 年报", "正文"]


@pytest.mark.parametrize("gap", ["  ", "\u3000\u3000", " \u00a0 "])
def test_runs_of_spaces_are_columns_where_three_lines_agree(gap: str, shown: Show) -> None:
    lines = ["项目_数量", "  规章_0", "文件 等_5 "]
    text = "\n".join(lines).replace("_", gap)
    assert shown(text) == [[["项目", "数量"], ["规章", "0"], ["文件 等", "5"]]]
    assert shown(f"项目{gap}数量\n规章{gap}若干") == [f"项目{gap}数量", f"规章{gap}若干"]


def test_numbered_headings_are_no_columns(shown: Show) -> None:
    assert shown("一、  总体\n二、  公开\n三、  申请") == ["一、  总体", "二、  公开", "三、  申请"]
