"""How often one may try to sign in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.web.accounts.throttle import Guard, Throttle

WINDOW = timedelta(minutes=10)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2025, 3, 3, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


def test_so_many_at_once_and_then_one_by_one() -> None:
    watch = Watch()
    throttle = Throttle(5, WINDOW, watch)
    assert [bool(throttle.wait("anna")) for _ in range(6)] == [False] * 5 + [True]
    assert throttle.wait("anna") == WINDOW / 5
    watch.pass_by(WINDOW / 5)
    assert not throttle.wait("anna")
    assert throttle.wait("anna")


def test_others_may_try() -> None:
    throttle = Throttle(1, WINDOW, Watch())
    assert not throttle.wait("anna")
    assert not throttle.wait("bert")


def test_what_is_forgiven_does_not_count() -> None:
    throttle = Throttle(1, WINDOW, Watch())
    throttle.wait("anna")
    throttle.forgive("anna")
    assert not throttle.wait("anna")


@given(st.lists(st.integers(0, 300), max_size=60))
def test_never_more_than_twice_as_many_in_a_window(pauses: list[int]) -> None:
    watch = Watch()
    throttle = Throttle(4, WINDOW, watch)
    taken = []
    for pause in pauses:
        watch.pass_by(timedelta(seconds=pause))
        wait = throttle.wait("anna")
        assert wait <= WINDOW / 4
        if not wait:
            taken.append(watch.at)
    for begin in taken:
        assert sum(begin <= at < begin + WINDOW for at in taken) <= 8


class TestGuard:
    def test_a_name_counts_wherever_it_is_tried(self) -> None:
        guard = Guard(Watch())
        waits = [guard.wait("Anna", f"10.0.0.{n}") for n in range(11)]
        assert [bool(wait) for wait in waits] == [False] * 10 + [True]
        assert guard.wait("anna", "10.0.0.99")

    def test_an_address_counts_whatever_is_tried(self) -> None:
        guard = Guard(Watch())
        waits = [guard.wait(f"user{n}", "10.0.0.1") for n in range(61)]
        assert [bool(wait) for wait in waits] == [False] * 60 + [True]
        assert not guard.wait("user0", "10.0.0.2")

    def test_a_subscriber_of_ipv6_has_one_address(self) -> None:
        guard = Guard(Watch())
        waits = [guard.wait(f"user{n}", f"2001:db8::{n:x}") for n in range(61)]
        assert waits[-1]
        assert not guard.wait("user0", "2001:db8:0:1::1")

    @pytest.mark.parametrize("address", ["10.0.0.1", "", "testclient"])
    def test_who_is_right_is_never_stopped(self, address: str) -> None:
        guard = Guard(Watch())
        for _ in range(100):
            assert not guard.wait("anna", address)
            guard.welcome("anna", address)
