"""Scores -> a terminal: the figures, counts by part, and the worst mismatches in their place."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.compare import Comparison
from eval.judge import OUTCOMES
from eval.judged import Judged
from eval.promise import Promised
from eval.report.data import Report
from eval.report.markdown import (
    about_held_out,
    about_promises,
    figure,
    interval,
    met,
    percent,
    target,
    threshold,
)
from eval.risk import trust_figures
from eval.score import Verdict
from eval.summary import by_aspect, mismatches, worst

CONTEXT = 24
MOST = 12
"""Mismatches that are shown of one document."""
_STYLES = {"right": "green", "wrong": "red", "missing": "red", "spurious": "red"}


def print_report(console: Console, report: Report) -> None:
    """The whole report, to a terminal or a file."""
    count = len(report.documents)
    title = f"{count} document{'' if count == 1 else 's'} read by {report.reader}"
    console.print(_figures_table(report, title))
    console.print(_counts_table(report))
    if report.promised:
        print_promised(console, report.promised)
    if report.ablation:
        console.print(_ablation_table(report))
    for document in report.shown:
        if document.score.verdicts:
            _print_document(console, document)
    console.print(f"\n{_in_words(report.documents)}")
    if told := about_held_out(report.held_out, report.details):
        console.print(told)


def _figures_table(report: Report, title: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("measure")
    for name in ("count", "of", "share", "95% interval", "by document", "target", ""):
        table.add_column(name, justify="right")
    for f in report.figures:
        style = "red" if f.met is False else "green"
        table.add_row(
            f.measure.label,
            str(f.hits),
            str(f.total),
            percent(f.share),
            interval(f.interval),
            interval(f.by_document),
            target(f.measure.least, f.measure.most),
            f"[{style}]{met(f.met)}[/]",
        )
    table.add_section()
    for told in trust_figures(report.predictions):
        style = "red" if told.met is False else "green"
        value = ("", "", figure(told.value), "", "")
        table.add_row(told.label, *value, told.target, f"[{style}]{met(told.met)}[/]")
    return table


def _counts_table(report: Report) -> Table:
    table = Table(title="by part", title_justify="left")
    table.add_column("part")
    table.add_column("aspect")
    for name in (*OUTCOMES, "precision", "recall"):
        table.add_column(name, justify="right")
    last = None
    for (part, aspect), tally in by_aspect(report.documents).items():
        if part != last:
            table.add_section()
        cells = [str(tally.outcomes[outcome] or "·") for outcome in OUTCOMES]
        shares = (percent(tally.precision), percent(tally.recall))
        table.add_row("" if part == last else part, aspect, *cells, *shares)
        last = part
    return table


def _ablation_table(report: Report) -> Table:
    table = Table(title="what each part is worth", title_justify="left")
    table.add_column("measure", min_width=36)
    for name in report.ablation:
        table.add_column(name, justify="right")
    for label, shares in report.ablated:
        table.add_row(label, *map(percent, shares))
    return table


def _print_document(console: Console, document: Judged) -> None:
    score, wrong = document.score, worst(document)
    if not (wrong or score.findings or score.disagreements or score.failure):
        return
    console.print(f"\n[bold]{escape(document.name)}[/] ({document.traits.form})")
    if score.failure:
        console.print(f"  [red]not read:[/] {escape(score.failure)}")
        return
    for verdict in wrong[:MOST]:
        console.print(_mismatch(verdict, score.text), soft_wrap=True)
    if len(wrong) > MOST:
        console.print(f"  [dim]and {_tallied(wrong[MOST:])}[/]")
    for kind, told in (("finding", score.findings), ("disagreement", score.disagreements)):
        for one in told:
            console.print(f"  [yellow]{kind}[/] {one.code}: {escape(one.message)}", soft_wrap=True)


def _mismatch(verdict: Verdict, text: str) -> str:
    style = _STYLES.get(verdict.outcome, "cyan")
    what = f"  [{style}]{verdict.outcome}[/] {escape(verdict.field)} [dim]{verdict.aspect}[/]"
    said = f"expected {escape(verdict.expected)}, got {escape(verdict.got)}"
    return f"{what}: {said}{_in_context(verdict, text)}"


def _in_context(verdict: Verdict, text: str) -> str:
    """The evidence with what stands around it, on one line."""
    if verdict.evidence is None:
        return ""
    start, end = verdict.evidence.start, verdict.evidence.end
    pieces = (text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT])
    before, quote, after = (escape(" ".join(piece.split())) for piece in pieces)
    return f"\n      [dim]…{before}[/][reverse]{quote}[/][dim]{after}… at {start}[/]"


def _in_words(documents: Iterable[Judged]) -> str:
    documents = list(documents)
    bad = mismatches(documents)
    if not bad:
        return "[green]Everything that is labelled is right.[/]"
    unread = sum(1 for document in documents if document.score.failure)
    return _tallied(bad) + (f"; {unread} documents not read" if unread else "")


def _tallied(verdicts: Iterable[Verdict]) -> str:
    tally = Counter(verdict.outcome for verdict in verdicts)
    return ", ".join(f"{tally[name]} {name}" for name in OUTCOMES if tally[name])


MOST_CHANGES = 40
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
        for c in changes[:MOST_CHANGES]:
            what = f"{escape(c.document)} {escape(c.field)} [dim]{c.aspect}[/]"
            console.print(f"  {title} {what}: {c.before} -> {c.after}", soft_wrap=True)
        if len(changes) > MOST_CHANGES:
            console.print(f"  and {len(changes) - MOST_CHANGES} more {title}")
    if comparison.apart:
        why = "not in both, other labels, or scores only"
        console.print(f"not compared ({why}): {', '.join(comparison.apart)}")
    if not (comparison.lost or comparison.gained or table.row_count):
        console.print("nothing changed against the other run")


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
