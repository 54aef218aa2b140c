"""The detection table: mishaps do what they say, and their outcomes are counted as told."""

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.detection.__main__ import command
from eval.detection.corrupt import EXCHANGES, KINDS, Changes, corrupt, grid_of, value_of
from eval.detection.layout import LAYOUT_KINDS, by_place, disarrange
from eval.detection.misread import READERS, misread, unsettled
from eval.detection.reach import reachable
from eval.detection.run import Trial
from eval.detection.subject import PARTS, Subject, draw_subject
from eval.detection.tally import GOALS, Goal, tally
from eval.detection.trial import Judged, Outcome, judge, outcome
from eval.synthesis.draw import equations
from extractor.reading import read

SEEDS = st.integers(0, 30)
CELL = "requests.granted.natural_person"


@lru_cache(maxsize=32)
def subject(seed: int = 2) -> Subject:
    return draw_subject(seed)


def judged(whole: Subject, changes: Changes, *readers: str, printed: bool = True) -> Judged:
    document, readings = misread(
        whole.document, whole.readings, changes, readers or READERS, printed
    )
    return judge(document, whole.form, readings)


def became(whole: Subject, changes: Changes, *readers: str, printed: bool = True) -> Outcome:
    clean = judge(whole.document, whole.form, whole.readings)
    return outcome(judged(whole, changes, *readers, printed=printed), clean, whole.truth)


def another_digit(whole: Subject, cell: str) -> Changes:
    return {cell: whole.printed[cell] + "7"}


def first_counted(whole: Subject, part: str) -> str:
    """The part's first cell that does not print nought."""
    printed = grid_of(whole.form, part, whole.printed, {}).printed
    return next(name for name, text in printed.items() if value_of(text))


@pytest.mark.parametrize("seed", range(5))
def test_a_whole_report_is_read_right_in_every_layout(seed: int) -> None:
    became_ = became(subject(seed), {})
    assert not (became_.harmed or became_.detected or became_.wrong or became_.silent)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from(PARTS), st.sampled_from((*KINDS, *EXCHANGES)), st.integers(1, 3))
def test_every_change_makes_a_figure_another_one(
    seed: int, part: str, kind: str, number: int
) -> None:
    whole = subject(seed)
    grid = grid_of(whole.form, part, whole.printed, {})
    changes = corrupt(Random(seed), grid, kind, number)
    for name, text in (changes or {}).items():
        assert name.startswith(f"{part}.")
        assert text is None or value_of(text) != whole.truth[name]


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from(EXCHANGES))
def test_exchanged_lines_keep_every_sum_of_part_3(seed: int, kind: str) -> None:
    whole = subject(seed)
    changes = corrupt(Random(seed), grid_of(whole.form, "requests", whole.printed, {}), kind, 1)
    read_as = whole.truth | {n: value_of(text or "") for n, text in (changes or {}).items()}
    wording = "2021" if whole.form.id == "disclosure_2021" else "2019"
    assert all(sum(read_as[f] for f in a) == sum(read_as[f] for f in b)
               for a, b in equations(wording))  # fmt: skip


class TestHowAMishapComesAbout:
    def test_what_both_readers_and_the_print_say_alike_breaks_the_sums(self) -> None:
        whole = subject()
        found = became(whole, another_digit(whole, CELL))
        assert (found.wrong, found.best) == ((CELL,), (CELL,))
        assert found.detected and found.arithmetic and found.exact and found.repaired
        assert found.automatic and not found.silent

    def test_where_there_are_no_sums_nothing_can_tell(self) -> None:
        whole = subject()
        cell = first_counted(whole, "disclosure")
        found = became(whole, another_digit(whole, cell))
        assert found.harmed and not found.detected and found.silent == (cell,)

    def test_one_reader_alone_is_contradicted_by_the_other(self) -> None:
        whole = subject()
        cell = first_counted(whole, "disclosure")
        assert became(whole, another_digit(whole, cell), "grid").detected
        assert not became(whole, another_digit(whole, cell), "skeleton").harmed

    def test_what_the_evidence_does_not_say_goes_to_a_person(self) -> None:
        whole = subject()
        cell = first_counted(whole, "disclosure")
        record = judged(whole, another_digit(whole, cell), printed=False).record
        assert record.fields[cell].decision == "review"
        assert "evidence_mismatch" in record.fields[cell].reasons

    def test_a_figure_that_is_not_read_may_follow_from_the_others(self) -> None:
        whole = subject()
        found = became(whole, {CELL: None})
        assert not (found.harmed or found.unsound or found.misled)

    def test_unsettled_readings_keep_their_figures(self) -> None:
        whole = subject()
        rows = {n: n.rpartition(".")[0] for n in whole.truth}
        unsure = unsettled(Random(1), whole.readings, rows)
        clean = judge(whole.document, whole.form, whole.readings)
        less = judge(whole.document, whole.form, unsure)
        assert not outcome(less, clean, whole.truth).wrong
        weights = {n: seen.weight for n, seen in less.observations.items()}
        assert any(weights[n] < seen.weight for n, seen in clean.observations.items())


