"""Where the parts are, who reports on what, and what matters are listed."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.outline import read_items, read_meta, read_outline
from extractor.values.amount import Amount

Write = Callable[[str], Document]

PARTS = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
]


@pytest.mark.parametrize(
    "numbering",
    ["一二三四五六", "123456", "１２３４５６"],
)
@pytest.mark.parametrize(
    "style",
    ["{}、", "{}、 [bookmark: _GoBack]", "（{}）", "{}.", "　　{}、", "## {}、", "**（{}）** ", ""],
)
def test_the_six_parts_under_any_numbering(
    document: Write, form: Form, numbering: str, style: str
) -> None:
    text = "\n".join(
        f"{style.format(number)}{part}\n本部分的正文。"
        for number, part in zip(numbering, PARTS, strict=True)
    )
    outline = read_outline(document(text), form)
    assert list(outline.sections) == [section.id for section in form.sections]


def test_a_subheading_with_a_part_s_words_is_no_part(document: Write, form: Form) -> None:
    text = (
        "一、总体情况\n（四）主动公开政府信息情况\n公开了信息。\n二、主动公开政府信息情况\n见下表。"
    )
    written = document(text)
    outline = read_outline(written, form)
    assert written.quote(outline.sections["disclosure"]).strip() == "见下表。"


def test_what_stands_before_the_parts_is_no_prose_of_theirs(document: Write, form: Form) -> None:
    text = "浏览次数：128次\n一、总体情况\n发布信息5条。\n二、主动公开政府信息情况\n见表。"
    outline = read_outline(document(text), form)
    assert not outline.is_prose(text.index("128"))
    assert outline.is_prose(text.index("5条"))
    assert not outline.is_prose(text.index("见表"))


def test_a_document_without_headings_has_no_parts(document: Write, form: Form) -> None:
    assert read_outline(document("一行文字，没有标题。"), form).sections == {}


def test_parts_named_in_a_sentence_are_no_headings(document: Write, form: Form) -> None:
    text = "本报告包括总体情况、主动公开政府信息情况等部分，全文如下所示。\n一、总体情况\n正文。"
    assert list(read_outline(document(text), form).sections) == ["overview"]


def meta(document: Document, form: Form) -> dict[str, object]:
    readings = read_meta(document, form, read_outline(document, form)).readings
    return {
        reading.field.removeprefix("meta."): (
            reading.content.value if isinstance(reading.content, Amount) else reading.content
        )
        for reading in readings
    }


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("云岭县水务局2022年政府信息公开工作年度报告", "云岭县水务局", 2022),
        ("云岭县水务局\n2020年度政府信息公开工作年度报告", "云岭县水务局", 2020),
        ("2020年云岭县水务局\n政府信息公开工作年度报告", "云岭县水务局", 2020),
        ("云岭县水务局 2020 年政府信息公开\n工作报告", "云岭县水务局", 2020),
        ("云岭县水务局2021年度\n\n政府信息公开年度报告", "云岭县水务局", 2021),
        ("云岭县水务局二〇二三年政府信息公开工作年度报告", "云岭县水务局", 2023),
        ("云岭县水务局政府信息公开工作年度报告（2022年度）", "云岭县水务局", 2022),
        ("标题：云岭县水务局2022年政府信息公开工作年度报告", "云岭县水务局", 2022),
        (
            "云岭县水务局（县河长办）2022年政府信息公开工作年度报告",
            "云岭县水务局（县河长办）",
            2022,
        ),
    ],
)
def test_the_title_names_agency_and_year(
    document: Write, form: Form, title: str, agency: str, year: int
) -> None:
    found = meta(document(title + "\n\n一、总体情况\n正文。"), form)
    assert (found["agency"], found["year"]) == (agency, year)


def test_period_and_contact(document: Write, form: Form) -> None:
    text = (
        "本报告所列数据的统计期限自2021年1月1日起至12月31日止。如有疑问，请与本局联系"
        "（地址：云岭县河滨路９号；邮编：６１２３４５；电话：0812-3345678；传真：0812-3345679；"
        "电子邮箱：swj@yunling.example），或登录网站 http://www.yunling.example/swj/ 查询。"
        "\n一、总体情况"
    )
    assert meta(document(text), form) == {
        "period_start": "2021-01-01",
        "period_end": "2021-12-31",
        "contact.address": "云岭县河滨路９号",
        "contact.postcode": "612345",
        "contact.phone": "0812-3345678",
        "contact.fax": "0812-3345679",
        "contact.email": "swj@yunling.example",
        "contact.website": "http://www.yunling.example/swj/",
    }


@pytest.mark.parametrize("year", ["21", "２１", "2021"])
def test_a_year_of_two_digits_is_of_this_century(document: Write, form: Form, year: str) -> None:
    title = "云岭县水务局2021年政府信息公开工作年度报告"
    text = f"{title}\n统计期限自{year}年1月1日至{year}年12月31日。\n一、总体情况"
    found = meta(document(text), form)
    assert (found["period_start"], found["period_end"]) == ("2021-01-01", "2021-12-31")


def test_a_year_that_is_not_the_reports_is_asked_about(document: Write, form: Form) -> None:
    title = "云岭县水务局2021年政府信息公开工作年度报告"
    written = document(f"{title}\n统计期限自98年1月1日至98年12月31日。\n一、总体情况")
    outline = read_outline(written, form)
    states = {
        reading.field: reading.content.state
        for reading in read_meta(written, form, outline).readings
        if isinstance(reading.content, Amount)
    }
    assert states["meta.period_start"] == states["meta.period_end"] == "unreadable"


def test_period_and_contact_over_the_lines_of_a_page(document: Write, form: Form) -> None:
    text = (
        "    本报告中所列数据的统计周期自 2021 年 1 月 1 日起至 2021\n"
        "年 12 月 31 日止。如有疑问，请与我局办公室联系（地址：云岭\n"
        "县河滨路 90 号 ， 邮 编 ： 612345 ， 电 话/传真 ： 0812-3345678）。\n"
        "一、总体情况"
    )
    assert meta(document(text), form) == {
        "period_start": "2021-01-01",
        "period_end": "2021-12-31",
        "contact.address": "云岭县河滨路90号",
        "contact.postcode": "612345",
        "contact.phone": "0812-3345678",
        "contact.fax": "0812-3345678",
    }


def test_an_impossible_date_is_no_date(document: Write, form: Form) -> None:
    text = "统计期限自2021年13月1日至2021年12月40日。\n一、总体情况"
    assert meta(document(text), form) == {}


def items(document: Document, form: Form) -> list[tuple[str, str]]:
    found = list(read_items(document, form, read_outline(document, form)))
    assert all(document.quote(item.evidence.span) == item.evidence.quote for item in found)
    return [(item.kind, item.evidence.quote) for item in found]


def test_bullets_are_items_and_the_words_before_them_are_not(document: Write, form: Form) -> None:
    text = (
        "五、存在的主要问题及改进情况\n还有不足：一是公开不及时；二是解读形式单一。\n"
        "下一步，我局将改进。一是加强培训。二是丰富解读形式。\n六、其他需要报告的事项\n无。"
    )
    assert items(document(text), form) == [
        ("problem", "一是公开不及时；"),
        ("problem", "二是解读形式单一。"),
        ("improvement", "一是加强培训。"),
        ("improvement", "二是丰富解读形式。"),
    ]


def test_a_paragraph_without_bullets_is_one_item(document: Write, form: Form) -> None:
    text = (
        "五、存在的主要问题及改进情况\n主动公开的内容还不够全面，时效有待提高。\n"
        "六、其他需要报告的事项\n本年度未收取信息处理费。"
    )
    assert items(document(text), form) == [
        ("problem", "主动公开的内容还不够全面，时效有待提高。"),
        ("other_matter", "本年度未收取信息处理费。"),
    ]
