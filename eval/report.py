"""Scores -> a page for a person: one table by part, then every mismatch with its place."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.judge import OUTCOMES, Outcome
from eval.score import PARTS, Aspect, DocumentScore, Verdict

ASPECTS: tuple[Aspect, ...] = ("value", "state", "imputed", "evidence", "qualifier", "label")
CONTEXT = 24
_STYLES = {"right": "green", "wrong": "red", "missing": "red", "spurious": "red"}

Counts = dict[tuple[str, Aspect], Counter[Outcome]]


def count(scores: Iterable[DocumentScore]) -> Counts:
    """Verdicts -> how many of each outcome, by part and aspect, in the order they are told."""
    counts: Counts = {}
    for document in scores:
        for verdict in document.verdicts:
            counts.setdefault((verdict.part, verdict.aspect), Counter())[verdict.outcome] += 1
    return {
        (part, aspect): counts[part, aspect]
        for part in PARTS
        for aspect in ASPECTS
        if (part, aspect) in counts
    }


def mismatches(scores: Iterable[DocumentScore]) -> list[Verdict]:
    """Every verdict that is not right, in the order of documents."""
    return [v for document in scores for v in document.verdicts if v.outcome != "right"]


def as_json(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """The same as data: counts by part and aspect, and the mismatches."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for (part, aspect), counter in count(scores).items():
        counts.setdefault(part, {})[aspect] = {name: counter[name] for name in OUTCOMES}
    return {
        "schema": "gouji.score/1",
        "documents": len(scores),
        "unread": {s.document: s.failure for s in scores if s.failure},
        "counts": counts,
        "mismatches": [
            {
                "document": v.document,
                "field": v.field,
                "aspect": v.aspect,
                "outcome": v.outcome,
                "expected": v.expected,
                "got": v.got,
                "start": v.evidence.start if v.evidence else None,
                "end": v.evidence.end if v.evidence else None,
            }
            for v in mismatches(scores)
        ],
    }


def print_report(console: Console, scores: Sequence[DocumentScore]) -> None:
    """The whole report, to a terminal or a file."""
    console.print(_counts_table(scores))
    for document in scores:
        wrong = mismatches([document])
        if not (wrong or document.findings or document.failure):
            continue
        console.print(f"\n[bold]{escape(document.document)}[/] ({document.form})")
        if document.failure:
            console.print(f"  [red]not read:[/] {escape(document.failure)}")
            continue
        for verdict in wrong:
            console.print(_mismatch(verdict, document.text), soft_wrap=True)
        for finding in document.findings:
            message = f"  [yellow]finding[/] {finding.code}: {escape(finding.message)}"
            console.print(message, soft_wrap=True)
    console.print(f"\n{_verdict_in_words(scores)}")


def _counts_table(scores: Sequence[DocumentScore]) -> Table:
    title = f"{len(scores)} document{'' if len(scores) == 1 else 's'} scored"
    table = Table(title=title, title_justify="left")
    table.add_column("part")
    table.add_column("aspect")
    for outcome in OUTCOMES:
        table.add_column(outcome, justify="right")
    table.add_column("right of labelled", justify="right")
    last = None
    for (part, aspect), counter in count(scores).items():
        if part != last:
            table.add_section()
        cells = [str(counter[outcome] or "·") for outcome in OUTCOMES]
        labelled = counter.total() - counter["spurious"]
        share = f"{100 * counter['right'] / labelled:.1f}%" if labelled else "–"
        table.add_row("" if part == last else part, aspect, *cells, share)
        last = part
    return table


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


def _verdict_in_words(scores: Sequence[DocumentScore]) -> str:
    bad = mismatches(scores)
    if not bad:
        return "[green]Everything that is labelled is right.[/]"
    tally = Counter(verdict.outcome for verdict in bad)
    told = ", ".join(f"{tally[name]} {name}" for name in OUTCOMES if tally[name])
    unread = sum(1 for document in scores if document.failure)
    return f"{told}" + (f"; {unread} documents not read" if unread else "")
