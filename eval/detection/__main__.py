"""Counts -> tables for a terminal: for each way, part and kind, shares for 1 / 2 / 3 mishaps."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.detection.run import MOST, WAYS, Trial, Tried, Way, tried
from eval.detection.subject import PARTS
from eval.detection.tally import GOALS, Goal, Share, Tally, tally

_PARTS = dict(zip(PARTS, ("part 2", "part 3", "part 4"), strict=True))
_LOCALIZED = ("exact", "within", "repaired", "automatic", "automatic_wrong")
_COLUMNS: dict[Way, tuple[str, ...]] = {
    "printed": ("detected", *_LOCALIZED, "silent", "unsound", "misled"),
    "weighed": ("detected", *_LOCALIZED, "silent", "unsound", "misled"),
    "grid": ("detected", "rules", "exact", "silent", "unsound", "misled"),
    "skeleton": ("unharmed", "silent", "unsound", "misled"),
    "unborne": ("detected", "rules", "exact", "silent", "unsound", "misled"),
    "layout": ("unharmed", "noticed", "silent", "unsound", "misled"),
}


def tables(trials: Sequence[Trial]) -> Iterator[Table]:
    """One table for each way, then the goals."""
    for way in WAYS:
        yield _of_way(way, [trial for trial in trials if trial.way == way], trials)
    yield goals(trials)


def _of_way(way: Way, own: Sequence[Trial], trials: Iterable[Trial]) -> Table:
    table = Table(title=f"{way}: % of trials with 1 / 2 / 3 mishaps", title_justify="left")
    names = _COLUMNS[way]
    by_place = way == "layout"
    heads = ("part", "kind", "trials", *names, *(("rules by place",) if by_place else ()))
    for number, head in enumerate(heads):
        table.add_column(head.replace("_", " "), justify="right" if number > 1 else "left")
    counted = tally(own, _key)
    placed = tally((t for t in trials if t.way == "by place"), _key)
    for part in PARTS:
        for kind in WAYS[way]:
            keys = [f"{part} {kind} {number}" for number in range(1, MOST + 1)]
            tallies = [counted.get(key, Tally()) for key in keys]
            if any(t.trials for t in tallies):
                cells = [_triple(tallies, name) for name in names]
                if by_place:
                    cells.append(_triple([placed.get(key, Tally()) for key in keys], "rules"))
                total = str(sum(t.trials for t in tallies))
                table.add_row(_PARTS[part], kind, total, *cells)
        table.add_section()
    return table


def goals(trials: Sequence[Trial]) -> Table:
    """What must be shown, what was measured, with which certainty, and what could be reached."""
    table = Table(title="goals", title_justify="left")
    for number, head in enumerate(
        ("", "of", "measured %", "95% interval", "reachable %", "goal %", "")
    ):
        table.add_column(head, justify="right" if number else "left")
    for goal in GOALS:
        share = goal.share(trials)
        low, high = share.interval if share.total else (0.0, 1.0)
        met = goal.met(share)
        verdict = "" if met is None else "met" if met else "missed"
        interval = f"{100 * low:.2f} to {100 * high:.2f}"
        best = goal.reachable(trials)
        reached = "" if best is None else f"{100 * best:.1f}"
        cells = (str(share.total), percent(share), interval, reached, _bound(goal), verdict)
        table.add_row(goal.label, *cells)
    return table


def _key(trial: Trial) -> str:
    return f"{trial.part} {trial.kind} {trial.number}"


def _triple(tallies: Sequence[Tally], name: str) -> str:
    return " / ".join(percent(t.shares[name]) for t in tallies)


def percent(share: Share) -> str:
    """A share to one place; 0 and 100 are said of nothing that is only near to them."""
    if share.rate is None:
        return "–"
    if share.hits in (0, share.total):
        return "100" if share.hits else "0"
    return f"{min(max(100 * share.rate, 0.1), 99.9):.1f}"


def _bound(goal: Goal) -> str:
    if goal.least is not None:
        return f">= {100 * goal.least:g}"
    return f"<= {100 * goal.most:g}" if goal.most is not None else ""


_WIDTH = 190
"""Characters a line where no terminal says how many."""


@click.command("detection")
@click.option(
    "--tables",
    "count",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="How many reports.",
)
@click.option("--seed", default=0, show_default=True, help="The first seed; each has its own.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="one a CPU",
    help="Processes.",
)
@click.option(
    "--json",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all counts there, with the seeds of trials that failed.",
)
def command(count: int, seed: int, jobs: int, path: Path | None) -> None:
    """What is detected, localized and repaired when known-right readings are corrupted."""
    found = tried(range(seed, seed + count), jobs)
    reports = list(track(found, "reports", total=count, console=Console(stderr=True)))
    trials = [trial for report in reports for trial in report.trials]
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for table in tables(trials):
        console.print(table)
    zeros = sum(r.zeros for r in reports) / sum(r.cells for r in reports)
    console.print(f"{count} reports, {len(trials)} trials; {zeros:.1%} of parts 3 and 4 is nought")
    if path:
        path.write_text(json.dumps(as_json(reports), ensure_ascii=False, indent=1) + "\n")


def as_json(reports: Sequence[Tried]) -> dict[str, Any]:
    """Every line of the tables, with intervals, and the goals."""
    trials = [trial for report in reports for trial in report.trials]
    lines = tally(trials, lambda t: f"{t.way}|{t.part}|{t.kind}|{t.number}")
    return {
        "schema": "gouji.detection/1",
        "reports": len(reports),
        "zeros": [sum(r.zeros for r in reports), sum(r.cells for r in reports)],
        "lines": {name: lines[name].as_json() for name in sorted(lines)},
        "goals": [
            {"goal": g.label.strip(), "measure": g.measure, "least": g.least, "most": g.most,
             "hits": share.hits, "total": share.total, "met": g.met(share),
             "interval": share.interval if share.total else None,
             "reachable": g.reachable(trials)}
            for g in GOALS for share in [g.share(trials)]
        ],
    }  # fmt: skip


if __name__ == "__main__":
    command(prog_name="python -m eval.detection")
