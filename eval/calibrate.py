"""`gouji calibrate GOLD...`: fit the weights of trust."""

import sys
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.cli.options import console
from extractor.errors import DocumentError, GoujiError

if TYPE_CHECKING:
    from rich.table import Table

    from eval.fit import Example
    from eval.gold import GoldReport
    from extractor.checking.trust import Weights

_HEAD = """\
# The weights of trust, in natural log odds: features are told in signals.py. `gouji calibrate`
# draws each weight from its prior as far as the gold says so; the priors are set by judgement
# and stay. Written by the program: change priors here, weights by calibrating.
"""


@click.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="GOLD...",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--write", is_flag=True, help="Keep the weights: from then on records use them.")
def command(folders: tuple[Path, ...], write: bool) -> None:
    """Fit the weights of trust to labelled reports, and print how well they do on reports that
    they were not fitted on.

    Weights learn from errors: label reports that are read wrong, or promote what people corrected.
    Never name the gold that you test on.
    """
    from eval.fit import Rows, choose_spread, examples, fit, held
    from eval.gold import load_gold
    from extractor.checking.trust import FILE, calibration, parse_calibration

    found: list[Example] = []
    try:
        gold = [report for folder in folders for report in load_gold(folder)]
    except GoujiError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    with console(stderr=True).status("reading"):
        for report in gold:
            try:
                found += examples(report)
            except DocumentError as error:
                click.echo(f"not read: {report.path}: {error}", err=True)
    if not found:
        raise click.ClickException("no labelled value was read: name folders with gold")
    priors, rows, fixed = calibration().priors, Rows.of(found), held(found)
    spread, apart = choose_spread(rows, priors, fixed)
    weights = fit(rows, rows.mass.sum(axis=0), priors, spread, fixed)
    console().print(weight_table(found, priors, weights, fixed))
    before, after = (rows.losses(odds).sum() / len(found) for odds in (rows.odds(priors), apart))
    errors = sum(not example.right for example in found)
    click.echo(
        f"{len(found)} fields with {errors} errors: log loss {before:.4f} by the priors, "
        f"{after:.4f} by weights fitted on other reports, {spread} or so from their priors"
    )
    if write:
        text = as_toml(weights, priors, date.today(), gold, (len(found), errors), spread)
        parse_calibration(text)
        path = Path(str(files("extractor.checking.judge").joinpath(FILE)))
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"the weights cannot be kept: {error}") from error
        click.echo(f"written to {path}")


def weight_table(
    found: "Sequence[Example]", priors: "Weights", weights: "Weights", held: frozenset[str]
) -> "Table":
    """Every weight beside its prior, and how many fields and errors have its feature."""
    from rich.table import Table

    table = Table(title="weights, in natural log odds", title_justify="left")
    for column in ("feature", "prior", "weight", "fields", "errors"):
        table.add_column(column, justify="left" if column == "feature" else "right")
    for stage in ("signals", "checks"):
        fitted = getattr(weights, stage)._asdict()
        for name, prior in getattr(priors, stage)._asdict().items():
            having = [e for e in found if getattr(getattr(e, stage), name)]
            weight = "held" if name in held else f"{fitted[name]:.3f}"
            errors = sum(not e.right for e in having)
            table.add_row(name, f"{prior:.3f}", weight, str(len(having)), str(errors))
        table.add_section()
    return table


def as_toml(
    weights: "Weights",
    priors: "Weights",
    day: date,
    gold: "Sequence[GoldReport]",
    counts: tuple[int, int],
    spread: float,
) -> str:
    """The text of calibration.toml. `counts` are fields and errors."""
    documents = sorted({document_hash(report) for report in gold})
    lines = [
        *(_HEAD, "[fitted]", f"date = {day.isoformat()}", f"spread = {spread}"),
        *("documents = [", *(f'    "{name}",' for name in documents), "]"),
        f"gold = {{ fields = {counts[0]}, errors = {counts[1]} }}",
    ]
    for stage in ("signals", "checks"):
        fitted, before = getattr(weights, stage), getattr(priors, stage)
        lines += ["", f"[{stage}]"]
        lines += [
            f"{name} = {{ prior = {prior}, weight = {round(weight, 4)} }}"
            for name, prior, weight in zip(fitted._fields, before, fitted, strict=True)
        ]
    return "\n".join(lines) + "\n"


def document_hash(report: "GoldReport") -> str:
    """By which a report that was fitted on is known again: 12 digits of its SHA-256."""
    return sha256(report.path.read_bytes()).hexdigest()[:12]


if __name__ == "__main__":
    command()
