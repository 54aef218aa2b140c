"""What waits comes worst first, part by part, and finding it does not mean to look at all."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from waiting_reports import accepted, fill, save, waits

from extractor.review.claims import assign, claim
from extractor.review.lists import CursorError
from extractor.review.progress import DEFAULT_SECONDS, backlog_of
from extractor.review.queue import (
    Filters,
    Held,
    Page,
    Viewer,
    WaitingField,
    first_field,
    page_of_queue,
    page_of_reports,
    take_next,
)
from extractor.store import Store

T = TypeVar("T")

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEN = Viewer("wen", NOON)
ALL = Filters()
TOTAL, BUSINESS, REFUSED = (
    "requests.received.total",
    "requests.received.business",
    "narrative.refused",
)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None) as opened:
        for name, role in (("wen", "reviewer"), ("lan", "reviewer"), ("yi", "reader")):
            opened.change(
                "INSERT INTO users (name, role, password, disabled) VALUES (?, ?, '', 0)",
                [name, role],
            )
        yield opened


def names(entries: tuple[WaitingField, ...]) -> list[tuple[int, str]]:
    return [(entry.report.document, entry.field) for entry in entries]


def test_the_most_doubtful_comes_first_and_what_others_hang_on_before_it(store: Store) -> None:
    save(store, 1, {TOTAL: waits(0.5), BUSINESS: waits(0.4), REFUSED: accepted()})
    save(store, 2, {TOTAL: waits(0.5), BUSINESS: accepted()}, together=[(TOTAL, BUSINESS)])
    page = page_of_queue(store, ALL, WEN)
    assert names(page.entries) == [(2, TOTAL), (1, BUSINESS), (1, TOTAL)]
    assert [entry.together for entry in page.entries] == [2, 1, 1]
    assert page.next is None


def test_what_somebody_skipped_comes_last(store: Store) -> None:
    save(store, 1, {TOTAL: waits(0.1, "undecided", "skipped"), BUSINESS: waits(0.9)})
    first, last = page_of_queue(store, ALL, WEN).entries
    assert (first.field, first.skipped) == (BUSINESS, False)
    assert (last.field, last.skipped, last.together) == (TOTAL, True, 0)
    assert backlog_of(store, ALL, WEN).skipped == 1


def in_parts(store: Store, page_of: Callable[..., Page[T]], limit: int) -> list[T]:
    """A whole list, part by part."""
    part = page_of(store, ALL, WEN, limit=limit)
    found = [*part.entries]
    while part.next is not None:
        part = page_of(store, ALL, WEN, part.next, limit)
        found += part.entries
    return found


DOUBTS = st.lists(st.lists(st.sampled_from((0.1, 0.5, 0.9)), max_size=4), max_size=6)


@settings(max_examples=40)
@given(DOUBTS, st.integers(1, 5))
def test_parts_add_up_to_the_whole(doubts: list[list[float]], limit: int) -> None:
    with Store(None) as store:
        for number, confidences in enumerate(doubts):
            fields = {f"requests.f{n}": waits(c) for n, c in enumerate(confidences)}
            save(store, number, fields)
        whole = page_of_queue(store, ALL, WEN, limit=100).entries
        assert len(whole) == sum(map(len, doubts))
        assert in_parts(store, page_of_queue, limit) == list(whole)
        reports = page_of_reports(store, ALL, WEN, limit=100).entries
        assert {field for one in reports for field in one.fields} == set(whole)
        assert in_parts(store, page_of_reports, limit) == list(reports)


def test_what_is_settled_between_two_parts_moves_nothing_else(store: Store) -> None:
    for number, confidence in enumerate((0.1, 0.2, 0.3, 0.4), 1):
        save(store, number, {TOTAL: waits(confidence)})
    first = page_of_queue(store, ALL, WEN, limit=2)
    save(store, 1, {TOTAL: accepted()})
    save(store, 3, {TOTAL: accepted()})
    assert names(first.entries) == [(1, TOTAL), (2, TOTAL)]
    assert names(page_of_queue(store, ALL, WEN, first.next, limit=2).entries) == [(4, TOTAL)]


@pytest.mark.parametrize("cursor", ["", "x", "é", "W10", "WzEsMV0", "WzEsICJ4IiwgMV0="])
def test_a_cursor_of_something_else_is_told(store: Store, cursor: str) -> None:
    with pytest.raises(CursorError, match="no cursor"):
        page_of_queue(store, ALL, WEN, cursor)


def test_filters_narrow_it_down(store: Store) -> None:
    store.begin_batch("spring")
    save(store, 1, {TOTAL: waits(0.5, "suspect"), REFUSED: waits(0.6, "undecided")}, year=2020)
    store.begin_batch("autumn")
    save(store, 2, {TOTAL: waits(0.4)}, agency="乙市财政局", form="disclosure_2019")
    expected = {
        Filters(batch=2): [(2, TOTAL)],
        Filters(form="disclosure_2019"): [(2, TOTAL)],
        Filters(agency="财政"): [(2, TOTAL)],
        Filters(agency="%"): [],
        Filters(year=2020): [(1, TOTAL), (1, REFUSED)],
        Filters(reason="undecided"): [(2, TOTAL), (1, REFUSED)],
        Filters(part="requests"): [(2, TOTAL), (1, TOTAL)],
        Filters(part="request"): [],
        Filters(year=2020, reason="suspect"): [(1, TOTAL)],
    }
    for filters, found in expected.items():
        assert names(page_of_queue(store, filters, WEN).entries) == found
        reports = page_of_reports(store, filters, WEN).entries
        assert {one.report.document for one in reports} == {number for number, _ in found}
        assert sum(one.waiting for one in reports) == len(found)
        backlog = backlog_of(store, filters, WEN)
        assert (backlog.fields, backlog.reports) == (len(found), len(reports))


def test_filters_by_who_has_the_report(store: Store) -> None:
    for number in (1, 2, 3, 4):
        save(store, number, {TOTAL: waits(0.5)})
    claim(store, 1, "wen", NOON)
    assign(store, 2, "lan", "wen", NOON)
    claim(store, 3, "lan", NOON - timedelta(hours=1))
    expected: dict[Held, set[int]] = {"mine": {1}, "others": {2}, "free": {3, 4}}
    for held, found in expected.items():
        entries = page_of_queue(store, Filters(held=held), WEN).entries
        assert {entry.report.document for entry in entries} == found
        assert backlog_of(store, Filters(held=held), WEN).reports == len(found)
    holders = [
        entry.claim and entry.claim.reviewer for entry in page_of_queue(store, ALL, WEN).entries
    ]
    assert holders == ["wen", "lan", None, None]


def test_a_report_shows_what_waits_in_it_and_why(store: Store) -> None:
    save(store, 1, {TOTAL: waits(0.9), BUSINESS: accepted()})
    fields = {TOTAL: waits(0.3, "suspect"), BUSINESS: waits(0.2), REFUSED: waits(0.6, "suspect")}
    save(store, 2, fields)
    first, second = page_of_reports(store, ALL, WEN).entries
    assert (first.report.document, second.report.document) == (2, 1)
    assert (first.waiting, [field.field for field in first.fields]) == (
        3,
        [BUSINESS, TOTAL, REFUSED],
    )
    told = [(reasons, len(alike)) for reasons, alike in first.by_reasons]
    assert told == [(("undecided",), 1), (("suspect",), 2)]
    assert first_field(store, 2) == BUSINESS
    assert first_field(store, 7) is None


def test_two_who_ask_for_the_next_get_different_reports(store: Store) -> None:
    for number, confidence in enumerate((0.1, 0.2, 0.3), 1):
        save(store, number, {TOTAL: waits(confidence), BUSINESS: waits(0.5)})
    lan = Viewer("lan", NOON)
    taken = [take_next(store, ALL, viewer) for viewer in (WEN, lan, WEN)]
    assert [(one.report.document, one.field) for one in taken if one] == [
        (1, TOTAL),
        (2, TOTAL),
        (1, TOTAL),
    ]
    save(store, 1, {TOTAL: accepted(), BUSINESS: accepted()})
    following = take_next(store, ALL, WEN)
    assert following is not None
    assert following.report.document == 3
    assert take_next(store, ALL, Viewer("yi", NOON)) is None
    later = take_next(store, ALL, Viewer("yi", NOON + timedelta(hours=1)))
    assert later is not None
    assert later.report.document == 2


def test_what_was_skipped_is_not_next(store: Store) -> None:
    save(store, 1, {TOTAL: waits(0.5, "skipped")})
    assert take_next(store, ALL, WEN) is None


def test_the_backlog_counts_by_every_filter(store: Store) -> None:
    store.begin_batch("spring")
    save(store, 1, {TOTAL: waits(0.5, "suspect", "undecided"), REFUSED: waits(0.6, "undecided")})
    save(store, 2, {TOTAL: waits(0.4, "suspect")}, agency="乙市财政局", year=2022)
    save(store, 3, {TOTAL: accepted()})
    backlog = backlog_of(store, Filters(year=2022), WEN)
    assert (backlog.fields, backlog.reports, backlog.total) == (1, 1, 3)
    shares = {
        name: {share.value: share.fields for share in getattr(backlog, name)}
        for name in ("batches", "forms", "agencies", "years", "reasons", "parts")
    }
    assert shares == {
        "batches": {1: 3},
        "forms": {"disclosure_2021": 3},
        "agencies": {"甲县人民政府": 2, "乙市财政局": 1},
        "years": {2022: 1, 2021: 2},
        "reasons": {"suspect": 2, "undecided": 2},
        "parts": {"requests": 2, "narrative": 1},
    }
    assert backlog.batches[0].name == "spring"


def test_the_time_left_is_what_people_took_lately(store: Store) -> None:
    save(store, 1, {TOTAL: waits(0.5)})
    assumed = backlog_of(store, ALL, WEN)
    assert (assumed.seconds, assumed.measured, assumed.minutes) == (DEFAULT_SECONDS, False, 1)
    for reviewer, pace, begun in (("wen", 10, NOON), ("lan", 40, NOON + timedelta(seconds=3))):
        for n in range(9):
            at = begun + timedelta(seconds=pace * n, hours=n // 8)  # with a break before the last
            store.change(
                "INSERT INTO decisions (sha256, field, reviewer, at) VALUES ('', '', ?, ?)",
                [reviewer, at.isoformat()],
            )
    measured = backlog_of(store, ALL, WEN)
    assert (measured.seconds, measured.measured) == (25.0, True)
    assert backlog_of(store, Filters(year=1999), WEN).minutes == 0


def asked(store: Store, do: Callable[[], object]) -> list[tuple[str, list[str]]]:
    """The SELECTs that something runs, each with how SQLite goes about it."""
    statements: list[str] = []
    store.db.conn.set_trace_callback(statements.append)
    do()
    store.db.conn.set_trace_callback(None)
    return [
        (sql, [step[-1] for step in store.db.execute(f"EXPLAIN QUERY PLAN {sql}")])
        for sql in statements
        if sql.lstrip().startswith("SELECT")
    ]


def scans(plan: list[str]) -> list[str]:
    """The tables that are looked through row by row, not by an index that has all that is asked."""
    return [
        step
        for step in plan
        if step.startswith(("SCAN f ", "SCAN d ", "SCAN s ")) and "COVERING INDEX" not in step
    ]


@pytest.fixture(scope="module")
def long_queue() -> Iterator[Store]:
    with Store(None) as store:
        fill(store, reports=300, waiting=5)
        yield store


@pytest.mark.parametrize("page_of", [page_of_queue, page_of_reports])
@pytest.mark.parametrize("filters", [ALL, Filters(reason="suspect"), Filters(part="meta")])
def test_no_part_of_a_long_queue_is_sorted_or_looked_through(
    long_queue: Store, page_of: Callable[..., Page[object]], filters: Filters
) -> None:
    cursor = page_of(long_queue, filters, WEN, limit=5).next
    for after in (None, cursor):
        keys, rows = asked(long_queue, lambda: page_of(long_queue, filters, WEN, after, 5))  # noqa: B023
        assert "LIMIT 6" in keys[0]
        assert not scans(keys[1])
        assert not any("TEMP B-TREE" in step for step in keys[1])
        assert not scans(rows[1])


@pytest.mark.parametrize(
    "filters",
    [ALL, Filters(year=2021), Filters(batch=1), Filters(reason="suspect", agency="第3县")],
)
def test_a_long_queue_is_counted_by_its_indexes(long_queue: Store, filters: Filters) -> None:
    counts = asked(long_queue, lambda: backlog_of(long_queue, filters, WEN))
    assert len(counts) == 6
    assert not [plan for _, plan in counts if scans(plan)]
