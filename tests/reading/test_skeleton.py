"""Tables read in reading order, by labels alone."""

from collections.abc import Callable

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.skeleton import read_skeleton
from extractor.values.amount import Amount

Write = Callable[[str], Document]

HEADER = "自然人\n法人或其他组织\n总计\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"
FIGURES = "25\n4\n0\n0\n0\n0\n29\n"


def values(document: Document, form: Form) -> dict[str, object]:
    return {
        reading.field: reading.content.value
        for reading in read_skeleton(document, form).readings
        if isinstance(reading.content, Amount)
    }


def test_as_many_figures_as_columns_after_a_label(document: Write, form: Form) -> None:
    text = HEADER + "一、本年新收政府信息公开申请数量\n" + FIGURES
    found = values(document(text), form)
    assert (found["requests.received.natural_person"], found["requests.received.total"]) == (25, 29)


def test_no_grid_is_needed(document: Write, form: Form) -> None:
    text = (HEADER + "一、本年新收政府信息公开申请数量\n" + FIGURES).replace("\n", "\n\n")
    assert len(values(document(text), form)) == 7


def test_blank_cells_count_where_tabs_show_them(document: Write, form: Form) -> None:
    in_line = HEADER + "二、上年结转政府信息公开申请数量\t\t\t\t\t\t\t0\n"
    stacked = HEADER + "\t二、上年结转政府信息公开申请数量\n" + "\t\xa0\n" * 6 + "\t0\n\n"
    for text in (in_line, stacked):
        found = values(document(text), form)
        assert len(found) == 7
        assert found["requests.brought_forward.business"] is None
        assert found["requests.brought_forward.total"] == 0


def test_a_row_narrower_than_its_header_has_lost_a_cell(document: Write, form: Form) -> None:
    header = (
        "\t\t自然人\t法人或其他组织\t\t\t\t\t总计\n"
        "\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t\n"
    )
    whole = "二、上年结转政府信息公开申请数量\t\t\t4\t\t\t\t\t4\n"
    assert len(values(document(header + whole), form)) == 7
    assert values(document(header + whole.replace("\t\t\t4", "\t\t4", 1)), form) == {}


def test_lost_blanks_leave_it_silent(document: Write, form: Form) -> None:
    text = HEADER + "一、本年新收政府信息公开申请数量\n\n\n0\n"
    assert values(document(text), form) == {}


def test_a_header_in_another_order_leaves_it_silent(document: Write, form: Form) -> None:
    swapped = HEADER.replace("商业企业\n科研机构", "科研机构\n商业企业")
    text = swapped + "一、本年新收政府信息公开申请数量\n" + FIGURES
    assert values(document(text), form) == {}


def test_a_label_torn_by_a_line_break_is_put_together(document: Write, form: Form) -> None:
    text = "信息内容\n本年新\n制作数量\n本年新\n公开数量\n对外公开总数量\n规章\n1\n2\n3\n"
    assert values(document(text), form) == {
        "disclosure.rules.made": 1,
        "disclosure.rules.newly_published": 2,
        "disclosure.rules.published_total": 3,
    }


def test_a_remark_torn_by_a_line_break_belongs_to_its_label(document: Write, form: Form) -> None:
    label = "（二）部分公开（区分处理的，\n只计这一情形）\n"
    assert len(values(document(HEADER + label + FIGURES), form)) == 7
    open_ = label.replace("）\n", "\n")
    assert values(document(HEADER + open_ + FIGURES), form) == {}


def test_same_named_columns_are_told_apart_by_their_count(document: Write, form: Form) -> None:
    outcomes = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
    text = (
        "行政复议\n行政诉讼\n" + outcomes + "未经复议直接起诉\n复议后起诉\n" + outcomes * 2
    ) + "".join(f"{i}\n" for i in range(15))
    assert list(values(document(text), form).values()) == list(range(15))


def test_spaces_part_words_where_all_of_them_are_labels_or_figures(
    document: Write, form: Form
) -> None:
    text = (
        "自然人 法人或其他组织 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他\n"
        "一、本年新收政府信息公开申请数量 25 4 0 0 0 0 29\n"
        "三、本年度办理结果 （一）予以公开 8 - - - - - 8\n"
    )
    found = values(document(text), form)
    assert found["requests.received.business"] == 4
    assert (found["requests.granted.natural_person"], found["requests.granted.total"]) == (8, 8)


def test_a_figure_with_spaces_inside_is_one_where_one_is_wanted(
    document: Write, form: Form
) -> None:
    text = "信息内容\n采购项目数量\n采购总金额\n政府集中采购\n1 175\n0\n"
    assert values(document(text), form)["disclosure.procurement.projects"] == 1175


def test_a_header_without_rows_is_forgotten(document: Write, form: Form) -> None:
    text = (
        "信息内容\n上一年项目数量\n本年增/减\n"
        "信息内容\n采购项目数量\n采购总金额\n政府集中采购\n8\n0\n"
    )
    assert values(document(text), form)["disclosure.procurement.projects"] == 8


def test_applicants_in_another_order_leave_it_silent_without_their_group_too(
    document: Write, form: Form
) -> None:
    flat = "商业企业\n自然人\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    text = flat + "一、本年新收政府信息公开申请数量\n" + FIGURES
    assert values(document(text), form) == {}


def test_labels_and_figures_may_run_together(document: Write, revised: Form) -> None:
    text = "信息内容本年处理决定数量\n行政许可61\n行政处罚5\n"
    assert values(document(text), revised) == {
        "disclosure.licensing.decisions": 61,
        "disclosure.penalties.decisions": 5,
    }


def test_the_unit_in_a_header_that_runs_on_holds(document: Write, revised: Form) -> None:
    text = "信息内容本年收费金额（单位：万元）行政事业性收费12.5行政许可3行政处罚4行政强制0"
    assert values(document(text), revised)["disclosure.fees.amount"] == 125000


def test_a_line_that_ends_in_figures_has_them_whatever_stands_before(
    document: Write, form: Form
) -> None:
    runs = read_skeleton(document(HEADER + "半截行名 3 0 0 0 0 0 3\n"), form).runs
    assert [figure.quote for run in runs for figure in run.figures] == list("3000003")


def test_a_figure_that_a_line_broke_is_none(document: Write, revised: Form) -> None:
    rows = "信息内容\t本年处理决定数量\n行政许可\t5\n{}\n信息内容\t本年处理决定数量\n行政处罚\t3\n"
    licensing = "disclosure.licensing.decisions"
    assert values(document(rows.format("7")), revised)[licensing] is None
    assert values(document(rows.format("\n7\n")), revised).get(licensing, 5) == 5  # a page number


def test_values_behind_two_labels_in_one_cell_are_not_the_first_ones(
    document: Write, revised: Form
) -> None:
    text = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章行政规范性文件\t3\t1\t8\n"
    assert not any(name.startswith("disclosure.rules") for name in values(document(text), revised))


def test_a_header_with_torn_words_leaves_it_silent(document: Write, form: Form) -> None:
    torn = "人\n商业企业\n科研机构\n法律服务\n组织他\n总计\n"
    text = torn + "一、本年新收政府信息公开申请数量\n25\n4\n29\n"
    assert values(document(text), form) == {}
