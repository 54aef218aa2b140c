"""`python -m eval.bench`: reports a second, memory, localization, and where the time goes.

This is what `make bench` runs, on invented reports. Throughput is that of `gouji run` with two
jobs as a user runs it, start of the processes included. Compare numbers only within one run:
machines differ, and so does the same machine from hour to hour.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from eval.synthesis.alter import Damage, Misreport
from eval.synthesize import GROUPS, synthesize
from extractor.checking import reconcile
from extractor.checking.confront import confront
from extractor.checking.hear.merge import merge
from extractor.checking.weigh.localize import localize
from extractor.document.read import read_document
from extractor.forms.file import all_forms
from extractor.reading import read
from extractor.reading.recognize import recognize
from extractor.store import Store, rows_of

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


@dataclass(frozen=True, slots=True)
class Run:
    """A finished command with its workers: seconds by the clock, those that processors worked for
    it, and the most bytes that one of its processes held."""

    seconds: float
    processor: float
    peak: int


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


def run(folder: Path, database: Path) -> Run:
    """`gouji run` on a folder, with the command that stands beside this Python."""
    gouji = Path(sys.executable).with_name("gouji")
    command = [str(gouji), "run", str(folder), "--db", str(database), "--jobs", str(JOBS)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"{' '.join(command)} ended with {process.returncode}")
    seconds = time.perf_counter() - start
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _throughput(runs: dict[str, Run], count: int) -> Table:
    title = f"gouji run, {count} reports, {JOBS} jobs"
    table = _table(
        title, "format", "seconds", "CPU s", "reports/s", "target", "of .txt", "largest process"
    )
    base = runs["txt"].seconds
    for kind, ran in runs.items():
        table.add_row(
            kind,
            f"{ran.seconds:.1f}",
            f"{ran.processor:.1f}",
            f"{count / ran.seconds:.0f}",
            str(TARGETS[kind]),
            f"{base / ran.seconds:.2f}",
            f"{ran.peak / 2**20:.0f} MB",
        )
    return table


def _growth(few: Run, few_count: int, many: Run, many_count: int) -> Table:
    table = _table(
        "memory and speed as the batch grows (.txt)", "reports", "reports/s", "largest process"
    )
    for count, ran in ((few_count, few), (many_count, many)):
        table.add_row(str(count), f"{count / ran.seconds:.0f}", f"{ran.peak / 2**20:.0f} MB")
    speed = (many_count / many.seconds) / (few_count / few.seconds)
    table.add_row("ratio", f"{speed:.2f}", f"{many.peak / few.peak:.2f}")
    return table


def _stages(folder: Path, files: dict[str, list[Path]]) -> Table:
    table = _table(
        "milliseconds a report, one process", "stage", *(f"{k} ms (share)" for k in files)
    )
    timed = {
        kind: [1000 * sum(times) / len(paths) for times in zip(*clocks, strict=True)]
        for kind, paths in files.items()
        for clocks in [list(_times(paths, folder / f"stages-{kind}.db"))]
    }
    for number, stage in enumerate(("document", "reading", "checking", "store")):
        cells = (f"{ms[number]:.2f} ({ms[number] / sum(ms):.0%})" for ms in timed.values())
        table.add_row(stage, *cells)
    table.add_row("all", *(f"{sum(ms):.2f}" for ms in timed.values()))
    return table


def _times(paths: Sequence[Path], database: Path) -> Iterator[list[float]]:
    """The seconds of each file in every stage, in this process, stored in a new database."""
    forms = all_forms()
    with Store(database, create=True) as store:
        for path in paths:
            clock = [time.perf_counter()]
            document = read_document(path)
            clock.append(time.perf_counter())
            form = recognize(document, forms)
            readings = read(document, form)
            clock.append(time.perf_counter())
            record = reconcile(document, form, readings)
            clock.append(time.perf_counter())
            store.write(rows_of(replace(document, path=str(path)), record), "bench")
            clock.append(time.perf_counter())
            yield [ended - begun for begun, ended in pairwise(clock)]


def _localization(folder: Path, count: int) -> Table:
    folder.mkdir()
    times = []
    for n in range(count):
        misreport, damage = _CORRUPTIONS[n % len(_CORRUPTIONS)]
        report = synthesize(n, "tabs", misreport=misreport, damage=damage)
        document = read_document(report.write(folder))
        form = recognize(document, all_forms())
        observations = merge(document, form, read(document, form))
        confronted = confront(form.edits, observations)
        start = time.perf_counter()
        localize(form, observations, confronted)
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    table = _table(f"error localization, {count} corrupted reports", "", "ms", "target")
    for name, share, target in (("median", 0.5, "20"), ("p99", 0.99, "100")):
        table.add_row(name, f"{times[min(count - 1, int(share * count))]:.1f}", target)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


if __name__ == "__main__":
    main()
