"""Tables read by the labels of their rows and columns, also the other way round."""

from collections.abc import Callable

from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.form import Form
from extractor.reading.tables.grid import read_grid
from extractor.values.amount import Amount

Write = Callable[[str], Document]

COLUMNS = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other_organization",
    "total",
)
HEADER = """
	申请人情况
	自然人	法人或其他组织					总计
		商业企业	科研机构	社会公益组织	法律服务机构	其他
"""


def values(document: Document, form: Form) -> dict[str, object]:
    found = {}
    for reading in read_grid(document, form)[0]:
        content = reading.content
        found[reading.field] = content.value if isinstance(content, Amount) else content
    return found


def codes(document: Document, form: Form) -> dict[str, tuple[str, ...]]:
    return {found.code: found.fields for found in read_grid(document, form)[1]}


def test_a_cell_is_read_where_its_labels_cross(document: Write, form: Form) -> None:
    text = HEADER + "一、本年新收政府信息公开申请数量	25	4	0	0	0	0	29\n"
    found = values(document(text), form)
    assert found["requests.received.natural_person"] == 25
    assert found["requests.received.business"] == 4
    assert found["requests.received.total"] == 29


def test_columns_follow_their_labels_not_their_place(document: Write, form: Form) -> None:
    swapped = HEADER.replace("商业企业	科研机构", "科研机构	商业企业")
    text = swapped + "一、本年新收政府信息公开申请数量	25	4	0	0	0	0	29\n"
    found = values(document(text), form)
    assert found["requests.received.business"] == 0
    assert found["requests.received.research"] == 4


def test_a_label_and_its_value_may_span_the_same_columns(revised: Form) -> None:
    html = (
        "<table><tr><td colspan=4>第二十条第（一）项</td></tr>"
        "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
        "<tr><td>规章</td><td>1</td><td>2</td><td>3</td></tr>"
        "<tr><td colspan=4>第二十条第（五）项</td></tr>"
        "<tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr>"
        "<tr><td>行政许可</td><td colspan=3>52</td></tr>"
        "<tr><td>信息内容</td><td colspan=3>本年收费金额（单位：万元）</td></tr>"
        "<tr><td>行政事业性收费</td><td colspan=3></td></tr></table>"
    )
    written = read_bytes(html.encode(), "test.html")
    assert values(written, revised) == {
        "disclosure.rules.issued": 1,
        "disclosure.rules.repealed": 2,
        "disclosure.rules.in_force": 3,
        "disclosure.licensing.decisions": 52,
        "disclosure.fees.amount": None,
    }


def test_a_row_with_too_few_cells_is_told_and_not_guessed(document: Write, form: Form) -> None:
    text = HEADER + "一、本年新收政府信息公开申请数量	25	4	0	0	0	29\n"
    assert values(document(text), form) == {}
    assert len(codes(document(text), form)["short_row"]) == 7


def test_a_lost_cell_is_not_made_up_for_by_an_empty_one(document: Write, form: Form) -> None:
    text = (
        HEADER.replace("\n", "\n\t")
        + "	三、办理结果	（一）予以公开		4	0	0	0	0	4\n"
    )
    assert values(document(text), form) == {}


def test_empty_cells_at_the_ends_of_a_row_with_gaps_are_no_padding(revised: Form) -> None:
    html = (
        "<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td>"
        "<td>现行有效件数</td><td></td></tr>"
        "<tr><td>规章</td><td></td><td>4</td><td></td><td>9</td></tr></table>"
    )
    assert values(read_bytes(html.encode(), "test.html"), revised) == {}


def test_a_row_cut_at_the_width_of_the_page_keeps_its_first_cells(
    document: Write, form: Form
) -> None:
    text = HEADER + "三、本年度办理结果	（一）予以公开	8	1	0	0	0	0\n"
    found = values(document(text), form)
    assert found["requests.granted.natural_person"] == 8
    assert "requests.granted.total" not in found
    assert codes(document(text), form)["clipped_row"] == ("requests.granted.total",)


def test_a_label_torn_between_two_rows_is_put_together(document: Write, form: Form) -> None:
    text = (
        HEADER
        + "一、本年新收政府信息公开申请数量	1	0	0	0	0	0	1\n"
        + "要求行政机关确认							\n"
        + "或重新出具已获取信息	3	0	0	0	0	0	3\n"
    )
    assert values(document(text), form)["requests.not_processed.confirmation.total"] == 3


