"""A record scored against its gold: every aspect apart, what is unlabelled left out."""

from decimal import Decimal

from eval.gold import GoldFact, GoldField, GoldFinding, GoldLabels
from eval.score import DocumentScore, score, score_unread
from extractor.document import Document
from extractor.record.record import Evidence, Fact, Field, Finding, Origin, Record
from extractor.values.amount import Amount

TEXT = "收到申请8件，部分公开-件。机构信息9条，财政信息2条。"
DOCUMENT = Document(TEXT, (), "report.txt", "text/plain", "00")


def evidence(quote: str) -> Evidence:
    start = TEXT.index(quote)
    return Evidence(start, start + len(quote), quote)


def printed(value: int, quote: str) -> Field:
    at = evidence(quote)
    return Field(Decimal(value), "reported", quote, "件", "grid", at, 1.0, "accept")


def fact(label: str, value: int, quote: str) -> Fact:
    amount = Amount("reported", str(value), Decimal(value), "条")
    return Fact(label, amount, evidence(quote))


def record(
    fields: dict[str, Field] | None = None,
    facts: tuple[Fact, ...] = (),
    findings: tuple[Finding, ...] = (),
    disagreements: tuple[Finding, ...] = (),
) -> Record:
    origin = Origin("00", "report.txt", "text/plain", len(TEXT))
    found = fields or {}, facts, (), (), findings
    return Record(origin, "disclosure_2019", *found, (), disagreements=disagreements)


def gold(**parts: object) -> GoldLabels:
    data = {"document": "report.txt", "form": "disclosure_2019", "fields": {}, **parts}
    return GoldLabels.model_validate(data)


def outcomes(scored: DocumentScore) -> list[tuple[str, str, str, str]]:
    return [(v.part, v.field, v.aspect, v.outcome) for v in scored.verdicts]


def test_a_value_its_state_and_its_evidence_are_told_apart() -> None:
    labels = gold(fields={"requests.received.total": GoldField(state="reported", value=Decimal(8))})
    scored = score("report", labels, DOCUMENT, record({"requests.received.total": printed(8, "8")}))
    assert [(aspect, outcome) for _, _, aspect, outcome in outcomes(scored)] == [
        ("value", "right"),
        ("evidence", "right"),
        ("state", "right"),
    ]


def test_facts_are_matched_by_the_place_of_their_figure_not_by_their_words() -> None:
    labels = gold(
        facts=(
            GoldFact(label="机构信息", value=Decimal(9), unit="条", quote="机构信息9条"),
            GoldFact(label="财政信息", value=Decimal(2), unit="条", quote="财政信息2条"),
        )
    )
    found = (fact("信息", 9, "9条"), fact("申请", 8, "8件"))
    assert outcomes(score("report", labels, DOCUMENT, record(facts=found))) == [
        ("facts", "机构信息", "value", "right"),
        ("facts", "机构信息", "label", "right"),
        ("facts", "财政信息", "value", "missing"),
        ("facts", "申请", "value", "spurious"),
    ]


def test_a_fact_of_another_value_at_the_labelled_place_is_wrong() -> None:
    labels = gold(
        facts=(GoldFact(label="机构信息", value=Decimal(9), unit="条", quote="机构信息9条"),)
    )
    found = (fact("机构信息", 7, "信息9条"),)
    assert outcomes(score("report", labels, DOCUMENT, record(facts=found))) == [
        ("facts", "机构信息", "value", "wrong"),
    ]


def test_a_finding_counts_where_code_and_a_field_are_those_of_the_planted_one() -> None:
    labels = gold(findings=(GoldFinding(code="misreported_total", fields=("a", "b")),))
    told = Finding("misreported_total", "a is not the sum", ("a", "c"), (), (evidence("8"),))
    other = Finding("misreported_total", "d is not the sum", ("d",), (), ())
    assert outcomes(score("report", labels, DOCUMENT, record(findings=(told, other)))) == [
        ("findings", "a, b", "value", "right"),
        ("findings", "d", "value", "spurious"),
    ]


def test_a_known_misreport_may_be_in_question_and_a_question_may_be_needless() -> None:
    labels = gold(findings=(GoldFinding(code="misreported_total", fields=("a", "b")),))
    doubted = Finding("narrative_differs", "a is not the sum", ("a",), (), (evidence("8"),))
    other = Finding("misreported_total", "d is not the sum", ("d",), (), ())
    scored = score("report", labels, DOCUMENT, record(disagreements=(doubted, other)))
    assert outcomes(scored) == [
        ("findings", "a, b", "value", "asked"),
        ("findings", "d", "value", "needless"),
    ]
    assert scored.disagreements == (doubted, other)


def test_without_labelled_misreports_a_finding_is_false_where_it_rests_on_a_misreading() -> None:
    total = {"requests.received.total": GoldField(state="reported", value=Decimal(8))}
    told = Finding("misreported_total", "no sum", ("requests.received.total",), (), ())
    for value, spurious in ((8, False), (9, True)):
        read = record({"requests.received.total": printed(value, "8")}, findings=(told,))
        found = [v.part for v in score("report", gold(fields=total), DOCUMENT, read).verdicts]
        assert ("findings" in found) is spurious


def test_a_finding_about_no_field_counts_where_it_stands() -> None:
    labels = gold(findings=(GoldFinding(code="misreported_share", quote="机构信息9条"),))
    told = Finding("misreported_share", "9 is not", ("facts.0",), (), (evidence("9条"),))
    other = Finding("misreported_share", "2 is not", ("facts.1",), (), (evidence("2条"),))
    assert outcomes(score("report", labels, DOCUMENT, record(findings=(told, other)))) == [
        ("findings", "机构信息9条", "value", "right"),
        ("findings", "facts.1", "value", "spurious"),
    ]


def test_what_the_gold_does_not_label_is_not_scored() -> None:
    told = Finding("misreported_total", "a is not the sum", ("a",), (), ())
    scored = score(
        "report", gold(), DOCUMENT, record(facts=(fact("x", 9, "9条"),), findings=(told,))
    )
    assert scored.verdicts == ()
    assert scored.findings == (told,)


def test_of_a_document_that_was_not_read_everything_labelled_is_missing() -> None:
    labels = gold(
        fields={"requests.received.total": GoldField(state="reported", value=Decimal(8))},
        imputed={"requests.granted.total": Decimal(0)},
        facts=(GoldFact(label="机构信息", value=Decimal(9), quote="机构信息9条"),),
    )
    scored = score_unread("report", labels, "it is empty")
    assert {outcome for *_, outcome in outcomes(scored)} == {"missing"}
    assert {part for part, *_ in outcomes(scored)} == {"requests", "facts"}


def test_what_is_missing_is_shown_where_the_label_says_it_stands() -> None:
    labels = gold(
        fields={
            "narrative.staff": GoldField(state="reported", value=Decimal(8), quote="收到申请8件")
        },
        facts=(GoldFact(label="机构信息", value=Decimal(9), unit="条", quote="机构信息9条"),),
    )
    scored = score("report", labels, DOCUMENT, record())
    assert [v.evidence.quote for v in scored.verdicts if v.evidence] == [
        "收到申请8件",
        "机构信息9条",
    ]


def test_zeros_can_be_told_apart() -> None:
    labels = gold(
        fields={
            "requests.granted.total": GoldField(state="reported", value=Decimal(0)),
            "requests.received.total": GoldField(state="reported", value=Decimal(8)),
        }
    )
    verdicts = score("report", labels, DOCUMENT, record()).verdicts
    assert {v.field: v.zero for v in verdicts} == {
        "requests.granted.total": True,
        "requests.received.total": False,
    }