class TestDisarrangedTables:
    @settings(max_examples=20, deadline=None)
    @given(SEEDS, st.sampled_from(PARTS), st.sampled_from(("columns", "rows", "slipped")))
    def test_lines_that_move_with_their_labels_are_read_right(
        self, seed: int, part: str, kind: str
    ) -> None:
        whole = subject(seed)
        sheet = disarrange(Random(seed), part, whole.sheets[part], kind, 1)
        if sheet is None:
            return
        assert by_place(whole.sheets[part], sheet)
        document = whole.printed_with({part: sheet})
        clean = judge(whole.document, whole.form, whole.readings)
        again = judge(document, whole.form, read(document, whole.form))
        assert not outcome(again, clean, whole.truth).harmed

    @pytest.mark.parametrize("kind", LAYOUT_KINDS)
    def test_the_table_is_not_what_it_was(self, kind: str) -> None:
        whole = subject().sheets["requests"]
        assert disarrange(Random(3), "requests", whole, kind, 1) not in (None, whole)

    def test_a_whole_table_counts_out_right(self) -> None:
        assert all(by_place(sheet, sheet) == {} for sheet in subject().sheets.values())

    def test_a_row_that_is_a_cell_short_is_told(self) -> None:
        whole = subject()
        sheet = disarrange(Random(3), "requests", whole.sheets["requests"], "lost", 1)
        assert sheet is not None
        document = whole.printed_with({"requests": sheet})
        record = judge(document, whole.form, read(document, whole.form)).record
        assert [i.code for i in record.irregularities] == ["short_row"]


class TestWhatCouldBeReached:
    def at_best(self, whole: Subject, changes: Changes, part: str) -> float | None:
        clean = judge(whole.document, whole.form, whole.readings)
        found = judged(whole, changes)
        return reachable(found, outcome(found, clean, whole.truth), part, "digit")

    def test_a_cell_where_two_sums_cross_can_always_be_named(self) -> None:
        whole = subject()
        assert self.at_best(whole, another_digit(whole, CELL), "requests") == pytest.approx(1)

    def test_of_the_figures_of_one_sum_none_is_likelier(self) -> None:
        whole, cell = subject(1), "remedies.reconsideration.total"
        sum_of_five = [n for n in whole.printed if n.startswith("remedies.reconsideration.")]
        share = self.at_best(whole, another_digit(whole, cell), "remedies")
        assert share == pytest.approx(1 / len(sum_of_five))

    def test_cells_of_which_no_rule_is_violated_cannot_be_named(self) -> None:
        whole = subject()
        grid = grid_of(whole.form, "requests", whole.printed, {})
        changes = next(c for n in range(9) if (c := corrupt(Random(n), grid, "columns", 1)))
        assert self.at_best(whole, changes, "requests") == 0


def trial(**marks: object) -> Trial:
    """A printed digit of part 3, harmful and nothing else but what is given."""
    plain: dict[str, object] = {"silent": (), "unsound": (), "misled": (), "wrong": (), "best": ()}
    names = ("harmed", "detected", "arithmetic", "localized", "exact", "within", "repaired")
    plain |= dict.fromkeys((*names, "automatic"), False) | {"harmed": True} | marks
    return Trial(1, "printed", "requests", "digit", 1, Outcome(**plain))


class TestCounts:
    def test_only_harm_must_be_detected(self) -> None:
        trials = [trial(detected=True), trial(), trial(harmed=False), trial(harmed=False)]
        counted = tally(trials, lambda _: "all")["all"]
        assert (counted.shares["detected"].hits, counted.shares["detected"].total) == (1, 2)
        assert counted.shares["unharmed"].rate == 0.5
        assert counted.shares["noticed"].rate == 0.75

    def test_localization_is_judged_where_figures_are_wrong(self) -> None:
        located = {"wrong": (CELL,), "localized": True, "automatic": True}
        open_ = trial(**(located | {"automatic": False}))
        trials = [trial(**located, exact=True), trial(**located), open_, trial()]
        shares = tally(trials, lambda _: "all")["all"].shares
        assert (shares["exact"].hits, shares["exact"].total) == (1, 3)
        assert (shares["automatic_wrong"].hits, shares["automatic_wrong"].total) == (1, 2)
        assert shares["automatic_wrong"].failing == [trials[1]]

    def test_a_goal_is_met_from_its_bound_on(self) -> None:
        goal = Goal("half", "detected", lambda _: True, least=0.5)
        assert goal.met(goal.share([trial(detected=True), trial()])) is True
        assert goal.met(goal.share([trial()])) is False
        assert goal.met(goal.share([])) is None


def test_a_seed_gives_the_same_mishaps_again() -> None:
    grid = grid_of(subject().form, "requests", subject().printed, {})
    first, again, other = (corrupt(Random(seed), grid, "mixed", 3) for seed in (1, 1, 2))
    assert first == again != other
    assert draw_subject(2).document.text == subject().document.text


def test_the_command_prints_its_goals_and_writes_every_count(tmp_path: Path) -> None:
    path = tmp_path / "detection.json"
    arguments = ["--tables", "1", "--seed", "3", "--jobs", "1", "--json", str(path)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    assert "part 3: any misread cells detected" in result.output
    written = json.loads(path.read_text(encoding="utf-8"))
    assert len(written["goals"]) == len(GOALS)
    digit = written["lines"]["printed|requests|digit|1"]
    assert digit["detected"]["hits"] == digit["detected"]["total"] == 1


def test_dashes_and_blanks_are_nought() -> None:
    assert [value_of(text) for text in ("", "-", "0", "1,200")] == [0, 0, 0, Decimal(1200)]
