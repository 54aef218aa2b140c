"""Labelled documents read as the command is told to, with what is waited for in sight."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.calibrate import document_hash
from eval.gold import GoldError, GoldReport, load_gold
from eval.gold_split import agency_of
from eval.judged import Judged, in_parallel, judged, read_by_rules
from eval.measures import Figure
from eval.outcomes import Claim
from eval.splits import Promised, promised
from extractor.checking.judge.calibration import calibration
from extractor.record.question import Plan

How = Literal["rules", "model", "simulated"]

_WAITING = Console(stderr=True)


def load(folders: Sequence[Path]) -> list[GoldReport]:
    """All labelled documents. Raises GoldError where labels are wrong, or a name comes twice.

    Where a report is there in two formats, each is called by its whole file name.
    """
    found = [report for folder in folders for report in load_gold(folder)]
    stems = Counter(report.path.stem for report in found)
    twice = {stem for stem, count in stems.items() if count > 1}
    gold = [replace(r, called=r.path.name) if r.path.stem in twice else r for r in found]
    for name, count in Counter(report.name for report in gold).items():
        if count > 1:
            raise GoldError(f"{count} documents are called {name}: evaluate their folders apart")
    return gold


def read(gold: Sequence[GoldReport], how: How, escalate: bool, jobs: int | None) -> list[Judged]:
    """Each document read and judged. Raises ConfigError where no model is configured."""
    if how == "rules":
        found, quiet = in_parallel(read_by_rules, gold, jobs), not _WAITING.is_terminal
        waited = track(found, "read", len(gold), console=_WAITING, transient=True, disable=quiet)
        return list(waited)
    with _WAITING.status("a model is asked"):
        return _simulated(gold, escalate) if how == "simulated" else _asked(gold, escalate)


def _asked(gold: Sequence[GoldReport], escalate: bool) -> list[Judged]:
    """With the model that is configured."""
    from eval.asked import read_asking
    from extractor.cli.asking import asking

    how = asking("model", escalate, None, None, None, None, False)
    assert how.settings is not None  # to ask for a model that is not configured is an error
    answered = read_asking(gold, how.plan, how.settings, how.settings.cache)
    return [judged(one.report, one.result) for one in answered]


def _simulated(gold: Sequence[GoldReport], escalate: bool) -> list[Judged]:
    """With a simulated model that answers from the labels."""
    from eval.asked import read_simulated

    answered = read_simulated(gold, Plan(model=True, escalate=escalate))
    return [judged(one.report, one.result) for one in answered]


def read_variants(
    gold: Sequence[GoldReport], wrong_pointers: float, jobs: int | None
) -> dict[str, list[Figure]]:
    """What each part of the reading is worth: see `eval.ablate`."""
    from eval.ablate import ablate

    with _WAITING.status("") as status:
        return ablate(gold, wrong_pointers, jobs, status.update)


def hold_promises(
    gold: Sequence[GoldReport], claims: Sequence[Claim], target: float, splits: int
) -> Promised:
    """What labels allow to be promised of accepted fields, and what becomes of it on halves."""
    agencies = {report.name: agency for report in gold if (agency := agency_of(report.labels))}
    known = set(calibration().about.get("documents", ()))
    fitted = sum(document_hash(report) in known for report in gold)
    return promised(claims, agencies, target, splits, fitted)


def treatment(gold: Sequence[GoldReport], wrong_pointers: float, seeds: int) -> Table:
    """What becomes of a simulated model's mistakes."""
    from eval.asked import treatment_table
    from eval.simulation.errors import Errors

    errors = Errors(wrong_pointer=wrong_pointers)
    with _WAITING.status("") as status:
        return treatment_table(gold, errors, seeds, status.update)
