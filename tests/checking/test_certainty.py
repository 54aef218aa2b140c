"""Who accuses an agency: figures read beyond doubt, in their characters and in their place."""

from dataclasses import replace

from small_report import CONSISTENT, FORM, cells, document, field, readings, record

from extractor.checking import reconcile
from extractor.document import Document, Span
from extractor.record.record import Evidence, Irregularity, Reading, Readings, Record
from extractor.values.amount import read_amount

WRONG_TOTAL = CONSISTENT.replace("3 1 4", "3 1 9")


def marked(*marks: Span) -> Record:
    """WRONG_TOTAL in a document with such marks."""
    printed = cells(WRONG_TOTAL)
    text, places = document(printed)
    return reconcile(replace(text, marked=marks), FORM, readings(printed, places))


def place(name: str) -> Span:
    return document(cells(WRONG_TOTAL))[1][name].span


def test_a_figure_in_plain_characters_at_its_labels_accuses() -> None:
    assert [f.code for f in marked().findings] == ["misreported_total"]


def test_a_mark_at_the_figure_takes_the_accusation_back() -> None:
    """Something struck stood there, or a raised 9: perhaps the digit is none of the figure's."""
    at = place("t.granted.total")
    for mark in (at, Span(at.start, at.start), Span(at.end, at.end)):
        doubted = marked(mark)
        assert doubted.findings == ()
        assert [d.code for d in doubted.disagreements] == ["misreported_total"]
        assert doubted.review == ("t.granted.total",)


def test_a_rule_with_a_marked_figure_is_no_witness_but_another_may_be() -> None:
    """The row's parts are marked; that 9 is too much for the column stands."""
    (finding,) = marked(place("t.granted.a"), place("t.granted.b")).findings
    assert finding.fields == ("t.granted.total",)


def test_a_mark_elsewhere_does_not() -> None:
    assert marked(place("t.carried_forward.a")).findings == marked().findings


def test_a_note_mark_in_the_figure_counts_as_one() -> None:
    printed = cells(CONSISTENT.replace("3 1 4", "3 1 9①"))
    text, places = document(printed)
    doubted = reconcile(text, FORM, readings(printed, places))
    assert doubted.findings == ()
    assert "t.granted.total" in doubted.review


def prose(*sentences: str) -> Record:
    """CONSISTENT beside sentences that each say what was received."""
    printed = cells(CONSISTENT)
    text, places = document(printed)
    whole, told = text.text, list(readings(printed, places).readings)
    for sentence in sentences:
        start = len(whole) + sentence.index("件") - 1
        whole += sentence
        evidence = Evidence(start, start + 2, whole[start : start + 2])
        told.append(Reading("narrative.received", read_amount(evidence.quote), evidence, "rules"))
    return reconcile(
        Document(whole, (), "small.txt", "text/plain", "0" * 64),
        FORM,
        Readings("small", tuple(told)),
    )


def test_one_sentence_is_no_witness_against_a_table_and_two_are() -> None:
    assert prose("收到申请8件。").findings == ()
    assert [f.code for f in prose("收到申请8件。", "新收8件，均已办结。").findings] == [
        "narrative_differs"
    ]


def test_two_places_in_one_sentence_are_one_witness() -> None:
    assert prose("收到申请8件，", "新收8件。").findings == ()


def test_what_a_person_is_asked_about_proves_no_blank() -> None:
    """The total of 0 is printed in a unit that does not fit, and so is asked about."""
    printed = cells("received . . 0")
    text, places = document(printed)
    sure = readings(printed, places)
    doubtful = replace(
        sure,
        readings=tuple(
            Reading(r.field, r.content, r.evidence, r.source, ("unit_unfit",))
            for r in sure.readings
            if r.source == "grid"
        ),
    )
    proved, unproved = (reconcile(text, FORM, found) for found in (sure, doubtful))
    assert field(proved, "received.a").value == 0
    assert field(unproved, "received.total").decision == "review"
    assert field(unproved, "received.a").value is None


def test_a_proved_value_is_trusted_no_more_than_what_proves_it() -> None:
    printed = cells(CONSISTENT.replace("1 0 1", "1 . 1"))
    text, places = document(printed)
    for twice in (True, False):
        found = reconcile(text, FORM, readings(printed, places, twice))
        blank = field(found, "carried_forward.b")
        assert blank.source == "imputed"
        assert blank.confidence <= min(
            field(found, "received.b").confidence, field(found, "results_total.b").confidence
        )


def test_a_cell_that_its_row_ends_before_is_asked_about_unless_it_follows() -> None:
    printed = cells(CONSISTENT.replace("refused         1 1 2", "refused         1 ? ?"))
    text, places = document(printed)
    cut = Irregularity("clipped_row", "cut", ("t.refused.b", "t.refused.total"), None)
    found = reconcile(text, FORM, replace(readings(printed, places), irregularities=(cut,)))
    assert (field(found, "refused.b").value, field(found, "refused.b").decision) == (1, "accept")
    lone = cells("refused 1 ? ?")
    text, places = document(lone)
    found = reconcile(text, FORM, replace(readings(lone, places), irregularities=(cut,)))
    assert {"t.refused.b", "t.refused.total"} <= set(found.review)


def test_rows_that_are_not_printed_get_no_value() -> None:
    printed = cells(CONSISTENT.replace("refused         1 1 2", "refused         ? ? ?"))
    text, places = document(printed)
    gone = tuple(f"t.refused.{column}" for column in ("a", "b", "total"))
    without = replace(
        readings(printed, places), irregularities=(Irregularity("missing_row", "gone", gone),)
    )
    found = reconcile(text, FORM, without)
    assert {found.fields[name].value for name in gone} == {None}


def test_a_total_that_its_own_parts_bear_out_may_still_be_of_other_things() -> None:
    """Its parts show that it was read right, not that it is what the table counts."""
    listed = record(CONSISTENT, received="8")
    assert listed.findings == ()
