"""How a batch is told while it runs: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from extractor.batch.run import OnProgress, Outcome, Tally
from extractor.pipeline import printable

_LINES = 10
"""Without a terminal, progress is told so many times a batch."""


@contextmanager
def telling(console: Console) -> Iterator[OnProgress]:
    """What `batch.run` calls after each file. A failure is told at once, in either case."""
    if console.is_terminal:
        with _bar(console) as tell:
            yield tell
    else:
        yield _plain(console)


@contextmanager
def _bar(console: Console) -> Iterator[OnProgress]:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        bar = progress.add_task("", total=None)

        def tell(outcome: Outcome, tally: Tally) -> None:
            failed = f"{tally.failed} failed" if tally.failed else ""
            progress.update(bar, total=tally.total, completed=tally.done, description=failed)
            _tell_failure(console, outcome)

        yield tell


def _plain(console: Console) -> OnProgress:
    def tell(outcome: Outcome, tally: Tally) -> None:
        _tell_failure(console, outcome)
        step = max(1, tally.total // _LINES)
        if tally.done % step == 0 or tally.done == tally.total:
            console.print(f"{tally.done} of {tally.total} files", soft_wrap=True)

    return tell


def _tell_failure(console: Console, outcome: Outcome) -> None:
    if outcome.result == "failed":
        message = f"gouji: {printable(outcome.path)}: {outcome.reason}"
        console.print(message, markup=False, soft_wrap=True)
