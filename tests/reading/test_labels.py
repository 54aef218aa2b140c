"""Printed labels against the form's."""

import pytest

from extractor.model.form import Form
from extractor.reading.labels import best_table, labels_of, match_key


def test_rows_are_found_whatever_surrounds_their_name(form: Form) -> None:
    _, requests, _ = labels_of(form)
    for printed in (
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "(二) 部分 公开",
        "部分公開",
    ):
        found = requests.row(printed)
        assert found is not None
        assert (found[0].id, found[1]) == ("partially_granted", True)


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("5.属于三类内部亊务信息", "refused.internal_affairs"),  # a slip of the scanner
        ("5.要求行政机关确认或重新出", "not_processed.confirmation"),  # torn by the page
    ],
)
def test_a_slip_is_matched_but_not_as_exact(form: Form, printed: str, row: str) -> None:
    found = labels_of(form)[1].row(printed)
    assert found is not None
    assert (found[0].id, found[1]) == (row, False)


@pytest.mark.parametrize("printed", ["属于", "其他主动公开文件", "行政", "", "0", "不予公开"])
def test_what_may_be_several_or_none_is_none(form: Form, printed: str) -> None:
    assert labels_of(form)[1].row(printed) is None


def test_of_two_equally_near_labels_neither_is_taken() -> None:
    assert match_key("结果维正", ("结果维持", "结果纠正")) is None


def test_a_table_is_known_by_its_labels(form: Form) -> None:
    tables = labels_of(form)
    assert best_table(["结果维持", "复议后起诉", "0"], tables) is tables[2]
    assert best_table(["自然人", "商业企业"], tables) is tables[1]
    assert best_table(["规章", "0"], tables) is None
