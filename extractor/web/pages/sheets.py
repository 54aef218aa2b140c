"""A form on the page: what its fields are called, and its tables as the sheets that a person knows.

Names are the form's own Chinese labels; metadata is named in the page's language.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extractor.forms.form import Column, Form, Row, TableForm
from extractor.record.prose import figure_field, figure_of
from extractor.record.record import Fact, FieldId
from extractor.web.language import Words

Shown = Callable[[FieldId], bool]
"""Whether a cell of the form is to be seen: an optional one may not be in the report."""


class Label(NamedTuple):
    """The heading above a row (of a column where there is no row), the row and the column that a
    field is printed under."""

    group: str
    row: str
    column: str

    @property
    def whole(self) -> str:
        """All of it, from the outside in."""
        return "·".join(filter(None, self))


class Names:
    """The names of one report's fields and facts."""

    def __init__(self, form: Form, facts: Sequence[Fact], words: Words) -> None:
        self._labels = _labels(form)
        self._facts = {figure_field(n): Label("", fact.label, "") for n, fact in enumerate(facts)}
        self._words = words

    def of(self, field: FieldId) -> Label:
        """The label of a field; its id where the form has no label for it."""
        if (figure := figure_of(field)) != field:
            beside = self._words(f"document.beside.{field.split('.')[1]}")
            return self.of(figure)._replace(column=beside)
        known = self._labels.get(field) or self._facts.get(field)
        return known or Label("", self._words.get(f"document.{field}", field), "")

    def whole(self, field: FieldId) -> str:
        """The name of a field where it stands alone."""
        return self.of(field).whole

    def apart(self, fields: Iterable[FieldId]) -> dict[FieldId, str]:
        """The names of fields that stand side by side, without what they have in common."""
        labels = {field: self.of(field) for field in fields}
        whole = {field: label.whole for field, label in labels.items()}
        same = [len(set(parts)) == 1 for parts in zip(*labels.values(), strict=True)]
        if all(same):
            return whole
        short = {}
        for field, label in labels.items():
            parts = [part for part, shared in zip(label, same, strict=True) if part and not shared]
            if len(parts) > 1 and parts[0] == label.group:
                del parts[0]
            short[field] = "·".join(parts) or label.whole
        return short if len(set(short.values())) == len(short) else whole


@lru_cache(maxsize=8)
def _labels(form: Form) -> dict[FieldId, Label]:
    labels = {rule.field: Label("", rule.label, "") for rule in form.facts}
    for name, (_, row, column) in form.cells.items():
        over = _last_over(row if row.labels else column)
        labels[name] = Label(over, _first_label(row), _first_label(column))
    return labels


@dataclass(frozen=True, slots=True)
class Heading:
    """A printed label over several columns or beside several rows; 0: covered by the one before."""

    label: str
    extent: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the group it stands in, its label, and its cells, None where the form has none."""

    group: Heading | None
    label: str
    cells: tuple[FieldId | None, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that have the same columns. `title` is empty where it goes on from the one above.

    `groups` are the headings over the columns, none where there are no such; `grouped` tells
    whether any row stands in a group.
    """

    part: str
    title: str
    groups: tuple[Heading, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def grouped(self) -> bool:
        """Does any row stand in a group?"""
        return any(line.group for line in self.lines)

    def columns_at(self, group: int) -> tuple[str, ...]:
        """The columns below one of the groups."""
        start = sum(heading.extent for heading in self.groups[:group])
        return self.columns[start : start + self.groups[group].extent]


def sheets_of(form: Form, shown: Shown) -> tuple[Sheet, ...]:
    """The tables of a form, without what is not shown."""
    return tuple(itertools.chain.from_iterable(_sheets(table, shown) for table in form.tables))


def _sheets(table: TableForm, shown: Shown) -> Iterator[Sheet]:
    title = table.label
    if len(table.rows) == 1 and not table.rows[0].id:
        yield _turned(table) or _sheet(table, title, table.rows, table.columns, shown)
        return
    for _, alike in itertools.groupby(table.rows, lambda row: row.columns):
        rows = list(alike)
        columns = table.columns_of(rows[0])
        seen = [r for r in rows if any(shown(table.field_id(r, c)) for c in columns)]
        if seen:
            yield _sheet(table, title, seen, columns, shown)
            title = ""


def _sheet(
    table: TableForm, title: str, rows: Sequence[Row], columns: Sequence[Column], shown: Shown
) -> Sheet:
    seen = [c for c in columns if any(shown(table.field_id(row, c)) for row in rows)]
    groups = tuple(_runs(map(_last_over, seen)))
    beside = _runs(map(_last_over, rows))
    return Sheet(
        part=table.part,
        title=title,
        groups=tuple(g for g in groups if g.extent) if any(g.label for g in groups) else (),
        columns=tuple(_label(column, table.unit) for column in seen),
        lines=tuple(
            Line(
                group if group.label else None,
                _first_label(row),
                tuple(table.field_id(row, column) for column in seen),
            )
            for row, group in zip(rows, beside, strict=True)
        ),
    )


def _turned(table: TableForm) -> Sheet | None:
    """A table of one row, its groups below each other where all have the same columns."""
    (row,) = table.rows
    groups = [
        (under, list(columns)) for under, columns in itertools.groupby(table.columns, _last_over)
    ]
    labels = {tuple(map(_first_label, columns)) for _, columns in groups}
    if len(labels) != 1 or len(groups) < 2:
        return None
    lines = tuple(
        Line(None, under, tuple(table.field_id(row, column) for column in columns))
        for under, columns in groups
    )
    return Sheet(table.part, table.label, (), labels.pop(), lines)


def _label(column: Column, unit: str | None) -> str:
    """A column's label; of money with the unit that the record has it in."""
    label = _first_label(column)
    return f"{label}（{column.unit or unit}）" if column.kind == "money" else label


def _first_label(line: Row | Column) -> str:
    return "".join(line.labels[:1])


def _last_over(line: Row | Column) -> str:
    """The nearest heading over a column, or beside a row."""
    return "".join(line.under[-1:])


def _runs(labels: Iterable[str]) -> Iterator[Heading]:
    """Each label with how many equal ones follow; those get 0."""
    for label, run in itertools.groupby(labels):
        length = len(list(run))
        yield Heading(label, length)
        yield from (Heading(label, 0) for _ in range(length - 1))
