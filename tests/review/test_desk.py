"""A verdict becomes a decision that is kept, and a record that knows of it."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from extractor.batch import run
from extractor.batch.worker import Failure, Task, work
from extractor.document import Span
from extractor.pipeline import Questions
from extractor.record.record import Record
from extractor.review import Access, Conflict, Desk, Verdict, VerdictError
from extractor.review.case import Case
from extractor.store import Rows, Store

R = TypeVar("R")

AMOUNT = "disclosure.procurement.amount"
FORM = "disclosure_2019"
REPORT = """某局2020年政府信息公开工作年度报告
一、总体情况
本年召开会议3次。
二、主动公开政府信息情况
信息内容	采购项目数量	采购总金额
政府集中采购	4	25.67
"""
"""No unit is printed where the form demands one: yuan, or ten thousand of them."""


async def read(task: Task) -> Rows | Questions | Failure:
    return work(task)


def clock() -> datetime:
    return datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database with one report of which one field waits for a person."""
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    with Store(tmp_path / "gouji.db", create=True) as store:
        run([tmp_path / "report.txt"], store, FORM, name="autumn")
    return tmp_path / "gouji.db"


@contextmanager
def opened(db: Path) -> Iterator[Desk]:
    access = Access(db, readers=2)
    try:
        yield Desk(access, read, clock)
    finally:
        access.close()


def at_desk(db: Path, do: Callable[[Desk], Awaitable[R]]) -> R:
    """What comes of doing something at a desk over this database."""

    async def sit() -> R:
        with opened(db) as desk:
            return await do(desk)

    return asyncio.run(sit())


def stored(db: Path) -> Record:
    with Store(db) as store:
        return store.load(1)[1]


def test_a_typed_correction_is_kept_and_the_record_follows(db: Path) -> None:
    assert AMOUNT in stored(db).review
    verdict = Verdict(AMOUNT, "correct", typed="25.67万元", note="单位见正文")
    settled = at_desk(db, lambda desk: desk.settle(1, verdict, "wen"))
    decision = settled.decision
    assert (decision.number, decision.reviewer, decision.at) == (1, "wen", clock().isoformat())
    assert decision.seen.reasons == ("unit_not_printed",)
    field = stored(db).fields[AMOUNT]
    assert (field.value, field.source, field.decision) == (256700, "review", "accept")
    assert settled.record == stored(db)


def test_a_vague_figure_stays_vague(db: Path) -> None:
    verdict = Verdict("disclosure.procurement.projects", "correct", typed="40余个")
    decision = at_desk(db, lambda desk: desk.settle(1, verdict, "wen")).decision
    assert (decision.value, decision.low, decision.high) == (40, 41, 49)
    field = stored(db).fields[verdict.field]
    assert (field.value, field.qualifier, field.low, field.high) == (40, "at_least", 41, 49)


def test_a_preview_keeps_nothing(db: Path) -> None:
    before = stored(db)
    verdict = Verdict(AMOUNT, "correct", typed="25.67元")
    preview = at_desk(db, lambda desk: desk.preview(1, verdict, "wen"))
    assert preview.record.fields[AMOUNT].value == Decimal("25.67")
    assert stored(db) == before
    with Store(db) as store:
        assert store.decisions(before.document.sha256) == ()


def test_a_figure_of_the_document_may_be_pointed_at(db: Path) -> None:
    async def click(desk: Desk) -> Case:
        start = (await desk.case(1)).text.index("4\t25.67")
        place = Span(start, start + 1)
        await desk.settle(1, Verdict(AMOUNT, "correct", place=place), "wen")
        return await desk.case(1)

    case = at_desk(db, click)
    field = case.record.fields[AMOUNT]
    assert (field.value, field.raw) == (4, "4")
    assert field.evidence is not None
    assert case.text[field.evidence.start : field.evidence.end] == "4"


def test_the_second_of_two_is_told_what_the_first_said(db: Path) -> None:
    async def both(desk: Desk) -> Conflict:
        verdicts = [Verdict(AMOUNT, "correct", typed=typed) for typed in ("1", "2")]
        told = await asyncio.gather(
            *(desk.settle(1, verdict, str(n)) for n, verdict in enumerate(verdicts)),
            return_exceptions=True,
        )
        (conflict,) = (one for one in told if isinstance(one, Conflict))
        return conflict

    conflict = at_desk(db, both)
    assert conflict.latest.number == 1
    assert stored(db).fields[AMOUNT].value == conflict.latest.value
    assert conflict.latest.reviewer in str(conflict)


