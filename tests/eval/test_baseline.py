"""The committed reading and its scores: no change falls behind, and README shows what is so.

Where scores or labels change on purpose, `python -m eval.baseline` renews them.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.baseline import BASELINE, GOLD, compact, measured
from eval.compare import compare, load_run
from eval.report.data import as_text
from eval.scores import load_scores, readme_table, scores


@pytest.fixture(scope="module")
def dev() -> dict[str, Any]:
    return measured(GOLD / "dev")


def test_reading_is_as_right_as_the_baseline_says(dev: dict[str, Any]) -> None:
    comparison = compare(compact(dev), load_run(BASELINE))
    assert comparison.regressions() == ()
    assert comparison.apart == (), "new, gone or labelled anew: renew the baseline"


def test_the_committed_scores_are_those_of_this_reading(dev: dict[str, Any]) -> None:
    told = load_scores()
    assert told["dev"] == json.loads(as_text(scores(dev)))
    assert told["test"] == json.loads(as_text(scores(measured(GOLD / "test"))))


def kept(reports: int, day: str | None, lost: int, right: int) -> dict[str, Any]:
    def figure(label: str, hits: int, most: int | None) -> dict[str, Any]:
        met = None if most is None else hits == 0
        told = {"label": label, "hits": hits, "total": 50, "share": hits / 50}
        return {**told, "least": None, "most": most, "met": met}

    figures = {"lost": figure("Lost", lost, 0), "cells_right": figure("Right", right, None)}
    return {"reports": reports, "day": day, "figures": figures}


def test_readme_shows_all_sets_side_by_side_the_worst_first(tmp_path: Path) -> None:
    sets = {
        "dev": kept(7, None, 0, 50),
        "test": kept(5, None, 0, 40),
        "real": kept(3, "2024-05-06", 20, 30),
    }
    path = tmp_path / "scores.json"
    path.write_text(json.dumps(sets), encoding="utf-8")
    lead, table = readme_table(path).split("\n\n")
    assert " ".join(lead.split()) == (
        "Read by rules alone: 3 real reports that are not in this repository, read on 2024-05-06; "
        "5 reports of `gold/test`, at which nobody looks; 7 reports of `gold/dev`, on which the "
        "rules were made. A figure in bold misses its target."
    )
    assert table.splitlines() == [
        "| measure | target | real | test | dev |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| Lost | none | **20** of 50 | 0 of 50 | 0 of 50 |",
        "| Right |  | 60.00% of 50 | 80.00% of 50 | 100% of 50 |",
    ]


def test_scores_tell_nothing_of_single_documents() -> None:
    assert {key for told in load_scores().values() for key in told} == {"reports", "day", "figures"}
