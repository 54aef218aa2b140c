"""What was before, by how many it changed, at what rate, and what that is told of."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.reader import Reader
from extractor.record.record import Change, FieldId

Write = Callable[[str], Document]
RECEIVED, PUBLISHED = "narrative.requests.received", "narrative.proactive.total"


def changes(text: str, write: Write, form: Form) -> list[tuple[FieldId | int, dict[str, str]]]:
    return [(one.now[0], told(one)) for one in Reader(write(text), form).read().changes]


def told(change: Change) -> dict[str, str]:
    return {role: str(stated.amount.value) for role, stated in change.stated.items()}


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
    readings = Reader(document(text), form).read().readings
    assert [r.evidence.quote for r in readings if r.field.endswith("cases")] == ["5件"]
