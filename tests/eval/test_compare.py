"""Two runs held against each other."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from judged_documents import document, verdict
from rich.console import Console

from eval.compare import Run, RunError, compare, load_run
from eval.judge import Outcome
from eval.judged import Judged
from eval.report.data import Report, as_json
from eval.report.terminal import print_comparison


def run(*documents: Judged) -> Run:
    return as_json(Report("rules", documents))


def read(*outcomes: Outcome, **more: str) -> Judged:
    """A document whose part 3 has so many values, read so."""
    return document(*(verdict(f"requests.a{n}", o) for n, o in enumerate(outcomes)), **more)


def test_a_run_against_itself_changes_nothing() -> None:
    same = run(read("right", "wrong", "missing"))
    comparison = compare(same, same)
    assert (comparison.gained, comparison.lost, comparison.apart) == ((), (), ())
    assert comparison.regressions(0) == ()
    assert {row.p for row in comparison.rows} == {1.0}


def test_what_turned_right_is_gained_and_what_was_right_is_lost() -> None:
    comparison = compare(
        run(read("right", "right", "missing", "right")),
        run(read("wrong", "missing", "right", "right")),
    )
    assert [(c.field, c.before, c.after) for c in comparison.gained] == [
        ("requests.a0", "wrong", "right"),
        ("requests.a1", "missing", "right"),
    ]
    assert [(c.field, c.before, c.after) for c in comparison.lost] == [
        ("requests.a2", "right", "missing")
    ]
    (row,) = comparison.rows
    assert (row.judged, row.gained, row.lost, row.harmed) == (4, 2, 1, -1)


def test_the_test_is_that_of_a_fair_coin() -> None:
    (row,) = compare(run(read(*["missing"] * 6)), run(read(*["right"] * 6))).rows
    assert row.p == pytest.approx(2 / 2**6)


def test_a_loss_within_the_margin_is_no_regression() -> None:
    comparison = compare(run(read(*["right"] * 9, "missing")), run(read(*["right"] * 10)))
    assert comparison.regressions(0.1) == ()
    assert [row.aspect for row in comparison.regressions(0.09)] == ["requests value"]


def test_a_question_that_becomes_a_wrong_claim_is_a_regression_though_neither_is_right() -> None:
    comparison = compare(run(read("wrong")), run(read("asked")))
    assert (comparison.gained, comparison.lost) == ((), ())
    assert comparison.regressions(0.002)
    assert not compare(run(read("asked")), run(read("wrong"))).regressions(0.002)


def test_a_question_that_is_dropped_in_silence_is_a_regression_though_neither_is_right() -> None:
    comparison = compare(run(read("missing")), run(read("asked")))
    (row,) = comparison.regressions(0.002)
    assert (row.lost, row.harmed, row.silenced) == (0, 0, 1)
    assert not compare(run(read("asked")), run(read("missing"))).regressions(0.002)


def test_documents_of_which_the_scores_alone_are_told_are_not_compared() -> None:
    held_out = replace(read("missing"), held_out=True)
    comparison = compare(run(held_out), run(read("right")))
    assert comparison.apart == ("a",)


def test_open_facts_of_the_same_label_are_counted_one_by_one() -> None:
    twice = document(verdict("facts", "missing"), verdict("facts", "missing"))
    once = document(verdict("facts", "missing"), verdict("facts", "right"))
    comparison = compare(run(twice), run(once))
    assert len(comparison.lost) == 1


def test_only_documents_with_the_same_labels_are_compared() -> None:
    ours = run(read("wrong", name="relabelled"), read("right", name="new"))
    theirs = run(read("right", name="relabelled", labels="1"), read("right", name="gone"))
    comparison = compare(ours, theirs)
    assert comparison.apart == ("gone", "new", "relabelled")
    assert comparison.rows == ()


def test_changes_are_told() -> None:
    page = StringIO()
    comparison = compare(run(read("wrong", name="[a]")), run(read("right", name="[a]")))
    print_comparison(Console(file=page, width=120), comparison, 0.002)
    assert "regression" in page.getvalue()
    assert "lost [a] requests.a0 requests value: right -> wrong" in page.getvalue()


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "gouji.score/1"}'])
def test_a_file_that_is_no_run_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"other\.json"):
        load_run(path)
