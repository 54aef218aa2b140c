"""Answers at hand: the likeliest first, and each only once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from msgspec.structs import replace as changed

from extractor.checking import reconcile
from extractor.document import Span
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.reading import Reader
from extractor.record.record import Candidate, Evidence, Field
from extractor.review import Case
from extractor.review.offers import MOST, Offer, blind_offers, offers
from extractor.store import Inputs

AMOUNT = "disclosure.procurement.amount"
PROJECTS = "disclosure.procurement.projects"
REPORT = """某局2020年政府信息公开工作年度报告
一、总体情况
本年召开会议3次。
二、主动公开政府信息情况
信息内容	采购项目数量	采购总金额
政府集中采购	4	25.67
"""


@pytest.fixture(scope="module")
def case() -> Case:
    return case_of(REPORT)


def case_of(report: str) -> Case:
    data = report.encode()
    document = read_bytes(data, "report.txt")
    form = load_form("disclosure_2019")
    record = reconcile(document, form, Reader(document, form).read(()))
    return Case(1, document.text, record, Inputs("", "report.txt", form.id, "", data, ()), ())


def with_field(case: Case, name: str, field: Field) -> Case:
    fields = {**case.record.fields, name: field}
    return replace(case, record=replace(case.record, fields=fields))


def place(quote: str) -> Span:
    start = REPORT.index(quote)
    return Span(start, start + len(quote))


def told(found: tuple[Offer, ...]) -> list[tuple[str, object, tuple[str, ...]]]:
    return [(offer.action, offer.value, offer.by) for offer in found]


def test_an_undecided_value_is_chosen_from_its_candidates(case: Case) -> None:
    first, second = offers(case, AMOUNT)
    assert (first.value, second.value) == (Decimal("25.67"), 256700)
    assert (first.typed, second.typed, second.unit) == ("25.67", "256700", "元")


def test_the_repair_comes_before_the_value_as_read(case: Case) -> None:
    field = changed(case.record.fields[PROJECTS], proposal=Decimal(14))
    assert told(offers(with_field(case, PROJECTS, field), PROJECTS))[:2] == [
        ("correct", 14, ("proposal",)),
        ("accept", 4, ("read", "grid")),
    ]


def test_what_comes_to_the_same_is_one_answer(case: Case) -> None:
    field = changed(
        case.record.fields[PROJECTS],
        proposal=Decimal(14),
        candidates=(Candidate(Decimal(14), "个", "skeleton"), Candidate("", None, "model")),
    )
    found = offers(with_field(case, PROJECTS, field), PROJECTS)
    assert found[0].by == ("proposal", "skeleton")
    assert [offer.state for offer in found] == ["reported", "reported", "blank"]


def test_what_is_pointed_at_comes_first(case: Case) -> None:
    first, *_ = offers(case, PROJECTS, place("3次"))
    assert (first.value, first.by, first.place) == (3, ("place",), place("3次"))


def test_a_sum_of_money_without_a_unit_is_offered_in_both(case: Case) -> None:
    yuan, ten_thousand, *_ = offers(case, AMOUNT, place("25.67"))
    assert (yuan.value, ten_thousand.value) == (Decimal("25.67"), 256700)
    assert ten_thousand.typed == "25.67万元"
    assert not ten_thousand.likely


def test_the_scale_of_the_heading_holds_for_what_is_pointed_at_and_typed() -> None:
    case = case_of(REPORT.replace("采购总金额", "采购总金额（万元）"))
    at = case.text.index("25.67")
    (read,) = offers(case, AMOUNT, Span(at, at + len("25.67")))
    assert (read.value, read.by) == (256700, ("place", "read", "grid"))
    field = changed(case.record.fields[AMOUNT], proposal=Decimal(300000))
    proposal, *_ = offers(with_field(case, AMOUNT, field), AMOUNT)
    assert (proposal.value, proposal.typed) == (300000, "300000元")


def test_a_figure_of_something_else_cannot_be_pointed_at(case: Case) -> None:
    assert offers(case, AMOUNT, place("3次")) == offers(case, AMOUNT)


def test_what_is_no_figure_cannot_be_pointed_at(case: Case) -> None:
    assert offers(case, PROJECTS, place("信息内容")) == offers(case, PROJECTS)


def test_a_label_can_be_pointed_at_for_a_text(case: Case) -> None:
    first, *_ = offers(case, "meta.agency", place("信息内容"))
    assert first.value == "信息内容"


def test_the_cells_of_an_irregular_row_stand_in_their_order(case: Case) -> None:
    row = place("政府集中采购\t4\t25.67")
    quote = REPORT[row.start : row.end]
    field = changed(
        case.record.fields[PROJECTS],
        state="unreadable",
        value=None,
        evidence=Evidence(row.start, row.end, quote),
    )
    found = offers(with_field(case, PROJECTS, field), PROJECTS)
    assert [(offer.value, offer.likely) for offer in found] == [
        (4, False),
        (Decimal("25.67"), False),
    ]
    assert found[0].place == place("4\t25.67".partition("\t")[0])


def test_there_is_a_key_for_every_answer(case: Case) -> None:
    many = tuple(Candidate(Decimal(n), None, "model") for n in range(30))
    field = changed(case.record.fields[PROJECTS], candidates=many)
    assert len(offers(with_field(case, PROJECTS, field), PROJECTS)) == MOST


def test_a_blind_reviewer_is_not_led(case: Case) -> None:
    field = changed(
        case.record.fields[PROJECTS],
        proposal=Decimal(14),
        candidates=(Candidate(Decimal(15), None, "model"),),
    )
    assert told(blind_offers(with_field(case, PROJECTS, field), PROJECTS)) == [
        ("accept", 4, ("read",))
    ]
