"""Commands that read reports: extract, run."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from extractor.cli.asking import Asking, asking, spent_told, the_model
from extractor.cli.options import (
    check_form,
    console,
    database,
    form,
    limit_options,
    model_options,
)
from extractor.limits import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from extractor.batch import Failure, Tally
    from extractor.store import Rows, Store

INTERRUPTED = 130
"""Exit code after Ctrl-C, as a shell gives it."""

_files = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
_paths = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)


@click.command()
@_files
@click.option("--json", "as_json", is_flag=True, help="Print whole records, one JSON a line.")
@form
@limit_options
@model_options
def extract(
    files: tuple[Path, ...], as_json: bool, form_id: str | None, limits: Limits, **model: Any
) -> None:
    """Read FILEs and print what they say, keeping nothing.

    Without --json, a table: fields read, accepted, imputed and left for review. A file that
    cannot be read is told on standard error and the others go on; the exit code is then 1.
    """
    from extractor.batch import Failure
    from extractor.pipeline import printable
    from extractor.record.json import to_json
    from extractor.show import report_table
    from extractor.store import Store

    check_form(form_id)
    asked = asking(**model)

    async def tell(store: Store) -> bool:
        failed = False
        async for file, result in _read(files, form_id, limits, asked):
            if isinstance(result, Failure):
                click.echo(f"gouji: {printable(file)}: {result.reason}", err=True)
                failed = True
            elif as_json:
                click.echo(to_json(result.record))
            else:
                store.write(result, config="")
        return failed

    with Store(None) as store:
        failed = asyncio.run(tell(store))
        if store.documents():
            console().print(report_table(store))
    sys.exit(failed)


async def _read(
    files: tuple[Path, ...], form_id: str | None, limits: Limits, asked: Asking
) -> "AsyncIterator[tuple[Path, Rows | Failure]]":
    from extractor.batch import read_once

    if asked.settings is None:
        async for told in read_once(files, form_id, limits=limits):
            yield told
        return
    settings = asked.settings
    async with the_model(settings) as model:
        how = asked.plan, model.ask, settings.concurrency
        async for told in read_once(files, form_id, *how, limits):
            yield told
        click.echo(f"gouji: {spent_told(model.spent, settings.currency)}", err=True)


@click.command()
@_paths
@database
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes to read with.  [default: one a CPU]"
)
@click.option("--retry", is_flag=True, help="Try again what failed before.")
@click.option("--name", help="What to call this batch in the review queue.  [default: the PATHs]")
@form
@limit_options
@model_options
@click.option("--dry-run", is_flag=True, help="Say what a model would be asked and cost; no more.")
@click.option(
    "--batch",
    type=click.Choice(["submit", "poll", "collect"]),
    help="Ask through the provider's batch service: slower, at half the price.",
)
def run(
    paths: tuple[Path, ...],
    db: Path,
    jobs: int | None,
    retry: bool,
    name: str | None,
    form_id: str | None,
    limits: Limits,
    dry_run: bool,
    batch: str | None,
    **model: Any,
) -> None:
    """Read files and folders into a database.

    Folders are read with all that is below them, but for hidden files, .json and .md. A
    second run does only what is new or changed, and what was given up at a limit. Every document
    is one transaction: whatever stops the run, what is finished is there. The exit code is 1 if
    any file failed, and 130 after Ctrl-C.

    A model's answers are kept in a cache, so what was paid is not paid again. A document to
    which answers are missing is stored as far as it is read, and finished by the next run.
    With --batch, `submit` sends what is to be asked, `poll` says how far it is, and `collect`
    takes the answers and finishes the documents.
    """
    from extractor.pipeline import printable
    from extractor.store import Store

    check_form(form_id)
    asked = asking(**model)
    jobs = jobs or os.cpu_count() or 1
    name = name or ", ".join(printable(path) for path in paths)
    if asked.settings is None:
        if dry_run or batch:
            raise click.UsageError("--dry-run and --batch are about a model: none is configured")
        from extractor.batch import run as run_batch
        from extractor.batch.progress import telling

        with Store(db, create=True) as store:
            with telling(console(stderr=True)) as tell:
                tally = run_batch(
                    paths, store, form_id, jobs, tell, retry, name=name, limits=limits
                )
            _conclude(store, db, tally)
    from extractor.cli import runs

    looks = runs.dry if dry_run else {"submit": runs.submit, "poll": runs.poll}.get(batch or "")
    with Store(None if looks and not db.exists() else db, create=True) as store:
        job = runs.Job(paths, store, name, form_id, jobs, retry, asked, limits)
        if looks:
            click.echo(asyncio.run(looks(job)))
            return
        if batch == "collect":
            told, tally = asyncio.run(runs.collect(job))
            click.echo(told)
        else:
            tally = asyncio.run(runs.live(job))
        _conclude(store, db, tally)


def _conclude(store: "Store", db: Path, tally: "Tally") -> NoReturn:
    """Say what became of a run, and leave with its exit code."""
    (counts,) = store.query(
        "SELECT count(*) AS reports, total(review) AS review, total(findings) AS findings "
        "FROM report_summary"
    )
    click.echo(
        f"{tally.total} files: {tally.read} read, {tally.skipped} done before, "
        f"{tally.failed} failed. {db} holds {counts['reports']} reports, "
        f"{counts['review']:.0f} fields to review, {counts['findings']:.0f} findings."
    )
    if tally.incomplete:
        click.echo(
            f"{tally.incomplete} reports lack answers of the model: the same command asks again.",
            err=True,
        )
    if tally.interrupted:
        click.echo("Interrupted: the same command goes on from here.", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(bool(tally.failed))
