"""The command `gouji`: read the arguments, call, print. Everything heavy is loaded on use."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extractor.model.errors import GoujiError

if TYPE_CHECKING:
    from rich.console import Console

    from extractor.export import Format

INTERRUPTED = 130
"""Exit code after Ctrl-C, as a shell gives it."""

_PLAIN_WIDTH = 100


class _Told(click.ClickException):
    """A problem told in one line, without a traceback."""

    def show(self, file: Any = None) -> None:
        click.echo(f"gouji: {self.message}", err=True, file=file)


class _Group(click.Group):
    """Commands whose GoujiErrors end in one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GoujiError as error:
            raise _Told(str(error)) from error


_database = click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("gouji.db"),
    show_default=True,
    envvar="GOUJI_DB",
    show_envvar=True,
    help="The SQLite database.",
)
_form = click.option(
    "--form", "form_id", metavar="ID", help="Read by this form instead of recognizing one."
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gouji", prog_name="gouji")
def app() -> None:
    """Checked figures out of Chinese government information disclosure reports.

    Gouji reads 政府信息公开工作年度报告 (.txt, .html, .docx) and hands over only figures
    that it can show in the source and that agree, or says which do not and why.
    """


@app.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--json", "as_json", is_flag=True, help="Print whole records, one JSON a line.")
@_form
def extract(files: tuple[Path, ...], as_json: bool, form_id: str | None) -> None:
    """Read FILEs and print what they say, keeping nothing.

    Without --json, a table: fields read, accepted, imputed and left for review. A file that
    cannot be read is told on standard error and the others go on; the exit code is then 1.
    """
    from extractor.batch import Failure, attempt
    from extractor.model.record_json import to_json
    from extractor.pipeline import printable
    from extractor.show import report_table
    from extractor.store import Store

    _check(form_id)
    failed = False
    with Store(None) as store:
        for file in files:
            result = attempt(file, form_id)
            if isinstance(result, Failure):
                click.echo(f"gouji: {printable(file)}: {result.reason}", err=True)
                failed = True
            elif as_json:
                click.echo(to_json(result[1]))
            else:
                store.save(*result, config="")
        if store.documents():
            _console().print(report_table(store))
    sys.exit(failed)


@app.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
@_database
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes to read with.  [default: one a CPU]"
)
@click.option("--retry", is_flag=True, help="Try again what failed before.")
@_form
def run(
    paths: tuple[Path, ...], db: Path, jobs: int | None, retry: bool, form_id: str | None
) -> None:
    """Read files and folders into a database.

    Folders are read with all that is below them, but for hidden files, .json and .md. A
    second run does only what is new or changed. Every document is one transaction: whatever
    stops the run, what is finished is there. The exit code is 1 if any file failed, and 130
    after Ctrl-C.
    """
    from extractor.batch import run as run_batch
    from extractor.batch.progress import telling
    from extractor.store import Store

    _check(form_id)
    with Store(db, create=True) as store:
        with telling(_console(stderr=True)) as tell:
            tally = run_batch(paths, store, form_id, jobs or os.cpu_count() or 1, tell, retry)
        (counts,) = store.query(
            "SELECT count(*) AS reports, total(review) AS review, total(findings) AS findings "
            "FROM report_summary"
        )
    click.echo(
        f"{tally.total} files: {tally.read} read, {tally.skipped} done before, "
        f"{tally.failed} failed. {db} holds {counts['reports']} reports, "
        f"{counts['review']:.0f} fields to review, {counts['findings']:.0f} findings."
    )
    if tally.interrupted:
        click.echo("Interrupted: the same command goes on from here.", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(bool(tally.failed))


@app.command()
@click.argument("document", required=False, metavar="[DOC]")
@click.argument("field", required=False, metavar="[FIELD]")
@_database
def show(document: str | None, field: str | None, db: Path) -> None:
    """Show what was read of DOC, or one FIELD of it with its evidence and edit rules.

    DOC is a path, a file's name or the start of a hash; without it, all reports are listed.
    FIELD is an id such as requests.received.total, or the beginning of several, such as
    requests.received.
    """
    from extractor.show import report_table, show_fields, show_report
    from extractor.store import Store

    with Store(db) as store:
        if document is None:
            _console().print(report_table(store))
        elif field is None:
            _console().print(show_report(store, store.find(document)))
        else:
            _console().print(show_fields(store, store.find(document), field))


@app.command()
@_database
def findings(db: Path) -> None:
    """List what agencies misreported: both sides, and where they stand."""
    from extractor.show import findings_table
    from extractor.store import Store

    with Store(db) as store:
        table = findings_table(store)
        _console().print(table if table.rows else "no findings: every checked figure agrees")


@app.command()
@_database
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "xlsx", "parquet"]),
    default="csv",
    show_default=True,
)
@click.option("--wide", is_flag=True, help="One row a report, instead of one row a field.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; csv and jsonl may also go to standard output.",
)
def export(db: Path, form: "Format", wide: bool, output: Path | None) -> None:
    """Write all records as a table: one row a field with its evidence, or --wide.

    jsonl is one whole record a line.
    """
    from extractor.export import export as write
    from extractor.export import export_to
    from extractor.store import Store

    if wide and form == "jsonl":
        raise click.UsageError("--wide is for tables; jsonl has whole records")
    if output is None and form in ("xlsx", "parquet"):
        raise click.UsageError(f"{form} is no text: name a file with --output")
    with Store(db) as store:
        if output is None:
            write(store, form, sys.stdout.buffer, per_report=wide)
        else:
            export_to(store, form, output, per_report=wide)


@app.command()
@click.argument("form_id", required=False, metavar="[ID]")
def forms(form_id: str | None) -> None:
    """List the forms that are known, or what form ID asks for: rows, columns, edit rules."""
    from extractor.formfile import load_form
    from extractor.show import form_list, show_form

    _console().print(form_list() if form_id is None else show_form(load_form(form_id)))


def _check(form_id: str | None) -> None:
    """Refuse an unknown form before anything is read by it."""
    if form_id is not None:
        from extractor.formfile import load_form

        load_form(form_id)


def _console(stderr: bool = False) -> "Console":
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PLAIN_WIDTH
    return console


def main() -> None:
    """The entry point of the command."""
    app()


if __name__ == "__main__":
    main()