def test_who_knows_of_the_first_decision_may_make_another(db: Path) -> None:
    async def twice(desk: Desk) -> None:
        first = await desk.settle(1, Verdict(AMOUNT, "correct", typed="1"), "wen")
        again = Verdict(AMOUNT, "correct", typed="2", after=first.decision.number)
        await desk.settle(1, again, "lin")

    at_desk(db, twice)
    assert stored(db).fields[AMOUNT].value == 2


def test_undoing_gives_the_record_as_it_was(db: Path) -> None:
    before = stored(db)

    async def back(desk: Desk) -> None:
        first = await desk.settle(1, Verdict(AMOUNT, "correct", typed="1"), "wen")
        await desk.settle(1, Verdict(AMOUNT, "undo", after=first.decision.number), "wen")

    at_desk(db, back)
    assert stored(db) == before
    with Store(db) as store:
        actions = [d.action for d in store.decisions(before.document.sha256)]
    assert actions == ["correct", "undo"]


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict("no.such.field", "accept"), "no field"),
        (Verdict(AMOUNT, "accept"), "undecided"),
        (Verdict(AMOUNT, "undo"), "no decision to take back"),
        (Verdict(AMOUNT, "correct"), "say what is printed"),
        (Verdict(AMOUNT, "correct", typed="many"), "no figure"),
        (Verdict(AMOUNT, "correct", typed="4件"), "not counted in 元"),
        (Verdict(AMOUNT, "correct", typed="13万2"), "no figure"),
        (Verdict(AMOUNT, "correct", typed="5", state="blank"), "does not go with"),
        (Verdict(AMOUNT, "correct", place=Span(5, 10**6)), "no characters"),
        (Verdict("meta.agency", "correct", typed=" "), "give the text"),
    ],
)
def test_what_cannot_be_a_decision_is_told(db: Path, verdict: Verdict, told: str) -> None:
    with pytest.raises(VerdictError, match=told):
        at_desk(db, lambda desk: desk.settle(1, verdict, "wen"))


@pytest.mark.parametrize(
    ("typed", "state", "value"), [("", "blank", None), ("—", "dash", None), ("０", "reported", 0)]
)
def test_what_is_typed_is_read_as_a_cell_would_be(
    db: Path, typed: str, state: str, value: int | None
) -> None:
    at_desk(db, lambda desk: desk.settle(1, Verdict(AMOUNT, "correct", typed=typed), "wen"))
    field = stored(db).fields[AMOUNT]
    assert (field.state, field.value) == (state, value)


def test_a_rerun_keeps_what_was_decided(db: Path, tmp_path: Path) -> None:
    verdict = Verdict(AMOUNT, "correct", typed="25.67万元")
    at_desk(db, lambda desk: desk.settle(1, verdict, "wen"))
    with Store(db) as store:
        again = run([tmp_path / "report.txt"], store, "disclosure_2021")  # another configuration
        assert again.read == 1
    assert stored(db).fields[AMOUNT].value == 256700


def test_a_record_made_without_the_latest_decision_is_made_again(db: Path) -> None:
    with Store(db) as store:
        inputs = store.inputs(1)
    assert inputs.data is not None
    stale = work(Task(Path(inputs.path), inputs.sha256, FORM))
    assert isinstance(stale, Rows)
    at_desk(db, lambda desk: desk.settle(1, Verdict(AMOUNT, "correct", typed="1"), "wen"))
    with Store(db) as store, pytest.raises(Exception, match="decisions were made meanwhile"):
        store.write(stale, "other")
    assert stored(db).fields[AMOUNT].value == 1


def test_decisions_can_be_neither_changed_nor_deleted(db: Path) -> None:
    at_desk(db, lambda desk: desk.settle(1, Verdict(AMOUNT, "skip", note="?"), "wen"))
    with Store(db) as store:
        for statement in ("UPDATE decisions SET note = ''", "DELETE FROM decisions"):
            with pytest.raises(sqlite3.IntegrityError, match="decisions are kept"):
                store.db.execute(statement)


def test_the_file_need_not_be_there_any_more(db: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").unlink()
    at_desk(db, lambda desk: desk.settle(1, Verdict(AMOUNT, "correct", typed="1元"), "wen"))
    assert stored(db).fields[AMOUNT].value == 1
