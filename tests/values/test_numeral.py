"""Chinese numerals, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.numeral import read_han, write_han


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("二十三", 23),
        ("两百", 200),
        ("一百零二", 102),
        ("一万二千", 12000),
        ("二〇二〇", 2020),
        ("百", 100),
        ("三亿零五万", 300050000),
    ],
)
def test_numerals(text: str, value: int) -> None:
    assert read_han(text) == value


@pytest.mark.parametrize(
    "text", ["", "三千五", "十百", "万", "百十百", "一二十", "1", "一二三" * 20000]
)
def test_what_is_no_plain_numeral_is_refused(text: str) -> None:
    assert read_han(text) is None


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_writing_and_reading_agree(value: int) -> None:
    assert read_han(write_han(value)) == value
