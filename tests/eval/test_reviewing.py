"""The reviewer's minute: reports are corrupted as told, and every stroke is counted."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.gold import GoldField
from eval.reviewing.command import command
from eval.reviewing.corrupted import KINDS, Corrupted, Truth, corrupt, corrupted_reports
from eval.reviewing.run import reviewed
from eval.reviewing.seen import Button, is_told
from extractor.pipeline import extract

ALTERED = "requests.granted.total"
ALSO = "requests.unavailable.not_held.total"
OWN = "requests.granted.public_interest"
NOUGHT = GoldField(state="reported", value=Decimal(0))
BLANK = GoldField(state="blank")


def test_reports_of_one_seed_are_the_same_and_of_every_kind() -> None:
    reports = list(corrupted_reports(10, 1))
    assert reports == list(corrupted_reports(10, 1))
    assert {report.kind for report in reports} == set(KINDS)
    assert len({report.name for report in reports}) == 10


def test_the_file_prints_the_altered_digit_and_the_truth_is_the_papers(tmp_path: Path) -> None:
    report = corrupt("digits", 1002)
    assert report.detail == f"{ALTERED}: 4 read as 0; {ALSO}: 0 read as 3"
    record = extract(report.write(tmp_path)).record
    assert [record.fields[name].raw for name in (ALTERED, ALSO)] == ["0", "3"]
    assert [report.truth.labels[name].value for name in (ALTERED, ALSO)] == [4, 0]


def test_a_sum_without_a_unit_is_meant_in_yuan() -> None:
    labels = corrupt("unit", 1005).truth.labels
    (left_open,) = (label for label in labels.values() if label.review)
    yuan, bare = left_open.values
    assert Decimal(yuan) == Decimal(bare) * 10_000


@pytest.mark.parametrize(
    ("shown", "label", "told"),
    [
        ("0", NOUGHT, True),
        ("1,000", GoldField(state="reported", value=Decimal(1000)), True),
        ("10", NOUGHT, False),
        ("空白", NOUGHT, False),
        ("空白", BLANK, True),
        ("0", BLANK, False),
        ("报告中没有", None, True),
        ("大安镇", GoldField(state="reported", value="大安镇"), True),
    ],
)
def test_an_answer_is_right_as_the_paper_prints_it(
    shown: str, label: GoldField | None, told: bool
) -> None:
    assert is_told(shown, label) is told


def test_to_accept_an_empty_cell_as_nought_is_right_and_to_correct_it_is_not() -> None:
    assert Button("action=accept", "0").says(BLANK)
    assert not Button("action=correct&typed=0", "0").says(BLANK)


def test_every_stroke_of_two_reports_is_counted(tmp_path: Path) -> None:
    """In one report five fields wait. `ALSO` is not proposed right, but a nought stands in its row:
    a click and Enter. Then three others are clear, and `ALTERED` has its proposal: Enter. In the
    other report the agency's own figure waits: `m`."""
    figures = reviewed([corrupt("digits", 1002), corrupt("misreport", 1009)], tmp_path)
    assert sorted(figures.waiting.values()) == [1, 5]
    assert figures.left == 0
    assert figures.opened == 2
    done = {act.field: (act.means, act.strokes, act.cleared) for act in figures.acts}
    assert done == {
        ALSO: ("pointed", 2, 3),
        ALTERED: ("at hand", 1, 0),
        OWN: ("misreported", 1, 0),
    }
    assert figures.strokes == pytest.approx((2 + 1 + 1) / 3)
    assert figures.strokes_where_proposed == 1
    assert [act.field for act in figures.proposed if act.means == "at hand"] == [ALTERED]
    assert [act.field for act in figures.proposed if act.by_enter] == [ALTERED]
    assert (figures.cleared, figures.raised) == (3, 0)
    assert figures.wrong == ()
    of_digits = figures.of("digits")
    assert (len(of_digits.kinds), list(of_digits.waiting.values())) == (1, [5])
    assert [act.field for act in of_digits.acts] == [ALSO, ALTERED]


def test_what_is_not_at_hand_is_typed_or_named(tmp_path: Path) -> None:
    """`e`, three digits and Enter are five strokes; `e`, Tab, a letter and Enter are four. What
    nobody was asked about is told where it is wrong."""
    year = GoldField(state="reported", value=Decimal(1999))
    typed = as_if(corrupt("digits", 1002), ALSO, GoldField(state="reported", value=Decimal(123)))
    named = as_if(as_if(corrupt("misreport", 1009), OWN, None), "meta.year", year)
    figures = reviewed([typed, named], tmp_path)
    done = {act.field: (act.means, act.strokes) for act in figures.acts}
    assert done[ALSO] == ("typed", 5)
    assert done[OWN] == ("state", 4)
    (year_wrong,) = (wrong for wrong in figures.wrong if wrong.field == "meta.year")
    assert (year_wrong.truth, year_wrong.told, year_wrong.settled) == ("1999", False, False)


def as_if(report: Corrupted, field: str, label: GoldField | None) -> Corrupted:
    """The same file, of another paper; None: it does not have the field."""
    others = {name: known for name, known in report.truth.labels.items() if name != field}
    return replace(report, truth=Truth(others | ({field: label} if label else {})))


def test_the_table_is_printed() -> None:
    result = CliRunner().invoke(command, ["--reports", "1", "--seed", "1"])
    assert result.exit_code == 0
    told = " ".join(result.output.split())
    assert "│ fields that waited │ 1 │" in told
    assert "values wrong in the end │ 0 │" in told
