"""Two runs over the same labels, field by field: what was gained and what was lost.

A run is a report's JSON (`gouji eval --json`). It lists what is not right, and that is enough:
whatever is labelled and not in the list is right.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import GoujiError

MARGIN = 0.002
"""The share of a part's verdicts that may be lost, net, before it is a regression."""
_HARMFUL = ("wrong", "spurious")
_SILENT = ("missing",)

Run = Mapping[str, Any]


class RunError(GoujiError):
    """A file is no report of an evaluation: which one, and why."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something judged that is right in one run and not in the other, or is now claimed wrongly."""

    document: str
    aspect: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part and aspect over all documents that both runs judged by the same labels.

    `harmed` is how many more wrong or spurious claims there are, `silenced` how many more are
    missing, neither claimed nor asked about. `p` is that of McNemar's exact test: the chance that
    gains and losses are so unequal where no run is better.
    """

    aspect: str
    judged: int
    gained: int
    lost: int
    harmed: int
    silenced: int

    @property
    def p(self) -> float:
        """From 0 to 1, two-sided; 1 where nothing changed."""
        from scipy.stats import binomtest  # here, since it takes long to load

        changed = self.gained + self.lost
        return float(binomtest(self.lost, changed).pvalue) if changed else 1.0

    def regressed(self, margin: float) -> bool:
        """Is more lost, claimed wrongly or passed over than a `margin` of all that was judged?"""
        worse = max(self.lost - self.gained, self.harmed, self.silenced)
        return worse > margin * self.judged


@dataclass(frozen=True, slots=True)
class Comparison:
    """`apart` are the documents that only one run has, that were labelled otherwise, or of which a
    run tells the scores alone."""

    rows: tuple[Row, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    apart: tuple[str, ...]

    def regressions(self, margin: float = MARGIN) -> tuple[Row, ...]:
        """The parts and aspects in which this run is worse, beyond the margin."""
        return tuple(row for row in self.rows if row.regressed(margin))


def load_run(path: Path) -> Run:
    """A report's JSON. Raises RunError where the file is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: {error}") from error
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != "gouji.eval/1":
        raise RunError(f"{path}: no gouji.eval/1: write it with `gouji eval GOLD --json FILE`")
    return dict(data)


def compare(run: Run, other: Run) -> Comparison:
    """This run against another one."""
    documents, others = run["documents"], other["documents"]
    same = [n for n in documents if n in others and _comparable(documents[n], others[n])]
    judged, harmed, silenced = Counter[str](), Counter[str](), Counter[str]()
    for name in same:
        judged += Counter(documents[name]["judged"])
        for counted, outcomes in ((harmed, _HARMFUL), (silenced, _SILENT)):
            counted.update(_counted(documents[name], outcomes))
            counted.subtract(_counted(others[name], outcomes))
    gained = tuple(c for name in same for c in _turned_bad(name, others[name], documents[name]))
    lost = tuple(c for name in same for c in _turned_bad(name, documents[name], others[name]))
    gains, losses = (Counter(c.aspect for c in changes) for changes in (gained, lost))
    rows = tuple(
        Row(a, judged[a], gains[a], losses[a], harmed[a], silenced[a]) for a in judged | harmed
    )
    apart = tuple(sorted({*documents, *others} - set(same)))
    return Comparison(rows, tuple(_turned(c) for c in gained), lost, apart)


def _comparable(document: Run, other: Run) -> bool:
    told = document["not_right"] is not None and other["not_right"] is not None
    return told and bool(document["labels"] == other["labels"])


def _counted(document: Run, which: Sequence[str]) -> dict[str, int]:
    return {
        aspect: sum(len(outcomes.get(outcome, ())) for outcome in which)
        for aspect, outcomes in document["not_right"].items()
    }


def _turned_bad(name: str, document: Run, before: Run) -> Iterator[Change]:
    """What is not right in `document` and was right before. Open facts may share their label."""
    for aspect, outcomes in document["not_right"].items():
        known = Counter(_fields(before["not_right"].get(aspect, {})))
        for outcome, fields in outcomes.items():
            for field in fields:
                if known[field]:
                    known[field] -= 1
                else:
                    yield Change(name, aspect, field, "right", outcome)


def _turned(change: Change) -> Change:
    return Change(change.document, change.aspect, change.field, change.after, change.before)


def _fields(outcomes: Mapping[str, list[str]]) -> Iterator[str]:
    for fields in outcomes.values():
        yield from fields
