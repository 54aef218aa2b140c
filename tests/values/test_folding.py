"""Characters that mean the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.folding import fold, label_key


@given(st.text())
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
        ("（三）不予公开", "不予公开"),
        ("(三) 不予 公开", "不予公开"),
        ("1.属于国家秘密", "属于国家秘密"),
        ("結 果 維 持", "结果维持"),
        ("危及“三安全一稳定”", "危及三安全一稳定"),
        ("本年增/减", "本年增减"),
        ("采购总金额（单位：万元）", "采购总金额"),
        ("部分公开（区分处理的，只计这一情形", "部分公开"),
        ("1信息内容", "信息内容"),
        ("3、 [bookmark: _GoBack]总体情况", "总体情况"),
        ("（其他）", "其他"),
    ],
)
def test_the_key_of_a_label(printed: str, key: str) -> None:
    assert label_key(printed) == key
