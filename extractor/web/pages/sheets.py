"""A form's tables -> the sheets that a person knows: its rows and columns, in its order."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractor.forms.form import Column, Form, Row, TableForm
from extractor.record.record import FieldId

Shown = Callable[[FieldId], bool]
"""Whether a cell of the form is to be seen: an optional one may not be in the report."""


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
    groups = tuple(_runs([column.under[-1] if column.under else "" for column in seen]))
    beside = _runs([row.under[-1] if row.under else "" for row in rows])
    return Sheet(
        part=table.part,
        title=title,
        groups=tuple(group for group in groups if group.extent) if _any(groups) else (),
        columns=tuple(_label(column, table.unit) for column in seen),
        lines=tuple(
            Line(
                group if group.label else None,
                "".join(row.labels[:1]),
                tuple(table.field_id(row, column) for column in seen),
            )
            for row, group in zip(rows, beside, strict=True)
        ),
    )


def _turned(table: TableForm) -> Sheet | None:
    """A table of one row, its groups below each other where all have the same columns."""
    (row,) = table.rows
    groups = [
        (under, list(columns)) for under, columns in itertools.groupby(table.columns, _over_column)
    ]
    labels = {tuple("".join(column.labels[:1]) for column in columns) for _, columns in groups}
    if len(labels) != 1 or len(groups) < 2:
        return None
    lines = tuple(
        Line(None, under, tuple(table.field_id(row, column) for column in columns))
        for under, columns in groups
    )
    return Sheet(table.part, table.label, (), labels.pop(), lines)


def _label(column: Column, unit: str | None) -> str:
    """A column's label; of money with the unit that the record has it in."""
    label = "".join(column.labels[:1])
    return f"{label}（{column.unit or unit}）" if column.kind == "money" else label


def _over_column(column: Column) -> str:
    return "".join(column.under[-1:])


def _any(groups: Sequence[Heading]) -> bool:
    return any(group.label for group in groups)


def _runs(labels: Sequence[str]) -> Iterator[Heading]:
    """Each label with how many equal ones follow; those get 0."""
    for label, run in itertools.groupby(labels):
        length = len(list(run))
        yield Heading(label, length)
        yield from (Heading(label, 0) for _ in range(length - 1))
