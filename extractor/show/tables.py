"""Tables over all reports of a store."""

from pathlib import PurePath

from rich import box
from rich.table import Table
from rich.text import Text

from extractor.show.words import said
from extractor.store import Store

_COUNTS = {
    "read": "",
    "accepted": "green",
    "imputed": "cyan",
    "review": "yellow",
    "violated": "red",
    "findings": "magenta",
    "disagreements": "yellow",
    "printed_outside": "dim",
}
"""The counts of the view `report_summary` that are shown, each with its colour."""
_HEADINGS = {"disagreements": "disagree", "printed_outside": "outside"}


def report_table(store: Store) -> Table:
    """One row a report: its form, and how many fields were read, accepted, imputed, ...

    `read` counts the cells and phrases that were found, whether they print a value or a blank,
    and `accepted` those of them that no person need look at. `violated` counts edit rules,
    `findings` the report's own mistakes, `disagree` what may be ours, `outside` printed cells that
    are none of the form's. A file that failed is named with its reason.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("report", ratio=1, overflow="fold")
    table.add_column("form", overflow="fold", max_width=10)  # beside the report's two lines
    for name in _COUNTS:
        table.add_column(_HEADINGS.get(name, name), justify="right", no_wrap=True)
    for row in store.query("SELECT * FROM report_summary ORDER BY document"):
        what = ", ".join(str(row[name]) for name in ("agency", "year") if row[name] is not None)
        report = said(PurePath(row["path"]).name) + Text("\n") + said(what, "dim")
        counts = (
            Text(str(row[name]), style if row[name] else "dim") for name, style in _COUNTS.items()
        )
        table.add_row(report, row["form"], *counts)
    for row in store.query("SELECT * FROM failures"):
        report = said(PurePath(row["path"]).name) + Text("\n") + said(row["reason"], "red")
        table.add_row(report, "failed")
    return table


def findings_table(store: Store) -> Table:
    """Every mistake of a report itself: who, what, and both sides of it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("report", overflow="fold", ratio=1)
    table.add_column("finding", no_wrap=True, style="magenta")
    table.add_column("what is printed, and what its own figures give", ratio=2)
    for row in store.query("SELECT * FROM misreported"):
        what = ", ".join(str(row[name]) for name in ("agency", "year") if row[name] is not None)
        report = said(PurePath(row["path"]).name) + Text("\n") + said(what, "dim")
        table.add_row(report, row["code"], said(row["message"]))
    return table
