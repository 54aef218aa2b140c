"""Lists and bounds, as a person sees them in a terminal."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from extractor.review.answers import Answer, Answers
from extractor.review.bound import most, needed
from extractor.review.sample import Drawn


def bound_table(answers: Answers) -> Table:
    """Answers, errors and the bound, by month and in all."""
    table = Table(title="error of accepted fields", title_justify="left")
    for name in ("month", "answers", "wrong", "at most (95%)"):
        table.add_column(name, justify="left" if name == "month" else "right")
    for month, told in (*answers.by_month(), ("all", answers.latest())):
        table.add_row(
            month, str(len(told)), str(_wrong(told)), f"{most(_wrong(told), len(told)):.2%}"
        )
    return table


def missing_told(answers: Answers, target: float) -> str:
    """Whether the answers bound the error by the target, or how many more it takes."""
    told = answers.latest()
    missing = needed(_wrong(told), target) - len(told)
    if missing <= 0:
        return f"the error is within {target:.2%}, with 95% certainty"
    return f"{missing} more right answers would bound the error by {target:.2%}"


def _wrong(told: Sequence[Answer]) -> int:
    return sum(not answer.correct for answer in told)


def list_table(drawn: Sequence[Drawn]) -> Table:
    """What a person is to look at."""
    table = Table(title=f"{len(drawn)} fields to look at", title_justify="left")
    for name in ("report", "field", "value", "context"):
        table.add_column(name)
    for one in drawn:
        name = Path(one.report).name
        table.add_row(name, one.label or one.field, f"{one.value}{one.unit}", one.context)
    return table
