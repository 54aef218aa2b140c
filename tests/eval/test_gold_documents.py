"""The project's own gold: labels that the documents bear out."""

from decimal import Decimal
from pathlib import Path

import pytest

from eval.gold import GoldReport, load_gold
from extractor.formfile import load_form
from extractor.ingest import read_document
from extractor.model.amount import find_amounts, read_amount
from extractor.model.edit import EditRule
from extractor.model.folding import fold

GOLD = Path(__file__).parents[2] / "gold"
REPORTS = load_gold(GOLD)

_META = {
    "meta.agency",
    "meta.year",
    "meta.period_start",
    "meta.period_end",
    *(
        f"meta.contact.{name}"
        for name in ("address", "postcode", "phone", "fax", "email", "website")
    ),
}


@pytest.fixture(params=REPORTS, ids=lambda report: report.name)
def report(request: pytest.FixtureRequest) -> GoldReport:
    chosen = request.param
    assert isinstance(chosen, GoldReport)
    return chosen


def test_every_quote_is_in_the_text(report: GoldReport) -> None:
    text = read_document(report.path).text
    for fact in report.labels.facts or ():
        assert fact.quote in text
        assert fact.value in [a.value for _, _, a in find_amounts(fold(fact.quote))]


def test_every_raw_is_in_the_text_and_reads_as_its_value(report: GoldReport) -> None:
    text = read_document(report.path).text
    for name, field in report.labels.fields.items():
        if field.quote is not None:
            assert text.count(field.quote) == 1, name
        if field.raw is not None:
            assert field.raw in text, name
            amount = read_amount(field.raw)
            assert amount.value is not None
            # A fall may be said in a word before the figure.
            read = {abs(amount.value), abs(amount.value) * 10_000}
            assert read & {abs(value) for value in field.values if not isinstance(value, str)}, name
            assert amount.qualifier == field.qualifier, name


def test_every_text_value_is_in_the_text(report: GoldReport) -> None:
    text = read_document(report.path).text
    for name, field in report.labels.fields.items():
        if isinstance(field.value, str) and not name.startswith("meta.period"):
            assert field.value in text, name


def test_every_id_is_one_of_the_form(report: GoldReport) -> None:
    labels = report.labels
    form = load_form(labels.form)
    known = form.cells.keys() | {rule.field for rule in form.facts} | _META
    named = {*labels.fields, *(labels.imputed or {})}
    named |= {field for finding in labels.findings or () for field in finding.fields}
    assert named <= known


def test_the_figures_agree_except_where_a_finding_is_planted(report: GoldReport) -> None:
    labels = report.labels
    values = {n: f.value for n, f in labels.fields.items() if isinstance(f.value, Decimal)}
    exact = {n: v for n, v in values.items() if labels.fields[n].qualifier is None}
    # A share is no field: it is held against its figures, not by an edit rule of the form.
    findings = (f for f in labels.findings or () if f.code != "misreported_share")
    planted = [set(finding.fields) for finding in findings]
    known = exact | (labels.imputed or {})
    for rule in load_form(labels.form).edits:
        if set(rule.fields) <= known.keys():
            broken = any(fields <= set(rule.fields) for fields in planted)
            assert _holds(rule, known) != broken, rule.id


def _holds(rule: EditRule, known: dict[str, Decimal]) -> bool:
    """The rule on exact figures; a percentage is good to one of its last printed digits."""
    gap = slack = Decimal(0)
    for term in rule.terms:
        share = known[term.share] if term.share else Decimal(1)
        gap += term.coefficient * share * known[term.field]
        if term.share:
            slack += abs(known[term.field]).scaleb(int(share.as_tuple().exponent))
    return abs(gap) <= slack if rule.relation == "=" else gap <= slack


def test_blanks_and_dashes_are_imputed_only_where_they_are_printed_or_missing() -> None:
    for report in REPORTS:
        for name in report.labels.imputed or {}:
            label = report.labels.fields.get(name)
            assert label is None or label.state in ("blank", "dash"), name


def test_no_agency_is_in_both_dev_and_test() -> None:
    sides: dict[str, set[object]] = {"dev": set(), "test": set()}
    for report in REPORTS:
        side = report.path.relative_to(GOLD).parts[0]
        sides[side].add(report.labels.fields["meta.agency"].value)
    assert not sides["dev"] & sides["test"]
