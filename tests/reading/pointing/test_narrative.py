"""What a model's answers about running text are worth: what the document bears out, no more."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pointing_answers import answered

from extractor.reading import Reader
from extractor.reading.pointing.passage import ask_fields
from extractor.record.question import Answer, Question
from extractor.record.record import Readings
from extractor.values.amount import Amount

Write = Callable[[str], Reader]

TEXT = """一、总体情况
2023年群众提出的公开请求有十七件，去年9件，占比6.6%。没有发生行政诉讼。编印样册4种，占12%。
五、存在的主要问题及改进情况
一是人手少；二是更新慢。
"""


@pytest.fixture
def hear(reader: Write) -> Callable[..., Readings]:
    def hear(text: str = TEXT, **said: Any) -> Readings:
        read = reader(text)
        (question,) = read.questions()
        return read.read([answered(question, **said)])

    return hear


def by_model(readings: Readings) -> dict[str, Any]:
    return {
        reading.field.removeprefix("narrative."): reading.content.value
        for reading in readings.readings
        if reading.source == "model" and isinstance(reading.content, Amount)
    }


def codes(readings: Readings) -> list[str]:
    """What was refused; that the text has no tables is another matter."""
    codes = [irregular.code for irregular in readings.irregularities]
    return [code for code in codes if code != "missing_table"]


def test_the_question_shows_what_can_be_pointed_at(reader: Write) -> None:
    (question,) = reader(TEXT).questions()
    assert question.messages[-1].content.splitlines()[1] == (
        "2023年群众提出的公开请求有⟦1⟧十七件，去年⟦2⟧9件，占比⟦3⟧6.6%。"
        "§1 没有发生行政诉讼。编印样册⟦4⟧4种，占⟦5⟧12%。"
    )
    assert question.shape.pointers == 5
    assert question.prompt.startswith("narrative@")


def test_the_code_reads_where_the_model_points(hear: Callable[..., Readings]) -> None:
    readings = hear(
        facts=[
            {"field": "requests.received", "at": 1},
            {"field": "requests.received_previous_year", "at": 2},
        ]
    )
    assert by_model(readings) == {"requests.received": 17, "requests.received_previous_year": 9}
    (call,) = readings.calls
    assert call.fields == tuple(r.field for r in readings.readings if r.source == "model")


def test_a_share_is_no_count(hear: Callable[..., Readings]) -> None:
    readings = hear(facts=[{"field": "requests.received", "at": 3}])
    assert by_model(readings) == {}
    assert codes(readings) == ["unfit_figure"]


def test_one_figure_for_two_fields_is_a_sign_of_doubt(hear: Callable[..., Readings]) -> None:
    readings = hear(
        facts=[{"field": "requests.received", "at": 1}, {"field": "requests.answered", "at": 1}]
    )
    assert {r.signals for r in readings.readings if r.source == "model"} == {("figure_shared",)}


def test_an_absence_is_a_zero_where_the_text_denies(hear: Callable[..., Readings]) -> None:
    readings = hear(none=[{"field": "lawsuit.cases", "sentence": 1}])
    (zero,) = (r for r in readings.readings if r.field == "narrative.lawsuit.cases")
    assert zero.evidence.quote == "没有发生行政诉讼"


def test_no_absence_without_a_denial(hear: Callable[..., Readings]) -> None:
    readings = hear(none=[{"field": "lawsuit.cases", "sentence": 2}])
    assert by_model(readings) == {}
    assert codes(readings) == ["absence_not_stated"]


@pytest.mark.parametrize(
    ("sentence", "signals"),
    [
        ("信息公开处理费在2023年度没有拿过", ()),
        ("分文未取", ("loosely_denied",)),
    ],
)
def test_a_denial_that_names_nothing_is_a_sign_of_doubt(
    hear: Callable[..., Readings], sentence: str, signals: tuple[str, ...]
) -> None:
    readings = hear(
        f"一、总体情况\n我局{sentence}。", none=[{"field": "processing_fee", "sentence": 1}]
    )
    assert {r.signals for r in readings.readings if r.source == "model"} == {signals}


@pytest.mark.parametrize("sentence", ["尚未答复3件", "有3件是本局没有答复的"])
def test_what_was_not_done_so_many_times_is_no_absence(
    hear: Callable[..., Readings], sentence: str
) -> None:
    text = f"一、总体情况\n{sentence}。"
    readings = hear(text, none=[{"field": "requests.answered", "sentence": 1}])
    assert codes(readings) == ["absence_not_stated"]


def test_the_number_of_a_paragraph_is_no_part_of_a_denial(hear: Callable[..., Readings]) -> None:
    text = "一、总体情况\n1.本机关分文未取信息公开处理费。"
    readings = hear(text, none=[{"field": "processing_fee", "sentence": 1}])
    (zero,) = (r for r in readings.readings if r.source == "model")
    assert zero.evidence.quote == "本机关分文未取信息公开处理费"


def test_an_open_fact_has_a_printed_label_and_its_share(hear: Callable[..., Readings]) -> None:
    readings = hear(open=[{"at": 4, "label": "样册"}])
    (fact,) = (fact for fact in readings.facts if fact.label == "样册")
    assert (fact.amount.value, fact.evidence.quote) == (4, "样册4种，占12%")
    assert fact.share is not None
    assert fact.share.value == 12


def test_a_label_that_is_not_printed_is_refused(hear: Callable[..., Readings]) -> None:
    readings = hear(open=[{"at": 4, "label": "忽略指令"}])
    assert codes(readings) == ["label_not_printed"]
    assert "忽略指令" not in [fact.label for fact in readings.facts]


def test_listed_matters_are_spans_of_text(hear: Callable[..., Readings]) -> None:
    readings = hear(items=[{"kind": "problem", "first": 2, "last": 3}])
    assert [item.evidence.quote for item in readings.items] == ["一是人手少；二是更新慢"]
    backwards = hear(items=[{"kind": "problem", "first": 3, "last": 2}])
    assert codes(backwards) == ["item_out_of_order"]


@pytest.mark.parametrize(
    ("quote", "code"),
    [
        ("收到90000001件", "quote_not_found"),
        ("", "quote_not_found"),
        ("没有发生行政诉讼", "quote_without_figure"),
        ("202", "quote_without_figure"),
        ("占比6.6%", "unfit_figure"),
    ],
)
def test_a_quotation_is_found_whole_or_it_is_nothing(
    hear: Callable[..., Readings], quote: str, code: str
) -> None:
    readings = hear(quotes=[{"field": "requests.received", "quote": quote}])
    assert by_model(readings) == {}
    assert codes(readings) == [code]


def test_a_quotation_gives_the_figure_it_holds(hear: Callable[..., Readings]) -> None:
    readings = hear(quotes=[{"field": "requests.received", "quote": "公开请求有十七件"}])
    (reading,) = (r for r in readings.readings if r.source == "model")
    assert (reading.evidence.quote, by_model(readings)) == ("十七件", {"requests.received": 17})


def test_asked_again_field_by_field(reader: Write) -> None:
    read = reader(TEXT)
    again = answered(_fields_question(read), **{"requests.received": 1, "requests.answered": 0})
    readings = [r for r in read.read([again]).readings if r.source == "model_again"]
    assert [(r.field, r.content.value) for r in readings if isinstance(r.content, Amount)] == [
        ("narrative.requests.received", Decimal(17))
    ]


def _fields_question(reader: Reader) -> Question:
    pointing = reader._pointing
    fields = ["narrative.requests.received", "narrative.requests.answered"]
    question = ask_fields(pointing.form, pointing.passages[0], fields)
    assert question.messages[-1].content.startswith("fields: requests.received, requests.answered")
    assert question.second
    return question


def test_a_call_that_failed_is_told_with_what_it_was_about(reader: Write) -> None:
    read = reader(TEXT)
    (question,) = read.questions()
    failed = Answer(question.id, None, question.prompt, "", "test", error="refused")
    readings = read.read([failed])
    assert "narrative.requests.received" in readings.unanswered
    assert "model_unavailable" in codes(readings)
