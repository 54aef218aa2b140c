"""Whose mistake is it? What is read beyond doubt is the source's, the rest is a reader's."""

from small_report import CONSISTENT, FORM, cells, document, field, readings, record

from extractor.checking import reconcile


def test_a_table_that_agrees_is_accepted_without_a_word() -> None:
    agreed = record(CONSISTENT, received="7", before="10", change="-30%")
    assert agreed.findings == ()
    assert agreed.review == ()
    assert {f.reasons for f in agreed.fields.values()} == {()}


def test_an_altered_total_read_beyond_doubt_is_one_finding_about_it() -> None:
    altered = record(CONSISTENT.replace("3 1 4", "3 1 9"))
    (finding,) = altered.findings
    assert finding.code == "misreported_total"
    assert finding.fields == ("t.granted.total",)
    assert (finding.printed, finding.expected) == (9, 4)
    assert finding.rules == ("results@total", "row@granted")
    assert "公开·合计 prints 9 where 4 would agree" in finding.message
    assert {e.quote for e in finding.evidence} == {"6", "9", "2", "3", "1"}


def test_its_figures_stand_as_printed() -> None:
    total = field(record(CONSISTENT.replace("3 1 4", "3 1 9")), "granted.total")
    assert (total.value, total.decision, total.proposal) == (9, "accept", None)
    assert total.reasons == ("source_disagrees",)


def test_the_same_read_only_once_goes_to_a_person_with_a_proposal() -> None:
    doubtful = record(CONSISTENT.replace("3 1 4", "3 1 9"), twice=False)
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
    wrong = CONSISTENT.replace("3 1 4", "3 1 9")
    told = record(wrong, received="8")
    assert [f.code for f in told.findings] == ["misreported_total"]
    assert [f.code for f in told.disagreements] == ["narrative_differs"]


def test_two_mistakes_among_the_same_rules_are_two_findings_all_the_same() -> None:
    wrong = CONSISTENT.replace("3 1 4", "3 1 9").replace("5 2 7", "5 2 8", 1)
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
    printed = cells(CONSISTENT)
    text, places = document(printed)
    done = reconcile(text, FORM, readings(printed, places))
    for f in done.fields.values():
        assert f.evidence is not None
        assert text.text[f.evidence.start : f.evidence.end] == f.evidence.quote
