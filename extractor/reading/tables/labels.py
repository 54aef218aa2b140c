"""A printed label -> what it names in a table of the form.

Labels are compared by their key (see `label_key`): no white space, punctuation, numbering
or bracketed remarks, and in plain characters. What is not an exact key may be a slip of
the scanner or a label torn by a page break; it counts only where it is nearer to one label
than to any other, and is then marked as not exact.
"""

import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import Levenshtein

from extractor.forms.form import Column, Form, Row, TableForm
from extractor.values.folding import label_key

SHORTEST_TORN = 4
"""A label torn off earlier than this may be the beginning of anything."""
SHORTEST_PART = 3
"""A part of a label that is shorter than this may be part of anything."""
DENIALS = frozenset("非不未无除外")
"""Characters that turn a label into that of something else."""
SHORTEST_OF_FEW = 2
"""The same where there are few labels that it may be a part of."""
LONGEST = 120
"""No label has more characters than this."""


@dataclass(frozen=True, slots=True)
class Match:
    """The alias key that a label was matched to, and whether it was exact."""

    key: str
    exact: bool


@lru_cache(maxsize=8192)
def match_key(key: str, aliases: tuple[str, ...]) -> Match | None:
    """The one alias that `key` is, is a slip of, or is the torn beginning of.

    A slip is at most one wrong character in six (and one in labels of three to eleven),
    with the second best alias at least one edit further off.
    """
    if key in aliases:
        return Match(key, True)
    if len(key) < 3:
        return None
    distances = sorted(
        (Levenshtein.distance(key, alias), alias)
        for alias in aliases
        if abs(len(alias) - len(key)) <= max(1, len(key) // 6)
    )
    if distances:
        best, alias = distances[0]
        clear = len(distances) == 1 or distances[1][0] > best
        if clear and len(alias) >= 3 and best <= max(1, len(alias) // 6):
            return Match(alias, False)
    torn = [alias for alias in aliases if len(key) >= SHORTEST_TORN and alias.startswith(key)]
    longer = [alias for alias in aliases if len(alias) >= SHORTEST_TORN and key.startswith(alias)]
    if len(torn) == 1:
        return Match(torn[0], False)
    if longer:
        return Match(max(longer, key=len), False)
    return None


@dataclass(frozen=True)
class TableLabels:
    """The labels of one table of the form, ready to be looked up. All keys are folded.

    Where there are `few` columns, two characters of a label tell which one it is.
    """

    table: TableForm
    few: bool = False

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Row label -> row."""
        return {label_key(label): row for row in self.table.rows for label in row.labels}

    @cached_property
    def columns(self) -> dict[str, tuple[Column, ...]]:
        """Column label -> the columns printed under it, in the form's order."""
        found: dict[str, list[Column]] = {}
        for column in self.table.columns:
            for label in column.labels:
                found.setdefault(label_key(label), []).append(column)
        return {key: tuple(columns) for key, columns in found.items()}

    @cached_property
    def groups(self) -> frozenset[str]:
        """Labels that head several columns."""
        return frozenset(label_key(u) for column in self.table.columns for u in column.under)

    @cached_property
    def stubs(self) -> frozenset[str]:
        """Labels of no cell: corner texts and headings of rows."""
        of_rows = (u for row in self.table.rows for u in row.under)
        return frozenset(label_key(label) for label in (*self.table.stubs, *of_rows)) - set(
            self.rows
        )

    @cached_property
    def all(self) -> frozenset[str]:
        """Every label that shows the table is there."""
        return frozenset(self.rows) | frozenset(self.columns) | self.groups | self.stubs

    def row(self, label: str) -> tuple[Row, bool] | None:
        """The row that a printed label names, and whether exactly so."""
        key = self._key(label)
        match = self._exact(label, self.rows) or match_key(key, tuple(self.rows))
        match = match or _abbreviated(key, self.rows)
        return (self.rows[match.key], match.exact) if match else None

    def column(self, label: str) -> tuple[tuple[Column, ...], bool] | None:
        """The columns that a printed label may name, and whether exactly so: those of one label,
        or of all whose beginning it is."""
        key = self._key(label)
        if match := self._exact(label, self.columns):
            return self.columns[match.key], True
        torn = [
            alias for alias in self.columns if len(key) >= SHORTEST_PART and alias.startswith(key)
        ]
        if torn:
            ids = {column.id for alias in torn for column in self.columns[alias]}
            return tuple(column for column in self.table.columns if column.id in ids), False
        found = match_key(key, tuple(self.columns)) or (
            _abbreviated(key, self.columns, SHORTEST_OF_FEW) if self.few else None
        )
        return (self.columns[found.key], found.exact) if found else None

    @cached_property
    def headings(self) -> frozenset[str]:
        """Labels of groups and stubs."""
        return self.groups | self.stubs

    def _key(self, label: str) -> str:
        """The key of a label that may name a line; empty where it is none."""
        key = label_key(label) if len(label) <= LONGEST else ""
        return "" if key in self.headings else key

    def _exact(self, label: str, named: Collection[str]) -> Match | None:
        """The alias that a label is, by itself or before the colon that explains it."""
        explained, colon, _ = label[:LONGEST].replace("：", ":").partition(":")
        for text in (label, explained) if colon else (label,):
            if (key := self._key(text)) and key in named:
                return Match(key, True)
        return None


def _abbreviated(
    key: str, named: Mapping[str, object], shortest: int = SHORTEST_PART
) -> Match | None:
    """The alias of the one line that a label words in fewer words, or in some more."""
    for like in (operator.contains, _may_be_cut_to, _may_be_lengthened_to):
        found = [alias for alias in named if len(key) >= shortest and like(alias, key)]
        if found:
            lines = {id(named[alias]) for alias in found}
            return Match(found[0], False) if len(lines) == 1 else None
    return None


def _may_be_cut_to(alias: str, key: str) -> bool:
    """Whether a label has the alias's characters in their order, some left out."""
    left = iter(alias)
    return len(key) >= SHORTEST_TORN and all(char in left for char in key)


def _may_be_lengthened_to(alias: str, key: str) -> bool:
    """Whether a label has all the alias's characters in order, and a few more that deny nothing."""
    few = len(alias) < len(key) <= len(alias) + len(alias) // 3
    return few and _may_be_cut_to(key, alias) and not DENIALS & (set(key) - set(alias))


@lru_cache(maxsize=16)
def labels_of(form: Form) -> tuple[TableLabels, ...]:
    """The labels of every table of the form."""
    return tuple(TableLabels(table) for table in form.tables)


def best_table(labels: Iterable[str], tables: Sequence[TableLabels]) -> TableLabels | None:
    """The table of the form that most of the given labels belong to; None where under two do."""
    keys = {label_key(label) for label in labels}
    best = max(tables, key=lambda table: len(keys & table.all), default=None)
    return best if best and len(keys & best.all) >= 2 else None
