"""How a batch is told while it runs: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from extractor.batch.documents import OnProgress, Outcome, Tally
from extractor.pipeline import printable

State = Callable[[], str]

_LINES = 10
"""Without a terminal, progress is told so many times a batch."""


@contextmanager
def telling(console: Console, state: State = lambda: "") -> Iterator[OnProgress]:
    """What `batch.run` calls after each file. A failure is told at once, in either case.

    `state` says in a few words how the model stands, such as what is spent so far.
    """
    tell_trouble = _trouble(console)

    def tell_line(outcome: Outcome, tally: Tally) -> None:
        tell_trouble(outcome)
        step = max(1, tally.total // _LINES)
        if tally.done % step == 0 or tally.done == tally.total:
            line = ", ".join(filter(None, (f"{tally.done} of {tally.total} files", state())))
            console.print(line, markup=False, soft_wrap=True)

    if not console.is_terminal:
        yield tell_line
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        bar = progress.add_task("", total=None)

        def move_bar(outcome: Outcome, tally: Tally) -> None:
            failed = f"{tally.failed} failed" if tally.failed else ""
            incomplete = f"{tally.incomplete} incomplete" if tally.incomplete else ""
            description = ", ".join(filter(None, (failed, incomplete, state())))
            progress.update(bar, total=tally.total, completed=tally.done, description=description)
            tell_trouble(outcome)

        yield move_bar


def _trouble(console: Console) -> Callable[[Outcome], None]:
    """Tells each failure, and why questions have no answers: each reason once."""
    told: set[str] = set()

    def tell(outcome: Outcome) -> None:
        reason = outcome.reason
        if outcome.result == "read":
            if not reason or reason in told:
                return
            told.add(reason)
            reason = f"a question has no answer: {reason}"
        if reason:
            message = f"gouji: {printable(outcome.path)}: {reason}"
            console.print(message, markup=False, soft_wrap=True)

    return tell
