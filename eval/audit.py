"""`gouji audit`: a person looks at one random accepted field of each report.

Fields of one report stand and fall together; one of each gives answers that are independent, so
that Clopper and Pearson's bound holds: 598 answers without an error bound the error at 0.5%, 2,995
at 0.1%, with 95% certainty. It is the error of a random field of a random report. It holds at a
number of answers that was set beforehand, not at whichever moment it looks best.
"""

from datetime import UTC, datetime
from pathlib import Path

import click

from extractor.cli.options import console, database


@click.group()
def command() -> None:
    """Bound the error of accepted fields by looking at a few: draw, fill in, take, bound."""


@command.command("draw")
@database
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same fields.")
@click.option("--count", type=click.IntRange(1), help="The most reports to draw from.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The list to fill in: .csv or .json.",
)
def draw_list(db: Path, seed: int, count: int | None, output: Path | None) -> None:
    """Draw one accepted field of each report that has no answer yet.

    In the list, write `right` or `wrong` (对, 错) under `answer`: does the report state this value
    for this field? Look at the report, not only at the context shown.
    """
    from eval.sampled import list_table, write_list
    from extractor.review.audit import draw, judgements
    from extractor.store import Store

    with Store(db) as store:
        judged = {last.sha256 for last in judgements(store)}
        drawn = list(draw(store, seed, judged))[:count]
    if output is None:
        console().print(list_table(drawn))
        return
    write_list(output, drawn)
    click.echo(f"{len(drawn)} fields in {output}: fill in, then `gouji audit take {output}`")


@command.command("take")
@click.argument("filled", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
def take(filled: Path, db: Path) -> None:
    """Take the answers of a list that is filled in, as far as it is.

    An answer is never changed or lost: what is said later of the same report counts instead.
    """
    from eval.sampled import bound_table, read_list
    from extractor.review.audit import take_judgements
    from extractor.store import Store

    with Store(db) as store:
        taken = take_judgements(store, read_list(filled), datetime.now(UTC))
        click.echo(f"{taken} new answers")
        console().print(bound_table(store))


@command.command("bound")
@database
@click.option(
    "--target-error",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.005,
    show_default=True,
)
def bound(db: Path, target_error: float) -> None:
    """Show what the answers so far bound the error by, month by month against drift."""
    from eval.sampled import bound_table, missing_told
    from extractor.store import Store

    with Store(db) as store:
        console().print(bound_table(store))
        click.echo(missing_told(store, target_error))


if __name__ == "__main__":
    command()
