"""`python -m eval.detection`: corrupt invented reports, and tell what was noticed."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from eval.detection.goals import GOALS
from eval.detection.run import Tried, tried
from eval.detection.table import tables
from eval.detection.tally import tally

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
