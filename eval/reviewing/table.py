"""Figures -> tables for a terminal."""

from collections.abc import Iterator

from rich.table import Table

from eval.reviewing.corrupted import KINDS
from eval.reviewing.figures import GOAL, Figures, Wrong


def tables(figures: Figures) -> Iterator[Table]:
    """What a settled field costs and how it was settled, then the values that are wrong."""
    yield _work(figures)
    yield _kinds(figures)
    yield _means(figures)
    if figures.wrong:
        yield _wrong(figures.wrong)


def _work(figures: Figures) -> Table:
    table = _titled("The reviewer's work", "", "measured")
    acts, settled = len(figures.acts), len(figures.settling)
    share = _share(len(figures.proposed), settled)
    where = figures.strokes_where_proposed
    met = "" if not figures.proposed else ", met" if where <= GOAL else ", missed"
    for name, value in (
        ("reports", str(len(figures.kinds))),
        ("reports that were opened", str(figures.opened)),
        ("fields that waited", str(sum(figures.waiting.values()))),
        ("fields that wait in the end", str(figures.left)),
        ("decisions", str(acts)),
        ("decisions a report", _ratio(acts, len(figures.kinds))),
        ("settled fields with a right answer at hand", share),
        ("  that Enter alone takes", str(sum(act.by_enter for act in figures.proposed))),
        ("strokes a settled field", f"{figures.strokes:.2f}"),
        ("  where a right answer is at hand", f"{where:.2f} (goal <= {GOAL:g}{met})"),
        ("fields that cleared by themselves a decision", _ratio(figures.cleared, acts)),
        ("fields that came to wait by decisions", str(figures.raised)),
        ("machine seconds a decision, median", f"{figures.seconds:.3f}"),
        ("values wrong in the end", str(len(figures.wrong))),
        ("  told in a finding", str(sum(wrong.told for wrong in figures.wrong))),
        ("  settled so by the reviewer", str(sum(wrong.settled for wrong in figures.wrong))),
    ):
        table.add_row(name, value)
    return table


def _kinds(figures: Figures) -> Table:
    table = _titled(
        "By what happened to the reports",
        "", "reports", "waited", "decisions", "at hand", "strokes a field", "cleared", "wrong",
    )  # fmt: skip
    for kind in KINDS:
        own = figures.of(kind)
        table.add_row(
            kind,
            str(len(own.kinds)),
            str(sum(own.waiting.values())),
            str(len(own.acts)),
            str(len(own.proposed)),
            f"{own.strokes:.2f}" if own.settling else "–",
            str(own.cleared),
            str(len(own.wrong)),
        )
    return table


def _means(figures: Figures) -> Table:
    table = _titled("How fields were settled", "", "decisions", "strokes", "most")
    for means in dict.fromkeys(act.means for act in figures.acts):
        strokes = [act.strokes for act in figures.acts if act.means == means]
        count = len(strokes)
        table.add_row(means, str(count), _ratio(sum(strokes), count), str(max(strokes)))
    return table


def _wrong(found: tuple[Wrong, ...]) -> Table:
    table = _titled("Values wrong in the end", "document and field", "value", "paper", "", "")
    for wrong in found:
        table.add_row(
            f"{wrong.document} {wrong.field}",
            wrong.value,
            wrong.truth,
            "in a finding" if wrong.told else "not told",
            "settled so" if wrong.settled else "nobody asked",
        )
    return table


def _titled(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left")
    return table


def _share(hits: int, total: int) -> str:
    return f"{hits} of {total}" + (f" ({hits / total:.0%})" if total else "")


def _ratio(sum_of: int, count: int) -> str:
    return f"{sum_of / count:.2f}" if count else "–"
