"""What is counted: each measure over documents made by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged_documents import document, finding, verdict
from scipy.stats import binom

from eval.judged import Judged
from eval.measures import MEASURES, Figure, bootstrap, clopper_pearson, figures, resamples
from extractor.record.record import Printed


def figure(measure: str, *documents: Judged) -> Figure:
    (found,) = (f for f in figures(documents) if f.measure.id == measure)
    return found


def counted(measure: str, *documents: Judged) -> tuple[int, int]:
    found = figure(measure, *documents)
    return found.hits, found.total


READ = document(
    verdict("requests.granted.total", "right"),
    verdict("requests.granted.total", "right", "state"),
    verdict("requests.received.total", "wrong"),
    verdict("requests.received.total", "right", "state"),
    verdict("requests.refused.total", "spurious"),
    verdict("requests.refused.total", "spurious", "state"),
    verdict("remedies.total.total", "missing", zero=True),
    verdict("remedies.total.total", "missing", "state", zero=True),
    verdict("disclosure.rules.made", "asked"),
    verdict("disclosure.rules.obtained", "wrong", "state"),
    verdict("narrative.staff", "spurious"),
    verdict("narrative.meetings", "right"),
    verdict("narrative.trainings", "missing"),
    verdict("facts", "spurious"),
)


def test_what_must_not_happen_comes_first() -> None:
    told = [figure.measure.id for figure in figures([READ])]
    assert told[:4] == ["lost", "cells_wrong", "narrative_wrong", "findings_false"]


def test_a_printed_cell_is_lost_where_its_value_or_state_is_neither_right_nor_asked_about() -> None:
    assert counted("lost", READ) == (3, 5)
    assert counted("cells_right", READ) == (1, 5)
    assert counted("cells_asked", READ) == (1, 5)
    assert counted("cells_missed", READ) == (1, 5)
    assert counted("cells_not_zero_right", READ) == (1, 3)


def test_a_value_is_accepted_and_wrong_where_another_one_or_none_is_printed() -> None:
    assert counted("cells_wrong", READ) == (2, 3)
    assert counted("narrative_wrong", READ) == (1, 2)
    deduced = document(verdict("requests.granted.total", "wrong", "imputed"))
    assert counted("cells_wrong", deduced) == (1, 1)


def test_what_is_printed_is_told_whole() -> None:
    shares = [counted(f"narrative_{name}", READ) for name in ("right", "asked", "missed")]
    assert shares == [(1, 2), (0, 2), (1, 2)]


def test_a_question_is_needless_where_nothing_of_the_field_is_printed() -> None:
    asked = document(
        verdict("requests.granted.total", "asked"),
        verdict("requests.received.total", "needless"),
        verdict("requests.received.total", "needless", "state"),
        verdict("requests.refused.total", "needless", "state"),
        verdict("requests.refused.total", "asked", "imputed"),
    )
    assert counted("needless", asked) == (1, 3)


def test_the_account_that_a_record_gives_of_printed_cells_is_held_against_the_labels() -> None:
    cells = [
        verdict(f"requests.{state}.total", "missing", "state", expected=state)
        for state in ("reported", "dash", "blank")
    ]
    short = document(*cells, printed=Printed(read=1))
    whole = document(*cells, printed=Printed(read=1, asked=1, outside=2))
    assert counted("cells_unaccounted", short) == (1, 2)
    assert counted("cells_unaccounted", whole) == (0, 2)
    assert counted("cells_outside", whole) == (2, 4)


def test_a_document_that_was_not_read_loses_nothing_in_silence_and_is_told() -> None:
    unread = document(verdict("requests.granted.total", "missing"), failure="it is empty")
    assert counted("lost", unread) == (0, 0)
    assert counted("unread", unread, document()) == (1, 2)
    assert counted("cells_right", unread) == (0, 1)
    assert counted("exact", unread) == (0, 1)


def test_a_report_is_exact_where_every_value_and_state_is_right_whatever_the_open_facts() -> None:
    right = document(verdict("meta.year", "right"), verdict("facts", "missing"))
    state = document(verdict("requests.granted.total", "wrong", "state"))
    assert counted("exact", right, state) == (1, 2)


def test_known_misreports_are_found_as_findings_or_as_disagreements() -> None:
    found = document(
        verdict("findings", "right"),
        verdict("findings", "asked"),
        verdict("findings", "missing"),
        verdict("findings", "spurious"),
        verdict("findings", "needless"),
        findings=[finding(), finding()],
        disagreements=[finding(), finding()],
    )
    assert counted("misreports_found", found) == (2, 3)
    assert counted("misreports_told", found) == (1, 3)
    assert counted("misreports_asked", found) == (1, 3)
    assert counted("findings_false", found) == (1, 2)
    assert counted("disagreements_false", found) == (1, 2)


def test_where_the_gold_tells_no_misreports_only_what_rests_on_a_misreading_is_judged() -> None:
    told = document(findings=[finding()], disagreements=[finding()], labels_findings=False)
    assert counted("findings_false", told) == counted("disagreements_false", told) == (0, 0)
    misread = document(
        verdict("findings", "spurious"), findings=[finding(), finding()], labels_findings=False
    )
    assert counted("findings_false", misread) == (1, 1)


def test_evidence_that_is_missing_is_not_right() -> None:
    values = document(
        verdict("meta.year", "right", "evidence"), verdict("meta.agency", "missing", "evidence")
    )
    assert counted("evidence", values) == (1, 2)


@pytest.mark.parametrize(
    ("measure", "met"), [("narrative_right", False), ("lost", False), ("evidence", None)]
)
def test_a_target_is_met_missed_or_not_set(measure: str, met: bool | None) -> None:
    (chosen,) = (m for m in MEASURES if m.id == measure)
    assert Figure(chosen, 1, 2, (0, 1), (0, 1)).share == 0.5
    assert Figure(chosen, 1, 2, (0, 1), (0, 1)).met is met
    assert Figure(chosen, 0, 0, (0, 1), (0, 1)).met is None


def test_measures_are_told_apart_by_their_ids() -> None:
    assert len({measure.id for measure in MEASURES}) == len(MEASURES)


def test_nothing_can_be_said_of_no_documents() -> None:
    assert {f.share for f in figures([])} == {None}


trials = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(trials)
def test_an_exact_interval_holds_the_share_and_excludes_what_is_unlikely(
    trial: tuple[int, int],
) -> None:
    errors, total = trial
    low, high = clopper_pearson(errors, total)
    assert 0 <= low <= errors / total <= high <= 1
    if errors:
        assert binom.sf(errors - 1, total, low) == pytest.approx(0.025)
    if errors < total:
        assert binom.cdf(errors, total, high) == pytest.approx(0.025)


def test_the_bounds_that_are_known() -> None:
    assert clopper_pearson(0, 598, 0.90)[1] == pytest.approx(0.005, abs=1e-5)
    assert clopper_pearson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="3 of 2"):
        clopper_pearson(3, 2)


def test_every_resample_draws_as_many_documents_as_there_are() -> None:
    drawn = resamples(7, seed=1, rounds=50)
    assert drawn.shape == (50, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert not (drawn[0] == drawn[1:]).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 20)), min_size=1, max_size=8))
def test_resampling_stays_within_the_best_and_the_worst_document(
    counts: list[tuple[int, int]],
) -> None:
    low, high = bootstrap(counts, lambda sums: sums[:, 0] / sums[:, 1], rounds=60)
    shares = [hits / total for hits, total in counts]
    assert min(shares) - 1e-9 <= low <= high <= max(shares) + 1e-9


def test_mistakes_that_come_together_make_the_interval_wide() -> None:
    spread = [[1, 10]] * 10
    together = [[10, 10]] + [[0, 10]] * 9
    widths = [
        np.ptp(bootstrap(counts, lambda sums: sums[:, 0] / sums[:, 1]))
        for counts in (spread, together)
    ]
    assert widths[0] == 0
    assert widths[1] == pytest.approx(0.3)


@pytest.mark.parametrize("counts", [[], [[0, 0], [0, 0]]])
def test_of_nothing_nothing_is_known(counts: list[list[int]]) -> None:
    ends = bootstrap(counts, lambda sums: sums[:, 0] / sums[:, 1])
    assert all(map(math.isnan, ends))
