"""Tables set out with spaces, as a PDF's text or a typewriter has them, become grids."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_pages import Style, printed

from extractor.document import Document, Table
from extractor.document.plain import read_text
from extractor.document.read import read_bytes

Show = Callable[[str], list[object]]
Places = Callable[[str], dict[str, tuple[int, int, int, int]]]

LOANS = """\
馆藏          借出   归还   逾期
少儿读物       120     98     22
地方志           7      7      0
"""


def test_figures_below_each_other_are_a_column(shown: Show) -> None:
    assert shown(LOANS) == [
        [
            ["馆藏", "借出", "归还", "逾期"],
            ["少儿读物", "120", "98", "22"],
            ["地方志", "7", "7", "0"],
        ]
    ]


def test_a_single_row_below_a_header_is_enough(shown: Show) -> None:
    assert shown("馆藏            借出册数\n\n\n地方志              17\n") == [
        [["馆藏", "借出册数"], ["地方志", "17"]]
    ]


def test_columns_may_stand_close_together(shown: Show) -> None:
    lines = "馆藏     甲 乙 丙 丁\n少儿读物  0 3 12 0\n地方志    5 0 10 1\n报刊      0 0  0 9\n"
    assert shown(lines)[0][1:] == [
        ["少儿读物", "0", "3", "12", "0"],
        ["地方志", "5", "0", "10", "1"],
        ["报刊", "0", "0", "0", "9"],
    ]


def test_an_empty_cell_stays_in_its_column(shown: Show) -> None:
    lines = LOANS.replace("7      7", "7       ")
    assert shown(lines)[0][2] == ["地方志", "7", "", "0"]


def test_a_torn_figure_stays_in_one_cell(shown: Show) -> None:
    lines = """\
馆藏       借出   归还
读物        120     98
方志        4 1      0
报刊         45      9
"""
    assert shown(lines)[0][2] == ["方志", "4 1", "0"]


@pytest.mark.parametrize(
    ("upper", "middle", "lower", "row"),
    [
        (
            "                      120",
            "1.少儿读物       98             22",
            "                        4",
            ["1.少儿读物", "98", "120 4", "22"],
        ),
        (
            "1.少儿读物及连        120",
            "                 98             22",
            "环画册                  4",
            ["1.少儿读物及连环画册", "98", "120 4", "22"],
        ),
        (
            "                120   310   131",
            "1.少儿读物",
            "                  8    45    07",
            ["1.少儿读物", "120 8", "310 45", "131 07"],
        ),
    ],
)
def test_a_figure_broken_over_lines_is_one_cell(
    upper: str, middle: str, lower: str, row: list[str], shown: Show
) -> None:
    header, other = "馆藏            借出  归还    逾期", "2.地方志         731   640      9"
    text = f"{header}\n\n{upper}\n{middle}\n{lower}\n\n{other}\n"
    assert row in shown(text)[0]


def test_sparse_rows_below_each_other_are_no_broken_figures(shown: Show) -> None:
    text = """\
馆藏            借出    归还   逾期

1.少儿读物       98            22
2.报刊                   7
3.古籍            4             1
4.地方志         31     40      9
"""
    assert ["2.报刊", "", "7", ""] in shown(text)[0]


@pytest.mark.parametrize(
    "lines",
    [
        "1.流动车上的少儿读     120    98\n物\n2.地方志                 7     7\n",
        "1.流动车上的少儿读\n"
        "                       120    98\n物\n2.地方志                 7     7\n",
        "1.流动车上的少儿读\n物                     120    98\n2.地方志                 7     7\n",
    ],
)
def test_a_broken_label_belongs_to_the_figures_beside_it(lines: str, shown: Show) -> None:
    assert shown("馆藏                  借出  归还\n" + lines)[0][1:] == [
        ["1.流动车上的少儿读物", "120", "98"],
        ["2.地方志", "7", "7"],
    ]


def test_a_row_without_figures_is_no_part_of_the_next_label(shown: Show) -> None:
    lines = """\
馆藏                 借出   归还

古籍

少儿读物及连环画册      98     45

地方志                   7      6
"""
    assert shown(lines) == [
        [
            ["馆藏", "借出", "归还"],
            ["古籍", "", ""],
            ["少儿读物及连环画册", "98", "45"],
            ["地方志", "7", "6"],
        ]
    ]


def test_an_open_bracket_holds_a_label_together(shown: Show) -> None:
    lines = """\
