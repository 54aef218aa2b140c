"""Invented reports: labels that hold together, and nothing planted that is not told."""

import io
from decimal import Decimal
from typing import get_args

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.gold import parse_labels
from eval.synthesis.alter import DAMAGES, MISREPORTS, MISSTATEMENTS, Damage, Misreport
from eval.synthesis.draw import equations, follows
from eval.synthesis.mark import ZEROS, Zero
from eval.synthesis.phrases import SECTIONS
from eval.synthesis.sheet import (
    FORMS,
    Printed,
    Wording,
    fields_of,
    grid_of,
    requests_sheet,
    sheet_of,
)
from eval.synthesize import LAYOUTS, Layout, Synthetic, synthesize
from extractor.forms.file import load_form

SEEDS = st.integers(0, 10**9)
WORDINGS = st.sampled_from(get_args(Wording))
HARMLESS = {
    "rows_reordered",
    "label_torn",
    "table_repeated",
    "labels_remarked",
    "row_added",
    "remedies_widened",
}
"""Damage that takes no figure away from who reads with care."""


def figures(report: Synthetic) -> dict[str, Decimal]:
    """Printed and imputed figures of the tables, by field."""
    fields = report.gold["fields"]
    reported = {f: label["value"] for f, label in fields.items() if "value" in label}
    return reported | report.gold.get("imputed", {})


def broken(report: Synthetic, wording: Wording) -> list[object]:
    known = figures(report)
    return [
        rule
        for rule in equations(wording)
        if len({sum(known[f] for f in side) for side in rule}) > 1
    ]


@settings(max_examples=25)
@given(SEEDS, WORDINGS, st.sampled_from(ZEROS))
def test_labels_agree_with_every_rule_of_the_form(seed: int, wording: Wording, zero: Zero) -> None:
    report = synthesize(seed, "cells", wording=wording, zero=zero)
    assert broken(report, wording) == []
    assert report.planted == () and report.gold["findings"] == []


def test_a_place_that_no_cell_covers_is_empty() -> None:
    """A row lost a cell, so that one from the row above begins further right than it ends."""
    shared = Printed("总计", rowspan=2)
    sheet = ((Printed("一"), Printed("二"), shared), (Printed("三"),))
    assert [[cell.text for cell in row] for row in grid_of(sheet)] == [
        ["一", "二", "总计"],
        ["三", "", "总计"],
    ]


@settings(max_examples=25)
@given(SEEDS, st.sampled_from(("total", "cell", "flow")))
def test_a_planted_misreport_breaks_the_rules_of_its_fields(seed: int, kind: Misreport) -> None:
    report = synthesize(seed, "cells", wording="2021", zero="zero", misreport=kind)
    (planted,) = report.planted
    assert report.gold["findings"] == [{"code": planted.finding, "fields": list(planted.fields)}]
    rules = broken(report, "2021")
    assert rules
    assert all(set(planted.fields) & {f for side in rule for f in side} for rule in rules)


@pytest.mark.parametrize("kind", MISSTATEMENTS)
@settings(max_examples=10)
@given(seed=SEEDS)
def test_a_misstatement_is_told_and_leaves_the_tables_alone(kind: Misreport, seed: int) -> None:
    report = synthesize(seed, "cells", wording="2021", zero="zero", misreport=kind)
    (planted,) = report.planted
    (finding,) = report.gold["findings"]
    assert broken(report, "2021") == []
    assert finding["code"] == planted.finding
    assert set(finding["fields"]) <= report.gold["fields"].keys()
    assert finding["fields"] or finding["quote"] in report.content.decode()


@settings(max_examples=25)
@given(SEEDS)
def test_a_wrong_rate_is_not_that_of_its_figures(seed: int) -> None:
    report = synthesize(seed, "cells", misreport="change")
    stated = {
        name: label["value"] for name, label in report.gold["fields"].items() if "value" in label
    }
    names = ("received", "received_previous_year", "received_change")
    now, before, rate = (stated.get(f"narrative.requests.{name}") for name in names)
    if "narrative.requests.received_change" in report.planted[0].fields and before:
        assert abs(100 * (now - before) - rate * before) > before


