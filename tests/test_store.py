"""What goes into the store comes out the same, and SQL can ask about it."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sqlite_utils import Database

from extractor.document import Document
from extractor.errors import StoreError
from extractor.forms.file import load_form
from extractor.record.question import Call
from extractor.record.record import (
    Candidate,
    EditResult,
    Evidence,
    Field,
    Finding,
    Irregularity,
    Origin,
    Record,
)
from extractor.store import Store
from extractor.store.schema import migrations

FORM = "disclosure_2019"


def small(sha256: str = "aa", path: str = "a.txt", total: int = 5) -> tuple[Document, Record]:
    """A report of three fields: one accepted, one imputed, one to review."""
    text = "某局2020年度报告 5 25.67"
    end = Decimal(total)
    fields = {
        "meta.agency": Field(
            "某局", "reported", "某局", None, "outline", Evidence(0, 2, "某局"), 0.9, "accept"
        ),
        "requests.received.total": Field(
            end, "reported", "5", "件", "grid", Evidence(11, 12, "5"), 0.99, "accept",
            low=end, high=end,
        ),
        "requests.received.business": Field(
            Decimal(0), "blank", "", "件", "imputed", None, 0.99, "accept",
            low=Decimal(0), high=Decimal(0), proof=("requests.row_total@received",),
        ),
        "disclosure.procurement.amount": Field(
            None, "reported", "25.67", None, "grid", Evidence(13, 18, "25.67"), 0.5, "review",
            reasons=("unit_not_printed",),
            candidates=(Candidate(Decimal("25.67"), "元"), Candidate(Decimal(256700), "元")),
        ),
    }  # fmt: skip
    edit = EditResult("requests.flow", "total", "violated", end, Decimal(4), tuple(fields)[1:3])
    finding = Finding(
        "misreported_total", "5 is not 4", tuple(fields)[1:2], (), (), end, Decimal(4)
    )
    short = Irregularity("short_row", "a row lacks a cell")
    origin = Origin(sha256, path, "text/plain", len(text))
    return (
        Document(text, (), path, "text/plain", sha256),
        Record(origin, FORM, fields, (), (), (edit,), (finding,), (short,)),
    )


def test_any_record_survives(records: SearchStrategy[Record]) -> None:
    with Store(None) as store:

        @given(records, st.text(st.characters(codec="utf-8")))
        @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
        def survives(record: Record, text: str) -> None:
            number = store.save(Document(text, (), "", "", ""), record, "one")
            assert store.load(number) == (text, record)

        survives()


def test_what_is_saved_is_there_for_the_next_process(tmp_path: Path) -> None:
    document, record = small()
    with Store(tmp_path / "x.db", create=True) as store:
        store.save(document, record, "one")
    with Store(tmp_path / "x.db") as store:
        assert store.load(store.find("a.txt")) == (document.text, record)


def test_done_is_by_content_and_configuration() -> None:
    with Store(None) as store:
        store.save(*small("aa"), config="one")
        assert store.done("aa", "one")
        assert not store.done("aa", "two")
        assert not store.done("bb", "one")


def test_another_configuration_replaces_the_record_and_keeps_its_number() -> None:
    with Store(None) as store:
        store.save(*small(total=5), config="one")
        before = store.documents()
        document, record = small(total=6)
        store.save(document, record, "two")
        assert store.documents() == before
        assert store.load(before[0]) == (document.text, record)


def test_one_content_under_two_paths_is_one_document() -> None:
    with Store(None) as store:
        store.save(*small("aa", "a.txt"), config="one")
        store.add_source("copies/b.txt", "aa")
        assert len(store.documents()) == 1
        assert store.find("a.txt") == store.find("copies/b.txt") == store.find("b.txt")


def test_a_changed_file_takes_the_place_of_what_it_was() -> None:
    with Store(None) as store:
        store.save(*small("aa", "a.txt"), config="one")
        store.save(*small("bb", "a.txt"), config="one")
        assert [row["sha256"] for row in store.query("SELECT sha256 FROM documents")] == ["bb"]
        orphans = (
            "SELECT count(*) AS n FROM fields WHERE document NOT IN (SELECT id FROM documents)"
        )
        assert next(iter(store.query(orphans)))["n"] == 0


def test_a_failure_is_kept_with_its_reason_and_replaced_by_a_success() -> None:
    with Store(None) as store:
        store.save_failure("a.txt", "no report", "aa", "one")
        assert store.done("aa", "one")
        assert store.failure("aa") == "no report"
        assert store.documents() == ()
        assert list(store.query("SELECT * FROM failures")) == [
            {"path": "a.txt", "reason": "no report"}
        ]
        with pytest.raises(StoreError, match="no report"):
            store.find("a.txt")
        store.save(*small("aa", "a.txt"), config="one")
        assert store.failure("aa") is None
        assert list(store.query("SELECT * FROM failures")) == []


def test_a_file_that_cannot_be_opened_keeps_what_was_read_of_it_before() -> None:
    with Store(None) as store:
        store.save(*small("aa", "a.txt"), config="one")
        store.save_failure("a.txt", "no permission")
        assert store.load(store.find("a.txt"))[1] == small("aa", "a.txt")[1]
        assert list(store.query("SELECT * FROM failures")) == [
            {"path": "a.txt", "reason": "no permission"}
        ]


def test_a_document_is_found_by_path_name_stem_or_hash() -> None:
    with Store(None) as store:
        store.save(*small("abcdef", "x/one.txt"), config="one")
        store.save(*small("abcxyz", "y/one.txt"), config="one")
        first, second = store.documents()
        assert store.find("x/one.txt") == store.find("abcd") == first
        assert store.find("y/one.txt") == second
        with pytest.raises(StoreError, match="names 2 documents"):
            store.find("one")
        with pytest.raises(StoreError, match="no document"):
            store.find("two")


def test_a_record_that_fails_half_way_leaves_nothing() -> None:
    document, record = small()
    beyond_sqlite = Evidence(2**63, 2**63, "")
    late = replace(record, irregularities=(Irregularity("short_row", "", (), beyond_sqlite),))
    with Store(None) as store:
        with pytest.raises(OverflowError):
            store.save(document, late, "one")
        assert not store.done("aa", "one")
        assert list(store.query("SELECT * FROM fields")) == []
        store.save(document, record, "one")
        assert store.load(store.find("a.txt")) == (document.text, record)


def test_the_views_answer_plain_questions() -> None:
    with Store(None) as store:
        store.describe(load_form(FORM))
        store.save(*small(), config="one")
        (summary,) = store.query("SELECT * FROM report_summary")
        counts = {"read": 4, "accepted": 3, "imputed": 1, "review": 1, "violated": 1, "findings": 1}
        assert {name: summary[name] for name in counts} == counts
        (waiting,) = store.query("SELECT * FROM review_queue")
        assert waiting["field"] == "disclosure.procurement.amount"
        assert waiting["label"] == "政府集中采购·采购总金额"
        (applicants,) = store.query("SELECT * FROM requests_by_applicant")
        assert (applicants["row"], applicants["total"], applicants["business"]) == (
            "received",
            5,
            0,
        )
        (imputed,) = store.query("SELECT * FROM imputed_values")
        assert imputed["field"] == "requests.received.business"
        (finding,) = store.query("SELECT * FROM misreported")
        assert finding["difference"] == 1
        (agency,) = store.query("SELECT * FROM findings_by_agency")
        assert (agency["agency"], agency["findings"]) == ("某局", 1)
        (violated,) = store.query("SELECT * FROM violated_edits")
        assert (violated["rule"], violated["at"]) == ("requests.flow", "total")


def test_the_views_tell_what_a_model_was_asked() -> None:
    calls = (
        Call("narrative.1", "narrative@1", "5c4e", "m-1", 900, 40, ("meta.agency",)),
        Call("tables", "rows@1", "5c4e", "m-1", 300, 0, error="timed out"),
        Call("again.columns", "columns@1", "5c4e", "m-2", 500, 30),
    )
    document, record = small()
    with Store(None) as store:
        store.save(document, replace(record, calls=calls), config="one")
        assert [
            (use["model"], use["questions"], use["unanswered"], use["prompt_tokens"])
            for use in store.query("SELECT * FROM model_use")
        ] == [("m-1", 2, 1, 1200), ("m-2", 1, 0, 500)]
        (left,) = store.query("SELECT * FROM unanswered_questions")
        assert (left["question"], left["error"], left["path"]) == ("tables", "timed out", "a.txt")


def test_every_view_opens(tmp_path: Path) -> None:
    with Store(tmp_path / "x.db", create=True) as store:
        for view in store.db.view_names():
            assert list(store.query(f"SELECT * FROM {view}")) == []


def test_a_reader_sees_whole_documents_while_another_writes(tmp_path: Path) -> None:
    with Store(tmp_path / "x.db", create=True) as writer, Store(tmp_path / "x.db") as reader:
        with writer.db.atomic():
            writer.save(*small(), config="one")
            assert reader.documents() == ()
        assert len(reader.documents()) == 1


def test_a_missing_database_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="gouji run"):
        Store(tmp_path / "x.db")
    assert not (tmp_path / "x.db").exists()


def test_an_older_database_is_brought_up_to_date_and_keeps_its_records(tmp_path: Path) -> None:
    db = Database(tmp_path / "x.db")
    migrations.apply(db, stop_before="create_calls")
    row = {"sha256": "bb", "status": "ok", "path": "b.txt", "media_type": "", "characters": 1}
    db.table("documents").insert(row | {"form": FORM, "text": "某"})
    db.close()
    document, record = small("aa", "a.txt")
    called = replace(record, calls=(Call("tables", "rows@1", "5c4e", "m-1", 300, 20),))
    with Store(tmp_path / "x.db") as store:
        (old,) = store.documents()
        assert store.load(old)[1].calls == ()
        store.save(document, called, "one")
        assert store.load(store.find("a.txt")) == (document.text, called)


def test_fields_of_an_older_database_that_wait_have_a_priority(tmp_path: Path) -> None:
    db = Database(tmp_path / "x.db")
    migrations.apply(db, stop_before="create_review")
    row = {"sha256": "bb", "status": "ok", "path": "b.txt", "media_type": "", "characters": 1}
    db.table("documents").insert(row | {"form": FORM, "text": "某"})
    waits = {"field": "meta.agency", "state": "reported", "confidence": 0.25, "decision": "review"}
    db.table("fields").insert({"document": 1} | waits)
    db.close()
    with Store(tmp_path / "x.db") as store:
        (waiting,) = store.query("SELECT priority FROM fields")
        assert waiting == {"priority": 0.75}


def test_what_hangs_together_with_much_waits_first() -> None:
    document, record = small()
    lonely = replace(record, edits=())
    with Store(None) as store:
        priority = "SELECT priority FROM fields WHERE decision = 'review'"
        store.save(document, lonely, "one")
        (alone,) = store.query(priority)
        edit = EditResult("r", "", "violated", None, None, tuple(record.fields))
        store.save(document, replace(record, edits=(edit,)), "two")
        (together,) = store.query(priority)
    assert (alone["priority"], together["priority"]) == (0.5, 0.5 * len(record.fields))


def test_a_source_belongs_to_the_batch_that_met_it_last() -> None:
    with Store(None) as store:
        for name in ("spring", "autumn"):
            store.begin_batch(name)
            store.save(*small(), config="one")
        (source,) = store.query("SELECT b.name FROM sources s JOIN batches b ON b.id = s.batch")
        assert source == {"name": "autumn"}


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path / "x.db", create=True) as store:
        store.db.table("_sqlite_migrations").insert(
            {"migration_set": "gouji", "name": "of_tomorrow", "applied_at": ""}
        )
    with pytest.raises(StoreError, match="newer"):
        Store(tmp_path / "x.db")


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE documents (title)")
    connection.close()
    with pytest.raises(StoreError, match="no database of Gouji"):
        Store(tmp_path / "x.db", create=True)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("政府信息公开" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store(tmp_path / "x.db", create=True)
