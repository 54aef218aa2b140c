"""Real reports in, checked records out: what the labels say, and nothing else."""

from collections import Counter
from decimal import Decimal

from labelled_reports import REAL, each_real, needs_real

from eval.gold import GoldReport
from eval.score import TABLE_PARTS, score
from extractor.pipeline import extract
from extractor.reading.prose.open_facts import LONGEST


@needs_real
@each_real
def test_tables_and_metadata_are_all_right(report: GoldReport) -> None:
    document, record = extract(report.path)
    assert record.form == report.labels.form
    verdicts = score(report.name, report.labels, document, record).verdicts
    of_interest = [v for v in verdicts if v.part in (*TABLE_PARTS, "meta")]
    assert [v for v in of_interest if v.outcome != "right"] == []
    assert {v.aspect for v in of_interest} >= {"value", "state", "evidence"}


@needs_real
@each_real
def test_every_value_stands_where_its_evidence_says(report: GoldReport) -> None:
    document, record = extract(report.path)
    for field in record.fields.values():
        if field.evidence:
            assert document.quote(field.evidence.span) == field.evidence.quote
    for fact in record.facts:
        assert document.quote(fact.evidence.span) == fact.evidence.quote
        assert len(fact.label) <= LONGEST


@needs_real
def test_money_without_a_unit_goes_to_a_person_with_both_readings() -> None:
    (report,) = (r for r in REAL if any(f.review for f in r.labels.fields.values()))
    field = extract(report.path)[1].fields["disclosure.procurement.amount"]
    assert (field.value, field.decision, field.raw) == (None, "review", "25.67")
    assert [c.value for c in field.candidates] == [Decimal("25.67"), 256700]
    assert "unit_not_printed" in field.reasons


@needs_real
def test_prose_is_found_and_never_wrong() -> None:
    outcomes: Counter[tuple[str, str]] = Counter()
    for report in REAL:
        document, record = extract(report.path)
        for verdict in score(report.name, report.labels, document, record).verdicts:
            if verdict.part in ("narrative", "facts") and verdict.aspect == "value":
                outcomes[verdict.part, verdict.outcome] += 1
    for part, least in (("narrative", 0.95), ("facts", 0.9)):
        labelled = sum(n for (p, o), n in outcomes.items() if p == part and o != "spurious")
        assert outcomes[part, "right"] >= least * labelled
        assert outcomes[part, "wrong"] == outcomes[part, "spurious"] == 0
