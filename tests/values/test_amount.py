"""What a cell prints, and what it says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.amount import find_amounts, read_amount
from extractor.values.folding import fold
from extractor.values.numeral import STYLES


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("0", 0, None),
        ("　0", 0, None),
        ("１２", 12, None),
        ("1 175", 1175, None),
        ("6,323,013", 6323013, None),
        ("29件", 29, "件"),
        ("8批次", 8, "批次"),
        ("二十三", 23, None),
        ("一百零二件", 102, "件"),
        ("6323013元", 6323013, "元"),
        ("5.05万元", 50500, "元"),
        ("1.2亿元", 120000000, "元"),
        ("+1", 1, None),
        ("-8", -8, None),
        ("－8", -8, None),
        ("增加7", 7, None),
        ("减少3", -3, None),
        ("减少了3项", -3, "项"),
        ("下降56%", -56, "%"),
        ("降幅35.7%", Decimal("-35.7"), "%"),
        ("跌幅为3%", -3, "%"),
        ("涨幅达12%", 12, "%"),
        ("百分之五", 5, "%"),
        ("无", 0, None),
    ],
)
def test_a_printed_figure_has_one_value(raw: str, value: int, unit: str | None) -> None:
    amount = read_amount(raw)
    assert (amount.state, amount.value, amount.unit) == ("reported", value, unit)
    assert amount.raw == raw


@pytest.mark.parametrize("raw", ["-", " － ", "—", "——", "–", "─", "/", "\\", "／"])
def test_a_lone_dash_is_a_state_and_no_value(raw: str) -> None:
    assert (read_amount(raw).state, read_amount(raw).value) == ("dash", None)


@pytest.mark.parametrize("raw", ["", " ", "\xa0", "\t", "　"])
def test_an_empty_cell_is_blank_and_no_zero(raw: str) -> None:
    assert (read_amount(raw).state, read_amount(raw).value) == ("blank", None)


@pytest.mark.parametrize(
    "raw", ["12\n34", "3、4", "1/2", "12,34", "三千五", "详见附件", "9" * 25, "9" * 10**6, "3件5条"]
)
def test_what_is_not_one_figure_is_unreadable(raw: str) -> None:
    assert (read_amount(raw).state, read_amount(raw).value) == ("unreadable", None)


@pytest.mark.parametrize(
    ("raw", "qualifier", "low", "high"),
    [
        ("29件", None, "29", "29"),
        ("5.05万元", None, "50450", "50550"),
        ("6.6%", None, "6.55", "6.7"),
        ("下降百分之二十三点一", None, "-23.2", "-23.05"),
        ("下降56%", None, "-57", "-55.5"),
        ("500余条", "at_least", "501", "599"),
        ("120多次", "at_least", "121", "129"),
        ("三千余人", "at_least", "3001", "3999"),
        ("100余万元", "at_least", "1000000.01", "1999999.99"),
        ("近百条", "at_most", "0", "99"),
        ("约500", "about", "450", "550"),
        ("约24%", "about", "23", "25"),
        ("约60%", "about", "55", "65"),
        ("下降近20%", "at_most", "-19.99", "-10"),
        ("下降率为20%", None, "-21", "-19.5"),
        ("500条以上", "at_least", "500", None),
        ("不少于30件", "at_least", "30", None),
        ("不足10件", "at_most", "0", "9"),
    ],
)
def test_the_words_and_the_digits_set_an_interval(
    raw: str, qualifier: str | None, low: str, high: str | None
) -> None:
    amount = read_amount(raw)
    assert amount.qualifier == qualifier
    assert amount.low == Decimal(low)
    assert amount.high == (None if high is None else Decimal(high))


def test_a_heading_may_carry_the_unit() -> None:
    amount = read_amount("25.67").scaled(10**4, "元")
    assert (amount.value, amount.low, amount.high) == (256700, 256650, 256750)


naturals = st.integers(min_value=0, max_value=10**11).map(Decimal)
decimals = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False)


@pytest.mark.parametrize("style", STYLES)
@given(value=naturals | decimals)
def test_every_style_reads_back_to_the_same_number(style: str, value: Decimal) -> None:
    amount = read_amount(STYLES[style](value))
    assert (amount.state, amount.value) == ("reported", value)


@given(value=naturals, unit=st.sampled_from(["件", "条", "人次", "元", "个"]))
def test_a_unit_changes_nothing(value: Decimal, unit: str) -> None:
    assert read_amount(f"{value}{unit}").value == value
    assert read_amount(f"{value}{unit}").unit == unit


@given(st.text())
def test_no_text_breaks_the_grammar(raw: str) -> None:
    amount = read_amount(raw)
    assert (amount.value is not None) == (amount.state == "reported")
    if amount.value is not None and amount.low is not None:
        assert amount.low <= (amount.high if amount.high is not None else amount.low)


def test_figures_in_a_sentence_are_found_where_they_stand() -> None:
    text = fold("全年共收到申请２９件，较去年下降56%，公开信息500余条")
    found = [(text[start:end], amount.value) for start, end, amount in find_amounts(text)]
    assert found == [("29件", 29), ("下降56%", -56), ("500余条", 500)]