@pytest.mark.parametrize("kind", DAMAGES)
@settings(max_examples=6)
@given(seed=SEEDS)
def test_damage_changes_the_labels_of_the_fields_it_names_and_no_others(
    kind: Damage, seed: int
) -> None:
    whole = synthesize(seed, "cells", zero="zero").gold["fields"]
    report = synthesize(seed, "cells", zero="zero", damage=kind)
    (planted,) = report.planted
    damaged = report.gold["fields"]
    changed = {f for f in whole if damaged.get(f) != whole[f]}
    assert changed == set(planted.fields)
    assert {damaged[f]["state"] for f in changed & damaged.keys()} <= {planted.state}
    assert (kind in HARMLESS) == (not changed)
    assert damaged.keys() <= whole.keys()


def table_lines(seed: int, kind: Damage | None, after: str, before: str) -> list[list[str]]:
    """The rows between two headings of a report whose cells stand between tabs."""
    text = synthesize(seed, "tabs", wording="2019", zero="zero", damage=kind).content.decode()
    lines = text.split("\n")
    places = [
        next(n for n, line in enumerate(lines) if line.endswith(heading))
        for heading in (after, before)
    ]
    cells = [[cell.strip() for cell in line.split("\t")] for line in lines[slice(*places)]]
    return [row for row in cells if len(row) > 1]


DISCLOSURE, REQUESTS, REMEDIES, PROBLEMS = SECTIONS[1:5]


class TestDamage:
    """What damaged tables print, beside the same tables whole."""

    @pytest.mark.parametrize("seed", range(8))
    def test_a_torn_label_goes_on_below_and_its_figures_stand_once(self, seed: int) -> None:
        whole = table_lines(seed, None, REQUESTS, REMEDIES)
        torn = table_lines(seed, "label_torn", REQUESTS, REMEDIES)
        at = next(n for n, row in enumerate(torn) if row not in whole)
        upper, lower = torn[at], torn[at + 1]
        joined = ["".join(pair) for pair in zip(upper, lower, strict=True)]
        assert joined == whole[at]
        assert torn[:at] == whole[:at]
        assert [row[3:] for row in torn[at + 2 :]] == [row[3:] for row in whole[at + 1 :]]
        assert "" in (upper[-1], lower[-1])

    def test_a_repeated_table_is_the_same_twice(self) -> None:
        whole = table_lines(3, None, REQUESTS, REMEDIES)
        assert table_lines(3, "table_repeated", REQUESTS, REMEDIES) == whole * 2

    @pytest.mark.parametrize("seed", range(5))
    def test_remarks_stand_behind_labels_and_change_nothing_else(self, seed: int) -> None:
        whole = table_lines(seed, None, REQUESTS, REMEDIES)
        remarked = table_lines(seed, "labels_remarked", REQUESTS, REMEDIES)
        pairs = [
            (old, new)
            for olds, news in zip(whole, remarked, strict=True)
            for old, new in zip(olds, news, strict=True)
            if old != new
        ]
        assert pairs
        assert all(new.startswith(old) and new.endswith("）") for old, new in pairs)

    def test_a_further_row_stands_below_the_documents(self) -> None:
        whole = table_lines(3, None, DISCLOSURE, REQUESTS)
        longer = table_lines(3, "row_added", DISCLOSURE, REQUESTS)
        (added,) = (row for row in longer if row not in whole)
        assert [row for row in longer if row is not added] == whole
        assert longer[longer.index(added) - 1][0] == "规范性文件"

    @pytest.mark.parametrize("seed", range(8))
    def test_blank_totals_follow_from_what_is_printed(self, seed: int) -> None:
        whole = synthesize(seed, "cells", zero="zero").gold["fields"]
        gold = synthesize(seed, "cells", zero="zero", damage="totals_blank").gold
        blank = {f for f, label in gold["fields"].items() if label["state"] == "blank"}
        assert blank
        assert gold["imputed"] == {f: whole[f]["value"] for f in blank}

    @pytest.mark.parametrize("seed", range(4))
    def test_wide_remedies_have_an_empty_cell_more(self, seed: int) -> None:
        whole = table_lines(seed, None, REMEDIES, PROBLEMS)
        wide = table_lines(seed, "remedies_widened", REMEDIES, PROBLEMS)
        assert wide[-1] == [*whole[-1], ""]

    @pytest.mark.parametrize("seed", range(4))
    def test_short_remedies_have_a_figure_less(self, seed: int) -> None:
        whole = table_lines(seed, None, REMEDIES, PROBLEMS)
        short = table_lines(seed, "remedies_shortened", REMEDIES, PROBLEMS)
        assert (short[:-1], len(short[-1])) == (whole[:-1], len(whole[-1]) - 1)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_arguments_give_the_same_bytes(layout: Layout) -> None:
    first, second = synthesize(7, layout), synthesize(7, layout)
    assert (first.content, first.gold) == (second.content, second.gold)
    assert synthesize(8, layout).content != first.content


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_quote_and_every_figure_of_the_prose_is_printed(layout: Layout) -> None:
    for seed in range(20):
        report = synthesize(seed, layout)
        text = text_of(report)
        assert all(fact["quote"] in text for fact in report.gold["facts"])
        assert report.gold["fields"]["meta.agency"]["value"] in text


