"""What is known of one table of the form while reading down it, across page breaks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.document import Cell
from extractor.forms.form import Row
from extractor.reading.tables.grid.header import Header
from extractor.reading.tables.labels import TableLabels
from extractor.record.record import Evidence


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row, the form's row that its label names, and where its values begin."""

    cells: tuple[Cell, ...]
    row: Row
    first_value: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A printed row that is not read yet: its label names no row of the form, or there is no
    header above it.

    `table` is the number of its table, `turned` if its rows are the printed columns; `row` the
    one that its label names, `exact` if it does so exactly; `header` is the one above it; its
    values begin at `first_value`.
    """

    table: int
    aligned: bool
    turned: bool
    cells: tuple[Cell, ...]
    place: Evidence
    label: str
    row: Row | None
    exact: bool
    header: Header | None
    first_value: int

    @property
    def values(self) -> tuple[Cell, ...]:
        """Its cells behind the label."""
        return self.cells[self.first_value :]

    @property
    def columns(self) -> frozenset[str] | None:
        """The ids of the columns above it; None where none is known."""
        leaves = self.header.leaves if self.header else ()
        return frozenset(leaf.column.id for leaf in leaves if leaf.column) or None


@dataclass
class Page:
    """The header in force, a label that may be torn, and the rows and columns met so far.

    `lines` are the printed rows in reading order: what was read, and what was not. `above` are
    the rows of text that stand where a header would, and are none; `captions` those that tell a
    unit. `blank` is a row without labels that prints nothing, and the number of its table.
    """

    labels: TableLabels
    header: Header | None = None
    pending: list[tuple[Cell, ...]] = field(default_factory=list)
    torn: str = ""
    held: Line | None = None
    lines: list[Row | Unread] = field(default_factory=list)
    columns: dict[str, set[str]] = field(default_factory=dict)
    above: list[tuple[str, ...]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    blank: tuple[int, tuple[Cell, ...]] | None = None

    @property
    def rows(self) -> set[str]:
        """The ids of the form's rows whose labels were met."""
        return {row.id for line in self.lines if (row := _row(line))}

    @property
    def unread(self) -> Iterator[Unread]:
        """The rows that are not read yet."""
        return (line for line in self.lines if isinstance(line, Unread))


def _row(line: Row | Unread) -> Row | None:
    return line.row if isinstance(line, Unread) else line
