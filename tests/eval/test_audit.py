"""One random field of each report, asked, answered, kept, and what follows."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.audit import command
from eval.sampled import COLUMNS, read_list, write_list
from extractor.document import Document
from extractor.record.record import Evidence, Field, Origin, Record
from extractor.review.audit import AuditError, Drawn, by_month, draw, judgements, take_judgements
from extractor.store import Store

NOVEMBER = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
TEXT = "甲局2020年报告：收到申请5件，公开7件，收费25.67。"


def report(number: int, answered: int = 7) -> tuple[Document, Record]:
    """Two accepted figures, one open one, and one that waits for a person."""

    def field(quote: str, value: int | None, decision: str = "accept") -> Field:
        at = TEXT.index(quote)
        number = None if value is None else Decimal(value)
        place = Evidence(at, at + len(quote), quote, table=1, row=2)
        return Field(number, "reported", quote, "件", "grid", place, 0.97, decision)

    fields = {
        "requests.received.total": field("5", 5),
        "requests.granted.total": field("7", answered),
        "requests.granted.business": field("2", None),
        "disclosure.fees.amount": field("25.67", 26, "review"),
    }
    name = f"{number:02d}.txt"
    document = Document(TEXT, (), name, "text/plain", f"{number:064x}")
    origin = Origin(document.sha256, name, "text/plain", len(TEXT))
    return document, Record(origin, "disclosure_2019", fields, (), (), (), (), ())


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "gouji.db"
    with Store(path, create=True) as store:
        for number in range(20):
            store.save(*report(number), "c")
    return path


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with Store(db) as opened:
        yield opened


def said(drawn: list[Drawn], answer: str = "right") -> list[Drawn]:
    return [replace(one, answer=answer) for one in drawn]


def test_one_accepted_value_of_each_report_is_drawn(store: Store) -> None:
    drawn = list(draw(store, 1))
    assert len({one.sha256 for one in drawn}) == len(drawn) == 20
    assert {(one.field, one.value) for one in drawn} == {
        ("requests.received.total", "5"),
        ("requests.granted.total", "7"),
    }


def test_the_same_seed_draws_the_same_and_a_report_more_changes_no_other(store: Store) -> None:
    before = list(draw(store, 1))
    assert list(draw(store, 1)) == before
    assert list(draw(store, 2)) != before
    store.save(*report(20), "c")
    assert [one for one in draw(store, 1) if one.report != "20.txt"] == before


def test_a_person_sees_the_place_and_not_how_sure_the_machine_is(store: Store) -> None:
    one = next(one for one in draw(store, 1) if one.value == "5")
    assert "收到申请【5】件" in one.context
    assert one.place == "table 1, row 2"
    assert not any("0.97" in str(getattr(one, name)) for name in COLUMNS)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_list_comes_back_as_it_went(store: Store, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"list.{ending}"
    drawn = [replace(one, note="=1+1") for one in draw(store, 1)]
    write_list(path, drawn)
    back = read_list(path)
    assert [one.id for one in back] == [one.id for one in drawn]
    assert ending == "json" or {one.note for one in back} == {"'=1+1"}


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\x00", '{"a": 1}'])
@pytest.mark.parametrize("ending", ["csv", "json"])
def test_what_is_no_list_is_told(content: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"list.{ending}"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AuditError, match="no list"):
        read_list(path)


def test_answers_count_once_a_report_and_the_last_one_counts(store: Store) -> None:
    drawn = list(draw(store, 1))
    assert take_judgements(store, said(drawn[:3]), NOVEMBER) == 3
    assert take_judgements(store, said(drawn[:3]), DECEMBER) == 0
    assert take_judgements(store, said(drawn[:1], "错"), DECEMBER) == 1
    assert [(month, len(told)) for month, told in by_month(store)] == [
        ("2026-11", 2),
        ("2026-12", 1),
    ]
    assert [last.correct for last in judgements(store)] == [True, True, False]


def test_a_report_with_an_answer_is_not_drawn_again(store: Store) -> None:
    drawn = list(draw(store, 1))
    take_judgements(store, said(drawn[:3]), NOVEMBER)
    answered = {last.sha256 for last in judgements(store)}
    assert list(draw(store, 2, answered)) == list(draw(store, 2))[3:]


def test_what_is_left_open_is_no_answer(store: Store) -> None:
    assert take_judgements(store, draw(store, 1), NOVEMBER) == 0
    assert judgements(store) == []


def test_an_answer_about_another_value_is_refused_and_nothing_is_kept(store: Store) -> None:
    drawn = list(draw(store, 1))
    store.save(*report(19, answered=8), "c")
    changed = next(one for one in drawn if one.report == "19.txt")
    other = replace(changed, field="requests.granted.total")
    with pytest.raises(AuditError, match=r"entry 2: .* draw again"):
        take_judgements(store, said([drawn[0], other]), NOVEMBER)
    with pytest.raises(AuditError, match="entry 1: answer 'maybe'"):
        take_judgements(store, said(drawn, "maybe"), NOVEMBER)
    assert judgements(store) == []


def test_answers_cannot_be_changed_or_deleted_and_outlive_the_record(store: Store) -> None:
    drawn = list(draw(store, 1))
    take_judgements(store, said(drawn), NOVEMBER)
    for statement in ("DELETE FROM audit_answers", "UPDATE audit_answers SET correct = 0"):
        with pytest.raises(sqlite3.IntegrityError, match="kept"):
            store.db.execute(statement)
    store.save(*report(0, answered=9), "d")
    assert len(judgements(store)) == 20


def test_from_the_list_to_the_bound(db: Path, tmp_path: Path) -> None:
    """Draw to a file, fill it in as a spreadsheet would, take it, look at the bound."""
    run, path = CliRunner(), tmp_path / "list.csv"
    drawn = run.invoke(command, ["draw", "--db", str(db), "-o", str(path)])
    assert drawn.output.startswith("20 fields in")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS)
        writer.writeheader()
        writer.writerows({**row, "answer": "right"} for row in reversed(rows))
    assert "20 new answers" in run.invoke(command, ["take", str(path), "--db", str(db)]).output
    told = run.invoke(command, ["bound", "--db", str(db)]).output
    assert "13.91%" in told  # 1 - 0.05 ** (1 / 20)
    assert "578 more right answers would bound the error by 0.50%" in told
    assert "0 fields" in run.invoke(command, ["draw", "--db", str(db)]).output


def test_a_few_reports_as_json(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    CliRunner().invoke(command, ["draw", "--db", str(db), "--count", "3", "-o", str(path)])
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 3
