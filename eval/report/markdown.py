"""Figures as a person reads them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.judge import LABELLED, OUTCOMES


def percent(share: float | None) -> str:
    """A share to two places; 100 and 0 are said of nothing that is only near to them.

    >>> percent(1), percent(0.99999), percent(0.8333), percent(None)
    ('100%', '99.99%', '83.33%', '–')
    """
    if share is None or math.isnan(share):
        return "–"
    if share in (0, 1):
        return f"{share:.0%}"
    return f"{min(max(100 * share, 0.01), 99.99):.2f}%"


def figure(value: float | None) -> str:
    """A figure that is no share, to four places."""
    return "–" if value is None else f"{value:.4f}"


def interval(ends: Sequence[float | None]) -> str:
    """Both ends of an interval of shares, in percent.

    >>> interval((0.5, 1)), interval((None, None))
    ('50.0 to 100.0', '–')
    """
    low, high = (math.nan if end is None else 100 * end for end in ends)
    return "–" if math.isnan(low) or math.isnan(high) else f"{low:.1f} to {high:.1f}"


def target(least: float | None, most: float | None) -> str:
    """What a share should be at the least or at the most.

    >>> target(0.9, None), target(1, None), target(None, 0.02), target(None, 0), target(None, None)
    ('≥ 90%', '100%', '≤ 2%', 'none', '')
    """
    if least is not None:
        return f"≥ {100 * least:g}%" if least < 1 else "100%"
    if most is not None:
        return f"≤ {100 * most:g}%" if most else "none"
    return ""


def about_held_out(count: int, details: bool) -> str:
    """What has to be said of documents that are held out; nothing where there are none.

    >>> about_held_out(1, False)
    '1 document is held out: its scores are told, and no more, unless by --details.'
    """
    if not count:
        return ""
    many = count > 1
    is_held_out = f"{count} document{'s are' if many else ' is'} held out"
    if not details:
        whose = "their" if many else "its"
        return f"{is_held_out}: {whose} scores are told, and no more, unless by --details."
    return f"{is_held_out} and shown all the same: what was seen proves nothing any more."


def met(verdict: bool | None) -> str:
    """Whether a target was met."""
    return "" if verdict is None else "met" if verdict else "missed"


def threshold(confidence: float | None) -> str:
    """The confidence from which on fields may be accepted."""
    return "no promise" if confidence is None else f"{confidence:.4f}"


def about_promises(fitted: int, reports: int) -> str:
    """What has to be said of promises besides: what was not chosen anew, and what is no proof."""
    told = (
        "The first promise is kept on average over splits, the second on 19 of 20. The weights "
        "behind confidence are the installed ones: only the threshold is chosen on one half."
    )
    if not fitted:
        return f"{told} They were fitted on none of these reports."
    return (
        f"{told} They were fitted on {fitted} of these {reports} reports, so nothing is promised "
        "here: use reports that are labelled since."
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
