"""The labels of a document's tables -> rows of what each cell prints, as the form orders them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from eval.gold import GoldField, GoldLabels
from extractor.forms.form import Column, Form, Row, TableForm
from extractor.values.amount import read_amount
from extractor.values.folding import label_key

_HEADED = 10_000
"""A heading may print the unit 万元, and the cell only the figure before it."""
REPORTED = "reported"

Token = Decimal | str
"""What a cell prints: a value, or `dash`, `blank`, `unreadable`."""


@dataclass(frozen=True, slots=True)
class KeyCell:
    """A labelled cell: what it may print, and the label it is printed under.

    `row` is the field's id before the column, with the part.
    """

    row: str
    column: str
    tokens: frozenset[Token]
    label: str

    def prints(self, token: Token) -> bool:
        """Whether a printed cell can be this one."""
        return token in self.tokens or (REPORTED in self.tokens and isinstance(token, Decimal))


@dataclass(frozen=True, slots=True)
class KeyLine:
    """The labelled cells of one row, or of one column, and the labels it goes by."""

    labels: tuple[str, ...]
    cells: tuple[KeyCell, ...]


@dataclass(frozen=True, slots=True)
class TableKey:
    """What is right about one table of a document: by its rows, by its columns, and by its
    groups of columns where there is but one row."""

    rows: tuple[KeyLine, ...]
    columns: tuple[KeyLine, ...]
    groups: tuple[KeyLine, ...]


@lru_cache(maxsize=65536)
def token_of(text: str) -> Token:
    """What the text of a cell prints."""
    amount = read_amount(text)
    return amount.state if amount.value is None else amount.value


def table_key(labels: GoldLabels, form: Form, part: str) -> TableKey:
    """The labelled cells of one part of the form. What the document does not print is left out."""
    table = next((table for table in form.tables if table.part == part), None)
    if table is None:
        return TableKey((), (), ())
    cells = {
        (row.id, column.id): KeyCell(
            f"{part}.{row.id}".removesuffix("."),
            column.id,
            frozenset(_tokens(label, column)),
            label_key((*column.labels, "")[0]),
        )
        for row, column, label in _labelled(table, labels)
    }
    across = (
        KeyLine(_names(row), tuple(_present(cells, [(row.id, c.id) for c in table.columns])))
        for row in table.rows
    )
    down = (
        KeyLine(_names(column), tuple(_present(cells, [(r.id, column.id) for r in table.rows])))
        for column in table.columns
    )
    groups: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for row, column in table.cells.values() if len(table.rows) == 1 else ():
        groups[column.under].append((row.id, column.id))
    grouped = (
        KeyLine(tuple(map(label_key, under)), tuple(_present(cells, places)))
        for under, places in groups.items()
    )
    return TableKey(
        *(tuple(line for line in lines if line.cells) for lines in (across, down, grouped))
    )


def _labelled(table: TableForm, labels: GoldLabels) -> Iterator[tuple[Row, Column, GoldField]]:
    for name, (row, column) in table.cells.items():
        label = labels.fields.get(name)
        if label is not None and label.state != "missing":
            yield row, column, label


def _present(
    cells: dict[tuple[str, str], KeyCell], places: list[tuple[str, str]]
) -> Iterator[KeyCell]:
    return (cells[place] for place in places if place in cells)


def _names(line: Row | Column) -> tuple[str, ...]:
    """The labels of a row or a column, alone and behind its group's."""
    own = [label_key(label) for label in line.labels]
    return (*own, *(label_key(group) + label for group in line.under for label in own))


def _tokens(label: GoldField, column: Column) -> Iterator[Token]:
    if label.state != "reported":
        yield label.state
    elif not label.values:
        yield REPORTED
    for value in label.values:
        if isinstance(value, Decimal):
            yield value
            if column.kind == "money":
                yield value / _HEADED
