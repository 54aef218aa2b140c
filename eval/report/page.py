"""Scores -> one HTML page that needs nothing beside it: no script, no font, no image."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from eval.judge import OUTCOMES
from eval.judged import Judged
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
from eval.summary import Tally, by_aspect, tables, worst

MOST = 25
"""Mismatches that are shown of one document."""
CONTEXT = 60
"""Characters of the source that are shown on either side."""

_TEMPLATES = Environment(
    loader=PackageLoader("eval.report", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"percent": percent, "interval": interval, "met": met, "figure": figure}
_TEMPLATES.filters |= {"threshold": threshold}


@dataclass(frozen=True, slots=True)
class Shown:
    """A mismatch beside its source: what stands before, at and after the place."""

    verdict: Verdict
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Section:
    """One document: its worst mismatches, and how many more of which outcome."""

    document: Judged
    shown: tuple[Shown, ...]
    more: Counter[str]


def as_html(report: Report) -> str:
    """The page, as text."""
    documents = report.documents
    claims = report.predictions
    sections = [_section(document) for document in report.shown]
    told = tables(documents)
    return _TEMPLATES.get_template("page.html").render(
        report=report,
        figures=report.figures,
        target=target,
        about_promises=about_promises,
        held_out=about_held_out(report.held_out, report.details),
        outcomes=OUTCOMES,
        aspects=by_aspect(documents),
        tables={name: tallies for name, tallies in told.items() if name != "field"},
        fields=_not_all_right(told["field"]),
        fields_in_all=len(told["field"]),
        claims=claims,
        trust=trust_figures(claims),
        sections=[s for s in sections if s.shown or s.document.score.failure],
    )


def _section(document: Judged) -> Section:
    bad = worst(document)
    text = document.score.text
    more = Counter[str](verdict.outcome for verdict in bad[MOST:])
    return Section(document, tuple(_shown(v, text) for v in bad[:MOST]), more)


def _shown(verdict: Verdict, text: str) -> Shown:
    at = verdict.evidence
    if at is None:
        return Shown(verdict, "", "", "")
    before = text[max(0, at.start - CONTEXT) : at.start]
    after = text[at.end : at.end + CONTEXT]
    return Shown(verdict, *(" ".join(t.split()) for t in (before, text[at.start : at.end], after)))


def _not_all_right(tallies: dict[str, Tally]) -> Sequence[tuple[str, Tally]]:
    """The fields that some document has not right, those with most mistakes first."""
    bad = [(name, t) for name, t in tallies.items() if t.right < t.outcomes.total()]
    return sorted(bad, key=lambda item: item[1].right - item[1].outcomes.total())
