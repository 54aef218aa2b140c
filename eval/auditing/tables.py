"""Lists and bounds, as a person sees them in a terminal."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from extractor.review.audit import Drawn, Judgement, by_month, judgements, most, needed
from extractor.store import Store


def bound_table(store: Store) -> Table:
    """Answers, errors and the bound, by month and in all."""
    table = Table(title="error of accepted fields", title_justify="left")
    for name in ("month", "answers", "wrong", "at most (95%)"):
        table.add_column(name, justify="left" if name == "month" else "right")
    for month, told in (*by_month(store), ("all", judgements(store))):
        table.add_row(
            month, str(len(told)), str(_wrong(told)), f"{most(_wrong(told), len(told)):.2%}"
        )
    return table


def missing_told(store: Store, target: float) -> str:
    """Whether the answers bound the error by the target, or how many more it takes."""
    told = judgements(store)
    missing = needed(_wrong(told), target) - len(told)
    if missing <= 0:
        return f"the error is within {target:.2%}, with 95% certainty"
    return f"{missing} more right answers would bound the error by {target:.2%}"


def _wrong(told: Sequence[Judgement]) -> int:
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
