"""What the edit rules say of each field of a small report."""

from collections.abc import Mapping

import pytest
from small_report import CONSISTENT, FORM, cells, document, readings, weighed

from extractor.checking.hear.merge import merge
from extractor.checking.judge import check
from extractor.checking.judge.findings import judge
from extractor.checking.trust import Checks, log_odds
from extractor.record.record import FieldId


def checked(table: str, twice: bool = True) -> Mapping[FieldId, Checks]:
    printed = cells(table)
    text, places = document(printed)
    observed = merge(text, FORM, readings(printed, places, twice))
    held = weighed(observed, [rule for rule in FORM.edits if rule.name != "prose"])
    checks = check(held, judge(held).reasons)
    assert all(c.reading == log_odds(observed[name].probability) for name, c in checks.items())
    return checks


def test_rules_that_agree_are_counted_up_to_two() -> None:
    told = checked(CONSISTENT)
    assert {c.satisfied for c in told.values()} == {2}
    assert all(c[2:] == (0,) * len(c[2:]) for c in told.values())


def test_a_single_error_is_localized_and_nothing_else_is() -> None:
    told = checked(CONSISTENT.replace("granted         3", "granted         8"), twice=False)
    wrong = {name for name, c in told.items() if c.localized}
    assert wrong == {"t.granted.a"}
    assert told["t.granted.a"].satisfied == 0


def test_a_suspect_has_a_gap_as_far_as_it_is_dearer_to_change() -> None:
    """4 = 3 + 2: either part may be wrong, or the sum; nothing tells which."""
    told = checked("granted 3 2 4", twice=False)
    row = {name: c for name, c in told.items() if name.startswith("t.granted")}
    assert all(c.suspect for c in row.values())
    assert [c.gap for c in row.values()] == pytest.approx([0, 0, 0])


def test_where_the_source_is_wrong_its_figures_stand_but_no_rule_speaks_for_them() -> None:
    told = checked(CONSISTENT.replace("granted         3", "granted         8"))
    (wrong,) = (c for c in told.values() if c.disagrees)
    assert (wrong.satisfied, wrong.localized, wrong.suspect) == (0, 0, 0)
