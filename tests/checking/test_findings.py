"""Whose mistake is it? What is read beyond doubt, in its characters and in its place, is the
source's; the rest is a reader's."""

from dataclasses import replace

from small_report import CONSISTENT, FORM, cells, document, field, readings, record

from extractor.checking import reconcile
from extractor.document import Document, Span
from extractor.record.record import Evidence, Irregularity, Reading, Readings, Record
from extractor.values.amount import read_amount

WRONG_TOTAL = CONSISTENT.replace("3 1 4", "3 1 9")


def test_a_table_that_agrees_is_accepted_without_a_word() -> None:
    agreed = record(CONSISTENT, received="7", before="10", change="-30%")
    assert agreed.findings == ()
    assert agreed.review == ()
    assert {f.reasons for f in agreed.fields.values()} == {()}


def test_an_altered_total_read_beyond_doubt_is_one_finding_about_it() -> None:
    altered = record(WRONG_TOTAL)
    (finding,) = altered.findings
    assert finding.code == "misreported_total"
    assert finding.fields == ("t.granted.total",)
    assert (finding.printed, finding.expected) == (9, 4)
    assert finding.rules == ("results@total", "row@granted")
    assert "公开·合计 prints 9 where 4 would agree" in finding.message
    assert {e.quote for e in finding.evidence} == {"6", "9", "2", "3", "1"}


def test_its_figures_stand_as_printed() -> None:
    total = field(record(WRONG_TOTAL), "granted.total")
    assert (total.value, total.decision, total.proposal) == (9, "accept", None)
    assert total.reasons == ("source_disagrees",)


def test_the_same_read_only_once_goes_to_a_person_with_a_proposal() -> None:
    doubtful = record(WRONG_TOTAL, twice=False)
    assert doubtful.findings == ()
    assert doubtful.review == ("t.granted.total",)
    total = field(doubtful, "granted.total")
    assert (total.value, total.proposal) == (9, 4)
    assert total.reasons == ("error_localized",)


def test_prose_that_differs_from_the_table_is_a_question_where_one_pattern_read_it() -> None:
    differs = record(CONSISTENT, received="8")
    assert differs.findings == ()
    assert differs.review == ("narrative.received",)
    (finding,) = differs.disagreements
    assert finding.code == "narrative_differs"
    assert finding.fields == ("narrative.received",)
    assert (finding.printed, finding.expected) == (8, 7)


def test_a_wrong_change_is_told_with_the_right_one() -> None:
    """The table bears out what was received; the year before is read only once."""
    (finding,) = record(CONSISTENT, received="7", before="10", change="-20%").disagreements
    assert finding.code == "misreported_change"
    assert (finding.printed, finding.expected) == (-20, -30)


def test_two_mistakes_apart_are_two_findings() -> None:
    told = record(WRONG_TOTAL, received="8")
    assert [f.code for f in told.findings] == ["misreported_total"]
    assert [f.code for f in told.disagreements] == ["narrative_differs"]


def test_two_mistakes_among_the_same_rules_are_two_findings_all_the_same() -> None:
    wrong = WRONG_TOTAL.replace("5 2 7", "5 2 8", 1)
    found = {f.fields: (f.printed, f.expected) for f in record(wrong).findings}
    assert found == {("t.granted.total",): (9, 4), ("t.received.total",): (8, 7)}


def test_a_mistake_beside_a_row_that_is_missing_is_still_the_sources() -> None:
    """The parts that are there exceed the total; what is not there cannot mend it."""
    cut = CONSISTENT.replace("refused         1 1 2", "").replace("3 1 4", "9 1 10")
    found = record(cut).findings
    assert {f.code for f in found} == {"misreported_total"}


def test_a_slipped_row_read_once_is_proposed_back_as_a_whole() -> None:
    slipped = CONSISTENT.replace("received        5 2 7", "received        2 7 0")
    back = record(slipped, twice=False)
    assert [field(back, f"received.{c}").proposal for c in ("a", "b", "total")] == [5, 2, 7]


def test_a_hopeless_block_goes_back_whole() -> None:
    noise = record("received 9 8 1\ngranted 7 5 3\nrefused 2 7 40\nresults_total 1 1 90\n"
                   "carried_forward 30 20 1", twice=False)  # fmt: skip
    reasons = {f.reasons for name, f in noise.fields.items() if name in noise.review}
    assert reasons == {("block_misread",)}


def test_a_negative_count_goes_to_a_person() -> None:
    below = field(record(CONSISTENT.replace("1 0 1", "1 -1 1")), "carried_forward.b")
    assert below.decision == "review"
    assert "not_a_count" in below.reasons
    assert below.proposal == 0


def test_agreement_of_the_sums_raises_confidence() -> None:
    """Part 3 would be noticed to disagree; a figure in no rule has only its reading."""
    known = field(record(CONSISTENT, before="3"), "received.a").confidence
    alone = field(record(CONSISTENT, before="3"), "narrative.before").confidence
    assert known > 0.9999 > alone


def test_every_quote_of_a_record_stands_in_its_text() -> None:
    text, _ = document(cells(CONSISTENT))
    for f in record(CONSISTENT).fields.values():
        assert f.evidence is not None
        assert text.text[f.evidence.start : f.evidence.end] == f.evidence.quote


# --- who accuses an agency ------------------------------------------------------------------------


def marked(*marks: Span) -> Record:
    """WRONG_TOTAL in a document with such marks."""
    return record(WRONG_TOTAL, marked=marks)


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
    doubted = record(CONSISTENT.replace("3 1 4", "3 1 9①"))
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
    for twice in (True, False):
        found = record(CONSISTENT.replace("1 0 1", "1 . 1"), twice=twice)
        blank = field(found, "carried_forward.b")
        assert blank.source == "imputed"
        assert blank.confidence <= min(
            field(found, "received.b").confidence, field(found, "results_total.b").confidence
        )


def test_a_cell_that_its_row_ends_before_is_asked_about_unless_it_follows() -> None:
    cut = Irregularity("clipped_row", "cut", ("t.refused.b", "t.refused.total"), None)
    clipped = CONSISTENT.replace("refused         1 1 2", "refused         1 ? ?")
    b = field(record(clipped, irregularities=(cut,)), "refused.b")
    assert (b.value, b.decision) == (1, "accept")
    lone = record("refused 1 ? ?", irregularities=(cut,))
    assert {"t.refused.b", "t.refused.total"} <= set(lone.review)


def test_rows_that_are_not_printed_get_no_value() -> None:
    gone = tuple(f"t.refused.{column}" for column in ("a", "b", "total"))
    without = CONSISTENT.replace("refused         1 1 2", "refused         ? ? ?")
    found = record(without, irregularities=(Irregularity("missing_row", "gone", gone),))
    assert {found.fields[name].value for name in gone} == {None}


def test_a_total_that_its_own_parts_bear_out_may_still_be_of_other_things() -> None:
    """Its parts show that it was read right, not that it is what the table counts."""
    listed = record(CONSISTENT, received="8")
    assert listed.findings == ()
