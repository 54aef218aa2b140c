"""What is counted: each measure over documents made by hand."""

import pytest
from judged_documents import claim, document, verdict

from eval.judged import Judged
from eval.measures import MEASURES, Figure, figures


def figure(measure: str, *documents: Judged) -> Figure:
    (found,) = (f for f in figures(documents) if f.measure.id == measure)
    return found


def counted(measure: str, *documents: Judged) -> tuple[int, int]:
    found = figure(measure, *documents)
    return found.hits, found.total


READ = document(
    verdict("requests.granted.total", "right"),
    verdict("requests.received.total", "wrong"),
    verdict("requests.refused.total", "spurious"),
    verdict("remedies.total.total", "missing", zero=True),
    verdict("disclosure.rules.made", "abstained"),
    verdict("facts", "spurious"),
)


def test_precision_is_of_what_is_claimed_and_recall_of_what_is_labelled() -> None:
    assert counted("tables_precision", READ) == (1, 3)
    assert counted("tables_recall", READ) == (1, 4)
    assert counted("tables_not_zero_recall", READ) == (1, 3)
    assert counted("facts_precision", READ) == (0, 1)


def test_what_is_missed_is_not_asked_about_and_told_apart() -> None:
    calm = document(verdict("meta.year", "right"), claims=[claim(0.9, True)])
    missed = document(verdict("meta.year", "missing"), claims=[claim(0.9, True)])
    asked = document(claims=[claim(0.9, True), claim(0.5, False, accepted=False)])
    assert counted("no_person", calm, missed, asked) == (3, 4)
    assert counted("no_person_or_missed", calm, missed, asked) == (3, 5)
    assert counted("report_no_person", calm, missed, asked) == (2, 3)
    assert counted("report_no_person_or_missed", calm, missed, asked) == (1, 3)


def test_a_document_that_was_not_read_needs_a_person() -> None:
    assert counted("report_no_person", document(failure="it is empty")) == (0, 1)
    assert counted("exact", document(failure="it is empty")) == (0, 1)


def test_a_report_is_exact_where_every_value_and_state_is_right_whatever_the_open_facts() -> None:
    right = document(verdict("meta.year", "right"), verdict("facts", "missing"))
    state = document(verdict("requests.granted.total", "wrong", "state"))
    assert counted("exact", right, state) == (1, 2)


def test_false_findings_are_only_counted_where_the_gold_tells_the_true_ones() -> None:
    false = document(verdict("findings", "spurious"))
    silent = document(labels_findings=False)
    assert counted("no_false_finding", false, silent, document()) == (1, 2)


@pytest.mark.parametrize(
    ("measure", "share", "met"),
    [("narrative_precision", 0.5, False), ("tables_review", 0.5, False), ("evidence", 0.5, None)],
)
def test_a_target_is_met_missed_or_not_set(measure: str, share: float, met: bool | None) -> None:
    (chosen,) = (m for m in MEASURES if m.id == measure)
    assert Figure(chosen, 1, 2, (0, 1), (0, 1)).share == share
    assert Figure(chosen, 1, 2, (0, 1), (0, 1)).met is met
    assert Figure(chosen, 0, 0, (0, 1), (0, 1)).met is None


def test_measures_are_told_apart_by_their_ids() -> None:
    assert len({measure.id for measure in MEASURES}) == len(MEASURES)


def test_nothing_can_be_said_of_no_documents() -> None:
    assert {f.share for f in figures([])} == {None}