def text_of(report: Synthetic) -> str:
    match report.extension:
        case "docx":
            paragraphs = docx.Document(io.BytesIO(report.content)).paragraphs
            return "\n".join(paragraph.text for paragraph in paragraphs)
        case "html":
            return report.content.decode("gb18030" if b"gb18030" in report.content else "utf-8")
        case _:
            return report.content.decode()


@pytest.mark.parametrize("wording", get_args(Wording))
def test_a_report_prints_every_cell_of_its_form(wording: Wording) -> None:
    printed = synthesize(3, "tabs", wording=wording).gold["fields"]
    form = load_form(FORMS[wording])
    prints = {f for f in printed if f.partition(".")[0] in ("disclosure", "requests", "remedies")}
    only_early = {f for f in form.cells if f.endswith((".obtained", ".channel"))}
    only_late = {f for f in form.cells if f.endswith(".newly_published")}
    others = {"early": only_late, "2019": only_early, "2021": set[str]()}
    assert prints == set(form.cells) - others[wording]


def test_labels_are_a_valid_label_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("synthetic")
    for kind in MISREPORTS:
        path = synthesize(5, "html", misreport=kind).write(folder)
        labels = path.with_suffix(".gold.json")
        assert parse_labels(labels.read_text(encoding="utf-8"), "x").document == path.name


def test_four_cells_in_five_are_nought() -> None:
    values = [
        value
        for seed in range(60)
        for field, value in figures(synthesize(seed, "cells", zero="zero")).items()
        if field.startswith(("requests.", "remedies."))
    ]
    assert 0.75 < sum(value == 0 for value in values) / len(values) < 0.95


class TestSheets:
    def test_a_grid_and_back_is_the_same_sheet(self) -> None:
        sheet = requests_sheet("2021", lambda field: field)
        assert sheet_of(grid_of(sheet)) == sheet

    def test_spans_shrink_where_a_row_is_taken_out(self) -> None:
        sheet = ((Printed("a", rowspan=2), Printed("1")), (Printed("2"),))
        grid = grid_of(sheet)
        assert sheet_of(grid[1:]) == ((Printed("a"), Printed("2")),)

    def test_fields_come_in_reading_order(self) -> None:
        fields = fields_of(requests_sheet("2019", lambda field: field))
        assert fields[0] == "requests.received.natural_person"
        assert fields[-1] == "requests.carried_forward.total"


class TestWhatFollows:
    """Imputed labels: what must be, never what may be."""

    def reported(self) -> dict[str, Decimal]:
        cells = {f for rule in equations("2019") for side in rule for f in side}
        return dict.fromkeys(sorted(cells), Decimal(0))

    def test_cells_under_a_printed_total_of_nought_are_nought(self) -> None:
        reported = self.reported()
        del reported["remedies.reconsideration.upheld"], reported["remedies.reconsideration.other"]
        assert follows(reported, "2019") == {
            "remedies.reconsideration.upheld": 0,
            "remedies.reconsideration.other": 0,
        }

    def test_the_one_cell_left_is_the_difference(self) -> None:
        reported = self.reported() | {"remedies.reconsideration.total": Decimal(3)}
        del reported["remedies.reconsideration.upheld"]
        assert follows(reported, "2019") == {"remedies.reconsideration.upheld": 3}

    def test_where_anything_stays_open_nothing_is_claimed(self) -> None:
        reported = self.reported() | {"remedies.reconsideration.total": Decimal(3)}
        del reported["remedies.reconsideration.upheld"], reported["remedies.reconsideration.other"]
        assert follows(reported, "2019") is None
