"""What other figures tell of a figure of the prose, and of an empty cell."""

from decimal import Decimal

import pytest
from small_report import FORM, field, record
from small_report import observed as drawn

from extractor.checking.hear import settle_meaning, unusual_blanks
from extractor.checking.observation import Observation
from extractor.forms.file import load_form

OFFICIAL = load_form("disclosure_2019")
GRANTED = "narrative.requests.granted"
EITHER = "narrative.requests.granted_or_partially"


def observed(**values: int) -> dict[str, Observation]:
    names = {
        "stated": GRANTED,
        "either": EITHER,
        "stated_partially": "narrative.requests.partially_granted",
        "granted": "requests.granted.total",
        "partially": "requests.partially_granted.total",
    }
    return {
        names[key]: Observation(
            names[key], "count", "reported", Decimal(n), Decimal(n), Decimal(n), probability=0.99
        )
        for key, n in values.items()
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stated": 10, "granted": 8, "partially": 2}, EITHER),
        ({"stated": 8, "granted": 8, "partially": 2}, GRANTED),
        ({"stated": 8, "granted": 8, "partially": 0}, GRANTED),  # both agree: as the words say
        ({"stated": 9, "granted": 8, "partially": 2}, GRANTED),  # neither agrees: so do they
        ({"stated": 10, "stated_partially": 2, "granted": 8, "partially": 2}, GRANTED),
        ({"stated": 10}, GRANTED),
        ({"stated": 10, "either": 10, "granted": 8, "partially": 2}, EITHER),  # two readers
    ],
)
def test_a_figure_is_of_the_field_that_the_table_bears_out(
    values: dict[str, int], field: str
) -> None:
    settled = settle_meaning(OFFICIAL, observed(**values))
    assert {name for name in settled if name in (GRANTED, EITHER)} == {field}
    assert settled[field].field == field
    assert settled[field].value == values["stated"]


def unusual(table: str) -> set[str]:
    marked = unusual_blanks(FORM, drawn(table))
    return {name for name, seen in marked.items() if "unusual_blank" in seen.reasons}


def test_an_empty_cell_is_unusual_among_printed_noughts() -> None:
    table = """
    received        . 0 0
    granted         0 0 0
    refused         0 0 0
    results_total   0 0 0
    carried_forward 0 0 0
    """
    assert unusual(table) == {"t.received.a"}
    assert unusual(table.replace("0 0 0", "— — —")) == {"t.received.a"}


def test_a_total_is_held_against_totals() -> None:
    table = """
    received        5 2 .
    granted         4 . 4
    refused         . . 0
    results_total   4 0 4
    carried_forward 1 2 3
    """
    assert unusual(table) == {"t.received.total"}


def test_what_a_report_leaves_empty_as_a_rule_is_not_unusual() -> None:
    table = """
    received        5 . .
    granted         4 . .
    refused         . . .
    results_total   4 . 0
    carried_forward 1 0 .
    """
    assert unusual(table) == set()


@pytest.mark.parametrize(
    ("table", "decision"),
    [
        ("received 5 2 .\ngranted 0 2 2\nrefused 0 0 0\nresults_total 0 2 2\ncarried_forward 5 0 5",
         "accept"),
        ("received ? ? .\ngranted 0 ? 2\nrefused 0 0 0\nresults_total 0 ? 2\ncarried_forward ? 0 ?",
         "review"),
    ],
)  # fmt: skip
def test_a_person_is_asked_where_nothing_proves_what_it_is(table: str, decision: str) -> None:
    assert field(record(table), "received.total").decision == decision
