"""Readings -> the signals that speak for them, and those that are left where others differ."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.checking.trust import Signals, signals_of, weighed


def test_every_reader_is_a_witness_once() -> None:
    told = (("grid", ()), ("skeleton", ()), ("grid", ()))
    assert signals_of(told) == Signals(grid=1, skeleton=1)


def test_a_model_asked_twice_is_two_witnesses_and_prose_one() -> None:
    told = (("model", ()), ("model_again", ()), ("rules", ()), ("outline", ()))
    assert signals_of(told) == Signals(model=2, prose=1)


def test_fuzzy_labels_count_by_axis_and_other_trouble_apart() -> None:
    told = (("grid", ("row_fuzzy", "column_fuzzy", "clipped")), ("skeleton", ()))
    assert signals_of(told) == Signals(grid=1, skeleton=1, fuzzy=2, irregular=1)


def test_an_odd_pointer_is_no_irregular_row() -> None:
    assert signals_of((("model", ("figure_shared",)),)) == Signals(model=1, doubtful=1)
    assert signals_of((("model", ("loosely_denied",)),)) == Signals(model=1, doubtful=1)


def test_the_better_of_two_prints_of_a_cell_speaks_for_it() -> None:
    assert signals_of((("grid", ("clipped",)), ("grid", ()))) == Signals(grid=1)


def test_what_a_rival_has_counts_against_a_value() -> None:
    side, rival = Signals(grid=1, skeleton=1), Signals(model=1, irregular=1)
    assert side.against([rival]) == Signals(grid=1, skeleton=1, model=-1, irregular=-1)
    assert side.against([]) == side


def test_nobody_who_reads_it_no_signals() -> None:
    assert signals_of(()) == Signals()


numbers = st.floats(-10, 10)
signals = st.builds(Signals, *[numbers] * len(Signals._fields))


@given(signals, signals, signals)
def test_log_odds_against_a_rival_are_the_difference(
    weights: Signals, side: Signals, rival: Signals
) -> None:
    apart = weighed(weights, side) - weighed(weights, rival)
    assert abs(weighed(weights, side.against([rival])) - apart) < 1e-6