馆藏                   借出   归还

流动车（只计乡镇，
                          3      3
不计城区）

地方志                    7      7

报刊                      1      0
"""
    assert shown(lines)[0][1] == ["流动车（只计乡镇，不计城区）", "3", "3"]


def test_a_label_of_several_rows_spans_them(placed: Places) -> None:
    cells = placed("""\
馆藏                         借出   归还
一、总馆                       11     10
              1.少儿读物        2      1
（一）分馆    2.地方志          3      4
              3.报刊            5      6
二、合计                       21     20
""")
    assert cells["（一）分馆"] == (2, 0, 3, 1)
    assert cells["1.少儿读物"][:2] == (2, 1)
    assert cells["二、合计"][:2] == (5, 0)


def test_a_stacked_header_has_labels_and_headings(placed: Places) -> None:
    cells = placed("""\
                                读者

                      成年人
馆藏                              少年     合计
                  本地     外地
                  读者     读者

少儿读物            3        4      12       19
地方志              7       10       2       29
""")
    assert cells["读者"] == (0, 1, 1, 4)
    assert cells["成年人"] == (1, 1, 1, 2)
    assert cells["本地读者"] == (2, 1, 1, 1)
    assert cells["外地读者"] == (2, 2, 1, 1)
    assert cells["少年"] == (1, 3, 2, 1)
    assert cells["29"] == (4, 4, 1, 1)


def test_a_label_beside_a_heading_may_be_broken_above_the_labels_below_it(placed: Places) -> None:
    cells = placed("""\
                                         单位和其他团体
（每一行的合计为其左边各列之和，读
者证不计）                         个人
                                                      远郊   残障        合计
                                   证     学校      企业
                                                      乡镇   人士    其他
                                         班级      工会
                                                      书屋   协会

一、少儿读物和连环画册             74     22       0    0      15     10   121
二、地方志与族谱                   62      1       0    0      9       0    72
三、报刊合订本                     10      7       3    0      0       1    21
""")
    assert cells["个人证"][1] == 1
    assert cells["学校班级"][1] == 2
    assert cells["合计"][1] == 7


def test_a_blank_figure_stays_blank_where_every_other_stands_below_its_label(
    placed: Places,
) -> None:
    cells = placed("""\
            少儿          成人        老人          团体
馆藏                                                     合计
            读者          读者        读者          读者
地方志       31            7                        12    50
""")
    assert cells["合计"] == (0, 5, 1, 1)
    assert cells["12"] == (1, 4, 1, 1)


def test_figures_between_two_labels_leave_the_table_without_a_header(shown: Show) -> None:
    lines = """\
馆藏      借出     归还     逾期     遗失
地方志      5            3            2
少儿读物    9            4            4
报刊        7            2            1
"""
    assert not any("借出" in row for table in shown(lines) for row in table)


def test_few_figures_are_not_counted_off_below_labels_that_stand_elsewhere(shown: Show) -> None:
    lines = """\
馆藏      借出     归还     逾期     遗失

地方志             31                         31

报刊                        7                  7

古籍                                 4         4

少儿读物           12       9        6        27
"""
    assert not any("遗失" in row for table in shown(lines) for row in table)


def test_headings_are_told_apart_where_labels_begin_anew(placed: Places) -> None:
    cells = placed("""\
       城区                乡镇
借出 归还 逾期      借出 归还 逾期
  11   12   13        14   15   16
""")
    assert cells["城区"] == (0, 0, 1, 3)
    assert cells["乡镇"] == (0, 3, 1, 3)


def test_a_table_goes_on_over_a_page_break(shown: Show) -> None:
    first, second = "少儿读物       120     98     22\n", "地方志       7      7      0\n"
    head = LOANS.split("\n")[0]
    assert shown(f"{head}\n{first}\n      - 3 -\n\f  {second}") == [
        [head.split(), ["少儿读物", "120", "98", "22"], ["地方志", "7", "7", "0"]],
        "- 3 -",
    ]


def test_a_repeated_header_does_not_end_it_nor_tears_a_label(shown: Show) -> None:
    head, row, other, _ = LOANS.split("\n")
    torn = "（一）流动车上   1      2      3"
    table, *rest = shown(f"{head}\n{row}\n{torn}\n\n - 1 -\n\f{head}\n\n的读物\n{other}\n")
    assert len(table) == 4
    assert table[2][0] == "（一）流动车上的读物"
    assert rest == ["- 1 -", head]


def test_a_header_torn_by_a_page_break_is_put_together(shown: Show) -> None:
    text = """\
