"""The real forms' rules on whole tables, sparse as in real reports."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_report import count, weighed

from extractor.checking.judge.impute import impute
from extractor.checking.observation import Observation
from extractor.forms.file import load_form
from extractor.forms.form import Form

FORMS = ("disclosure_2019", "disclosure_2021")
FLOW = ("received", "brought_forward", "results_total", "carried_forward")


def figures(form: Form, results: dict[tuple[int, int], int], carried: int) -> dict[str, int]:
    """A table of requests that adds up, from the results of a few applicants."""
    table = next(table for table in form.tables if table.part == "requests")
    columns = [column.id for column in table.columns if column.id != "total"]
    settled = [row.id for row in table.rows if row.id not in FLOW]
    value = {(row.id, column): 0 for row in table.rows for column in columns}
    for (row, column), n in results.items():
        value[settled[row % len(settled)], columns[column]] = n
    for column in columns:
        total = sum(value[row, column] for row in settled)
        value["results_total", column] = total
        value["received", column] = total + carried
        value["carried_forward", column] = carried
    named = {f"requests.{row}.{column}": n for (row, column), n in value.items()}
    for row in table.rows:
        named[f"requests.{row.id}.total"] = sum(value[row.id, c] for c in columns)
    return named


tables = st.dictionaries(
    st.tuples(st.integers(0, 30), st.integers(0, 5)), st.integers(1, 200), max_size=8
)


def shown(printed: dict[str, int], empty: str) -> dict[str, Observation]:
    """Every figure as read; zeros as empty cells or dashes where asked for."""
    return {
        name: count(name, None, empty) if empty and not n else count(name, n)
        for name, n in printed.items()
    }


@pytest.mark.parametrize("form_id", FORMS)
@settings(max_examples=25, deadline=None)
@given(results=tables, carried=st.integers(0, 3), empty=st.sampled_from(("", "blank", "dash")))
def test_a_table_that_adds_up_violates_nothing_and_its_blanks_are_zeros(
    form_id: str, results: dict[tuple[int, int], int], carried: int, empty: str
) -> None:
    form = load_form(form_id)
    observed = shown(figures(form, results, carried), empty)
    requests = [rule for rule in form.edits if rule.name.startswith("requests.")]
    held = weighed(observed, requests, form)
    assert {c.result.status for c in held.confronted} == {"satisfied"}
    assert held.localized == ()
    values = impute(form, held).values()
    assert {imputed.value for imputed in values} <= {Decimal(0)}


@settings(max_examples=25, deadline=None)
@given(results=tables.filter(bool), data=st.data())
def test_one_altered_figure_of_part_3_is_always_among_the_localized(
    results: dict[tuple[int, int], int], data: st.DataObject
) -> None:
    form = load_form("disclosure_2019")
    printed = figures(form, results, 0)
    name = data.draw(st.sampled_from(sorted(name for name, n in printed.items() if n)))
    altered = printed | {name: printed[name] + data.draw(st.integers(1, 50))}
    observed = shown(altered, "")
    requests = [rule for rule in form.edits if rule.name.startswith("requests.")]
    (block,) = weighed(observed, requests, form).localized
    assert name in (*block.errors, *block.suspects)
    assert any(solution.changes == {name: printed[name]} for solution in block.solutions)
