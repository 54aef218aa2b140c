"""Who has a report: for a while, or because somebody gave it to them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from waiting_reports import accepted, save

from extractor.errors import NotStored
from extractor.review.claims import (
    LEASE,
    ClaimError,
    assign,
    claim,
    claim_on,
    release,
    reviewers,
)
from extractor.store import Store

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOON = NOON + timedelta(minutes=10)
LATER = NOON + LEASE


@pytest.fixture
def store() -> Iterator[Store]:
    """One report, and those who may have it, or not."""
    with Store(None) as opened:
        save(opened, 1, {"requests.received.total": accepted()})
        for name, role, disabled in (
            ("wen", "reviewer", 0),
            ("lan", "admin", 0),
            ("yi", "reader", 0),
            ("qu", "reviewer", 1),
        ):
            opened.change(
                "INSERT INTO users (name, role, password, disabled) VALUES (?, ?, '', ?)",
                [name, role, disabled],
            )
        yield opened


def holder(store: Store, at: datetime) -> str | None:
    held = claim_on(store, 1, at)
    return held.reviewer if held else None


def test_a_claim_ends_by_itself(store: Store) -> None:
    held = claim(store, 1, "wen", NOON)
    assert (held.reviewer, held.given_by, held.assigned) == ("wen", None, False)
    assert holder(store, LATER - timedelta(seconds=1)) == "wen"
    assert holder(store, LATER) is None


def test_who_goes_on_keeps_it(store: Store) -> None:
    claim(store, 1, "wen", NOON)
    claim(store, 1, "wen", SOON)
    assert holder(store, LATER) == "wen"


def test_what_another_has_stays_theirs_until_it_ends(store: Store) -> None:
    claim(store, 1, "wen", NOON)
    assert claim(store, 1, "lan", SOON).reviewer == "wen"
    assert claim(store, 1, "lan", LATER).reviewer == "lan"


def test_an_assignment_does_not_end_and_counts_for_more(store: Store) -> None:
    claim(store, 1, "wen", NOON)
    given = assign(store, 1, "lan", "wen", SOON)
    assert given == claim_on(store, 1, LATER + timedelta(days=90))
    assert (given.reviewer, given.given_by, given.assigned) == ("lan", "wen", True)
    assert claim(store, 1, "lan", LATER).assigned
    assert claim(store, 1, "wen", LATER).reviewer == "lan"


def test_one_lets_go_of_what_one_has(store: Store) -> None:
    claim(store, 1, "wen", NOON)
    assert not release(store, 1, "lan")
    assert holder(store, SOON) == "wen"
    assert release(store, 1, "wen")
    assert holder(store, SOON) is None
    assign(store, 1, "wen", "lan", NOON)
    assert release(store, 1)
    assert not release(store, 1)


def test_only_who_may_review_can_be_given_a_report(store: Store) -> None:
    assert reviewers(store) == ("lan", "wen")
    for name in ("yi", "qu", "nobody", ""):
        with pytest.raises(ClaimError, match="no reviewer"):
            assign(store, 1, name, "lan", NOON)


def test_a_report_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotStored):
        claim(store, 7, "wen", NOON)
    with pytest.raises(NotStored):
        assign(store, 7, "wen", "lan", NOON)
