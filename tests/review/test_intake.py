"""What becomes of bytes that are handed in."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.batch import run
from extractor.batch.dialogue import Read
from extractor.batch.worker import workers
from extractor.review import Access, Desk, Verdict
from extractor.review.intake import Intake, NotRead, path_of, take_in
from extractor.store import Store

PATH = Path(__file__).parents[2] / "gold" / "dev" / "cangyu-zone-2024.txt"
REPORT = PATH.read_bytes()
SHA256 = "0a1b2c3d4e5f67"


@contextlib.asynccontextmanager
async def intake(db: Path) -> AsyncIterator[tuple[Access, Read]]:
    """What is needed to take something in, over an empty database."""
    Store(db, create=True).close()
    access = Access(db)
    try:
        with workers(1) as read:
            yield access, read
    finally:
        access.close()


def test_the_same_bytes_at_the_same_time_are_one_document(tmp_path: Path) -> None:
    async def hand_in() -> list[Intake]:
        async with intake(tmp_path / "gouji.db") as (access, read):
            return await asyncio.gather(
                *(take_in(access, read, REPORT, f"{number}.txt") for number in range(4))
            )

    taken = asyncio.run(hand_in())
    assert {one.document for one in taken} == {taken[0].document}
    assert sum(one.new for one in taken) == 1
    with Store(tmp_path / "gouji.db") as store:
        assert len(store.documents()) == 1
        assert len(list(store.query("SELECT path FROM sources"))) == 4
        assert len(list(store.query("SELECT id FROM batches"))) == 1
        labels = "SELECT count(*) AS n FROM fields JOIN form_fields USING (field)"
        assert next(store.query(labels))["n"] > 100


def test_decisions_leave_every_report_in_its_batch(tmp_path: Path) -> None:
    db = tmp_path / "gouji.db"

    async def hand_in_and_decide(document: int) -> None:
        async with intake(db) as (access, read):
            await take_in(access, read, REPORT + b"\n", "other.txt")
            verdict = Verdict("requests.received.total", "accept")
            await Desk(access, read).settle(document, verdict, "reviewer")

    with Store(db, create=True) as store:
        run([PATH], store, name="monthly")
        (document,) = store.documents()
    asyncio.run(hand_in_and_decide(document))
    with Store(db) as store:
        query = "SELECT b.name FROM sources s JOIN batches b ON b.id = s.batch ORDER BY s.path"
        assert [row["name"] for row in store.query(query)] == ["monthly", "uploads"]


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    async def hand_in(data: bytes) -> None:
        async with intake(tmp_path / "gouji.db") as (access, read):
            await take_in(access, read, data, "report.txt")

    for _ in range(2):
        with pytest.raises(NotRead, match="empty"):
            asyncio.run(hand_in(b""))
    with Store(tmp_path / "gouji.db") as store:
        (failure,) = store.query("SELECT status, error FROM documents")
    assert failure["status"] == "failed"
    assert "empty" in failure["error"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("报告.docx", "报告.docx"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\windows\\report.html", "report.html"),
        ("..", "report"),
        ("", "report"),
        (".htaccess", "htaccess"),
        ("a\x00b\nc\u202e.txt", "abc.txt"),
        ("长" * 300 + ".txt", "长" * 100 + ".txt"),
        ("\ud800", "report"),
    ],
)
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert path_of(SHA256, name) == f"upload/0a1b2c3d4e5f/{kept}"


@given(st.text())
@example("a/../../b")
def test_no_name_leads_elsewhere(name: str) -> None:
    upload, sha256, last = path_of(SHA256, name).split("/")
    assert (upload, sha256) == ("upload", SHA256[:12])
    assert last not in ("", ".", "..") and last.isprintable() and len(last) <= 120
