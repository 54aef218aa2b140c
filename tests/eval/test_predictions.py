"""What a record claims or leaves to a person, and whether it is right."""

from decimal import Decimal
from typing import Any

import pytest

from eval.gold import GoldLabels
from eval.score import Prediction, predictions
from extractor.record.record import Candidate, Field, Origin, Record

TOTAL = "requests.received.total"


def record(**field: Any) -> Record:
    given: dict[str, Any] = {
        "value": Decimal(8), "state": "reported", "raw": "8", "unit": "件", "source": "grid",
        "evidence": None, "confidence": 0.99, "decision": "accept", **field,
    }  # fmt: skip
    origin = Origin("00", "report.txt", "text/plain", 8)
    return Record(origin, "disclosure_2019", {TOTAL: Field(**given)}, (), (), (), (), ())


def made(label: dict[str, Any] | None, got: Record, **labels: Any) -> list[Prediction]:
    data = {"document": "report.txt", "form": "disclosure_2019", **labels}
    data["fields"] = {TOTAL: label} if label else {}
    return predictions("report", GoldLabels.model_validate(data), got)


@pytest.mark.parametrize(
    ("label", "field", "accepted", "right"),
    [
        ({"state": "reported", "value": 8}, {}, True, True),
        ({"state": "reported", "value": 9}, {}, True, False),
        ({"state": "blank"}, {}, True, False),
        ({"state": "reported", "value": 8}, {"decision": "review"}, False, True),
        ({"state": "reported", "value": 8}, {"decision": "review", "value": None}, False, False),
        ({"state": "dash"}, {"decision": "review", "value": None}, False, True),
        ({"state": "reported", "value": 8}, {"state": "missing", "value": None}, True, False),
    ],
)
def test_a_claim_is_accepted_or_not_and_right_or_not(
    label: dict[str, Any], field: dict[str, Any], accepted: bool, right: bool
) -> None:
    (claim,) = made(label, record(**field))
    assert (claim.accepted, claim.right) == (accepted, right)


def test_to_accept_what_a_person_must_settle_is_wrong_whatever_the_value() -> None:
    open_ = {"state": "reported", "any_of": [8, 80], "review": True}
    offered = {"candidates": (Candidate(Decimal(8)), Candidate(Decimal(80)))}
    assert not made(open_, record(**offered))[0].right
    assert made(open_, record(decision="review", **offered))[0].right


@pytest.mark.parametrize(
    ("label", "field"),
    [
        (None, {}),
        ({"state": "reported"}, {}),
        ({"state": "unreadable"}, {"decision": "review"}),
        ({"state": "blank"}, {"value": None, "state": "blank"}),
    ],
    ids=["no label", "state alone is labelled", "unreadable", "nothing is claimed"],
)
def test_what_no_label_judges_is_left_out(
    label: dict[str, Any] | None, field: dict[str, Any]
) -> None:
    assert made(label, record(**field)) == []


def test_an_imputed_value_is_judged_by_what_follows() -> None:
    deduced = record(value=Decimal(0), state="blank", source="imputed")
    blank = {"state": "blank"}
    assert made(blank, deduced) == []
    assert [(c.right, c.zero) for c in made(blank, deduced, imputed={TOTAL: 0})] == [(True, True)]
    assert [(c.right, c.zero) for c in made(blank, deduced, imputed={TOTAL: 3})] == [(False, False)]
    assert [c.right for c in made(blank, deduced, imputed={})] == [False]


def test_an_imputed_value_of_a_printed_cell_is_judged_by_the_print() -> None:
    deduced = record(value=Decimal(8), state="missing", source="imputed")
    (claim,) = made({"state": "reported", "value": 8}, deduced, imputed={})
    assert claim.right
