"""A comparison -> a terminal: what changed, the test, and what is a regression."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.compare import Comparison

MOST = 40
"""Changes that are printed."""


def print_comparison(console: Console, comparison: Comparison, margin: float) -> None:
    """What changed, what the test says of it, and whether it is a regression."""
    table = Table(title="against the other run", title_justify="left")
    table.add_column("part and aspect")
    for head in ("judged", "gained", "lost", "wrong claims", "missing", "p", ""):
        table.add_column(head, justify="right")
    for row in comparison.rows:
        if row.gained or row.lost or row.harmed or row.silenced:
            told = "[red]regression[/]" if row.regressed(margin) else ""
            counts = (f"{row.judged}", f"{row.gained}", f"{row.lost}")
            more = (f"{row.harmed:+}", f"{row.silenced:+}")
            table.add_row(row.aspect, *counts, *more, f"{row.p:.3g}", told)
    if table.row_count:
        console.print(table)
    for title, changes in (("lost", comparison.lost), ("gained", comparison.gained)):
        for c in changes[:MOST]:
            what = f"{escape(c.document)} {escape(c.field)} [dim]{c.aspect}[/]"
            console.print(f"  {title} {what}: {c.before} -> {c.after}", soft_wrap=True)
        if len(changes) > MOST:
            console.print(f"  and {len(changes) - MOST} more {title}")
    if comparison.apart:
        why = "not in both, other labels, or scores only"
        console.print(f"not compared ({why}): {', '.join(comparison.apart)}")
    if not (comparison.lost or comparison.gained or table.row_count):
        console.print("nothing changed against the other run")
