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
def main(folders: tuple[Path, ...], as_data: bool, strict: bool) -> None:
    """Score what is read against the labels in each GOLD_DIR.

    Exits with 1 where a document cannot be read, with 2 where a label file is wrong.
    """
    try:
        gold = [report for folder in folders for report in load_gold(folder)]
    except GoujiError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    scores = list(scored(gold))
    if as_data:
        click.echo(json.dumps(as_json(scores), ensure_ascii=False, indent=1))
    else:
        print_report(Console(), scores)
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


if __name__ == "__main__":
    main()
