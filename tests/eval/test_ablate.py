"""Variants of the reading: nothing left out is the product, and each part is worth something."""

from pathlib import Path

import pytest
from labelled_reports import OWN

from eval.ablate import VARIANTS, ablate, read_variants, reconciled
from eval.gold import GoldReport, load_gold
from eval.measures import figures
from eval.synthesize import synthesize
from extractor.forms.file import load_form
from extractor.pipeline import extract
from extractor.reading import Reader

FULL, NO_IMPUTATION, NO_LOCALIZATION, NO_RULES, ONE_READER = VARIANTS


@pytest.mark.parametrize("report", OWN, ids=lambda report: report.name)
def test_with_nothing_left_out_it_is_the_product(report: GoldReport) -> None:
    document, record = extract(report.path)
    form = load_form(record.form)
    assert reconciled(document, form, Reader(document, form).read(), FULL) == record


def shares(folder: Path, measure: str) -> dict[str, float | None]:
    read = [read_variants(report) for report in load_gold(folder)]
    return {
        variant.name: f.share
        for variant in VARIANTS
        for f in figures([document[variant.name] for document in read])
        if f.measure.id == measure
    }


def test_without_imputation_or_rules_no_blank_becomes_a_zero(tmp_path: Path) -> None:
    synthesize(4, "tabs", zero="blank").write(tmp_path)
    imputed = shares(tmp_path, "imputed_right")
    assert imputed[FULL.name] == 1
    assert imputed[NO_IMPUTATION.name] == imputed[NO_RULES.name] == 0


def test_without_localization_or_rules_no_misreport_is_found(tmp_path: Path) -> None:
    synthesize(4, "tabs", misreport="total").write(tmp_path)
    found = shares(tmp_path, "misreports_found")
    assert found[FULL.name] == 1
    assert found[NO_LOCALIZATION.name] == found[NO_RULES.name] == 0


def test_a_document_that_cannot_be_read_is_unread_in_every_variant(tmp_path: Path) -> None:
    path = synthesize(4, "tabs").write(tmp_path)
    path.write_text("no report at all", encoding="utf-8")
    (report,) = load_gold(tmp_path)
    assert all(judged.score.failure for judged in read_variants(report).values())


def test_the_simulated_model_is_compared_too(tmp_path: Path) -> None:
    synthesize(4, "tabs").write(tmp_path)
    told: list[str] = []
    found = ablate(load_gold(tmp_path), 0.05, 1, told.append)
    assert list(found) == [*(v.name for v in VARIANTS), *told[1:]]
    assert all(name.startswith(("model", "escalated")) for name in told[1:])
