"""Every place where a table prints something is read, asked about, or none of the form's."""

from dataclasses import replace as with_
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_report import CONSISTENT, FORM, cells, document

from extractor.checking import reconcile
from extractor.checking.judge.account import account
from extractor.record.record import (
    Evidence,
    Field,
    FieldId,
    Irregularity,
    Printed,
    Reading,
    Readings,
)
from extractor.values.amount import read_amount

PAPER, PLACES = document(cells(CONSISTENT))
READ = tuple(
    Reading(name, read_amount(place.quote), place, source)
    for name, place in PLACES.items()
    for source in ("grid", "skeleton")
)
READINGS = Readings("small", READ, printed=tuple(PLACES.values()))
FIELDS = reconcile(PAPER, FORM, READINGS).fields
CELLS = len(PLACES)
ONE = "t.granted.b"


def without(name: FieldId) -> Readings:
    """The readings but for those of one field."""
    return with_(READINGS, readings=tuple(r for r in READ if r.field != name))


def irregular(code: str, place: Evidence) -> Irregularity:
    return Irregularity(code, "", (), place)


def waiting(name: FieldId) -> dict[FieldId, Field]:
    return FIELDS | {name: replace(FIELDS[name], decision="review")}


def test_evidence_of_accepted_fields_is_read() -> None:
    assert account(READINGS, FIELDS) == (Printed(read=CELLS), ())


def test_evidence_of_a_field_that_waits_is_asked_about() -> None:
    assert account(READINGS, waiting(ONE))[0] == Printed(read=CELLS - 1, asked=1)


def test_what_no_field_stands_for_is_told_and_asked_about() -> None:
    printed, lost = account(without(ONE), FIELDS)
    assert printed == Printed(read=CELLS - 1, asked=1)
    assert [(told.code, told.evidence, told.asks) for told in lost] == [
        ("unread_cell", PLACES[ONE], True)
    ]


def test_what_an_irregularity_holds_is_asked_about_or_outside() -> None:
    for code, printed in (
        ("unknown_row", Printed(read=CELLS - 1, asked=1)),
        ("outside", Printed(read=CELLS - 1, outside=1)),
    ):
        told = with_(without(ONE), irregularities=(irregular(code, PLACES[ONE]),))
        assert account(told, FIELDS) == (printed, ())


def test_an_absence_holds_nothing() -> None:
    told = with_(without(ONE), irregularities=(irregular("clipped_row", PLACES[ONE]),))
    assert [lost.code for lost in account(told, FIELDS)[1]] == ["unread_cell"]


def test_a_reading_that_an_accepted_field_contradicts_is_not_read() -> None:
    fields = FIELDS | {ONE: replace(FIELDS[ONE], value=Decimal(9), evidence=None)}
    assert [lost.evidence for lost in account(READINGS, fields)[1]] == [PLACES[ONE]]


def test_a_reader_of_prose_has_no_say_in_tables() -> None:
    stray = Reading("narrative.received", read_amount("3"), PLACES[ONE], "rules")
    told = with_(READINGS, readings=(*READ, stray))
    fields = FIELDS | {"narrative.received": replace(FIELDS[ONE], decision="review")}
    assert account(told, fields) == (Printed(read=CELLS), ())


def test_a_cell_that_a_person_pointed_at_is_read() -> None:
    said = replace(FIELDS[ONE], source="review", value=Decimal(9))
    assert account(without(ONE), FIELDS | {ONE: said}) == (Printed(read=CELLS), ())


@given(
    st.sets(st.sampled_from(sorted(PLACES))),
    st.sets(st.sampled_from(sorted(PLACES))),
    st.dictionaries(
        st.sampled_from(sorted(PLACES)), st.sampled_from(["unknown_row", "outside", "missing_row"])
    ),
)
def test_every_printed_place_is_in_exactly_one_class(
    unread: set[FieldId], asked: set[FieldId], told: dict[FieldId, str]
) -> None:
    readings = with_(
        READINGS,
        readings=tuple(r for r in READ if r.field not in unread),
        irregularities=tuple(irregular(code, PLACES[name]) for name, code in told.items()),
    )
    fields = {
        name: replace(field, decision="review" if name in asked else "accept")
        for name, field in FIELDS.items()
    }
    printed, lost = account(readings, fields)
    assert printed.total == CELLS
    assert len(lost) <= printed.asked
