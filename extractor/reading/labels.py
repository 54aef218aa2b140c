"""A printed label -> what it names in a table of the form.

Labels are compared by their key (see `label_key`): no white space, punctuation, numbering
or bracketed remarks, and in plain characters. What is not an exact key may be a slip of
the scanner or a label torn by a page break; it counts only where it is nearer to one label
than to any other, and is then marked as not exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import Levenshtein

from extractor.model.folding import label_key
from extractor.model.form import Column, Form, Row, TableForm

SHORTEST_TORN = 4
"""A label torn off earlier than this may be the beginning of anything."""
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
    """The labels of one table of the form, ready to be looked up. All keys are folded."""

    table: TableForm

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
        match = self._match(label, self._row_keys)
        return (self.rows[match.key], match.exact) if match else None

    def column(self, label: str) -> tuple[tuple[Column, ...], bool] | None:
        """The columns that a printed label may name, and whether exactly so."""
        match = self._match(label, self._column_keys)
        return (self.columns[match.key], match.exact) if match else None

    @cached_property
    def headings(self) -> frozenset[str]:
        """Labels of groups and stubs."""
        return self.groups | self.stubs

    @cached_property
    def _row_keys(self) -> tuple[str, ...]:
        return tuple(self.rows)

    @cached_property
    def _column_keys(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def _match(self, label: str, aliases: tuple[str, ...]) -> Match | None:
        if len(label) > LONGEST:
            return None
        key = label_key(label)
        return None if not key or key in self.headings else match_key(key, aliases)


@lru_cache(maxsize=16)
def labels_of(form: Form) -> tuple[TableLabels, ...]:
    """The labels of every table of the form."""
    return tuple(TableLabels(table) for table in form.tables)


def best_table(labels: Iterable[str], tables: Sequence[TableLabels]) -> TableLabels | None:
    """The table of the form that most of the given labels belong to; None where under two do."""
    keys = {label_key(label) for label in labels}
    counts = [(len(keys & table.all), -i) for i, table in enumerate(tables)]
    best, index = max(counts, default=(0, 0))
    return tables[-index] if best >= 2 else None
