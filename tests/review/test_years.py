"""One agency over the years: key figures, their changes, and what is carried over."""

from pathlib import Path

import pytest
from deciding import settle
from hypothesis import given
from hypothesis import strategies as st
from yearly_reports import AGENCY, report, write, yearly

from extractor.batch import run
from extractor.review import Verdict
from extractor.review.years import (
    BROUGHT,
    CARRIED,
    AgencyYears,
    across_years,
    key_of,
    list_agencies,
)
from extractor.store import Store

YEARS = yearly({2020: 3, 2021: 2, 2022: 4}, brought={2022: 5})
"""2020 and 2021 agree, 2021 and 2022 do not: 2 are carried, 5 brought forward."""


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """The reports of three years."""
    folder = tmp_path / "files"
    folder.mkdir()
    with Store(tmp_path / "gouji.db", create=True) as store:
        run(write(folder, YEARS), store)
    return tmp_path / "gouji.db"


def years_of(db: Path, agency: str = AGENCY) -> AgencyYears:
    with Store(db) as store:
        found = across_years(store, agency)
    assert found is not None
    return found


def add(db: Path, text: str, name: str) -> None:
    path = db.parent / name
    path.write_text(text, encoding="utf-8")
    with Store(db) as store:
        run([path], store)


def outcomes(agency: AgencyYears, applicant: str = "total") -> dict[int, str]:
    return {carry.year: carry.status for carry in agency.carries if carry.applicant == applicant}


def test_figures_stand_side_by_side_with_their_changes(db: Path) -> None:
    agency = years_of(db)
    assert [one.year for one in agency.reports] == [2020, 2021, 2022]
    first, second, third = agency.lines["brought_forward"]
    assert first and second and third
    assert [one.figure.value for one in (first, second, third)] == [0, 3, 5]
    assert [first.change, first.percent] == [None, None]
    assert [second.change, second.percent] == [3, None], "there was nothing before"
    assert [third.change, third.percent] == [2, 66.7]


def test_refusals_are_summed_over_the_rows_of_the_form(db: Path) -> None:
    rows = YEARS[2022] | {
        "refused.state_secret": (1, 0, 1),
        "refused.internal_affairs": (2, 0, 2),
        "granted": (8, 2, 10),
    }
    add(db, report(2022, rows), "later.txt")
    refused = years_of(db).lines["refused"][-1]
    assert refused and refused.figure.value == 3


def test_what_is_carried_forward_is_brought_forward(db: Path) -> None:
    agency = years_of(db)
    assert outcomes(agency) == {2020: "satisfied", 2021: "violated"}
    assert outcomes(agency, "business") == {2020: "satisfied", 2021: "satisfied"}
    total = next(carry for carry in agency.carries if carry.status == "violated")
    assert [total.carried.value, total.brought.value, total.difference] == [2, 5, 3]
    assert (total.carried.field, total.carried.document) == (f"{CARRIED}.total", 2)
    assert (total.brought.field, total.brought.document) == (f"{BROUGHT}.total", 3)


def test_a_figure_that_waits_is_not_judged_until_a_person_settled_it(db: Path) -> None:
    odd = report(2023, yearly({2022: 4, 2023: 1})[2023]).replace("\t4\t0\t0\t0\t0\t0\t4", "\tx4")
    add(db, odd, "2023.txt")
    assert outcomes(years_of(db))[2022] == "not_evaluable"
    settle(db, (4, "wen", Verdict(f"{BROUGHT}.total", "correct", typed="4")))
    assert outcomes(years_of(db))[2022] == "satisfied"


def test_years_that_do_not_follow_each_other_are_not_compared(db: Path) -> None:
    add(db, report(2024, yearly({2024: 0})[2024]), "2024.txt")
    agency = years_of(db)
    assert set(outcomes(agency)) == {2020, 2021}
    received = agency.lines["received"][-1]
    assert received and received.change is None


def test_of_two_reports_on_one_year_the_last_read_counts_and_both_are_told(db: Path) -> None:
    add(db, report(2022, yearly({2021: 2, 2022: 4})[2022]), "corrected.txt")
    agency = years_of(db)
    assert [(one.year, one.counts) for one in agency.reports][-2:] == [(2022, False), (2022, True)]
    assert outcomes(agency)[2021] == "satisfied"
    before, after = agency.lines["brought_forward"][-2:]
    assert before and after
    assert [before.figure.value, before.change] == [5, None]
    assert [after.figure.value, after.change] == [2, -1]


def test_a_name_is_the_same_however_its_characters_are_written(db: Path) -> None:
    add(db, report(2023, yearly({2022: 4, 2023: 1})[2023], agency="示例市水務局"), "2023.txt")
    agency = years_of(db, "示例市 水务局")
    assert [one.year for one in agency.reports] == [2020, 2021, 2022, 2023]
    assert agency.names == ("示例市水務局", AGENCY)


def test_an_agency_that_is_called_otherwise_is_another(db: Path) -> None:
    add(db, report(2023, yearly({2023: 1})[2023], agency="示例市水利局"), "2023.txt")
    assert len(years_of(db).reports) == 3
    with Store(db) as store:
        assert across_years(store, "示例市交通局") is None
        names = [agency.name for agency in list_agencies(store)]
    assert names == sorted([AGENCY, "示例市水利局"])


def test_agencies_are_listed_a_few_at_a_time_with_their_totals(db: Path) -> None:
    add(db, report(2023, yearly({2023: 1})[2023], agency="别处县教育局"), "other.txt")
    with Store(db) as store:
        (first,) = list_agencies(store, limit=1)
        (second,) = list_agencies(store, after=first.key)
        (found,) = list_agencies(store, part="教育")
    assert (first, second.name) == (found, AGENCY)
    assert [carry.status for carry in second.carries] == ["satisfied", "violated"]
    assert {carry.applicant for carry in second.carries} == {"total"}


@given(st.text())
def test_a_key_is_its_own_key(agency: str) -> None:
    assert key_of(key_of(agency)) == key_of(agency)
