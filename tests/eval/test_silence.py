"""What the measures say of a record that keeps silent, claims or accuses more than it did.

A gold report is read, and its record made worse in one place: the measure that is about it gets
worse, and none that has a target gets better.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.gold import GoldReport, load_gold
from eval.judged import judged
from eval.measures import MEASURES
from eval.score import predictions
from extractor.forms.file import load_form
from extractor.pipeline import Extraction, extract
from extractor.record.record import Field, FieldId, Finding, Record

GOLD = Path(__file__).parents[2] / "gold" / "dev"
CELL = "requests.received.total"
PROSE = "narrative.requests.received"
ACCUSED = Finding("misreported_total", "it does not add up", (CELL,), (), ())


class Counted(NamedTuple):
    """A measure over one document."""

    hits: int
    total: int

    @property
    def share(self) -> float:
        return self.hits / (self.total or 1)


@pytest.fixture(scope="module")
def report() -> GoldReport:
    """A report whose part 3 has a total that is wrong, and whose prose differs from its table."""
    (found,) = (one for one in load_gold(GOLD) if one.name == "cangyu-zone-2024")
    return found


@pytest.fixture(scope="module")
def read(report: GoldReport) -> Extraction:
    return extract(report.path)


def measured(report: GoldReport, read: Extraction, record: Record) -> Mapping[str, Counted]:
    document = judged(report, Extraction(read.document, record))
    return {measure.id: Counted(*measure.count(document)) for measure in MEASURES}


def with_fields(record: Record, fields: Mapping[FieldId, Field]) -> Record:
    return replace(record, fields={**record.fields, **fields})


def silenced(field: Field) -> Field:
    """As if nothing were printed there, and nobody need look."""
    return msgspec.structs.replace(
        field, value=None, state="missing", source=None, evidence=None, decision="accept"
    )


def asked(field: Field) -> Field:
    return msgspec.structs.replace(field, decision="review")


def misread(field: Field) -> Field:
    assert isinstance(field.value, Decimal)
    return msgspec.structs.replace(field, value=field.value + 1, decision="accept")


def only_worse(before: Mapping[str, Counted], after: Mapping[str, Counted]) -> bool:
    """Whether no measure that has a target is nearer to it than it was."""
    return not any(
        (measure.least is not None and after[measure.id].share > before[measure.id].share)
        or (measure.most is not None and after[measure.id].share < before[measure.id].share)
        for measure in MEASURES
    )


@settings(max_examples=25)
@given(data=st.data())
def test_readings_dropped_in_silence_are_cells_lost(
    report: GoldReport, read: Extraction, data: st.DataObject
) -> None:
    fields = read.record.fields
    cells = [name for name in fields if name.startswith("requests.")]
    dropped = data.draw(st.sets(st.sampled_from(cells), min_size=1))
    before = measured(report, read, read.record)
    silent = {name: silenced(fields[name]) for name in dropped}
    after = measured(report, read, with_fields(read.record, silent))
    assert after["lost"].hits == before["lost"].hits + len(dropped)
    assert after["cells_missed"].hits == before["cells_missed"].hits + len(dropped)
    assert only_worse(before, after)


def test_a_reading_that_becomes_a_question_is_not_lost(
    report: GoldReport, read: Extraction
) -> None:
    before = measured(report, read, read.record)
    after = measured(
        report, read, with_fields(read.record, {CELL: asked(read.record.fields[CELL])})
    )
    assert after["lost"].hits == before["lost"].hits
    assert after["cells_asked"].hits == before["cells_asked"].hits + 1
    assert after["cells_right"].hits == before["cells_right"].hits - 1


def test_a_question_dropped_in_silence_is_a_cell_lost(report: GoldReport, read: Extraction) -> None:
    field = read.record.fields[CELL]
    before = measured(report, read, with_fields(read.record, {CELL: asked(field)}))
    after = measured(report, read, with_fields(read.record, {CELL: silenced(field)}))
    assert after["lost"].hits == before["lost"].hits + 1
    assert only_worse(before, after)


@pytest.mark.parametrize(("name", "measure"), [(CELL, "cells_wrong"), (PROSE, "narrative_wrong")])
def test_a_value_accepted_wrong_is_counted_where_it_is_asked_about_it_is_not(
    report: GoldReport, read: Extraction, name: FieldId, measure: str
) -> None:
    before = measured(report, read, read.record)
    wrong = misread(read.record.fields[name])
    after = measured(report, read, with_fields(read.record, {name: wrong}))
    assert after[measure].hits == before[measure].hits + 1
    assert only_worse(before, after)
    questioned = measured(report, read, with_fields(read.record, {name: asked(wrong)}))
    assert questioned[measure].hits == before[measure].hits


def test_a_value_accepted_where_none_is_printed_is_counted(
    report: GoldReport, read: Extraction
) -> None:
    known = {*read.record.fields, *report.labels.fields}
    unstated = next(f.field for f in load_form(read.record.form).facts if f.field not in known)
    before = measured(report, read, read.record)
    claimed = {unstated: read.record.fields[PROSE]}
    after = measured(report, read, with_fields(read.record, claimed))
    assert after["narrative_wrong"].hits == before["narrative_wrong"].hits + 1
    assert only_worse(before, after)


def test_a_finding_that_is_not_true_is_counted(report: GoldReport, read: Extraction) -> None:
    record = read.record
    before = measured(report, read, record)
    after = measured(report, read, replace(record, findings=(*record.findings, ACCUSED)))
    assert after["findings_false"].hits == before["findings_false"].hits + 1
    assert only_worse(before, after)


def test_a_false_finding_is_counted_where_misreports_are_not_labelled_if_it_rests_on_a_misreading(
    report: GoldReport, read: Extraction
) -> None:
    unlabelled = replace(report, labels=report.labels.model_copy(update={"findings": None}))
    accusing = replace(read.record, findings=(ACCUSED,))
    assert measured(unlabelled, read, accusing)["findings_false"].hits == 0
    wrong = with_fields(accusing, {CELL: misread(read.record.fields[CELL])})
    assert measured(unlabelled, read, wrong)["findings_false"].hits == 1


def test_a_misreport_that_is_put_in_question_is_found_but_not_told(
    report: GoldReport, read: Extraction
) -> None:
    record = read.record
    before = measured(report, read, record)
    assert before["misreports_found"].hits > 0
    in_question = (*record.findings, *record.disagreements)
    after = measured(report, read, replace(record, findings=(), disagreements=in_question))
    assert after["misreports_found"].hits == before["misreports_found"].hits
    assert after["misreports_told"].hits == 0
    silent = measured(report, read, replace(record, findings=(), disagreements=()))
    assert silent["misreports_found"].hits == 0
    assert only_worse(before, silent)


def test_a_disagreement_without_ground_is_a_question_and_no_accusation(
    report: GoldReport, read: Extraction
) -> None:
    after = measured(report, read, replace(read.record, disagreements=(ACCUSED,)))
    assert after["disagreements_false"].hits == 1
    assert after["findings_false"].hits == 0


def test_trust_does_not_grow_by_silence(report: GoldReport, read: Extraction) -> None:
    """What is printed and taken for missing is a claim that is accepted and wrong."""
    silent = with_fields(read.record, {CELL: silenced(read.record.fields[CELL])})
    made = {claim.field: claim for claim in predictions(report.name, report.labels, silent)}
    assert made[CELL].accepted
    assert not made[CELL].right
