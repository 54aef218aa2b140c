"""What adds up, what is a share of what, and what has changed since the year before."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.reader import Reader
from extractor.record.record import Change, FieldId, Readings

Write = Callable[[str], Document]
PUBLISHED, WEBSITE, WECHAT = (
    f"narrative.proactive.{name}" for name in ("total", "website", "wechat")
)
RECEIVED, ONLINE = "narrative.requests.received", "narrative.requests.received_online"


def read(document: Document, form: Form) -> Readings:
    return Reader(document, form).read()


def lists(text: str, write: Write, form: Form) -> list[tuple[FieldId, tuple[object, ...], bool]]:
    found = read(write(text), form).enumerations
    return [(listed.total, listed.parts, listed.complete) for listed in found]


def test_a_list_after_a_total_is_an_enumeration(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息100条。其中机构信息60条；财政信息30条；其他信息10条。"
    assert lists(text, document, form) == [(PUBLISHED, (0, 1, 2), True)]


def test_a_list_ends_with_its_sentence(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息100条，包括机构信息60条、财政信息40条；发布通知公告11条。"
    assert lists(text, document, form) == [(PUBLISHED, (0, 1), True)]


@pytest.mark.parametrize(
    ("told", "complete"),
    [
        ("其中机构信息60条、财政信息30条", False),
        ("包括机构信息60条、财政信息40条", True),
        ("分别为机构信息60条、财政信息40条", True),
        ("其中机构信息60条，其他信息40条", True),
        ("其中其他机构信息60条，财政信息30条", False),
        ("包括机构信息60条、财政信息30条等", False),
        ("包括机构信息60条、财政信息30条、专题2期", False),
    ],
)
def test_a_list_is_complete_where_it_says_so(
    document: Write, form: Form, told: str, complete: bool
) -> None:
    (found,) = lists(f"全年主动公开政府信息100条，{told}。", document, form)
    assert found[2] is complete


def test_channels_overlap_so_each_is_held_against_the_total_alone(
    document: Write, form: Form
) -> None:
    text = "全年主动公开政府信息500条，其中政府网站公开480条、微信公众号发布210条。"
    assert lists(text, document, form) == [
        (PUBLISHED, (WEBSITE,), False),
        (PUBLISHED, (WECHAT,), False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请50件，上年结转3件，共办理53件，分别为甲类40件、乙类13件。",
        "全年主动公开政府信息100条，回复留言60条，其中咨询50条、建议10条。",
    ],
)
def test_a_list_is_of_the_figure_right_before_it(document: Write, form: Form, text: str) -> None:
    assert lists(text, document, form) == []


def test_what_stands_in_brackets_within_a_list_is_no_member(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息100条，包括机构信息60条（其中原创9条）、财政信息40条。"
    assert lists(text, document, form) == [(PUBLISHED, (0,), False)]


def test_a_list_ends_with_the_bracket_it_stands_in(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息100条（其中机构信息60条、财政信息30条），修改网页11条。"
    assert lists(text, document, form) == [(PUBLISHED, (0, 1), False)]


def test_figures_in_brackets_behind_a_total_are_a_list(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息100条（机构信息60条、财政信息30条），修改网页11条。"
    assert lists(text, document, form) == [(PUBLISHED, (0, 1), False)]


def test_a_list_that_names_the_rest_is_complete_in_brackets_too(
    document: Write, form: Form
) -> None:
    text = "今年，我区共公布政府信息950条，（其中财政信息310条，其他信息600条）以上信息均已上网。"
    assert lists(text, document, form) == [(PUBLISHED, (0, 1), True)]


def shares(text: str, write: Write, form: Form) -> dict[object, tuple[str, object]]:
    found = read(write(text), form).shares
    return {share.part: (str(share.share.amount.value), share.wholes[0]) for share in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年主动公开政府信息500条，其中政府网站公开300条，占60%，微信公众号发布200条（40%）。",
            {WEBSITE: ("60", PUBLISHED), WECHAT: ("40", PUBLISHED)},
        ),
        (
            "全年收到政府信息公开申请50件。通过网络提交申请30件，占全部申请总量的60%。",
            {ONLINE: ("60", RECEIVED)},
        ),
        (
            "收到政府信息公开申请50件，其中自然人40件，约占80%，企业10件，所占比例为20%。",
            {0: ("80", RECEIVED), 1: ("20", RECEIVED)},
        ),
        ("发布解读材料40篇，其中图解10篇，占25%。", {1: ("25", 0)}),
        ("全年收到政府信息公开申请50件。接听热线12件，占全市热线总量的3%。", {}),
        ("全年收到政府信息公开申请50件。接听热线12件，按时办结率98%。", {}),
        ("全年收到政府信息公开申请50件。接听热线12件，占30%。", {}),
    ],
)
def test_a_share_is_of_what_its_words_say(
    document: Write, form: Form, text: str, expected: dict[object, tuple[str, object]]
) -> None:
    assert shares(text, document, form) == expected


def changes(text: str, write: Write, form: Form) -> list[tuple[FieldId | int, dict[str, str]]]:
    return [(change.now[0], stated(change)) for change in read(write(text), form).changes]


def stated(change: Change) -> dict[str, str]:
    return {role: str(figure.amount.value) for role, figure in change.stated.items()}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("比上年增加12件，增长24%", {"by": "12", "rate": "24"}),
        ("比上年的50件多了12件，增长率为24%", {"before": "50", "by": "12", "rate": "24"}),
        ("较2022年的80件减少18件，降幅22.5%", {"before": "80", "by": "-18", "rate": "-22.5"}),
        ("去年同期为50件，同比上升24%", {"before": "50", "rate": "24"}),
        ("同比下降22.5%（上年80件）", {"before": "80", "rate": "-22.5"}),
        ("与上年的80件相比，少收18件", {"before": "80", "by": "-18"}),
        ("上年为62件，与上年持平", {"before": "62", "by": "0"}),
        ("和去年的62件相同", {"before": "62", "by": "0"}),
        ("比上年增加近10件，增长约两成", {"by": "10"}),
    ],
)
def test_a_change_of_the_figure_before_it(
    document: Write, form: Form, sentence: str, expected: dict[str, str]
) -> None:
    text = f"2023年收到政府信息公开申请62件，{sentence}。"
    assert changes(text, document, form) == [(RECEIVED, expected)]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年收到政府信息公开申请62件，2022年收到50件，增加12件。",
        "2022年收到政府信息公开申请50件，2023年收到政府信息公开申请62件，增加12件。",
    ],
)
def test_of_two_years_the_earlier_is_the_year_before(
    document: Write, form: Form, sentence: str
) -> None:
    assert changes(sentence, document, form) == [(RECEIVED, {"before": "50", "by": "12"})]


def test_each_figure_has_its_own_change(document: Write, form: Form) -> None:
    text = "全年主动公开政府信息500条，比上年增加100条，收到政府信息公开申请62件，同比减少3件。"
    assert changes(text, document, form) == [(PUBLISHED, {"by": "100"}), (RECEIVED, {"by": "-3"})]


def test_what_was_before_may_stand_in_another_sentence(document: Write, form: Form) -> None:
    text = "收到政府信息公开申请62件，上年为50件。同比增加12件。"
    assert changes(text, document, form) == [(RECEIVED, {"before": "50", "by": "12"})]


@pytest.mark.parametrize(
    "sentence",
    [
        "收到政府信息公开申请62件，与上年基本持平。",
        "收到政府信息公开申请62件，上年结转2件。",
        "2022年收到政府信息公开申请62件，结转2023年3件。",
        "新增栏目3个，公开政府信息更多，共500条。",
        "收到政府信息公开申请62件、公开信息500条。同比增加12次。",
    ],
)
def test_what_compares_nothing_is_no_change(document: Write, form: Form, sentence: str) -> None:
    assert changes(sentence, document, form) == []


def test_a_change_is_no_figure_of_the_year(document: Write, form: Form) -> None:
    text = "发生政府信息公开行政复议5件，行政复议较上年减少2件。"
    readings = read(document(text), form).readings
    assert [r.evidence.quote for r in readings if r.field.endswith("cases")] == ["5件"]
