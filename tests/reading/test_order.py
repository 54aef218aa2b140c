"""Rows and columns that only their order names."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.grid import read_grid
from extractor.values.amount import Amount

Write = Callable[[str], Document]

COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
HEADER = "申请人情况\t" + "\t".join(COLUMNS) + "\n"


def row(label: str, *figures: int) -> str:
    """A row of part 3: figures for the first applicants, noughts for the others, the sum."""
    cells = [*figures, *[0] * (6 - len(figures)), sum(figures)]
    return "\t".join([label, *map(str, cells)]) + "\n"


GRANTED = row("（一）予以公开", 2, 1)
SECRET = row("1.属于国家秘密", 3)
FORBIDDEN = row("2.其他法律行政法规禁止公开", 0, 4)


def totals(document: Document, form: Form) -> dict[str, object]:
    return {
        reading.field.split(".", 1)[1].removesuffix(".total"): reading.content.value
        for reading in read_grid(document, form).readings
        if reading.field.endswith(".total") and isinstance(reading.content, Amount)
    }


def signals(document: Document, form: Form) -> set[tuple[str, ...]]:
    return {reading.signals for reading in read_grid(document, form).readings}


def codes(document: Document, form: Form) -> list[str]:
    told = read_grid(document, form).irregularities
    return [irregular.code for irregular in told if not irregular.code.startswith("missing")]


def test_as_many_rows_without_a_label_as_the_form_has_are_these(
    document: Write, form: Form
) -> None:
    text = document(HEADER + GRANTED + row("", 5) + SECRET)
    assert totals(text, form) == {
        "granted": 3,
        "partially_granted": 5,
        "refused.state_secret": 3,
    }
    assert ("unlabelled",) in signals(text, form)


@pytest.mark.parametrize(
    "text",
    [
        HEADER + GRANTED + row("", 5) + row("", 6) + SECRET,  # one too many
        HEADER + GRANTED + row("", 5) + FORBIDDEN,  # one too few
        HEADER + row("", 5) + SECRET,  # nothing above
        HEADER + GRANTED + row("（二）另案处理的", 5) + SECRET,  # it has a label
        HEADER + GRANTED + row("", 5).replace("5\n", "6\n") + SECRET,  # its sum does not hold
    ],
)
def test_a_row_that_may_be_several_is_asked_about(document: Write, form: Form, text: str) -> None:
    assert "partially_granted" not in totals(document(text), form)
    assert codes(document(text), form)[0] == "unknown_row"


def test_a_table_without_a_header_is_read_in_the_forms_order(document: Write, form: Form) -> None:
    text = document(GRANTED + SECRET)
    assert totals(text, form) == {"granted": 3, "refused.state_secret": 3}
    assert signals(text, form) == {("by_order",)}


@pytest.mark.parametrize(
    "header",
    [
        "\t\t业\t构\t组织\t务机构\t\t\n",  # the second line of a torn header
        "\t自然\t商业\t科研\t社会\t法律\t\t总\n",
    ],
)
def test_what_is_left_of_a_header_must_be_in_the_forms_order(
    document: Write, form: Form, header: str
) -> None:
    assert totals(document(header + GRANTED + SECRET), form)["granted"] == 3
    cells = header.rstrip("\n").split("\t")
    turned = "\t".join([cells[0], *reversed(cells[1:])]) + "\n"
    assert totals(document(turned + GRANTED + SECRET), form) == {}


def test_columns_in_other_words_may_be_in_any_order(document: Write, form: Form) -> None:
    header = "\t企业单位\t个人申请\t院所\t社团\t律所\t别的\t加起来\n"
    text = document(header + GRANTED + SECRET)
    assert totals(text, form) == {}
    assert codes(text, form) == ["unread_table"]


def test_a_header_over_two_lines_is_put_together(document: Write, form: Form) -> None:
    header = (
        "\t自然人\t商业\t科研\t社会\t法律\t其他\t总计\n\t\t企业\t机构\t公益组织\t服务机构\t\t\n"
    )
    text = document(header + GRANTED)
    assert totals(text, form) == {"granted": 3}
    assert signals(text, form) == {()}


def test_a_first_column_of_unknown_label_is_not_the_labels_of_rows(
    document: Write, form: Form
) -> None:
    outcomes = ["维结持果", "结果纠正", "其他结果", "尚未审结", "总计"]
    groups = ["行政复议", *[""] * 4, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
    figures = [str(n) for n in range(15)]
    text = document("\n".join("\t".join(cells) for cells in (groups, outcomes * 3, figures)))
    values = {reading.field: reading.evidence.quote for reading in read_grid(text, form).readings}
    assert "remedies.reconsideration.upheld" not in values
    assert values["remedies.reconsideration.corrected"] == "1"
    assert values["remedies.lawsuit_direct.total"] == "9"
    assert set(codes(text, form)) == {"unknown_column"}


def test_two_headers_cut_alike_are_told_apart_by_their_order(document: Write, form: Form) -> None:
    text = document("信息内容\t本年新\t本年新\t对外公开总数量\n规章\t4\t2\t7\n")
    values = {reading.field: reading.evidence.quote for reading in read_grid(text, form).readings}
    assert values == {
        "disclosure.rules.made": "4",
        "disclosure.rules.newly_published": "2",
        "disclosure.rules.published_total": "7",
    }


def test_a_piece_of_a_table_goes_on_where_the_page_broke(document: Write, form: Form) -> None:
    part = "三、收到和处理政府信息公开申请情况\n"
    piece = "| 1.属于国家秘密 | 3 | 0 | 0 | 0 | 0 | 0 | 3 |\n"
    whole = "".join(
        "| " + line.replace("\t", " | ") + " |\n" for line in (HEADER + GRANTED).splitlines()
    )
    text = document(part + whole + "第2页\n" + piece)
    assert totals(text, form) == {"granted": 3, "refused.state_secret": 3}


def test_a_table_of_something_else_is_no_piece(document: Write, form: Form) -> None:
    part = "三、收到和处理政府信息公开申请情况\n"
    other = "窗口\t受理\n南门\t3\n北门\t4\n"
    text = document(part + HEADER + GRANTED + "各窗口受理情况：\n" + other)
    assert totals(text, form) == {"granted": 3}
