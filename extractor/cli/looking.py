"""Commands that look at what was read: show, findings, export, forms."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.cli.options import console, database

if TYPE_CHECKING:
    from extractor.export import Format


@click.command()
@click.argument("document", required=False, metavar="[DOC]")
@click.argument("field", required=False, metavar="[FIELD]")
@database
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
            console().print(report_table(store))
        elif field is None:
            console().print(show_report(store, store.find(document)))
        else:
            console().print(show_fields(store, store.find(document), field))


@click.command()
@database
def findings(db: Path) -> None:
    """List what agencies misreported: both sides, and where they stand."""
    from extractor.show import findings_table
    from extractor.store import Store

    with Store(db) as store:
        table = findings_table(store)
        console().print(table if table.rows else "no findings: every checked figure agrees")


@click.command()
@database
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

    Of each field it says whether a person confirmed it, as what, who, and when. jsonl is one whole
    record a line; there the reasons of a field tell that it was confirmed or corrected.
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


@click.command()
@click.argument("form_id", required=False, metavar="[ID]")
def forms(form_id: str | None) -> None:
    """List the forms that are known, or what form ID asks for: rows, columns, edit rules."""
    from extractor.forms.file import load_form
    from extractor.show import form_list, show_form

    console().print(form_list() if form_id is None else show_form(load_form(form_id)))
