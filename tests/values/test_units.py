"""One vocabulary of units: what they measure, and what a heading says of them."""

from decimal import Decimal

import pytest

from extractor.values.units import CONTINUOUS, PERCENT, UNITS, fits, units_above


@pytest.mark.parametrize("unit", ["条", "份", "宗", "次", "项", None])
def test_documents_are_counted_loosely(unit: str | None) -> None:
    assert fits(unit, "件")


@pytest.mark.parametrize("unit", ["年", "%", "元", "人", "人次", "天", "家", "美元"])
def test_what_measures_something_else_does_not_fit(unit: str) -> None:
    assert not fits(unit, "件")


def test_a_unit_that_nobody_knows_fits_only_itself() -> None:
    assert fits("束", "束")
    assert not fits("束", "件")


@pytest.mark.parametrize(
    ("heading", "wanted", "factors"),
    [
        ("收费金额(单位:万元)", "元", [10**4]),
        ("收费金额(万元)", "元", [10**4]),
        ("收费金额:万元", "元", [10**4]),
        ("金额单位:亿元 某表", "元", [10**8]),
        ("收费金额(以万元为单位)", "元", [10**4]),
        ("收费金额(元)", "元", [1]),
        ("单位:千件", "件", [1000]),
        ("单位:件、万元", "元", [10**4]),
        ("单位:件、万元", "件", [1]),
        ("单位:万条", "件", [10**4]),
        ("比率(‰)", "%", [Decimal("0.1")]),
        ("单位:元\n收费金额(万元)", "元", [1, 10**4]),
        ("单位:件,份", "件", [1]),
        ("单位:某某市某某局", "元", []),
        ("收费金额", "元", []),
        ("三、万元以上的项目", "元", []),
    ],
)
def test_the_units_that_a_heading_gives(heading: str, wanted: str, factors: list[int]) -> None:
    assert list(units_above(heading, wanted)) == factors


def test_every_unit_is_told_in_a_plain_one() -> None:
    assert all(UNITS[unit.plain].factor == 1 for unit in UNITS.values())
    assert UNITS["圆"].plain == "元"
    assert {"%", "‰", "个百分点"} <= PERCENT
    assert "元" in CONTINUOUS
