"""Decisions follow each other; the last one that was not taken back holds."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.record.decision import Action, Decision, anchor, in_force
from extractor.record.record import Evidence, Field

FIELD = Field(None, "blank", "", "件", "grid", Evidence(3, 3, ""), 0.9, "review")


def decision(number: int, action: Action, field: str = "f", after: int | None = None) -> Decision:
    return Decision(
        "aa", field, "wen", "2026-11-21", action, "blank", None, None, None, "", FIELD,
        after=after, number=number,
    )  # fmt: skip


def numbers(*decisions: Decision) -> dict[str, int]:
    return {field: d.number for field, d in in_force(decisions).items()}


def test_the_last_word_on_each_field_holds() -> None:
    assert numbers(
        decision(1, "accept"), decision(2, "skip", "g"), decision(3, "correct")
    ) == {"f": 3, "g": 2}  # fmt: skip


def test_what_is_taken_back_leaves_what_was_said_before() -> None:
    told = (decision(1, "accept"), decision(2, "correct"), decision(3, "undo", after=2))
    assert numbers(*told) == {"f": 1}
    assert numbers(*told, decision(4, "undo", after=1)) == {}


@given(st.lists(st.booleans(), max_size=12))
def test_undoing_everything_leaves_nothing(steps: list[bool]) -> None:
    told: list[Decision] = []
    for number, back in enumerate(steps, 1):
        held = in_force(told).get("f")
        undo = back and held is not None
        told.append(decision(number, "undo" if undo else "accept", after=held and held.number))
    while held := in_force(told).get("f"):
        told.append(decision(len(told) + 1, "undo", after=held.number))
    assert sum(d.action == "undo" for d in told) == sum(d.action != "undo" for d in told)


def test_an_anchor_changes_with_the_place_and_with_what_stands_around_it() -> None:
    text = "新收申请 12 件，结转 0 件"
    place = Evidence(5, 7, "12")
    same = anchor(text, place)
    assert anchor(text + "，其他内容与此处相隔甚远，不影响判断所依据的文字。" * 2, place) != same
    assert anchor(text, Evidence(12, 13, "0")) != same
    assert anchor(text.replace("新收", "收到"), place) != same
    long = "甲" * 60 + "12" + "乙" * 60
    there = Evidence(60, 62, "12")
    assert anchor(long + "末", there) == anchor(long, there)
    assert anchor(long + "末", None) != anchor(long, None)
