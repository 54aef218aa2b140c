"""How far the reports of a batch are."""

from pathlib import Path

import pytest
from deciding import settle
from yearly_reports import LICENSING, UNREADABLE, report, write, yearly

from extractor.batch import run
from extractor.review import Verdict
from extractor.review.lists import kinds
from extractor.review.progress import Progress, failures, progress
from extractor.store import Store

SECONDS = 20.0
RECEIVED = "requests.received.total"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Two batches: three reports of which one waits, and two files that are none."""
    files, others = tmp_path / "files", tmp_path / "others"
    files.mkdir()
    others.mkdir()
    years = yearly({2021: 1, 2022: 2, 2023: 0})
    write(files, years)
    doubtful = report(2023, years[2023], licensing=UNREADABLE)
    (files / "2023.txt").write_text(doubtful, encoding="utf-8")
    (others / "empty.txt").write_bytes(b"")
    (others / "word.docx").write_bytes(b"PK\x03\x04")
    with Store(tmp_path / "gouji.db", create=True) as store:
        run([files], store, name="spring")
        run([others], store, name="autumn")
    return tmp_path / "gouji.db"


def told(db: Path, before: int | None = None, limit: int = 10) -> tuple[Progress, ...]:
    with Store(db) as store:
        return progress(store, SECONDS, before, limit)


def test_the_latest_batch_comes_first(db: Path) -> None:
    autumn, spring = told(db)
    assert (autumn.name, autumn.files, autumn.failed, autumn.reports) == ("autumn", 2, 2, 0)
    assert (spring.name, spring.files, spring.failed, spring.reports) == ("spring", 3, 0, 3)
    assert (spring.untouched, spring.settled, spring.open, spring.fields) == (2, 0, 1, 1)
    assert (spring.minutes, autumn.minutes) == (1, 0)


def test_batches_are_told_a_few_at_a_time(db: Path) -> None:
    (autumn,) = told(db, limit=1)
    assert told(db, before=autumn.batch) == told(db)[1:]
    assert told(db, before=1) == ()


def test_a_report_that_people_settled_is_no_longer_open(db: Path) -> None:
    settle(db, (3, "wen", Verdict(LICENSING, "correct", typed="122")))
    spring = told(db)[1]
    assert (spring.untouched, spring.settled, spring.open, spring.fields) == (2, 1, 0, 0)


def test_what_was_taken_back_does_not_count_as_settled(db: Path) -> None:
    settle(db, (1, "wen", Verdict(RECEIVED, "accept")), (1, "wen", Verdict(RECEIVED, "undo")))
    assert told(db)[1].untouched == 2


def test_a_file_that_is_there_twice_is_one_report(db: Path, tmp_path: Path) -> None:
    once = (tmp_path / "files" / "2021.txt").read_bytes()
    (tmp_path / "files" / "again.txt").write_bytes(once)
    with Store(db) as store:
        run([tmp_path / "files"], store, name="again")
    latest = told(db)[0]
    assert (latest.files, latest.reports) == (4, 3)


def test_failures_say_why(db: Path) -> None:
    with Store(db) as store:
        first, second = failures(store, 2)
        assert failures(store, 2, after=first.path) == (second,)
        assert failures(store, 1) == ()
    assert first.path.endswith("empty.txt")
    assert "docx" in second.reason


def test_what_one_may_filter_by(db: Path) -> None:
    with Store(db) as store:
        known = kinds(store)
    assert known.forms == {"disclosure_2021": 3}
    assert known.years == {2023: 1, 2022: 1, 2021: 1}
    assert [batch.name for batch in known.batches] == ["autumn", "spring"]


def test_an_empty_store_has_no_batches() -> None:
    with Store(None) as store:
        assert progress(store, SECONDS) == ()
