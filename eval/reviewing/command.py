"""`python -m eval.reviewing`: how many keys does it take to settle what waits?"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console

from eval.reviewing.corrupted import corrupted_reports
from eval.reviewing.run import reviewed
from eval.reviewing.table import tables

_WIDTH = 110
"""Characters a line where no terminal says how many."""


@click.command("reviewing")
@click.option("--reports", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="The same gives the same reports.")
def command(reports: int, seed: int) -> None:
    """What a reviewer who knows the truth does in the service with corrupted reports."""
    with TemporaryDirectory(prefix="gouji-reviewing-") as folder:
        figures = reviewed(tuple(corrupted_reports(reports, seed)), Path(folder))
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for table in tables(figures):
        console.print(table)
