"""What may be promised of accepted fields, and what became of it on splits, for a terminal."""

from rich.console import Console
from rich.table import Table

from eval.report.words import about_promises, met, percent, threshold
from eval.splits import Promised


def print_promised(console: Console, told: Promised) -> None:
    """Both tables, and what has to be said besides."""
    console.print(_promise_table(told))
    console.print(_split_table(told))
    console.print(about_promises(told.fitted, told.reports))


def _promise_table(told: Promised) -> Table:
    """The two promises on all reports, each with its threshold or with what is missing."""
    table = Table(title=f"error of accepted fields within {told.target:.2%}", title_justify="left")
    for column in ("promise", "reports", "accept from", "coverage", "bound", "labels missing"):
        table.add_column(column, justify="left" if column == "promise" else "right")
    for name, one in told.promises.items():
        table.add_row(
            name,
            str(one.reports),
            threshold(one.threshold),
            percent(one.coverage),
            percent(one.bound),
            f"{one.missing} reports" if one.missing else "none",
        )
    return table


def _split_table(told: Promised) -> Table:
    """The same promises made on one half of the reports, and held against the other half."""
    table = Table(title="chosen on one half, held against the other", title_justify="left")
    for column in ("split", "promise", "made on", "accept from", "held against", "coverage"):
        table.add_column(column, justify="left" if column == "promise" else "right")
    for column in ("wrong of accepted", "error", ""):
        table.add_column(column, justify="right")
    last = 0
    for held in told.splits:
        if held.seed != last:
            table.add_section()
        style = "red" if held.kept(told.target) is False else "green"
        table.add_row(
            "" if held.seed == last else str(held.seed),
            held.promise,
            f"{held.made_on} reports",
            threshold(held.threshold),
            f"{held.reports} reports",
            percent(held.coverage),
            f"{held.wrong} of {held.accepted}" if held.threshold else "–",
            percent(held.error),
            f"[{style}]{met(held.kept(told.target))}[/]",
        )
        last = held.seed
    return table
