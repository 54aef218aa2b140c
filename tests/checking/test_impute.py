"""Deductive imputation: what follows gets its value and its proof, and nothing else does."""

import itertools
from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from small_report import (
    CONSISTENT,
    FORM,
    RULES,
    cells,
    count,
    field,
    observed,
    record,
    rule,
    weighed,
)

from extractor.checking.judge.impute import Imputed, impute


def test_a_single_blank_follows_from_its_row() -> None:
    carried = field(record(CONSISTENT.replace("1 0 1", "1 . 1")), "carried_forward.b")
    assert (carried.value, carried.state, carried.source) == (0, "blank", "imputed")
    assert carried.proof == ("flow@b",)


def test_zeros_follow_from_a_total_of_zero_through_other_zeros() -> None:
    empty = record(
        """
        received        . . 0
        granted         . . .
        refused         . . .
        results_total   . . 0
        carried_forward . . .
        """
    )
    table = {name: f for name, f in empty.fields.items() if name.startswith("t.")}
    assert {f.value for f in table.values()} == {0}
    assert field(empty, "granted.a").proof == ("results@total", "row@granted")


def test_nothing_follows_where_nothing_is_printed() -> None:
    empty = record("\n".join(f"{row} . . ." for row in ("received", "granted", "refused")))
    assert {f.value for f in empty.fields.values()} == {None}
    assert field(empty, "granted.a").reasons == ("not_proved",)
    assert field(empty, "results_total.a").reasons == ("not_in_document",)


def test_a_missing_cell_follows_like_a_blank_one() -> None:
    lost = field(record(CONSISTENT.replace("3 1 4", "3 1 ?")), "granted.total")
    assert (lost.value, lost.state, lost.source) == (4, "missing", "imputed")


def test_a_blank_total_follows_from_its_parts() -> None:
    """Agencies leave totals blank: that is no misreport, and no figure is in doubt for it."""
    report = record(CONSISTENT.replace("3 1 4", "3 1 ."))
    total = field(report, "granted.total")
    assert (total.value, total.state, total.source) == (4, "blank", "imputed")
    assert (report.findings, report.review) == ((), ())


def test_a_dash_for_a_total_says_that_there_is_none() -> None:
    report = record(CONSISTENT.replace("3 1 4", "3 1 -"))
    assert [finding.code for finding in report.findings] == ["misreported_total"]


def test_a_blank_that_must_be_more_than_zero_is_not_taken_for_zero() -> None:
    """The block disagrees, and its one solution changes this very cell: nothing is proved."""
    blank = field(record(CONSISTENT.replace("3 1 4", ". 1 4"), twice=False), "granted.a")
    assert (blank.value, blank.decision) == (None, "review")
    assert blank.proposal == 3


def test_what_does_not_touch_a_localized_error_still_follows() -> None:
    table = CONSISTENT.replace("3 1 4", "3 1 9").replace("1 0 1", "1 . 1")
    assert field(record(table), "carried_forward.b").value == 0


def imputed_unless_asked(table: str, *asked: str) -> dict[str, Imputed]:
    """What follows in a drawn table if a person is asked about some cells."""
    return impute(FORM, weighed(observed(table)), asked)


def test_what_a_person_is_asked_about_proves_nothing() -> None:
    """The flow of column b proves the nought as well as the row does, and column a by the row."""
    table = CONSISTENT.replace("1 0 1", "1 . 1")
    blank, row, flow = "t.carried_forward.b", "t.carried_forward.a", "t.received.b"
    assert imputed_unless_asked(table)[blank].value == 0
    assert imputed_unless_asked(table, row)[blank].proof == ("flow@b",)
    assert imputed_unless_asked(table, flow)[blank].proof == ("row@carried_forward",)
    assert imputed_unless_asked(table, row, flow)[blank].proof == ("flow@a", "row@carried_forward")
    assert imputed_unless_asked(table, row, flow, "t.received.a") == {}


def test_what_is_asked_about_may_itself_follow_from_others() -> None:
    table = CONSISTENT.replace("1 0 1", "1 . 1")
    blank = "t.carried_forward.b"
    assert imputed_unless_asked(table, blank)[blank].value == 0


def test_the_premises_are_the_printed_figures_that_prove_a_value() -> None:
    empty = (
        "received . . 0\nresults_total . . 0\ngranted . . .\nrefused . . .\ncarried_forward . . ."
    )
    granted = imputed_unless_asked(empty)["t.granted.a"]
    assert granted.proof == ("results@total", "row@granted")
    assert granted.premises == ("t.results_total.total",)


def test_prose_proves_nothing_about_the_table() -> None:
    bare = record("received . . .\nresults_total . . .", received="0")
    assert field(bare, "t.received.total").value is None


def test_a_vague_figure_proves_nothing() -> None:
    table = CONSISTENT.replace("1 0 1", "1 . 1").replace("5 2 7", "5 20余 25")
    assert field(record(table), "carried_forward.b").source != "imputed"


def test_what_could_not_be_read_is_never_filled() -> None:
    odd = field(record(CONSISTENT.replace("1 0 1", "1 0或1 1")), "carried_forward.b")
    assert (odd.value, odd.state, odd.decision) == (None, "unreadable", "review")


# --- against brute force ------------------------------------------------------------------------


def tables() -> Iterator[dict[str, int]]:
    """Every small table that satisfies the rules on granted, refused and their totals."""
    for a, b, c, d in itertools.product(range(5), repeat=4):
        yield {
            "t.granted.a": a,
            "t.granted.b": b,
            "t.granted.total": a + b,
            "t.refused.a": c,
            "t.refused.b": d,
            "t.refused.total": c + d,
            "t.results_total.a": a + c,
            "t.results_total.b": b + d,
            "t.results_total.total": a + b + c + d,
        }


ALL = list(tables())
FEW = [table for table in ALL if table["t.results_total.total"] <= 4]
SUMS = (
    *rule("t.results_total.{column} = sum(t.{result}.{column})", "results", each="column"),
    *(r for r in RULES if r.name == "row" and r.at in ("granted", "refused", "results_total")),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FEW), st.lists(st.booleans(), min_size=9, max_size=9))
def test_what_is_imputed_is_exactly_what_is_the_same_in_every_table_that_fits(
    truth: dict[str, int], shown: list[bool]
) -> None:
    observations = {
        name: count(name, value if seen else None, "reported" if seen else "blank")
        for (name, value), seen in zip(truth.items(), shown, strict=True)
    }
    held = weighed(observations, SUMS)
    if held.localized:
        return
    found = impute(FORM, held)
    fitting = [
        table
        for table in ALL
        if all(table[n] == o.value for n, o in observations.items() if o.value is not None)
    ]
    unique = {
        name: truth[name]
        for name, o in observations.items()
        if o.value is None and len({table[name] for table in fitting}) == 1
    }
    assert {name: i.value for name, i in found.items()} == unique


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FEW), st.lists(st.booleans(), min_size=9, max_size=9))
def test_blanks_for_zeros_never_become_anything_else(
    truth: dict[str, int], blank: list[bool]
) -> None:
    """A true table whose zeros are partly left empty gets zeros or nothing."""
    observations = {
        name: count(name, None, "blank") if empty and not value else count(name, value)
        for (name, value), empty in zip(truth.items(), blank, strict=True)
    }
    held = weighed(observations, SUMS)
    assert not held.localized
    found = impute(FORM, held)
    assert {i.value for i in found.values()} <= {Decimal(0)}


def test_drawn_tables_are_read_as_drawn() -> None:
    assert cells("received 5 . ?") == {"t.received.a": "5", "t.received.b": ""}
