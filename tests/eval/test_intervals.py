"""Intervals: known values, and what must hold of every one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from eval.measures import bootstrap, clopper_pearson, resamples

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
