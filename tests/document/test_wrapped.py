"""Lines that a page broke are put together; all others stay as they are."""

from collections.abc import Callable

import pytest

Show = Callable[[str], list[object]]

PAGE = """\
    青禾县图书馆二〇二三年坚持免费开放，全年开馆三百二十
天，接待读者一万余人次，举办讲座、展览和读书会共计六十场，
其中面向少年儿童的二十场，面向老年读者的十五场，全年借出1
20 册，归还 98 册。
    （一）馆藏建设。全年新增图书报刊和有声读物三千余种，其
中地方文献九十种，均已编目上架，并在本馆网站上公布目录，供
读者查询。
"""


def test_a_broken_paragraph_is_one_and_a_torn_figure_whole(shown: Show) -> None:
    first, second = shown(PAGE)
    assert isinstance(first, str) and first.endswith("全年借出120 册，归还 98 册。")
    assert isinstance(second, str) and second.startswith("（一）馆藏建设。")
    assert "其中地方文献九十种" in second


def test_a_page_number_comes_after_the_sentence_that_it_interrupts(shown: Show) -> None:
    turned = PAGE.replace("读书会共计六十场，\n", "读书会共计六十场，\n\n   - 1 -\n\f")
    first, number, _ = shown(turned)
    assert isinstance(first, str) and "共计六十场，其中面向少年儿童" in first
    assert number == "- 1 -"


@pytest.mark.parametrize(
    "text",
    [
        "    馆藏情况见下。\n    少儿读物一百种\n    地方志七种\n",
        "短行\n短行\n短行\n短行\n短行\n短行\n",
        "一年来，本馆" + "加强管理，" * 30 + "\n完成了任务\n" * 6,
    ],
)
def test_lines_of_no_common_width_stay(text: str, shown: Show) -> None:
    assert shown(text) == [line.strip() for line in text.splitlines() if line]


def test_an_empty_line_parts_paragraphs(shown: Show) -> None:
    parted = PAGE.replace("读书会共计六十场，\n", "读书会共计六十场，\n\n")
    assert len(shown(parted)) == 3
