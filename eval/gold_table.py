"""What a gold folder holds, in one table: documents, forms, formats, labels, zeros."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich import box
from rich.table import Table

from eval.gold import GoldLabels
from eval.gold_check import Checked

_DOCUMENTS = "documents"
_PARTS = ("meta", "narrative", "disclosure", "requests", "remedies")
_TABLES = frozenset(("disclosure", "requests", "remedies"))


@dataclass
class _Tally:
    """The labels of one folder, counted. `figures` are the tables' values that are labelled."""

    counts: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    zeros: int = 0

    def add(self, labels: GoldLabels) -> None:
        """Count one label file."""
        ending = Path(labels.document).suffix.lstrip(".")
        self.counts.update((_DOCUMENTS, labels.form, ending, labels.kind))
        self.counts.update(name.partition(".")[0] for name in labels.fields)
        self.counts["facts"] += len(labels.facts or ())
        for name, label in labels.fields.items():
            if name.partition(".")[0] in _TABLES and label.value is not None:
                self.figures += 1
                self.zeros += label.value == 0

    @property
    def share(self) -> str:
        """How many of the tables' figures are 0: who always guesses 0 is right so often."""
        return f"{self.zeros / self.figures:.0%}" if self.figures else "–"


def summary(checked: Sequence[Checked]) -> Table:
    """One column a folder, and one for all where there are several."""
    folders: dict[str, _Tally] = {}
    for one in checked:
        tally = folders.setdefault(str(one.path.parent), _Tally())
        if one.labels:
            tally.add(one.labels)
    if len(folders) > 1:
        whole = folders.setdefault("all", _Tally())
        for one in checked:
            if one.labels:
                whole.add(one.labels)
    labels = [one.labels for one in checked if one.labels]
    groups = (
        (_DOCUMENTS,),
        sorted({one.form for one in labels}),
        sorted({Path(one.document).suffix.lstrip(".") for one in labels}),
        sorted({one.kind for one in labels}),
        (*_PARTS, "facts"),
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for folder in folders:
        table.add_column(folder, justify="right", overflow="fold")
    for group in groups:
        for name in group:
            table.add_row(name, *(str(tally.counts[name]) for tally in folders.values()))
        table.add_section()
    table.add_row("zeros in tables", *(tally.share for tally in folders.values()))
    return table
