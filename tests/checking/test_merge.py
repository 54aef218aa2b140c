"""Many readings of a field -> one, with what speaks for it and against it."""

from dataclasses import replace as with_

import pytest
from msgspec.structs import replace
from small_report import CONSISTENT, FORM, cells, document

from extractor.checking.hear.merge import merge
from extractor.checking.observation import Observation
from extractor.checking.trust import ACCEPT, AGREED, Signals, probability
from extractor.document import Document
from extractor.record.record import Candidate, Evidence, Irregularity, Reading, Readings, Source
from extractor.values.amount import read_amount

TEXT = "5 6 12.5 5"
NAME = "t.received.a"


def paper(text: str = TEXT) -> Document:
    return Document(text, (), "x.txt", "text/plain", "0" * 64)


def reading(raw: str, source: Source, *signals: str, start: int | None = None) -> Reading:
    at = TEXT.index(raw) if start is None else start
    return Reading(NAME, read_amount(raw), Evidence(at, at + len(raw), raw), source, signals)


def merged(*readings: Reading) -> Observation:
    return merge(paper(), FORM, Readings("small", readings))[NAME]


def test_two_readers_that_agree_are_certain() -> None:
    seen = merged(reading("5", "grid"), reading("5", "skeleton"))
    assert (seen.value, seen.certain, seen.reasons) == (5, True, ())
    assert seen.signals == Signals(grid=1, skeleton=1)
    assert seen.probability == pytest.approx(AGREED)


def test_one_reader_alone_is_trusted_but_not_certain() -> None:
    seen = merged(reading("5", "grid"))
    assert not seen.certain
    assert seen.signals == Signals(grid=1)
    assert ACCEPT < seen.probability < AGREED


def test_the_same_reader_twice_is_one_witness() -> None:
    once, twice = merged(reading("5", "grid")), merged(reading("5", "grid"), reading("5", "grid"))
    assert twice == once


def test_signals_lower_the_trust_and_stay_as_reasons() -> None:
    seen = merged(reading("5", "grid", "row_fuzzy"))
    assert seen.reasons == ("row_fuzzy",)
    assert ACCEPT < seen.probability < merged(reading("5", "grid")).probability


def test_a_fuzzy_label_is_never_certain() -> None:
    assert not merged(reading("5", "grid", "row_fuzzy"), reading("5", "skeleton")).certain


def test_where_readers_differ_the_better_one_wins_with_less_trust() -> None:
    seen = merged(reading("5", "grid"), reading("6", "skeleton"))
    assert (seen.value, seen.certain) == (5, False)
    assert seen.candidates == (Candidate(6, None, "skeleton"),)
    assert "readings_disagree" in seen.reasons
    assert seen.probability < ACCEPT


def test_where_readers_are_equally_good_the_value_stays_open() -> None:
    """The same table pasted twice, with different figures."""
    seen = merged(reading("5", "grid"), reading("6", "grid"))
    assert seen.value is None
    assert [c.value for c in seen.candidates] == [5, 6]
    assert set(seen.reasons) == {"readings_disagree", "undecided"}


def test_evidence_must_stand_in_the_text() -> None:
    seen = merged(reading("5", "grid", start=2))
    assert "evidence_mismatch" in seen.reasons
    assert seen.probability == pytest.approx(0.5)


def test_evidence_must_read_as_the_value_says() -> None:
    wrong = replace(reading("5", "grid"), content=read_amount("6"))
    assert "evidence_mismatch" in merged(wrong).reasons


def test_a_heading_may_scale_a_figure() -> None:
    scaled = read_amount("12.5").scaled(10**4, "元")
    seen = merged(replace(reading("12.5", "grid"), content=scaled))
    assert (seen.value, seen.reasons) == (125000, ())


def test_a_figure_without_its_unit_keeps_its_candidates() -> None:
    open_ = replace(
        reading("12.5", "grid"),
        content=with_(read_amount("12.5"), value=None, low=None, high=None),
        candidates=(Candidate(12, "元"), Candidate(125000, "元")),
    )
    seen = merged(open_)
    assert (seen.value, seen.reasons) == (None, ("unit_not_printed",))
    assert seen.probability < 0.5  # either may be right, if it was read right
    assert [c.value for c in seen.candidates] == [12, 125000]


def test_a_reading_that_leaves_the_unit_open_supports_the_one_that_found_it() -> None:
    scaled = replace(reading("12.5", "grid"), content=read_amount("12.5").scaled(10**4, "元"))
    open_ = replace(
        reading("12.5", "skeleton"),
        content=with_(read_amount("12.5"), value=None, low=None, high=None),
        candidates=(Candidate(12, "元"), Candidate(125000, "元")),
    )
    seen = merged(scaled, open_)
    assert (seen.value, seen.certain, seen.reasons) == (125000, True, ())


def test_every_cell_of_the_form_is_observed_in_the_forms_order() -> None:
    printed = cells("refused 1 . 2") | {"narrative.before": "3", "meta.year": "2020"}
    text, places = document(printed)
    found = tuple(
        Reading(name, read_amount(raw), places[name], "rules") for name, raw in printed.items()
    )
    observed = merge(text, FORM, Readings("small", found))
    assert list(observed) == [*FORM.cells, "meta.year", "narrative.before"]
    assert observed["t.refused.b"].state == "blank"
    assert observed["t.granted.a"].state == "missing"
    assert observed["t.granted.a"].reasons == ("not_in_document",)


def test_cells_of_an_irregular_row_are_unreadable_not_missing() -> None:
    names = ("t.granted.a", "t.granted.b", "t.granted.total")
    place = Evidence(0, 3, "5 6")
    odd = Irregularity("short_row", "two cells where three belong", names, place)
    observed = merge(paper(), FORM, Readings("small", (), irregularities=(odd,)))
    assert {observed[name].state for name in names} == {"unreadable"}
    assert {observed[name].evidence for name in names} == {place}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("long_row", "irregular_row"),
        ("unknown_row", "unread_row"),
        ("unknown_column", "unread_column"),
        ("unread_table", "unread_table"),
        ("missing_row", "not_in_document"),
        ("clipped_row", "cut_off"),
    ],
)
def test_a_field_is_missing_only_where_nothing_unread_may_print_it(code: str, reason: str) -> None:
    odd = Irregularity(code, "", ("t.granted.a",), Evidence(0, 3, "5 6"))
    seen = merge(paper(), FORM, Readings("small", (), irregularities=(odd,)))["t.granted.a"]
    assert seen.reasons[-1] == reason
    assert (seen.state == "missing") is ("not_in_document" in seen.reasons)


def test_a_consistent_report_is_certain_throughout() -> None:
    printed = cells(CONSISTENT)
    assert len(printed) == len(FORM.cells)


def test_thousands_of_readings_that_disagree_leave_no_trust_and_no_error() -> None:
    assert probability(-20_000.0) == pytest.approx(0)
    assert probability(20_000.0) == pytest.approx(1)
