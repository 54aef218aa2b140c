"""`python -m eval GOLD_DIR...`: how right the reading of labelled documents is."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

from eval.gold import GoldReport, load_gold
from eval.report import as_json, mismatches, print_report
from eval.score import DocumentScore, score, score_unread
from extractor.model.errors import DocumentError, GoujiError
from extractor.model.question import Plan
from extractor.pipeline import extract


@click.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--json", "as_data", is_flag=True, help="Print the scores as one JSON object.")
@click.option("--strict", is_flag=True, help="Exit with 1 unless everything labelled is right.")
@click.option("--simulate", is_flag=True, help="Read with a simulated model that is always right.")
@click.option(
    "--wrong-pointers",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="With --simulate: how often it is mistaken, to see what becomes of that.",
)
@click.option("--seeds", default=3, show_default=True, help="With --simulate: how many runs.")
def main(
    folders: tuple[Path, ...],
    as_data: bool,
    strict: bool,
    simulate: bool,
    wrong_pointers: float,
    seeds: int,
) -> None:
    """Score what is read against the labels in each GOLD_DIR.

    Exits with 1 where a document cannot be read, with 2 where a label file is wrong.
    """
    try:
        gold = [report for folder in folders for report in load_gold(folder)]
    except GoujiError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    scores = simulated(gold) if simulate else list(scored(gold))
    if as_data:
        click.echo(json.dumps(as_json(scores), ensure_ascii=False, indent=1))
    else:
        print_report(Console(), scores)
    if simulate and not as_data:
        print_treatment(gold, wrong_pointers, seeds)
    failed = any(document.failure for document in scores)
    sys.exit(1 if failed or (strict and mismatches(scores)) else 0)


def scored(gold: list[GoldReport]) -> Iterator[DocumentScore]:
    """Each document read as any file is, without its labels, and then scored."""
    for report in gold:
        try:
            document, record = extract(report.path)
        except DocumentError as error:
            yield score_unread(report.name, report.labels, str(error))
        else:
            yield score(report.name, report.labels, document, record)


def simulated(gold: list[GoldReport]) -> list[DocumentScore]:
    """Each document read with a simulated model that answers from the labels, and scored."""
    from eval.asked import read_simulated

    return [asked.score for asked in read_simulated(gold, Plan(model=True))]


def print_treatment(gold: list[GoldReport], wrong_pointers: float, seeds: int) -> None:
    """What becomes of a simulated model's mistakes."""
    from eval.asked import treatment_table
    from eval.simulation.errors import Errors

    waiting = Console(stderr=True)
    with waiting.status("") as status:
        errors = Errors(wrong_pointer=wrong_pointers)
        table = treatment_table(gold, errors, seeds, status.update)
    Console().print(table)


if __name__ == "__main__":
    main()
