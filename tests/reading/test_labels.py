"""Printed labels against the form's."""

import pytest

from extractor.forms.form import Form
from extractor.reading.tables.labels import best_table, labels_of, match_key


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


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("1.逾期不补正", "other.not_corrected_in_time"),
        ("2、逾期未缴费", "other.fee_unpaid_in_time"),
        ("国家秘密", "refused.state_secret"),
        ("第三方权益", "refused.third_party_rights"),
        ("其他法律、行政法规规定禁止公开的", "refused.prohibited_by_law"),
        ("4.补正后仍不明确", "unavailable.unclear_after_correction"),
    ],
)
def test_a_label_in_fewer_or_more_words_is_matched_but_not_as_exact(
    revised: Form, printed: str, row: str
) -> None:
    found = labels_of(revised)[1].row(printed)
    assert found is not None
    assert (found[0].id, found[1]) == (row, False)


@pytest.mark.parametrize(
    "printed", ["政府信息", "行政机关", "非行政查询事项", "申请人撤回", "反复重复申请表"]
)
def test_words_that_several_labels_have_or_that_deny_one_are_none(
    revised: Form, printed: str
) -> None:
    assert labels_of(revised)[1].row(printed) is None


def test_what_explains_a_label_behind_a_colon_is_no_part_of_it(revised: Form) -> None:
    found = labels_of(revised)[0].row("规章：指本地制定、报请备案的政府规章，不含转发的")
    assert found is not None
    assert (found[0].id, found[1]) == ("rules", True)


def test_a_label_cut_where_two_begin_alike_may_be_either(form: Form) -> None:
    found = labels_of(form)[0].column("本年新")
    assert found is not None
    assert [column.id for column in found[0]] == ["made", "newly_published"]


@pytest.mark.parametrize("printed", ["维结持果", "结维果持", "持维果结"])
def test_a_label_whose_characters_are_in_disorder_is_none(form: Form, printed: str) -> None:
    assert labels_of(form)[2].column(printed) is None


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
