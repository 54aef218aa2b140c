"""Text of a table that has lost what set its cells apart."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.forms.file import load_form
from extractor.reading.tables.labels import labels_of
from extractor.reading.tables.sums import set_apart
from extractor.reading.tables.words import run_on
from extractor.values.folding import fold

FORM = load_form("disclosure_2021")
LABELS = frozenset().union(*(labels.all for labels in labels_of(FORM)))
ROW = tuple(f"requests.received.{column.id}" for column in FORM.tables[1].columns)


def parts(text: str) -> list[str]:
    folded = fold(text)
    return [p.text if p.key or p.counted else "…" for p in run_on(0, folded, LABELS)]


def test_labels_that_run_together_are_told_apart() -> None:
    assert parts("自然人总计") == ["自然人", "总计"]
    assert parts("商业企业科研机构其他") == ["商业企业", "科研机构", "其他"]
    assert parts("自然人和总计") == []


def test_figures_stand_behind_labels_and_numbering_is_none_of_them() -> None:
    text = (
        "信息内容本年处理决定数量行政处罚12行政强制3（三）不予公开"
        "1.属于国家秘密00000002.其他法律行政法规禁止公开1000001"
    )
    assert parts(text) == [
        *("信息内容", "本年处理决定数量", "行政处罚", "12", "行政强制", "3", "不予公开"),
        *("属于国家秘密", "0000000", "其他法律行政法规禁止公开", "1000001"),
    ]


def test_a_remark_belongs_to_the_label_before_it() -> None:
    text = "规章 000行政规范性文件1 2 3行政许可（含备案）45 行政强制6"
    assert parts(text)[-4:] == ["行政许可(含备案)", "45", "行政强制", "6"]


def test_prose_is_no_table() -> None:
    text = "全年办理行政许可61件、行政处罚5件、行政强制7件，规章与行政规范性文件各1件。"
    assert not [p for p in run_on(0, text, LABELS) if p.counted]


def test_as_many_digits_as_columns_are_a_figure_each() -> None:
    assert set_apart(FORM, ROW, "5100006") == [1] * 7


def test_larger_figures_are_told_apart_by_the_sum_of_the_row() -> None:
    assert set_apart(FORM, ROW, "312000235") == [2, 1, 1, 1, 1, 1, 2]
    assert set_apart(FORM, ROW, "312000236") == []


def test_two_ways_to_set_figures_apart_are_none() -> None:
    fields = ("disclosure.rules.issued", "disclosure.rules.repealed")
    assert set_apart(FORM, fields, "123") == []
    assert set_apart(FORM, ROW, "110000111") == []


@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_what_is_set_apart_is_what_was_printed(figures: list[int]) -> None:
    printed = [*map(str, figures), str(sum(figures))]
    lengths = set_apart(FORM, ROW, "".join(printed))
    assert lengths in ([], list(map(len, printed)))
