"""Labelled documents read as `gouji eval` is told to, with what is waited for in sight."""

from collections.abc import Sequence
from typing import Literal

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.gold import GoldReport
from eval.judged import Judged, in_parallel, read_by_rules
from eval.measures import Figure
from extractor.record.question import Plan

How = Literal["rules", "model", "simulated"]

_WAITING = Console(stderr=True)


def read(gold: Sequence[GoldReport], how: How, escalate: bool, jobs: int | None) -> list[Judged]:
    """Each document read and judged. Raises ConfigError where no model is configured."""
    if how == "rules":
        found, quiet = in_parallel(read_by_rules, gold, jobs), not _WAITING.is_terminal
        waited = track(found, "read", len(gold), console=_WAITING, transient=True, disable=quiet)
        return list(waited)
    from eval.asked import read_asking, read_simulated
    from extractor.cli.asking import asking

    with _WAITING.status("a model is asked"):
        if how == "simulated":
            asked = read_simulated(gold, Plan(model=True, escalate=escalate))
        else:
            configured = asking("model", escalate, None, None, None, None, False)
            assert configured.settings is not None  # else `asking` raises
            asked = read_asking(gold, configured.plan, configured.settings)
        return [document.judged for document in asked]


def read_variants(
    gold: Sequence[GoldReport], wrong_pointers: float, jobs: int | None
) -> dict[str, list[Figure]]:
    """What each part of the reading is worth: see `eval.ablate`."""
    from eval.ablate import ablate

    with _WAITING.status("") as status:
        return ablate(gold, wrong_pointers, jobs, status.update)


def treatment(gold: Sequence[GoldReport], wrong_pointers: float, seeds: int) -> Table:
    """What becomes of a simulated model's mistakes."""
    from eval.asked import treatment_table
    from eval.simulation.errors import Errors

    with _WAITING.status("") as status:
        return treatment_table(gold, Errors(wrong_pointer=wrong_pointers), seeds, status.update)
