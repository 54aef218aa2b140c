"""A report's JSON -> a short Markdown summary. Loads nothing heavy: README's table is made so."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.judge import LABELLED, OUTCOMES
from eval.report.words import (
    about_promises,
    figure,
    interval,
    met,
    percent,
    target,
    threshold,
)

_HEADS = ("measure", "count", "of", "share", "95% interval", "target", "")
_PROMISE = ("promise", "reports", "accept from", "coverage", "bound", "reports missing")
_SPLIT = (
    "promise", "split", "made on", "accept from", "held against", "coverage", "wrong",
    "of accepted", "error", "",
)  # fmt: skip
_COLUMNS = ("labelled", *OUTCOMES, "precision", "recall")


def as_markdown(data: Mapping[str, Any]) -> str:
    """The figures, and the outcomes of values by part, form, layout, format and kind."""
    lines = [
        "# How right the reading is",
        f"{len(data['documents'])} labelled documents, read by {data['reader']}.",
        figures_table(data["figures"]),
    ]
    values = {part: found["value"] for part, found in data["aspects"].items() if "value" in found}
    for name, tallies in {"part": values, **data["tables"]}.items():
        if name != "field":
            rows = [_tally_row(group, tally) for group, tally in tallies.items()]
            lines += [f"## By {name}", table((name, *_COLUMNS), rows)]
    trust = data["trust"]
    rows = [
        (f["label"], figure(f["value"]), f["target"], met(f["met"]))
        for f in trust["figures"].values()
    ]
    lines += [
        f"## Trust, over {trust['claims']} claims",
        table(("measure", "", "target", ""), rows),
    ]
    if data["promised"]:
        lines += _promised(data["promised"])
    if data["ablation"]:
        lines += ["## What each part is worth", _ablation(data["figures"], data["ablation"])]
    for name, document in data["documents"].items():
        if document["failure"]:
            lines.append(f"`{name}` was not read: {_plain(document['failure'])}")
    return "\n\n".join(lines) + "\n"


def _promised(told: Mapping[str, Any]) -> list[str]:
    """What may be promised, and what became of it on splits."""
    reports = str(told["reports"])
    promises = (
        (name, reports, threshold(p["threshold"]), percent(p["coverage"]), percent(p["bound"]),
         str(p["missing"]))
        for name, p in told["promises"].items()
    )  # fmt: skip
    splits = (
        (h["promise"], *(str(h[key]) for key in ("seed", "made_on")), threshold(h["threshold"]),
         str(h["reports"]), percent(h["coverage"]), *(str(h[key]) for key in ("wrong", "accepted")),
         percent(h["error"]), met(h["kept"]))
        for h in told["splits"]
    )  # fmt: skip
    return [
        f"## Error of accepted fields within {told['target']:.2%}",
        table(_PROMISE, promises),
        "Chosen on one half of the reports, held against the other:",
        table(_SPLIT, splits),
        about_promises(told["fitted"], told["reports"]),
    ]


def figures_table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The `figures` of a report's JSON as a table."""
    return table(_HEADS, (_figure_row(f) for f in figures.values()))


def _figure_row(told: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        told["label"],
        str(told["hits"]),
        str(told["total"]),
        percent(told["share"]),
        interval(told["interval"]),
        target(told["least"], told["most"]),
        met(told["met"]),
    )


def _tally_row(name: str, tally: Mapping[str, Any]) -> tuple[str, ...]:
    labelled = sum(tally[outcome] for outcome in LABELLED)
    counts = (labelled, *(tally[outcome] for outcome in OUTCOMES))
    shares = (percent(tally["precision"]), percent(tally["recall"]))
    return (_plain(name), *map(str, counts), *shares)


def _ablation(figures: Mapping[str, Any], ablation: Mapping[str, Any]) -> str:
    """The measures in which the variants differ."""
    rows = []
    for name, told in figures.items():
        shares = [variant[name] for variant in ablation.values()]
        if len(set(shares)) > 1:
            rows.append((told["label"], *map(percent, shares)))
    return table(("measure", *ablation), rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are figures."""
    ruler = ("---", *("---:" for _ in heads[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ruler, *rows))


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
