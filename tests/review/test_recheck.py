"""Edit rules with their numbers filled in, and where the fields of a report stand."""

from decimal import Decimal
from pathlib import Path

import pytest

from extractor.checking import reconcile
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.pipeline import extract
from extractor.reading import Reader
from extractor.record.record import EditResult, Field, Record
from extractor.review.case import standings
from extractor.review.recheck import Check, checks_of

GOLD = Path(__file__).parents[2] / "gold" / "dev"
TOTAL = "requests.unavailable.not_held.total"


@pytest.fixture(scope="module")
def misreported() -> Record:
    """A report whose agency added up two rows wrongly."""
    return extract(GOLD / "cangyu-zone-2024.txt").record


def checks(record: Record, field: str) -> dict[str, Check]:
    return {check.rule.name: check for check in checks_of(record, load_form(record.form), field)}


def prose(text: str) -> Record:
    """The record of a report that consists of this sentence."""
    title = "某局2020年政府信息公开工作年度报告\n一、总体情况\n"
    document = read_bytes(f"{title}{text}\n".encode(), "report.txt")
    form = load_form("disclosure_2019")
    return reconcile(document, form, Reader(document, form).read(()))


def test_both_sides_are_told_with_their_sums(misreported: Record) -> None:
    check = checks(misreported, TOTAL)["requests.row_total"]
    assert [(figure.field.rpartition(".")[2], figure.value) for figure in check.left] == [
        ("total", 5)
    ]
    assert [figure.value for figure in check.right] == [3, 1, 0, 0, 0, 0]
    assert (check.left_sum, check.sign, check.right_sum, check.difference) == (5, "≠", 4, 1)


def test_what_does_not_agree_comes_first(misreported: Record) -> None:
    told = checks_of(misreported, load_form(misreported.form), "requests.results_total.total")
    statuses = [check.status for check in told]
    assert statuses[0] == "violated"
    assert statuses == sorted(statuses, key=["violated", "not_evaluable", "satisfied"].index)


def test_a_blank_counts_as_zero_and_a_missing_figure_is_unknown(misreported: Record) -> None:
    fields = dict(misreported.fields)
    fields[TOTAL] = Field(None, "blank", "", "件", "grid", None, 0.9, "accept")
    fields["requests.unavailable.not_held.natural_person"] = Field(
        None, "missing", None, "件", None, None, 0.9, "accept"
    )
    record = Record(
        misreported.document, misreported.form, fields, (), (), misreported.edits, (), ()
    )
    check = checks(record, TOTAL)["requests.row_total"]
    assert [figure.value for figure in check.left] == [0]
    assert check.right[0].value is None


@pytest.mark.parametrize(
    ("status", "left", "right", "name", "sign"),
    [
        ("satisfied", 5, 5, "requests.row_total", "="),
        ("satisfied", 5, 6, "requests.row_total", "≈"),
        ("violated", 5, 6, "requests.row_total", "≠"),
        ("not_evaluable", None, 6, "requests.row_total", "≟"),
        ("satisfied", 5, 6, "narrative.withdrawn", "≤"),
        ("violated", 6, 5, "narrative.withdrawn", ">"),
    ],
)
def test_the_sign_says_how_the_sides_stand(
    misreported: Record, status: str, left: int | None, right: int, name: str, sign: str
) -> None:
    form = load_form(misreported.form)
    rule = next(rule for rule in form.edits if rule.name == name)
    sides = (None if left is None else Decimal(left)), Decimal(right)
    edit = EditResult(rule.name, rule.at, status, *sides, rule.fields)
    record = Record(misreported.document, form.id, misreported.fields, (), (), (edit,), (), ())
    assert checks(record, rule.fields[0])[name].sign == sign


def test_rules_of_the_prose_are_told_too() -> None:
    record = prose("本年主动公开政府信息100条，其中机构职能60条，占60%；规划计划50条，占50%。")
    told = checks_of(record, load_form(record.form), "narrative.proactive.total")
    (parts,) = (check for check in told if check.rule.name == "narrative.enumeration")
    assert [figure.value for figure in parts.left] == [60, 50]
    assert (parts.left_sum, parts.right_sum, parts.status) == (110, 100, "violated")
    shares = [check for check in told if check.rule.name == "narrative.share"]
    assert [(check.left[0].coefficient, check.right[0].share) for check in shares] == [
        (100, 60),
        (100, 50),
    ]


@pytest.mark.parametrize(
    ("sentence", "rule", "figures"),
    [
        ("收到政府信息公开申请30件，比上年的24件增加7件。", "narrative.count_change", [30, 24, 7]),
        ("主动公开政府信息30条，去年同期为24条，同比上升25%。", "narrative.rate", [30, 24, 24]),
        (
            "收到政府信息公开申请30件，比上年增加6件，增长25%。",
            "narrative.rate_of_count",
            [6, 6, 30],
        ),
    ],
)
def test_what_stands_beside_a_figure_is_told_from_the_sums(
    sentence: str, rule: str, figures: list[int]
) -> None:
    record = prose(f"本年{sentence}")
    edit = next(edit for edit in record.edits if edit.rule == rule)
    check = next(
        check
        for name in edit.fields
        for check in checks_of(record, load_form(record.form), name)
        if check.rule.name == rule
    )
    assert [figure.value for figure in (*check.left, *check.right)] == figures
    assert {figure.share for figure in (*check.left, *check.right)} <= {None, 25}


def test_a_count_that_is_none_is_told() -> None:
    record = prose("本年收到政府信息公开申请2.5件。")
    check = checks(record, "narrative.requests.received")["count.integer"]
    assert (check.status, check.right_sum) == ("violated", Decimal("2.5"))


def test_a_field_stands_in_one_place(misreported: Record) -> None:
    stand = standings(misreported)
    assert stand.keys() == misreported.fields.keys()
    assert stand[TOTAL] == "wrong"
    assert stand["requests.granted.total"] == "accepted"


def test_a_blank_that_is_proved_stands_apart() -> None:
    record = extract(GOLD / "meiyuan-township-2020.html").record
    words = set(standings(record).values())
    assert {"proved", "accepted"} <= words
