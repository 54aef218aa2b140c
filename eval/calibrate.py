"""`gouji calibrate GOLD...`: fit the weights of trust."""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.cli.options import console
from extractor.errors import GoujiError

if TYPE_CHECKING:
    from eval.calibration.examples import Example, Print
    from eval.gold import GoldReport


@click.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="GOLD...",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--write", is_flag=True, help="Keep the weights: from then on records use them.")
@click.option("--prints", default=20, show_default=True, help="Damaged prints of each report.")
@click.option("--generated", default=60, show_default=True, help="Invented reports besides.")
@click.option("--seeds", default=2, show_default=True, help="Readings by a simulated model.")
def command(
    folders: tuple[Path, ...],
    write: bool,
    prints: int,
    generated: int,
    seeds: int,
) -> None:
    """Fit the weights of trust to labelled reports, and print how well they do on reports that
    they were not fitted on.

    Errors are rare in gold, so its reports are also printed anew and damaged, invented ones are
    added, and a simulated model reads with mistakes. Never name the gold that you test on.
    """
    from eval.gold import load_gold

    try:
        gold = [report for folder in folders for report in load_gold(folder)]
    except GoujiError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    _fit(gold, prints, generated, seeds, write)


def _fit(gold: "Sequence[GoldReport]", prints: int, count: int, seeds: int, write: bool) -> None:
    from eval.calibration import pool
    from eval.calibration.calibrated import calibrate, installed, kind_table, weight_table
    from eval.calibration.data import as_toml
    from eval.calibration.examples import examples
    from extractor.checking.trust import parse_calibration

    def learned(name: str, read: "Callable[[], Iterable[Print]]") -> "list[Example]":
        with console(stderr=True).status(f"{name}: reading") as status:
            found: list[Example] = []
            for number, one in enumerate(read(), 1):
                status.update(f"{name}: {number} documents")
                found += examples(one)
            return found

    told = list(
        chain(
            learned("gold", lambda: pool.as_given(gold)),
            learned("worn", lambda: pool.worn(gold, prints)),
            learned("generated", lambda: pool.generated(count)),
            learned("simulated", lambda: pool.simulated(gold, seeds)),
        )
    )
    fitted = calibrate(told)
    page = console()
    page.print(kind_table(fitted))
    page.print(weight_table(fitted))
    page.print(fitted.remark)
    if write:
        path = installed()
        text = as_toml(
            fitted.weights, fitted.priors, date.today(), gold, fitted.counts, fitted.spread
        )
        parse_calibration(text)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"the weights cannot be kept: {error}") from error
        page.print(f"written to {path}", soft_wrap=True)


if __name__ == "__main__":
    command()
