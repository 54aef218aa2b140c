"""A cell's figure in the unit that the form wants."""

from decimal import Decimal

import pytest

from extractor.forms.form import Column, Kind
from extractor.reading.tables.cells import cell_reading
from extractor.record.record import Evidence, Reading
from extractor.values.amount import Amount


def read(cell: str, heading: str = "", kind: Kind = "count", unit: str = "件") -> Reading:
    column = Column("column", (), kind=kind, unit=unit)
    return cell_reading("field", column, heading, Evidence(0, len(cell), cell), "grid")


def value(reading: Reading) -> Decimal | None:
    assert isinstance(reading.content, Amount)
    return reading.content.value


@pytest.mark.parametrize("cell", ["37", "37件", "37份", "三十七", "37①", "37 宗"])
def test_a_count_in_any_unit_of_documents(cell: str) -> None:
    assert (value(read(cell)), read(cell).signals) == (37, ())


@pytest.mark.parametrize(
    "cell", ["2021年", "37%", "37元", "37人", "37天", "3.7万元", "5月", "37人次"]
)
def test_a_cell_in_a_unit_of_something_else_has_no_value(cell: str) -> None:
    assert (value(read(cell)), read(cell).signals) == (None, ("unit_unfit",))


@pytest.mark.parametrize("cell", ["37件", "37人", "37%"])
def test_money_is_not_counted(cell: str) -> None:
    assert read(cell, kind="money", unit="元").signals == ("unit_unfit",)


@pytest.mark.parametrize("cell", ["约37", "37余", "30-40", "几十", "37件以上"])
def test_a_cell_that_prints_no_one_number_is_noted(cell: str) -> None:
    assert read(cell).signals == ("vague",)


@pytest.mark.parametrize(
    ("cell", "heading", "yuan"),
    [
        ("2.5", "收费金额（单位：万元）", 25000),
        ("2.5", "收费金额（元）", Decimal("2.5")),
        ("2.5", "单位：件、万元\n收费金额", 25000),
        ("2.5元", "收费金额（万元）", Decimal("2.5")),
        ("2.5万", "收费金额（元）", 25000),
        ("0", "收费金额", 0),
    ],
)
def test_the_unit_of_the_cell_goes_before_that_above_it(
    cell: str, heading: str, yuan: Decimal
) -> None:
    assert value(read(cell, heading, "money", "元")) == yuan


@pytest.mark.parametrize("heading", ["收费金额", "单位：元\n收费金额（万元）"])
def test_no_unit_or_two_leave_money_open(heading: str) -> None:
    reading = read("2.5", heading, "money", "元")
    assert value(reading) is None
    assert [candidate.value for candidate in reading.candidates] == [Decimal("2.5"), 25000]


def test_counts_may_be_in_thousands() -> None:
    assert value(read("3.2", "单位：千件")) == 3200
    assert value(read("3件", "单位：千件")) == 3
    assert [c.value for c in read("3", "单位：件\n数量（千件）").candidates] == [3, 3000]


def test_a_vague_sum_stays_vague_in_the_unit_above() -> None:
    content = read("20余", "金额（万元）", "money", "元").content
    assert isinstance(content, Amount)
    assert (content.low, content.high) == (210000, 290000)