馆藏        本地   外地
\f            读者   读者
少儿读物      120     98
地方志          7      7
"""
    assert shown(text)[0][0] == ["馆藏", "本地读者", "外地读者"]


def test_a_title_over_the_table_is_a_paragraph(shown: Show) -> None:
    title = "         第四季度\n\n\n"
    assert shown(title + LOANS)[0] == "第四季度"


@pytest.mark.parametrize(
    "prose",
    [
        "本馆全年共接待读者  312  人次，其中少年  45  人次，\n比上年  多一些。\n",
        "    全年借出图书 120 册。\n    全年归还图书 98 册。\n",
        "联系电话：    55512345\n",
        "        青禾县图书馆\n      2023 年工作总结\n",
        "一、  总体情况\n二、  借阅情况\n三、  其他情况\n",
    ],
)
def test_prose_is_none(prose: str, shown: Show) -> None:
    assert not [block for block in shown(prose) if isinstance(block, list)]


def _tables(document: Document) -> list[list[list[str]]]:
    return [[[document.quote(c.span) for c in row] for row in t.rows] for t in document.tables]


FIGURES = st.sampled_from(["0", "7", "21", "136", "2,450", "—"])
LABELS = [
    "少儿读物",
    "地方志",
    "报刊合订本与散页",
    "（一）流动车",
    "盲文与有声读物（含光盘）",
    "古籍",
]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, list[str]]], Style]:
    names = ["本地读者", "外地读者", "借出", "归还", "逾期未还", "其他"][: draw(st.integers(2, 6))]
    labels = draw(st.permutations(LABELS))[: draw(st.integers(3, 6))]
    rows = [(f"{i}.{x}", [draw(FIGURES) for _ in names]) for i, x in enumerate(labels, 1)]
    style = Style(
        gap=draw(st.integers(2, 6)),
        label_width=draw(st.integers(5, 12)),
        header_width=draw(st.integers(2, 4)),
        align=draw(st.sampled_from(["left", "right", "centre"])),
        wide=draw(st.booleans()),
        page_rows=draw(st.sampled_from([2, 3, 99])),
    )
    return ["馆藏", *names], rows, style


@settings(max_examples=200, deadline=None)
@given(tables())
def test_the_figures_of_a_row_come_back_beside_its_label_in_order(
    table: tuple[list[str], list[tuple[str, list[str]]], Style],
) -> None:
    header, rows, style = table
    document = read_bytes("\n".join(printed(header, rows, style)).encode(), "a.txt")
    found = {row[0]: list(filter(None, row[1:])) for rows in _tables(document) for row in rows}
    assert not set(found).isdisjoint(label for label, _ in rows)
    assert all(found.get(label, figures) == figures for label, figures in rows)


WORDS = [
    "借出",
    "归还",
    "1.古籍",
    "（一）",
    "0",
    "21",
    "3,116",
    "—",
    "，",
    "逾期未还。",
    "-2-",
    "N/A",
    "|",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.sampled_from(WORDS)), max_size=6), max_size=12
    ),
    st.sets(st.integers(0, 11)),
)
def test_nothing_printed_is_lost_or_doubled(
    lines: list[list[tuple[int, str]]], breaks: set[int]
) -> None:
    text = "\n".join(
        ("\f" if i in breaks else "") + "".join(" " * gap + word for gap, word in line)
        for i, line in enumerate(lines)
    )
    laid, blocks, _ = read_text(text)
    assert Counter("".join(laid.split())) == Counter("".join(text.split()))
    for block in blocks:
        if isinstance(block, Table):
            spans = [cell.span for row in block.rows for cell in row]
            assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "line", [" " * 90_000, "数" + " " * 90_000 + "7", "7 " * 30_000, "- " * 40_000]
)
def test_a_line_of_any_length_is_read_in_linear_time(line: str) -> None:
    laid = read_text(f"{line}\n" * 3).text
    assert laid.split() == (f"{line}\n" * 3).split()
