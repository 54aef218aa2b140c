"""The forms that are shipped."""

import pytest

from extractor.errors import FormError
from extractor.forms.file import form_ids, load_form


def test_both_forms_are_there() -> None:
    assert form_ids() == ("disclosure_2019", "disclosure_2021")


@pytest.mark.parametrize("form_id", ["disclosure_2019", "disclosure_2021"])
def test_a_form_is_complete(form_id: str) -> None:
    form = load_form(form_id)
    assert [section.id for section in form.sections] == [
        "overview",
        "disclosure",
        "requests",
        "remedies",
        "problems",
        "other_matters",
    ]
    assert {table.part for table in form.tables} == {"disclosure", "requests", "remedies"}
    assert len({rule.id for rule in form.edits}) == len(form.edits)
    assert all(form.units.get(rule.field) for rule in form.facts)


def test_the_revision_tells_three_other_ways_apart() -> None:
    old, new = load_form("disclosure_2019"), load_form("disclosure_2021")
    assert "requests.other.total" in old.cells
    assert "requests.other.total" not in new.cells
    assert "requests.other.fee_unpaid_in_time.total" in new.cells
    order = list(new.cells)
    assert order.index("requests.other.miscellaneous.total") < order.index(
        "requests.results_total.total"
    )


def test_an_unknown_form_is_named_with_the_known_ones() -> None:
    with pytest.raises(FormError, match="disclosure_2019, disclosure_2021"):
        load_form("disclosure_1999")
