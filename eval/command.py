"""`gouji eval GOLD...`: how right the reading of labelled documents is."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from eval.compare import MARGIN, compare, load_run
from extractor.errors import GoujiError

_WIDTH = 170
"""Columns where there is no terminal to ask."""
_STDOUT = Path("-")

_output = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
_rate = click.FloatRange(0, 1)


@click.command("eval")
@click.argument(
    "folders",
    metavar="GOLD...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--reader", type=click.Choice(["rules", "model"]), default="rules", show_default=True)
@click.option("--escalate", is_flag=True, help="Ask a model again what stays in doubt.")
@click.option("--simulate", is_flag=True, help="Read with a simulated model that is always right.")
@click.option(
    "--wrong-pointers",
    type=_rate,
    default=0.05,
    show_default=True,
    help="With --simulate or --ablate: how often it is mistaken, to see what becomes of that.",
)
@click.option(
    "--seeds", type=click.IntRange(1), default=3, help="With --simulate: how many runs.",
    show_default=True,
)  # fmt: skip
@click.option("--html", type=_output, metavar="FILE", help="Write one page to look at.")
@click.option("--json", "data", type=_output, metavar="FILE|-", help="Write everything as JSON.")
@click.option("--markdown", type=_output, metavar="FILE|-", help="Write a short summary.")
@click.option(
    "--details",
    is_flag=True,
    help="Show what is not right of documents that are held out (gold/test) too, and so use them "
    "up: what was seen no longer tells how unseen reports are read.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 unless everything labelled is right.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="OTHER.json",
    help="Compare with an earlier run's JSON; exit with 1 on a regression.",
)
@click.option(
    "--margin",
    type=_rate,
    default=MARGIN,
    show_default=True,
    help="With --against: the share of a part that may be lost, net.",
)
@click.option(
    "--target-error",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="From which confidence on accepted errors stay within this share, how many labelled "
    "reports it takes to promise it, and whether that is kept on other reports.",
)
@click.option(
    "--splits",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="With --target-error: how often the reports are split in halves, to choose on one and "
    "measure on the other.",
)
@click.option("--ablate", is_flag=True, help="Tell what each part of the reading is worth.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Processes to read with.  [default: one a CPU]"
)
def command(
    folders: tuple[Path, ...],
    reader: str,
    escalate: bool,
    simulate: bool,
    wrong_pointers: float,
    seeds: int,
    html: Path | None,
    data: Path | None,
    markdown: Path | None,
    details: bool,
    strict: bool,
    against: Path | None,
    margin: float,
    target_error: float | None,
    splits: int,
    ablate: bool,
    jobs: int | None,
) -> None:
    """Score what is read against the labels in each GOLD folder.

    Exits with 1 where a document cannot be read, with 2 where a label file is wrong.
    """
    if simulate and reader == "model":
        raise click.UsageError("--simulate is a model of its own: leave out --reader model")
    if escalate and not simulate and reader == "rules":
        raise click.UsageError("--escalate asks a model: give --reader model or --simulate")
    # What follows loads much, and `gouji --help` looks into this module.
    from rich.console import Console

    from eval.gold import GoldError
    from eval.judged import load
    from eval.promise import hold_promises
    from eval.read import How, read, read_variants, treatment
    from eval.report.data import Report, as_json, as_text
    from eval.report.markdown import as_markdown
    from eval.report.page import as_html
    from eval.report.terminal import print_comparison, print_report
    from eval.summary import mismatches

    how: How = "simulated" if simulate else "model" if reader == "model" else "rules"
    try:
        gold = load(folders)
        other = load_run(against) if against else None
        documents = read(gold, how, escalate, jobs)
        told = {"simulated": "a simulated model", "model": "a model", "rules": "rules"}[how]
        report = Report(f"{told}, escalated" if escalate else told, documents, details=details)
        if target_error is not None:
            held = hold_promises(gold, report.predictions, target_error, splits)
            report = replace(report, promised=held)
        if ablate:
            report = replace(report, ablation=read_variants(gold, wrong_pointers, jobs))
    except GoldError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    except GoujiError as error:
        raise click.ClickException(str(error)) from error
    written = as_json(report)
    if data:
        _write(data, as_text(written))
    if markdown:
        _write(markdown, as_markdown(written))
    if html:
        _write(html, as_html(report))
    taken = _STDOUT in (data, markdown, html)
    console = Console(stderr=taken)
    if not console.is_terminal:
        console.width = _WIDTH
    if not taken:
        print_report(console, report)
        if simulate:
            console.print(treatment(gold, wrong_pointers, seeds))
    failed = any(document.score.failure for document in documents)
    if other:
        comparison = compare(written, other)
        print_comparison(console, comparison, margin)
        failed = failed or bool(comparison.regressions(margin))
    sys.exit(1 if failed or (strict and mismatches(documents)) else 0)


def _write(path: Path, text: str) -> None:
    if path == _STDOUT:
        click.echo(text, nl=False)
    else:
        path.write_text(text, encoding="utf-8")
