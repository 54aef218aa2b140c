"""`python -m eval.promised`: are promises about accepted fields kept on invented reports?

All of them are damaged, one half as careless hands do it, the other half by mishaps on their way
through converters and scanners. None of them is among those that weights are fitted on.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.progress import track

from eval.calibration.pool import is_printable, print_worn
from eval.calibration.reprint import page, sheets
from eval.gold import load_gold
from eval.gold_split import agency_of
from eval.judged import in_parallel
from eval.outcomes import Claim, claims
from eval.report.promises import print_promised
from eval.splits import promised
from eval.synthesis.alter import DAMAGES
from eval.synthesize import LAYOUTS, synthesize
from extractor.batch import Failure, attempt
from extractor.pipeline import extract

FIRST_SEED = 100_000
"""Far from the seeds that `gouji calibrate` invents reports from."""


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented report as it was read: its claims, none where it could not be read."""

    name: str
    agency: str | None
    claims: tuple[Claim, ...]


def read_damaged(seed: int) -> Invented:
    """The report of this seed, damaged, read by rules and held against its labels."""
    turn, worn = divmod(seed, 2)
    damage = None if worn else DAMAGES[turn % len(DAMAGES)]
    with TemporaryDirectory(prefix="gouji-invented-") as name:
        folder = Path(name)
        path = synthesize(seed, LAYOUTS[seed % len(LAYOUTS)], damage=damage).write(folder)
        (report,) = load_gold(folder)
        if worn and is_printable(report):
            path = print_worn(page(report, sheets(report)), report.name, seed, folder)
        result = attempt(partial(extract, path))
    made = () if isinstance(result, Failure) else claims(report.name, report.labels, result[1])
    return Invented(report.name, agency_of(report.labels), tuple(made))


@click.command()
@click.option("--count", default=2000, show_default=True, help="How many reports.")
@click.option("--seed", default=FIRST_SEED, show_default=True, help="The first; each has its own.")
@click.option("--target-error", default=0.005, show_default=True, help="As in `gouji eval`.")
@click.option("--splits", default=3, show_default=True, help="As in `gouji eval`.")
@click.option("--jobs", type=int, help="Processes to read with.  [default: one a CPU]")
def command(count: int, seed: int, target_error: float, splits: int, jobs: int | None) -> None:
    """Read invented reports with damage, choose thresholds on one half, and measure on the other.

    The second promise takes some 950 reports in each half at 0.5%, the first 199 without an error.
    """
    waiting = Console(stderr=True)
    found = in_parallel(read_damaged, range(seed, seed + count), jobs)
    quiet = not waiting.is_terminal
    waited = track(found, "read", count, console=waiting, transient=True, disable=quiet)
    reports = list(waited)
    made = [claim for report in reports for claim in report.claims]
    agencies = {report.name: report.agency for report in reports if report.agency}
    console = Console()
    if not console.is_terminal:
        console.width = 170
    print_promised(console, promised(made, agencies, target_error, splits))


if __name__ == "__main__":
    command()
