"""What is known of one table of the form while reading down it, across page breaks."""

from dataclasses import dataclass, field

from extractor.model.document import Cell
from extractor.model.form import Row
from extractor.model.record import Evidence, FieldId
from extractor.reading.grid.header import Header
from extractor.reading.labels import TableLabels


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row, the form's row that its label names, and where its values begin."""

    cells: tuple[Cell, ...]
    row: Row
    first_value: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Loose:
    """A printed row with values whose label names no row of the form.

    `columns` are the ids of the columns above it, None where no header is known. `subtotal` says
    that its label is a heading of rows, so that it may be their sum.
    """

    place: Evidence
    label: str
    columns: frozenset[str] | None
    subtotal: str = ""


@dataclass(frozen=True, slots=True)
class Headless:
    """A printed row of the form with no column header above it."""

    place: Evidence
    fields: tuple[FieldId, ...]


@dataclass
class Page:
    """The header in force, a label that may be torn, and the rows and columns met so far."""

    labels: TableLabels
    header: Header | None = None
    pending: list[tuple[Cell, ...]] = field(default_factory=list)
    torn: str = ""
    held: Line | None = None
    rows: set[str] = field(default_factory=set)
    columns: dict[str, set[str]] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    headless: list[Headless] = field(default_factory=list)
