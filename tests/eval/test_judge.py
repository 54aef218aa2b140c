"""Each outcome, told by example: a label, a field of the record, the judgement."""

from decimal import Decimal

import pytest

from eval.gold import GoldField
from eval.judge import judge_evidence, judge_imputed, judge_state, judge_value, says
from extractor.record.record import Candidate, Disposition, Evidence, Field, Source, Value
from extractor.values.amount import State

BLANK = GoldField(state="blank")
EIGHT = GoldField(state="reported", value=Decimal(8))
UNIT_LEFT_OPEN = GoldField(
    state="reported", any_of=(Decimal(256700), Decimal("25.67")), review=True
)


def field(
    value: Value | None = None,
    state: State = "reported",
    source: Source | None = "grid",
    decision: Disposition = "accept",
    candidates: tuple[Value, ...] = (),
    evidence: Evidence | None = None,
) -> Field:
    return Field(
        value=value,
        state=state,
        raw=None,
        unit=None,
        source=source,
        evidence=evidence,
        confidence=1.0,
        decision=decision,
        candidates=tuple(map(Candidate, candidates)),
    )


class TestValue:
    def test_as_labelled_is_right(self) -> None:
        assert judge_value(EIGHT, field(Decimal("8.00"))) == "right"

    def test_another_value_is_wrong(self) -> None:
        assert judge_value(EIGHT, field(Decimal(3))) == "wrong"

    def test_text_is_no_number(self) -> None:
        assert judge_value(EIGHT, field("8")) == "wrong"

    def test_labelled_but_not_read_is_missing(self) -> None:
        assert judge_value(EIGHT, None) == "missing"
        assert judge_value(EIGHT, field(state="missing", source=None)) == "missing"

    def test_an_imputed_value_does_not_pass_for_a_printed_one(self) -> None:
        assert judge_value(EIGHT, field(Decimal(8), "blank", "imputed")) == "missing"
        assert judge_value(BLANK, field(Decimal(0), "blank", "imputed")) is None

    def test_a_value_where_nothing_is_printed_is_spurious(self) -> None:
        assert judge_value(None, field(Decimal(8))) == "spurious"
        assert judge_value(BLANK, field(Decimal(0))) == "spurious"

    def test_a_value_in_review_is_a_question_whatever_it_is(self) -> None:
        assert judge_value(EIGHT, field(Decimal(8), decision="review")) == "asked"
        assert judge_value(EIGHT, field(Decimal(3), decision="review")) == "asked"
        assert judge_value(EIGHT, field(state="missing", decision="review")) == "asked"

    def test_a_question_is_needless_where_nothing_is_printed(self) -> None:
        assert judge_value(None, field(Decimal(8), decision="review")) == "needless"
        assert judge_value(BLANK, field(Decimal(8), decision="review")) is None

    def test_asking_about_what_cannot_be_read_is_not_held_against_it(self) -> None:
        unreadable = GoldField(state="unreadable")
        assert judge_value(unreadable, field(Decimal(8), decision="review")) is None
        assert judge_value(unreadable, field(Decimal(8))) == "spurious"

    def test_where_the_document_leaves_it_open_only_asking_is_right(self) -> None:
        both = (Decimal("25.67"), Decimal(256700))
        assert judge_value(UNIT_LEFT_OPEN, field(decision="review", candidates=both)) == "right"
        one = field(decision="review", candidates=both[:1])
        assert judge_value(UNIT_LEFT_OPEN, one) == "asked"
        assert judge_value(UNIT_LEFT_OPEN, field(Decimal("25.67"))) == "wrong"

    def test_what_is_labelled_in_its_state_alone_is_not_scored(self) -> None:
        assert judge_value(GoldField(state="reported"), field(Decimal(8))) is None


