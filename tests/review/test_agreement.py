"""How far people agree with each other and with the machine, told from their decisions."""

from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from deciding import settle
from yearly_reports import LICENSING, UNREADABLE, report, yearly

from extractor.batch import run
from extractor.record.decision import Action, Decision
from extractor.record.record import Field
from extractor.review import Verdict
from extractor.review.audit import interval
from extractor.review.history import Agreement, agreements, corrections, grouped, histories
from extractor.review.progress import coverage
from extractor.store import Store
from extractor.values.amount import State

FIELD = "requests.received.total"


def machine(confidence: float = 0.9, *reasons: str, value: int | None = 5) -> Field:
    """A field as the machine read it."""
    figure = None if value is None else Decimal(value)
    return Field(figure, "reported", "5", "件", "grid", None, confidence, "review", reasons)


class Log:
    """Decisions on one field after another, numbered as the database numbers them."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self._number = count(1)

    def say(
        self,
        reviewer: str,
        action: Action,
        value: int | None = 5,
        *,
        field: str = FIELD,
        seen: Field | None = None,
        state: State = "reported",
        after: int | None = None,
        blind: bool = False,
    ) -> int:
        number = next(self._number)
        figure = None if value is None else Decimal(value)
        seen = seen or machine()
        self.decisions.append(
            Decision(
                "a", field, reviewer, "2026-11-21T08:00:00+00:00", action, state, figure, "件",
                None, "", seen, after=after, blind=blind, number=number,
            )
        )  # fmt: skip
        return number

    @property
    def agreement(self) -> Agreement:
        return agreements(grouped(self.decisions)).seen


@pytest.fixture
def log() -> Log:
    return Log()


def test_two_people_who_say_the_same_agree(log: Log) -> None:
    log.say("wen", "accept")
    log.say("li", "correct", 5)
    assert log.agreement == Agreement(1, 1)


def test_two_people_who_say_otherwise_do_not(log: Log) -> None:
    log.say("wen", "accept")
    log.say("li", "correct", 6)
    assert log.agreement == Agreement(1, 0)


def test_whose_mistake_it_is_belongs_to_the_opinion(log: Log) -> None:
    log.say("wen", "accept")
    log.say("li", "misreported")
    assert log.agreement == Agreement(1, 0)


def test_what_an_empty_cell_means_does_not(log: Log) -> None:
    log.say("wen", "accept", 0, state="blank")
    log.say("li", "correct", None, state="blank")
    assert log.agreement == Agreement(1, 1)


def test_one_person_alone_agrees_with_nobody(log: Log) -> None:
    log.say("wen", "accept")
    log.say("wen", "correct", 6)
    log.say("li", "skip")
    assert log.agreement == Agreement(0, 0)
    assert log.agreement.share is None


def test_who_merely_takes_back_has_no_opinion(log: Log) -> None:
    first = log.say("wen", "accept")
    log.say("li", "undo", after=first)
    assert log.agreement == Agreement(0, 0)


def test_who_takes_back_and_decides_has_one(log: Log) -> None:
    first = log.say("wen", "accept")
    log.say("li", "undo", after=first)
    log.say("li", "correct", 6)
    assert log.agreement == Agreement(1, 0)


def test_a_slip_that_its_speaker_took_back_is_no_opinion(log: Log) -> None:
    slip = log.say("wen", "correct", 55)
    log.say("wen", "undo", after=slip)
    log.say("wen", "accept")
    log.say("li", "accept")
    assert log.agreement == Agreement(1, 1)


def test_going_back_and_forth_counts_once(log: Log) -> None:
    log.say("wen", "accept")
    log.say("li", "correct", 6)
    log.say("wen", "accept")
    log.say("li", "correct", 6)
    assert log.agreement == Agreement(1, 0)


def test_who_did_not_see_what_was_said_is_told_apart(log: Log) -> None:
    log.say("wen", "accept")
    log.say("li", "accept", blind=True)
    log.say("wen", "accept", field="other")
    log.say("li", "correct", 6, field="other")
    told = agreements(grouped(log.decisions))
    assert (told.blind, told.seen) == (Agreement(1, 1), Agreement(1, 0))


def test_a_share_has_its_interval() -> None:
    assert interval(0, 0) == (0, 1)
    low, high = Agreement(10, 9).interval
    assert low == pytest.approx(0.5550, abs=1e-4)
    assert high == pytest.approx(0.9975, abs=1e-4)


def test_what_people_changed_is_told_by_confidence(log: Log) -> None:
    log.say("wen", "accept", field="a", seen=machine(0.97))
    log.say("wen", "misreported", field="b", seen=machine(0.99))
    log.say("wen", "correct", 6, field="c", seen=machine(0.99))
    log.say("wen", "correct", 6, field="d", seen=machine(0.3, value=None))
    log.say("wen", "skip", field="e")
    told = corrections(grouped(log.decisions))
    assert (told.all.kept, told.all.changed, told.all.given) == (2, 1, 1)
    bands = {band.low: band.outcome for band in told.bands}
    assert bands[0.95].kept == 1
    assert bands[0.95].confidence == pytest.approx(0.97)
    assert (bands[0.99].kept, bands[0.99].changed, bands[0.99].right) == (1, 1, 0.5)
    assert (bands[0.0].judged, bands[0.0].given) == (0, 1)


def test_what_people_changed_is_told_by_reason(log: Log) -> None:
    log.say("wen", "accept", field="a", seen=machine(0.5, "suspect", "row_fuzzy"))
    log.say("wen", "correct", 6, field="b", seen=machine(0.5, "suspect"))
    told = dict(corrections(grouped(log.decisions)).reasons)
    assert list(told) == ["suspect", "row_fuzzy"]
    assert (told["suspect"].kept, told["suspect"].changed) == (1, 1)
    assert (told["row_fuzzy"].kept, told["row_fuzzy"].changed) == (1, 0)


def test_the_last_word_counts_against_the_machines_first(log: Log) -> None:
    """What the second person saw was the first one's word, and none of the machine's."""
    log.say("wen", "correct", 6, seen=machine(0.6))
    log.say("li", "accept", 6, seen=machine(1.0, "corrected", value=6))
    told = corrections(grouped(log.decisions))
    assert (told.all.kept, told.all.changed, told.all.confidence) == (0, 1, 0.6)


def test_what_was_taken_back_says_nothing(log: Log) -> None:
    first = log.say("wen", "correct", 6)
    log.say("wen", "undo", after=first)
    assert corrections(grouped(log.decisions)).all.judged == 0


def test_it_is_told_from_the_decisions_of_a_store(tmp_path: Path) -> None:
    db = tmp_path / "gouji.db"
    text = report(2022, yearly({2022: 1})[2022], licensing=UNREADABLE)
    (tmp_path / "2022.txt").write_text(text, encoding="utf-8")
    with Store(db, create=True) as store:
        run([tmp_path / "2022.txt"], store, name="spring")
        before = coverage(store)
    settle(
        db,
        (1, "wen", Verdict(LICENSING, "correct", typed="122")),
        (1, "wen", Verdict(FIELD, "accept")),
        (1, "li", Verdict(FIELD, "accept")),
    )
    with Store(db) as store:
        said, after = histories(store), coverage(store)
        assert coverage(store, batch=1) == after
        assert coverage(store, batch=2).reports == 0
    assert agreements(said).seen == Agreement(1, 1)
    assert (corrections(said).all.kept, corrections(said).all.given) == (1, 1)
    assert (before.all.waiting, before.all.settled) == (1, 0)
    assert (after.all.waiting, after.all.settled) == (0, 2)
    assert before.all.total == after.all.total == sum(one.total for one in after.parts)
    requests = next(one for one in after.parts if one.part == "requests")
    assert (requests.settled, requests.waiting) == (1, 0)
