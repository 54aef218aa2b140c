"""The committed scores: no change falls behind them, and README shows them.

Where scores or labels change on purpose, `python -m eval.baseline` renews them.
"""

from eval.baseline import BASELINE, GOLD, compact, readme_table
from eval.compare import compare, load_run
from eval.gold import load_gold
from eval.judged import in_parallel, read_by_rules
from eval.report.data import Report, as_json


def test_reading_is_as_right_as_the_baseline_says() -> None:
    documents = list(in_parallel(read_by_rules, load_gold(GOLD)))
    comparison = compare(compact(as_json(Report("rules", documents))), load_run(BASELINE))
    assert comparison.regressions() == ()
    assert comparison.apart == (), "new, gone or labelled anew: renew the baseline"


def test_readme_shows_the_committed_figures() -> None:
    lines = readme_table().splitlines()
    assert lines[0].endswith("written reports of `gold/dev`, read by rules alone:")
    assert lines[2].startswith("| measure | share | of |")
