"""What is printed and could not be read is a question; only what nothing may be is missing."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading import Reader
from extractor.record.record import Irregularity, Readings

Write = Callable[[str], Document]

HEADER = "申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"
RECEIVED = "一、本年新收政府信息公开申请数量\t5\t1\t0\t0\t0\t0\t6\n"
COLUMNS = 7


def read(document: Document, form: Form) -> Readings:
    return Reader(document, form).read()


def told(readings: Readings, code: str) -> list[Irregularity]:
    return [irregular for irregular in readings.irregularities if irregular.code == code]


def test_a_row_with_an_unknown_label_may_be_any_row_that_is_not_read(
    document: Write, form: Form
) -> None:
    text = HEADER + RECEIVED + "往年没办完的\t2\t0\t0\t0\t0\t0\t2\n"
    (row,) = told(read(document(text), form), "unknown_row")
    assert "requests.brought_forward.total" in row.fields
    assert "requests.received.total" not in row.fields
    assert row.asks
    assert not told(read(document(text), form), "missing_row")


def test_a_row_beside_those_of_the_form_is_none_of_it(document: Write, revised: Form) -> None:
    text = (
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
        "规章\t0\t0\t0\n行政规范性文件\t3\t1\t8\n内部通知\t4\t0\t9\n"
    )
    (row,) = told(read(document(text), revised), "outside")
    assert row.fields == ()
    assert row.evidence is not None
    assert row.evidence.quote == "内部通知\t4\t0\t9"


def test_the_sum_of_rows_that_are_not_printed_is_none_of_the_forms(
    document: Write, revised: Form
) -> None:
    text = (
        HEADER + RECEIVED + "（六）其他处理\t3\t0\t0\t0\t0\t0\t3\n（七）总计\t3\t0\t0\t0\t0\t0\t3\n"
    )
    readings = read(document(text), revised)
    assert len(told(readings, "outside")) == 1
    absent = {name for missing in told(readings, "missing_row") for name in missing.fields}
    assert "requests.other.miscellaneous.total" in absent


def test_a_column_with_an_unknown_header_may_be_any_that_is_not_printed(
    document: Write, form: Form
) -> None:
    text = (HEADER + RECEIVED).replace("科研机构", "大专院校")
    (column,) = told(read(document(text), form), "unknown_column")
    assert column.fields == ("requests.received.research",)


@pytest.mark.parametrize("header", ["公民个人或代表", ""])
def test_a_row_that_cannot_be_laid_may_print_what_no_header_names(
    header: str, document: Write, form: Form
) -> None:
    text = HEADER.replace("自然人", header) + "一、本年新收政府信息公开申请数量\t5\t1\t0\t6\n"
    readings = read(document(text), form)
    (row,) = told(readings, "short_row")
    assert len(row.fields) == COLUMNS
    assert not told(readings, "missing_column")


def test_a_table_without_any_header_is_one_question(document: Write, form: Form) -> None:
    text = (
        "甲\t乙\n"
        + RECEIVED.replace("6\n", "7\n")
        + "上年结转政府信息公开申请数量\t1\t9\t0\t0\t0\t0\t1\n"
    )
    (table,) = told(read(document(text), form), "unread_table")
    assert len(table.fields) == 2 * COLUMNS


def test_a_table_in_a_part_of_the_form_may_be_that_parts(document: Write, form: Form) -> None:
    text = "四、政府信息公开行政复议、行政诉讼情况\n案由\t件数\n打官司的\t3\n找复议的\t2\n"
    (table,) = told(read(document(text), form), "unread_table")
    assert {name.split(".")[0] for name in table.fields} == {"remedies"}
    assert [place.quote for place in read(document(text), form).printed] == ["3", "2"]


def test_a_table_in_another_part_is_none_of_the_forms(document: Write, form: Form) -> None:
    text = "一、总体情况\n栏目\t点击\n要闻\t81\n公告\t33\n" + "三、收到和处理政府信息公开申请情况\n"
    (table,) = told(read(document(text), form), "outside")
    assert table.evidence is not None
    assert table.evidence.table == 1


@pytest.mark.parametrize(
    "lines",
    [
        "行政许可 61\n行政处罚 5\n",
        "行政许可\n61\n行政处罚\n5\n",
        "二、主动公开政府信息情况信息内容本年处理决定数量行政许可61行政处罚5行政强制7",
    ],
)
def test_figures_of_a_table_in_running_text_are_read_or_asked_about(
    document: Write, revised: Form, lines: str
) -> None:
    readings = read(document(lines), revised)
    known = {reading.field for reading in readings.readings}
    asked = {name for table in told(readings, "unread_table") for name in table.fields}
    assert "disclosure.licensing.decisions" in known | asked
    assert {place.quote for place in readings.printed} >= {"61", "5"}


def test_prose_with_units_is_no_table(document: Write, revised: Form) -> None:
    text = "二、主动公开政府信息情况\n全年行政许可61件，行政处罚5件，行政强制7件，规章0件。\n"
    readings = read(document(text), revised)
    assert not told(readings, "unread_table")
    assert {missing.code for missing in readings.irregularities} == {"missing_table"}
    assert readings.printed == ()
