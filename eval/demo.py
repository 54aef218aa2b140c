"""`python -m eval.demo FOLDER --db FILE`: reports in, one table out, and what to try next.

This is what `make demo` runs. It reads into the database what is new there, and removes
nothing.
"""

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from eval.gold import SUFFIX
from extractor.batch import Outcome, Tally, run
from extractor.errors import GoujiError
from extractor.show import report_table
from extractor.store import Store

_PLAIN_WIDTH = 100
"""Columns where there is no terminal to ask."""
_WORTH_A_LOOK = (
    (
        "a figure that needs a person, and why",
        "SELECT path, field FROM review_queue WHERE state = 'reported' LIMIT 1",
    ),
    (
        "a zero that no cell prints, and what proves it",
        "SELECT path, field FROM imputed_values WHERE field LIKE 'requests.%' LIMIT 1",
    ),
    (
        "a figure and the edit rules it takes part in",
        "SELECT path, field FROM fields JOIN documents ON documents.id = fields.document "
        "WHERE field = 'requests.results_total.total' AND source = 'grid' "
        "ORDER BY value DESC LIMIT 1",
    ),
)


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("build/gouji.db"),
    show_default=True,
    help="The SQLite database to read into.",
)
def main(folder: Path, db: Path) -> None:
    """Read every report in FOLDER and show what came of it."""
    console = Console()
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    db.parent.mkdir(parents=True, exist_ok=True)
    try:
        with Store(db, create=True) as store:
            tally = run([folder], store, on_progress=_tell_failure)
            console.print(report_table(store))
            console.print(_told(tally), highlight=False)
            console.print("\n[bold]Next, for instance:[/]")
            for what, command in next_commands(store, folder, db):
                console.print(f"  [dim]# {escape(what)}[/]", highlight=False)
                console.print(f"  {escape(command)}", highlight=False, soft_wrap=True)
    except GoujiError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)


def next_commands(store: Store, folder: Path, db: Path) -> Iterator[tuple[str, str]]:
    """What a command shows, and the command, with files and fields that this database has."""
    gouji, at = _command("gouji"), f"--db {shlex.quote(str(db))}"
    for what, query in _WORTH_A_LOOK:
        for row in store.query(query):
            path, field = Path(row["path"]), row["field"]
            yield what, f"{gouji} show {shlex.quote(path.stem)} {field} {at}"
    yield "what agencies misreported", f"{gouji} findings {at}"
    yield "every field as a table", f"{gouji} export {at} --format csv"
    for row in store.query("SELECT path FROM documents WHERE status = 'ok' LIMIT 1"):
        yield "the record of one file", f"{gouji} extract {shlex.quote(row['path'])} --json"
    if next(folder.rglob(f"*{SUFFIX}"), None):
        yield "how much of it is right", f"{_command('python')} -m eval {shlex.quote(str(folder))}"


def _command(name: str) -> str:
    """How to call a command of this environment from here: by name where that finds it."""
    own = Path(sys.executable).with_name(name)
    if shutil.which(name) == str(own):
        return name
    return shlex.quote(str(own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own))


def _tell_failure(outcome: Outcome, _: Tally) -> None:
    if outcome.result == "failed":
        click.echo(f"not read: {outcome.path}: {outcome.reason}", err=True)


def _told(tally: Tally) -> str:
    told = f"{tally.read} read now, {tally.skipped} known from before"
    return told + (f", {tally.failed} could not be read" if tally.failed else "")


if __name__ == "__main__":
    main()
