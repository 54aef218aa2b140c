"""Scores -> a terminal: the figures, counts by part, and the worst mismatches in their place."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.judge import OUTCOMES
from eval.judged import Judged
from eval.report.data import Report
from eval.report.promises import print_promised
from eval.report.words import about_held_out, figure, interval, met, percent, target
from eval.score import Verdict
from eval.summary import by_aspect, mismatches, worst
from eval.trust import trust_figures

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
    for told in trust_figures(report.claims):
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
