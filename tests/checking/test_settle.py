"""What a person settles stands; what follows from it is settled too."""

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_report import CONSISTENT, FORM, cells, document, field, readings, record

from extractor.checking import reconcile
from extractor.record.decision import Action, Decision, anchor
from extractor.record.record import Field, FieldId, Record

MISREAD = CONSISTENT.replace("received        5 2 7", "received        5 2 8")
"""One reader alone read an 8: it may be the total, or both of the figures that give it."""


def said(
    table: str,
    name: FieldId,
    action: Action,
    value: int | None = None,
    state: str = "reported",
    twice: bool = False,
    shown: Record | None = None,
) -> Decision:
    """What a person says of a field of a drawn table, having been shown its record."""
    text, places = document(cells(table))
    seen = (shown or record(table, twice=twice)).fields[name]
    figure = seen.value if value is None and action != "correct" else value
    return Decision(
        sha256=text.sha256,
        field=name,
        reviewer="wen",
        at="2026-11-21T08:00:00+00:00",
        action=action,
        state=seen.state if action != "correct" else state,
        value=None if figure is None else Decimal(figure),
        unit="件",
        evidence=places.get(name),
        anchor=anchor(text.text, places.get(name)),
        seen=seen,
        number=1,
    )


def waiting(record_: Record) -> set[str]:
    return {name.removeprefix("t.") for name in record_.review}


def test_a_correction_restores_agreement_and_clears_every_doubt() -> None:
    assert "received.total" in waiting(record(MISREAD, twice=False))
    correction = said(MISREAD, "t.received.total", "correct", 7)
    settled = record(MISREAD, twice=False, decisions=[correction])
    assert waiting(settled) == set()
    total = field(settled, "received.total")
    assert (total.value, total.raw, total.source) == (7, "8", "review")
    assert total.reasons == ("corrected",)
    assert {e.status for e in settled.edits if "t.received.total" in e.fields} == {"satisfied"}


def test_what_a_person_alone_confirms_accuses_nobody_yet() -> None:
    """It says on whose word it rests, and waits for a second look."""
    names = [f"t.{row}.{column}" for row in ("received",) for column in ("a", "b", "total")]
    table = MISREAD.replace("carried_forward 1 0 1", "carried_forward 1 0 2")
    names += [f"t.carried_forward.{column}" for column in ("a", "b", "total")]
    settled = record(table, twice=False, decisions=[said(table, name, "accept") for name in names])
    assert settled.findings == ()
    told = settled.disagreements
    assert {finding.code for finding in told} == {"misreported_total"}
    assert set(names) <= {name for finding in told for name in finding.rests_on}
    assert all(field(settled, name).decision == "accept" for name in names)


def test_what_was_read_beyond_doubt_stays_the_agencys_mistake_when_a_person_confirms_it() -> None:
    (finding,) = record(MISREAD).findings
    settled = record(MISREAD, decisions=[said(MISREAD, "t.received.total", "accept", twice=True)])
    assert settled.findings == (finding,)


def test_the_field_that_a_person_calls_misreported_is_the_one_that_is_named() -> None:
    blamed = said(MISREAD, "t.received.total", "misreported")
    settled = record(MISREAD, twice=False, decisions=[blamed])
    (finding,) = settled.disagreements
    assert finding.fields == finding.rests_on == ("t.received.total",)
    assert (finding.printed, finding.expected) == (8, 7)
    assert "confirmed_misreport" in field(settled, "received.total").reasons
    assert waiting(settled) == set()


def test_what_a_person_says_proves_the_blank_beside_it() -> None:
    table = "refused 2 . 3"
    assert field(record(table, twice=False), "refused.b").value is None
    total = said(table, "t.refused.total", "correct", 2)
    proved = field(record(table, twice=False, decisions=[total]), "refused.b")
    assert (proved.value, proved.source, proved.proof) == (0, "imputed", ("row@refused",))


@pytest.mark.parametrize("action", ["accept", "correct", "misreported"])
def test_a_decision_on_text_that_is_no_longer_there_brings_the_field_back(action: Action) -> None:
    old = said(MISREAD, "t.received.total", action, 7)
    elsewhere = replace(old, anchor="another text")
    settled = record(MISREAD, twice=False, decisions=[elsewhere])
    total = field(settled, "received.total")
    assert total.decision == "review"
    assert "decision_outdated" in total.reasons
    assert [(c.value, c.source) for c in total.candidates][-1] == (7, "review")


def test_what_is_skipped_stays_open() -> None:
    skipped = said(CONSISTENT, "t.received.total", "skip")
    total = field(record(CONSISTENT, decisions=[skipped]), "received.total")
    assert (total.decision, total.reasons) == ("review", ("skipped",))


def test_a_person_may_say_that_nothing_is_printed() -> None:
    correction = said(CONSISTENT, "t.received.b", "correct", None, "blank")
    b: Field = field(record(CONSISTENT, decisions=[correction]), "received.b")
    assert (b.state, b.decision) == ("blank", "accept")


@given(st.lists(st.integers(0, 30), min_size=15, max_size=15), st.booleans())
def test_whoever_settles_every_field_has_the_last_word(figures: list[int], twice: bool) -> None:
    rows = [line.split()[0] for line in CONSISTENT.strip().splitlines()]
    table = "\n".join(
        f"{row} {' '.join(map(str, figures[3 * i : 3 * i + 3]))}" for i, row in enumerate(rows)
    )
    truth = {name: int(value) for name, value in cells(CONSISTENT).items()}
    shown = record(table, twice=twice)
    decisions = [said(table, name, "correct", value, shown=shown) for name, value in truth.items()]
    settled = record(table, twice=twice, decisions=decisions)
    assert {name: settled.fields[name].value for name in truth} == truth
    assert not settled.review
    assert not (*settled.findings, *settled.disagreements)


def test_a_correction_is_heard_before_blanks_are_taken_for_nought() -> None:
    """The total is left out; once a part of it is known to be 2, it cannot stand for 0."""
    table = "refused 0 0 ."
    part = said(table, "t.refused.a", "correct", 2, twice=True)
    settled = record(table, decisions=[part])
    assert (settled.findings, settled.disagreements) == ((), ())
    assert field(settled, "refused.total").value == 2


def test_whom_a_person_blames_accuses_nobody_where_other_figures_of_the_sum_are_unsure() -> None:
    """The total was read beyond doubt; that its parts were, only the person takes for granted."""
    table = "granted 3 1 9"
    printed = cells(table)
    text, places = document(printed)
    total = "t.granted.total"
    found = readings(printed, places)
    doubtful = dataclasses.replace(
        found,
        readings=tuple(r for r in found.readings if r.field == total or r.source == "grid"),
    )
    alone = reconcile(text, FORM, doubtful)
    assert (alone.findings, len(alone.disagreements)) == ((), 1)
    blamed = replace(said(table, total, "misreported", twice=True), seen=alone.fields[total])
    settled = reconcile(text, FORM, doubtful, [blamed])
    assert settled.findings == ()
    (told,) = settled.disagreements
    assert told.fields == told.rests_on == (total,)
