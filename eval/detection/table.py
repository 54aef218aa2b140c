"""Counts -> tables for a terminal: for each way, part and kind, shares for 1 / 2 / 3 mishaps."""

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table

from eval.detection.goals import GOALS, Goal
from eval.detection.run import MOST, WAYS, Trial, Way
from eval.detection.subject import PARTS
from eval.detection.tally import Share, Tally, tally

_PARTS = dict(zip(PARTS, ("part 2", "part 3", "part 4"), strict=True))
_LOCALIZED = ("exact", "within", "repaired", "automatic", "automatic_wrong")
_COLUMNS: dict[Way, tuple[str, ...]] = {
    "printed": ("detected", *_LOCALIZED, "silent", "unsound", "misled"),
    "weighed": ("detected", *_LOCALIZED, "silent", "unsound", "misled"),
    "grid": ("detected", "rules", "exact", "silent", "unsound", "misled"),
    "skeleton": ("unharmed", "silent", "unsound", "misled"),
    "unborne": ("detected", "rules", "exact", "silent", "unsound", "misled"),
    "layout": ("unharmed", "noticed", "silent", "unsound", "misled"),
}


def tables(trials: Sequence[Trial]) -> Iterator[Table]:
    """One table for each way, then the goals."""
    for way in WAYS:
        yield _of_way(way, [trial for trial in trials if trial.way == way], trials)
    yield goals(trials)


def _of_way(way: Way, own: Sequence[Trial], trials: Iterable[Trial]) -> Table:
    table = Table(title=f"{way}: % of trials with 1 / 2 / 3 mishaps", title_justify="left")
    names = _COLUMNS[way]
    by_place = way == "layout"
    heads = ("part", "kind", "trials", *names, *(("rules by place",) if by_place else ()))
    for number, head in enumerate(heads):
        table.add_column(head.replace("_", " "), justify="right" if number > 1 else "left")
    counted = tally(own, _key)
    placed = tally((t for t in trials if t.way == "by place"), _key)
    for part in PARTS:
        for kind in WAYS[way]:
            keys = [f"{part} {kind} {number}" for number in range(1, MOST + 1)]
            tallies = [counted.get(key, Tally()) for key in keys]
            if any(t.trials for t in tallies):
                cells = [_triple(tallies, name) for name in names]
                if by_place:
                    cells.append(_triple([placed.get(key, Tally()) for key in keys], "rules"))
                total = str(sum(t.trials for t in tallies))
                table.add_row(_PARTS[part], kind, total, *cells)
        table.add_section()
    return table


def goals(trials: Sequence[Trial]) -> Table:
    """What must be shown, what was measured, with which certainty, and what could be reached."""
    table = Table(title="goals", title_justify="left")
    for number, head in enumerate(
        ("", "of", "measured %", "95% interval", "reachable %", "goal %", "")
    ):
        table.add_column(head, justify="right" if number else "left")
    for goal in GOALS:
        share = goal.share(trials)
        low, high = share.interval if share.total else (0.0, 1.0)
        met = goal.met(share)
        verdict = "" if met is None else "met" if met else "missed"
        interval = f"{100 * low:.2f} to {100 * high:.2f}"
        best = goal.reachable(trials)
        reached = "" if best is None else f"{100 * best:.1f}"
        cells = (str(share.total), percent(share), interval, reached, _bound(goal), verdict)
        table.add_row(goal.label, *cells)
    return table


def _key(trial: Trial) -> str:
    return f"{trial.part} {trial.kind} {trial.number}"


def _triple(tallies: Sequence[Tally], name: str) -> str:
    return " / ".join(percent(t.shares[name]) for t in tallies)


def percent(share: Share) -> str:
    """A share to one place; 0 and 100 are said of nothing that is only near to them."""
    if share.rate is None:
        return "–"
    if share.hits in (0, share.total):
        return "100" if share.hits else "0"
    return f"{min(max(100 * share.rate, 0.1), 99.9):.1f}"


def _bound(goal: Goal) -> str:
    if goal.least is not None:
        return f">= {100 * goal.least:g}"
    return f"<= {100 * goal.most:g}" if goal.most is not None else ""
