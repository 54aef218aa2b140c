"""`python -m eval.bench`: reports a second, memory, localization, and where the time goes.

This is what `make bench` runs, on invented reports. Throughput is that of `gouji run` with two
jobs as a user runs it, start of the processes included. Compare numbers only within one run:
machines differ, and so does the same machine from hour to hour.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from eval.synthesis.alter import Damage, Misreport
from eval.synthesize import GROUPS, synthesize
from eval.timing import Watched, time_localization, time_stages, watch

JOBS = 2
KINDS = ("txt", "html", "docx")
TARGETS = {"txt": 150, "html": 60, "docx": 60}
"""Reports a second that two cores should reach."""
_STAGED = 300
_CORRUPTED = 200
_CORRUPTIONS: tuple[tuple[Misreport, Damage | None], ...] = (
    ("cell", None),
    ("total", None),
    ("flow", None),
    ("cell", "row_dropped"),
    ("cell", "row_slipped"),
    ("total", "column_dropped"),
)


@click.command()
@click.option("--quick", is_flag=True, help="200 reports a layout instead of 2,000.")
@click.option("--full", is_flag=True, help="Memory also on 10,000 reports (.txt).")
def main(quick: bool, full: bool) -> None:
    """Measure Gouji on invented reports."""
    console = Console()
    count = 200 if quick else 2_000
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as name:
        folder = Path(name)
        files = {kind: generate(folder / kind, kind, count) for kind in KINDS}
        runs = {kind: run(folder / kind, folder / f"{kind}.db") for kind in KINDS}
        console.print(_throughput(runs, count))
        if full:
            generate(folder / "many", "txt", 10_000)
            many = run(folder / "many", folder / "many.db")
            console.print(_growth(runs["txt"], count, many, 10_000))
        console.print(_stages(folder, {kind: paths[:_STAGED] for kind, paths in files.items()}))
        console.print(_localization(folder / "corrupted", min(count, _CORRUPTED)))


def generate(folder: Path, kind: str, count: int) -> list[Path]:
    """`count` reports of this kind, each from a seed of its own."""
    folder.mkdir()
    layouts = GROUPS[kind]
    return [synthesize(n, layouts[n % len(layouts)]).write(folder) for n in range(count)]


def run(folder: Path, database: Path) -> Watched:
    """`gouji run` on a folder, with the command that stands beside this Python."""
    gouji = Path(sys.executable).with_name("gouji")
    command = [str(gouji), "run", str(folder), "--db", str(database), "--jobs", str(JOBS)]
    watched = watch(command)
    if watched.returncode:
        raise click.ClickException(f"{' '.join(command)} ended with {watched.returncode}")
    return watched


def _throughput(runs: dict[str, Watched], count: int) -> Table:
    title = f"gouji run, {count} reports, {JOBS} jobs"
    table = _table(title, "format", "seconds", "CPU s", "reports/s", "target", "of .txt", "peak")
    base = runs["txt"].seconds
    for kind, watched in runs.items():
        table.add_row(
            kind,
            f"{watched.seconds:.1f}",
            f"{watched.processor:.1f}",
            f"{count / watched.seconds:.0f}",
            str(TARGETS[kind]),
            f"{base / watched.seconds:.2f}",
            _megabytes(watched.peak),
        )
    return table


def _growth(few: Watched, few_count: int, many: Watched, many_count: int) -> Table:
    table = _table("memory and speed as the batch grows (.txt)", "reports", "reports/s", "peak")
    for count, watched in ((few_count, few), (many_count, many)):
        table.add_row(str(count), f"{count / watched.seconds:.0f}", _megabytes(watched.peak))
    if few.peak and many.peak:
        speed = (many_count / many.seconds) / (few_count / few.seconds)
        table.add_row("ratio", f"{speed:.2f}", f"{many.peak / few.peak:.2f}")
    return table


def _stages(folder: Path, files: dict[str, list[Path]]) -> Table:
    table = _table(
        "milliseconds a report, one process", "stage", *(f"{k} ms (share)" for k in files)
    )
    timed = [time_stages(paths, folder / f"stages-{kind}.db") for kind, paths in files.items()]
    for stage in timed[0].seconds:
        cells = (
            f"{1000 * t.seconds[stage] / t.documents:.2f} "
            f"({100 * t.seconds[stage] / sum(t.seconds.values()):.0f}%)"
            for t in timed
        )
        table.add_row(stage, *cells)
    totals = (f"{1000 * sum(t.seconds.values()) / t.documents:.2f}" for t in timed)
    table.add_row("all", *totals)
    return table


def _localization(folder: Path, count: int) -> Table:
    folder.mkdir()
    paths = []
    for n in range(count):
        misreport, damage = _CORRUPTIONS[n % len(_CORRUPTIONS)]
        report = synthesize(n, "tabs", misreport=misreport, damage=damage)
        paths.append(report.write(folder))
    times = time_localization(paths)
    table = _table(f"error localization, {count} corrupted reports", "", "ms", "target")
    table.add_row("median", f"{1000 * _quantile(times, 0.5):.1f}", "20")
    table.add_row("p99", f"{1000 * _quantile(times, 0.99):.1f}", "100")
    return table


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def _megabytes(peak: int) -> str:
    return f"{peak / 2**20:.0f} MB" if peak else "not known"


if __name__ == "__main__":
    main()