def test_the_innermost_label_is_the_rows(document: Write, revised: Form) -> None:
    text = HEADER.replace("\n", "\n\t") + (
        "\t（六）其他\t2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理\t6\t1\t0\t0\t0\t0\t7\n"
        "\t处理\t3.其他\t2\t0\t0\t0\t0\t0\t2\n"
    )
    found = values(document(text), revised)
    assert found["requests.other.fee_unpaid_in_time.total"] == 7
    assert found["requests.other.miscellaneous.total"] == 2


def test_a_row_torn_within_a_remark_has_no_empty_half(document: Write, form: Form) -> None:
    text = (
        HEADER
        + "（一）予以公开	1	0	0	0	0	0	1\n"
        + "（二）部分公开（区分处理的，							\n"
        + "只计这一情形，不计其他情形）	6	0	0	0	0	0	6\n"
    )
    found = [r for r in read_grid(document(text), form)[0] if "partially_granted" in r.field]
    figures = [r.content.value for r in found if isinstance(r.content, Amount)]
    assert figures == [6, 0, 0, 0, 0, 0, 6]


def test_a_row_that_the_form_does_not_have_is_told(document: Write, form: Form) -> None:
    text = (
        HEADER
        + "其他主动公开文件	1	0	0	0	0	0	1\n本年新收政府信息公开申请数量	"
        + "0	" * 6
        + "0"
    )
    assert "unknown_row" in codes(document(text), form)


def test_figures_beside_a_lost_label_are_told_and_given_to_no_row(
    document: Write, form: Form
) -> None:
    """Exchanged sub-rows keep every sum: without its label a row may be any."""
    row = "	{}	{}	0	0	0	0	0	{}\n"
    text = HEADER + row.format("2.重复申请", 1, 1) + row.format("", 3, 3)
    found = values(document(text), form)
    assert set(found) == {f"requests.not_processed.repeated.{c}" for c in COLUMNS}
    assert "unknown_row" in codes(document(text), form)


def test_missing_rows_columns_and_tables_are_told(document: Write, form: Form) -> None:
    without_total = HEADER.replace("	总计", "")
    text = without_total + "一、本年新收政府信息公开申请数量	25	4	0	0	0	0\n"
    found = codes(document(text), form)
    assert found["missing_column"] == ("requests.received.total",)
    assert "requests.carried_forward.total" in found["missing_row"]
    assert "remedies.reconsideration.total" in found["missing_table"]


def stacked(*rows: list[str]) -> str:
    """One cell a line behind a tab, an empty line after each row."""
    return "".join("".join(f"\t{cell}\n" for cell in row) + "\n" for row in rows)


OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
REMEDIES = stacked(
    ["行政复议", "行政诉讼"],
    [*OUTCOMES, "未经复议直接起诉", "复议后起诉"],
    [*[""] * 5, *OUTCOMES, *OUTCOMES],
)


def test_flattened_headers_are_laid_over_each_other(document: Write, form: Form) -> None:
    text = REMEDIES + stacked([str(i) for i in range(15)])
    found = values(document(text), form)
    assert list(found.values()) == list(range(15))
    assert found["remedies.reconsideration.total"] == 4
    assert found["remedies.lawsuit_direct.upheld"] == 5
    assert found["remedies.lawsuit_after_reconsideration.total"] == 14


def test_a_row_of_any_width_that_prints_nothing_is_blank(document: Write, form: Form) -> None:
    for width in (1, 14, 15):
        found = values(document(REMEDIES + stacked([""] * width)), form)
        assert len(found) == 15
        assert set(found.values()) == {None}
    assert values(document(REMEDIES), form) == {}


def test_rows_that_could_be_headed_in_a_million_ways_are_no_header(
    document: Write, form: Form
) -> None:
    text = stacked(*[OUTCOMES * 8] * 30, [str(i) for i in range(15)])
    assert values(document(text), form) == {}


def test_a_table_of_the_wrong_width_is_not_guessed(document: Write, form: Form) -> None:
    text = REMEDIES + stacked([str(i) for i in range(14)])
    assert values(document(text), form) == {}


def test_money_is_in_yuan_by_the_unit_printed_nearest(document: Write, form: Form) -> None:
    rows = "信息内容	采购项目数量	采购总金额{}\n政府集中采购	8	{}\n"
    amount = "disclosure.procurement.amount"
    assert values(document(rows.format("", "5.05万元")), form)[amount] == 50500
    assert values(document(rows.format("（万元）", "5.05")), form)[amount] == 50500
    assert values(document(rows.format("（万元）", "50500元")), form)[amount] == 50500
    assert values(document(rows.format("", "0")), form)[amount] == 0