@pytest.mark.parametrize(
    ("label", "got", "outcome"),
    [
        ("blank", "blank", "right"),
        ("blank", "dash", "wrong"),
        ("dash", "missing", "missing"),
        ("missing", "missing", None),
        ("missing", "blank", "spurious"),
        (None, "blank", "spurious"),
        (None, "missing", None),
    ],
)
def test_states(label: State | None, got: State, outcome: str | None) -> None:
    gold = GoldField(state=label) if label else None
    assert judge_state(gold, field(state=got)) == outcome


@pytest.mark.parametrize(
    ("label", "got", "outcome"),
    [
        (BLANK, "blank", "asked"),
        (BLANK, "missing", "asked"),
        (EIGHT, "unreadable", "asked"),
        (GoldField(state="unreadable"), "unreadable", "right"),
        (UNIT_LEFT_OPEN, "reported", "right"),
        (UNIT_LEFT_OPEN, "unreadable", "asked"),
        (None, "blank", "needless"),
        (None, "missing", None),
    ],
)
def test_a_state_in_review_is_a_question(
    label: GoldField | None, got: State, outcome: str | None
) -> None:
    assert judge_state(label, field(state=got, decision="review")) == outcome


def test_a_form_cell_that_neither_knows_is_not_scored() -> None:
    assert judge_state(None, None) is None


@pytest.mark.parametrize(
    ("proved", "got", "outcome"),
    [
        (Decimal(0), field(Decimal(0), "blank", "imputed"), "right"),
        (Decimal(3), field(Decimal(0), "blank", "imputed"), "wrong"),
        (Decimal(0), field(state="blank"), "missing"),
        (Decimal(0), None, "missing"),
        (None, field(Decimal(0), "blank", "imputed"), "spurious"),
        (None, field(Decimal(0)), None),
        (Decimal(0), field(Decimal(3), "blank", "imputed", "review"), "asked"),
        (Decimal(0), field(state="blank", decision="review"), "asked"),
        (None, field(Decimal(0), "blank", "imputed", "review"), "needless"),
    ],
)
def test_imputed_values(proved: Decimal | None, got: Field | None, outcome: str | None) -> None:
    assert judge_imputed(proved, got) == outcome


def test_what_follows_for_a_printed_cell_that_was_missed_is_held_against_the_print() -> None:
    deduced = field(Decimal(0), "missing", "imputed")
    assert judge_imputed(None, deduced, (Decimal(0),)) == "right"
    assert judge_imputed(None, deduced, (Decimal(8),)) == "wrong"


class TestEvidence:
    TEXT = "收到申请8件"

    def test_shows_the_value_where_it_says(self) -> None:
        assert judge_evidence(field(Decimal(8), evidence=Evidence(4, 5, "8")), self.TEXT) == "right"

    def test_of_another_place_is_wrong(self) -> None:
        assert judge_evidence(field(Decimal(8), evidence=Evidence(0, 1, "8")), self.TEXT) == "wrong"

    def test_that_reads_otherwise_is_wrong(self) -> None:
        assert judge_evidence(field(Decimal(9), evidence=Evidence(4, 5, "8")), self.TEXT) == "wrong"

    def test_may_be_missing(self) -> None:
        assert judge_evidence(field(Decimal(8)), self.TEXT) == "missing"


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("２３", Decimal(23)),
        ("增加7", Decimal(7)),
        ("下降56%", Decimal(-56)),
        ("12.5", Decimal(125000)),  # under a heading in 万元
        ("三千余", Decimal(3000)),
        ("未收到政府信息公开申请", Decimal(0)),
        ("2020年1月1日", "2020-01-01"),
        ("12月31日", "2020-12-31"),
        ("江城 南路", "江城南路"),
    ],
)
def test_a_quote_says_its_value_in_many_ways(quote: str, value: Value) -> None:
    assert says(quote, value)


@pytest.mark.parametrize(
    ("quote", "value"),
    [("23", Decimal(32)), ("", Decimal(1)), ("1月30日", "2020-01-31"), ("江城路", "江城南路")],
)
def test_a_quote_does_not_say_another_value(quote: str, value: Value) -> None:
    assert not says(quote, value)
