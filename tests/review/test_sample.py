"""One value of each report at random: who looks sees no report twice, and two share the work."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlite_utils import Database
from waiting_reports import save, waits

from extractor.record.record import Evidence, Field
from extractor.review.audit import (
    TARGET,
    AuditError,
    AuditProgress,
    Drawn,
    audit_progress,
    beginning,
    draw,
    draw_next,
    find,
    judgements,
    take_judgements,
)
from extractor.store import Store
from extractor.store.schema import migrations

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
REPORTS = 12


def stated(value: int) -> Field:
    place = Evidence(11, 12, "5")
    return Field(Decimal(value), "reported", "5", "件", "grid", place, 0.97, "accept")


@pytest.fixture
def store() -> Iterator[Store]:
    """Reports with two accepted values each, and one of which nothing is accepted."""
    with Store(None) as opened:
        for number in range(REPORTS):
            sha256 = number * 7919 << 240  # spread as hashes are
            fields = {"requests.received.total": stated(5), "requests.granted.total": stated(6)}
            save(opened, sha256, fields)
        save(opened, 1, {"requests.received.total": waits(0.5)})
        yield opened


def answer(store: Store, drawn: Drawn, said: str = "right", person: str = "wen") -> int:
    return take_judgements(store, [replace(drawn, answer=said)], NOON, person)


def test_it_goes_round_all_reports_from_a_place_of_ones_own(store: Store) -> None:
    seen = []
    while drawn := draw_next(store, 1, beginning("wen")):
        seen.append(drawn)
        answer(store, drawn)
    assert len(seen) == REPORTS
    assert sorted(seen, key=lambda one: one.sha256) == list(draw(store, 1))
    hashes = [one.sha256 for one in seen]
    begun = [sha256 for sha256 in sorted(hashes) if sha256 > beginning("wen")]
    assert hashes == [*begun, *(sha256 for sha256 in sorted(hashes) if sha256 not in begun)]


def test_two_people_do_not_begin_at_the_same(store: Store) -> None:
    first = [draw_next(store, 1, beginning(name)) for name in ("wen", "lan")]
    assert first[0] != first[1]


def test_one_that_is_put_off_comes_again(store: Store) -> None:
    first = draw_next(store, 1, beginning("wen"))
    assert first is not None
    second = draw_next(store, 1, first.sha256)
    assert second not in (None, first)
    assert draw_next(store, 1, beginning("wen")) == first


def test_who_said_it_is_kept(store: Store) -> None:
    drawn = draw_next(store, 1, "")
    assert drawn is not None
    assert answer(store, drawn) == 1
    assert answer(store, drawn) == 0
    (told,) = judgements(store)
    assert (told.reviewer, told.correct, told.field, told.value) == (
        "wen",
        True,
        drawn.field,
        drawn.value,
    )


def test_an_answer_to_a_value_that_has_changed_is_refused(store: Store) -> None:
    drawn = draw_next(store, 1, "")
    assert drawn is not None
    save(store, int(drawn.sha256, 16), {drawn.field: stated(7)})
    with pytest.raises(AuditError, match="no longer accepted"):
        answer(store, drawn)
    save(store, int(drawn.sha256, 16), {drawn.field: waits(0.5)})
    assert find(store, drawn.sha256, drawn.field) is None


def test_the_sample_ends_at_a_number_that_was_set_before(store: Store) -> None:
    progress = audit_progress(store)
    assert (progress.answers, progress.wrong, progress.planned) == (0, 0, REPORTS + 1)
    for n, drawn in enumerate(list(draw(store, 1))):
        answer(store, drawn, "wrong" if n == 0 else "right")
    progress = audit_progress(store)
    assert (progress.answers, progress.wrong, progress.done) == (REPORTS, 1, False)
    assert 0.3 < progress.bound < 0.4
    enough = AuditProgress(598, 0, 598)
    assert enough.done
    assert enough.bound <= TARGET


def test_answers_of_an_older_database_are_kept(tmp_path: Path) -> None:
    """`gouji audit` once made the table by itself, and knew of no names."""
    db = Database(tmp_path / "x.db")
    migrations.apply(db, stop_before="create_queue")
    db.execute(
        "CREATE TABLE audit_answers (number INTEGER PRIMARY KEY, id TEXT NOT NULL, "
        "sha256 TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, "
        "correct INTEGER NOT NULL, note TEXT NOT NULL, answered_at TEXT NOT NULL) STRICT"
    )
    db.execute("INSERT INTO audit_answers VALUES (1, 'i', 'aa', 'f', '5', 0, '', '2026-10-01')")
    db.close()
    with Store(tmp_path / "x.db") as store:
        (told,) = judgements(store)
    assert (told.sha256, told.correct, told.reviewer) == ("aa", False, None)