def test_the_unit_of_money_may_stand_above_the_table(document: Write, form: Form) -> None:
    rows = "信息内容\t采购项目数量\t采购总金额\n政府集中采购\t8\t5.05\n"
    amount = "disclosure.procurement.amount"
    for text in (
        "单位：万元\n" + rows,
        "（单位：万元）\n\n\t\t\n" + rows,
        rows.replace("信息内容", "信息内容（单位：万元）"),
    ):
        assert values(document(text), form)[amount] == 50500


def test_a_unit_does_not_hold_for_the_next_table(document: Write, form: Form) -> None:
    first = "单位：万元\n信息内容\t上一年项目数量\t本年增减\n行政事业性收费\t3\t1\n"
    second = "第九项\n采购如下\n见下表\n信息内容\t采购项目数量\t采购总金额\n政府集中采购\t8\t5.05\n"
    found = values(document(first + second), form)
    assert found["disclosure.procurement.projects"] == 8
    assert found["disclosure.procurement.amount"] is None


def test_money_without_a_unit_stays_open(document: Write, form: Form) -> None:
    text = "信息内容	采购项目数量	采购总金额\n政府集中采购	2	25.67\n"
    (reading,) = (r for r in read_grid(document(text), form)[0] if r.field.endswith(".amount"))
    assert isinstance(reading.content, Amount)
    assert (reading.content.state, reading.content.value) == ("reported", None)
    assert [str(c.value) for c in reading.candidates] == ["25.67", "256700"]


def test_the_early_wording_has_columns_below_columns(document: Write, form: Form) -> None:
    text = stacked(
        ["信息内容", "本年度实际产生数量", "对外公开数量"],
        ["", "制作", "获取", ""],
        ["规章", "1", "2", "3"],
        ["规范性文件", "4", "5", "6"],
    )
    found = values(document(text), form)
    assert found["disclosure.rules.made"] == 1
    assert found["disclosure.rules.obtained"] == 2
    assert found["disclosure.normative_documents.published_total"] == 6


def test_the_revised_form_has_a_row_named_as_a_column(document: Write, revised: Form) -> None:
    text = (
        HEADER
        + "（六）其他处理	1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
        + "	1	0	0	0	0	0	1\n"
        + "	3.其他	2	0	0	0	0	0	2\n"
        + "（七）总计		3	0	0	0	0	0	3\n"
    )
    found = values(document(text), revised)
    assert found["requests.other.not_corrected_in_time.total"] == 1
    assert found["requests.other.miscellaneous.total"] == 2
    assert found["requests.results_total.total"] == 3


def test_applicants_may_be_rows(revised: Form) -> None:
    html = (
        "<table><tr><td colspan=2 rowspan=2></td><td rowspan=2>本年新收</td>"
        "<td colspan=2>不予公开</td></tr><tr><td>国家秘密</td><td>执法案卷</td></tr>"
        "<tr><td colspan=2>自然人</td><td>9</td><td>1</td><td>2</td></tr>"
        "<tr><td rowspan=2>法人或其他组织</td><td>商业企业</td><td>4</td><td>0</td><td>3</td></tr>"
        "<tr><td>其他</td><td>0</td><td>5</td><td>0</td></tr></table>"
    )
    document = read_bytes(html.encode(), "test.html")
    assert values(document, revised) == {
        "requests.received.natural_person": 9,
        "requests.received.business": 4,
        "requests.received.other_organization": 0,
        "requests.refused.state_secret.natural_person": 1,
        "requests.refused.state_secret.business": 0,
        "requests.refused.state_secret.other_organization": 5,
        "requests.refused.enforcement_files.natural_person": 2,
        "requests.refused.enforcement_files.business": 3,
        "requests.refused.enforcement_files.other_organization": 0,
    }


def test_evidence_is_where_it_is_printed(document: Write, form: Form) -> None:
    text = "\t予以公开\t部分公开\n自然人\t7\t1\n商业企业\t2\t3\n"
    (reading,) = (r for r in read_grid(document(text), form).readings if r.evidence.quote == "2")
    assert reading.field == "requests.granted.business"
    assert (reading.evidence.row, reading.evidence.column) == (3, 2)


def test_procedures_may_be_rows(document: Write, form: Form) -> None:
    text = (
        "案件\t维持\t纠正\t其他\t尚未审结\t合计\n"
        "行政复议\t2\t1\t0\t0\t3\n未经复议直接起诉\t0\t0\t4\t1\t5\n复议后起诉\t1\t0\t0\t6\t7\n"
    )
    found = values(document(text), form)
    assert len(found) == 15
    assert found["remedies.reconsideration.corrected"] == 1
    assert found["remedies.lawsuit_direct.other"] == 4
    assert found["remedies.lawsuit_after_reconsideration.total"] == 7
    assert not [i for i in read_grid(document(text), form).irregularities if "remedies" in i.fields]
