"""`gouji gold new|check|promote`: labels by hand or from review, and whether they hold."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.cli.options import console, database
from extractor.errors import GoujiError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from eval.gold import Kind
    from eval.gold.new import Template


@click.group("gold")
def command() -> None:
    """Label documents by hand, and check the labels."""


@command.command()
@click.argument(
    "document", metavar="DOC", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--form", "form_id", metavar="ID", help="The form, where it is not recognized.")
@click.option(
    "--kind",
    type=click.Choice(["written", "generated", "real"]),
    default="real",
    show_default=True,
    help="Where the document comes from.",
)
def new(document: Path, form_id: str | None, kind: "Kind") -> None:
    """Write the label file of DOC for a person to fill, and say what is asked in which line.

    Every field of the form is in it, and every figure of the prose as a quotation. No value is:
    labels come from the eye. A label file that is there already is left as it is.
    """
    from eval.gold import GoldError
    from eval.gold.new import open_labels

    try:
        template = open_labels(document, form_id, kind)
        template.write()
    except GoldError as error:
        raise click.ClickException(str(error)) from error
    except GoujiError as error:
        raise click.ClickException(f"{document}: {error}") from error
    console().print(_checklist(template))
    asked = (
        f"{len(template.lines)} fields and {len(template.quotes)} figures of the prose, all open"
    )
    click.echo(
        f"{template.path}: {asked}\n"
        "next: open it beside the document, type over every ?, take out what is not printed, and\n"
        f"      gouji gold check {template.path.parent}"
    )


@command.command()
@click.argument(
    "folders",
    metavar="FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def check(folders: tuple[Path, ...]) -> None:
    """Check the labels in each FOLDER, and say what they hold.

    Ids, quotations, values, states, the form's edit rules, what follows for blanks, documents
    without labels or twice, agencies on both sides of dev and test. One line a problem: file,
    place, problem, remedy. Exits with 1 where there is an error; warnings may be right.
    """
    from eval.gold.check import check as check_folders
    from eval.gold.check import summary

    try:
        checked = check_folders(folders)
    except GoujiError as error:
        raise click.ClickException(str(error)) from error
    flaws = [(one.path, flaw) for one in checked for flaw in one.flaws]
    errors = [f"{path}: {flaw}" for path, flaw in flaws if not flaw.warning]
    warnings = [f"{path}: {flaw}" for path, flaw in flaws if flaw.warning]
    console().print(summary(checked))
    for heading, lines in (("warnings", warnings), ("errors", errors)):
        if lines:
            click.echo("\n".join((f"{heading}: {len(lines)}", *lines, "")))
    if not errors:
        hold = "1 label file holds" if len(checked) == 1 else f"{len(checked)} label files hold"
        click.echo(hold + ("; see the warnings" if warnings else ""))
    sys.exit(1 if errors else 0)


@command.command()
@click.argument("document", metavar="DOC")
@database
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="FOLDER",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the document and its labels are put.",
)
@click.option(
    "--kind",
    type=click.Choice(["written", "generated", "real"]),
    default="real",
    show_default=True,
    help="Where the document comes from.",
)
def promote(document: str, folder: Path, kind: "Kind", db: Path) -> None:
    """Make gold of the report DOC, which people have reviewed.

    DOC is a path, a file's name or the start of a hash. A report is fully reviewed when none of
    its fields waits for a person, and every decision still stands on the text it was made on. A
    label comes from a person only: each field that somebody accepted, corrected or called
    misreported is labelled as they settled it. What nobody settled, facts and imputed values
    among them, is left unlabelled, and is not scored.

    The document's bytes are put beside the labels; files that are there are left as they are.
    """
    from eval.gold.promote import promote as promoted
    from extractor.store import Store

    try:
        with Store(db) as store:
            path, labels = promoted(store, store.find(document), folder, kind)
    except GoujiError as error:
        raise click.ClickException(str(error)) from error
    by = ", ".join(labels.reviewed.by) if labels.reviewed else ""
    click.echo(f"{path}: {len(labels.fields)} labels, settled by {by}")


def _checklist(template: "Template") -> "RenderableType":
    """Every row of the form: its line in the label file, its label, and the columns' labels."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", no_wrap=True)
    for _ in ("label", "columns"):
        table.add_column(overflow="fold")
    for part in template.parts:
        table.add_row("", Text(f"\n{part.label}", "bold"), "")
        before: tuple[str, ...] = ()
        for ask in part.asks:
            same = ask.columns and ask.columns == before
            table.add_row(
                template.place(ask), ask.label, "as above" if same else " ".join(ask.columns)
            )
            before = ask.columns
    return table


if __name__ == "__main__":
    command()
