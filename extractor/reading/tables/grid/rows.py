"""The tables that print one table of the form, row by row -> readings where labels cross, and
what did not fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.document import Cell
from extractor.forms.form import Row, TableForm
from extractor.reading.tables.cells import cell_reading
from extractor.reading.tables.grid.leaves import Header, Leaf, read_header
from extractor.reading.tables.labels import TableLabels
from extractor.reading.tables.printed import (
    PrintedTable,
    first_figure,
    first_words,
    is_caption,
    is_figure,
    may_be_value,
)
from extractor.record.record import OUTSIDE, Evidence, FieldId, Irregularity, Reading
from extractor.values.folding import fold, label_key


class Laid(NamedTuple):
    """Leaves of a header with the cells below them, and the leaves whose cells a page break cut
    off."""

    cells: tuple[tuple[Leaf, Cell], ...]
    lost: tuple[Leaf, ...] = ()


@dataclass(slots=True)
class Line:
    """A printed row: the form's row that its label names, if any, and whether exactly so.

    Its values begin at `first_value`, below the `header`, if there is one. It is `read` where its
    row and its columns are known, whether or not its cells fit them.
    """

    table: PrintedTable
    cells: tuple[Cell, ...]
    texts: list[str]
    row: Row | None
    first_value: int
    exact: bool
    header: Header | None = None
    read: bool = False

    @property
    def values(self) -> tuple[Cell, ...]:
        """The cells behind the label."""
        return self.cells[self.first_value :]

    @property
    def printed(self) -> list[int]:
        """Which of the values are not blank."""
        return [i for i, text in enumerate(self.texts[self.first_value :]) if text]

    @property
    def label(self) -> str:
        """The innermost text before the values."""
        return next(filter(None, reversed(self.texts[: self.first_value])), "")

    @property
    def place(self) -> Evidence:
        """The whole row."""
        return self.table.at_row(self.cells)

    def lay(self, header: Header) -> Laid | None:
        """The values below the header's leaves; None unless the layout leaves no choice.

        In order of trust: by grid column where the table is aligned; one cell for each leaf,
        all of them printed where the grid columns do not confirm it, and without the empty cells
        at the ends, which merged labels and padding leave; and a row that was cut at the width of
        its page, whose cells still begin at the left.
        """
        leaves, values, printed = header.leaves, self.values, self.printed
        aligned = self.table.table.aligned
        if aligned and (laid := self._by_column(header)):
            return laid
        core = values
        if len(values) > len(leaves):
            core = values[printed[0] : printed[-1] + 1] if printed else values[-len(leaves) :]
        if len(core) == len(leaves) and not (aligned and 0 < len(printed) < len(core)):
            return Laid(tuple(zip(leaves, core, strict=True)))
        cut = (values[0].column if values else 0) - header.stub_width
        width = max((cell.column + cell.colspan for cell in self.cells), default=0)
        whole = aligned and len(printed) == len(values) and width == header.width
        if whole and cut > 0 and len(values) + cut == len(leaves):
            return Laid(tuple(zip(leaves, values, strict=False)), leaves[len(values) :])
        return None

    def _by_column(self, header: Header) -> Laid | None:
        at = {cell.column: cell for cell in self.values}
        cells = [(leaf, at.pop(leaf.grid_column, None)) for leaf in header.leaves]
        if any(self.table.texts(at.values())):
            return None
        whole = tuple((leaf, cell) for leaf, cell in cells if cell and cell.colspan == leaf.width)
        return Laid(whole) if len(whole) == len(cells) else None


class TableReader:
    """Reads the tables of a document that print one table of the form, each as the continuation
    of the one before.

    `lines` are the printed rows in reading order, `columns` those found above each row, by ids.
    `above` are the rows of text that stand where a header would, and are none. `blank` is a row
    without labels that prints nothing.
    """

    def __init__(self, labels: TableLabels) -> None:
        self.labels = labels
        self.header: Header | None = None
        self.lines: list[Line] = []
        self.columns: dict[str, set[str]] = {}
        self.above: list[list[str]] = []
        self.blank: Line | None = None
        self._pending: list[tuple[Cell, ...]] = []  # rows of a header that may go on
        self._torn = ""  # a label that may go on in the next row
        self._held: Line | None = None  # the row of such a label
        self._captions: list[str] = []  # of the header
        self._near: list[str] = []  # of the table

    @property
    def form(self) -> TableForm:
        """The table of the form."""
        return self.labels.table

    @property
    def rows(self) -> set[str]:
        """The ids of the form's rows whose labels were met."""
        return {line.row.id for line in self.lines if line.row}

    def read(self, table: PrintedTable) -> Iterator[Reading | Irregularity | Evidence]:
        """All that can be read of one more table, what is wrong with it, and what it prints in the
        place of values."""
        self._near = table.captions()
        for cells in table.rows:
            yield from self._row(table, cells)
        held, self._held = self._held, None
        if held and not _is_open(self._torn):
            yield from self._values(held)

    def _row(
        self, table: PrintedTable, cells: tuple[Cell, ...]
    ) -> Iterator[Reading | Irregularity | Evidence]:
        texts = table.texts(cells)
        if self._names_columns(texts):
            self._pending.append(cells)
            return
        if self._pending:
            self.header = self._header(table)
            self._pending = []
        line = Line(table, cells, texts, *self._label(texts), self.header)
        yield from self._printed(line)
        held, self._held = self._held, None
        if held and not (line.exact and line.row is held.row):
            yield from self._values(held)
        if line.row is None:
            self._without_row(line)
            return
        last = self.lines[-1] if self.lines else None
        if not (line.printed or line.exact) and last and last.read and last.row is line.row:
            return  # the rest of a label that was torn behind its figures
        opened = _is_open("".join(texts[: line.first_value]))
        if line.printed or (line.exact and not opened):
            self._torn = ""
            yield from self._values(line)
        else:  # perhaps a label's beginning only: what follows will show
            self._held, self._torn = line, "".join(texts)

    def _without_row(self, line: Line) -> None:
        """Note a row that no label names: values, half a label, a caption, or a bit of header."""
        if not any(line.texts) and not self.labels.rows:
            self.blank = self.blank or line
        if line.printed:
            self.lines.append(line)
        else:
            if self.header is None:
                self.above.append(line.texts)
            self._near[:0] = filter(is_caption, line.texts)
        self._torn = "" if line.printed else "".join(line.texts)

    def _printed(self, line: Line) -> Iterator[Evidence]:
        """What the row prints in the place of values, and figures wherever they stand."""
        for i, (cell, text) in enumerate(zip(line.cells, line.texts, strict=True)):
            is_value = i >= line.first_value and label_key(text) not in self.labels.all
            if text and (is_value or may_be_value(text)):
                yield line.table.at_cell(cell)

    def _names_columns(self, texts: Sequence[str]) -> bool:
        """Whether a row is part of a header: column labels or groups, and nothing counted.

        总计 and 其他 name rows as well; alone they are a row wherever a header is known.
        """
        labels = self.labels
        if self._pending and self._goes_on(texts):
            return True
        named = alone = False
        for text in filter(None, texts):
            key = label_key(text)
            if text[-1].isdigit() or is_figure(text):
                return False
            if key in labels.rows:
                if key not in labels.columns:
                    return False
                alone = True
            elif key in labels.groups or labels.column(text):
                named = True
        return named or (alone and self.header is None)

    def _goes_on(self, texts: Sequence[str]) -> bool:
        """Whether a row below those of a header has nothing but the second halves of labels."""
        keys = [label_key(text) for text in texts if text]
        known = self.labels.columns
        return bool(keys) and all(
            key and any(alias.endswith(key) and alias != key for alias in known) for key in keys
        )

    def _label(self, texts: Sequence[str]) -> tuple[Row | None, int, bool]:
        """The row a line of cells belongs to, where its values begin, if the label is exact.

        Of labels beside each other the innermost is the row's: the one before it heads several.
        """
        if not self.labels.rows:
            return self._unlabelled(texts)
        named: tuple[Row, int, bool] | None = None
        end = 0
        for i, text in enumerate(texts):
            if not text:
                continue
            is_value = may_be_value(text)
            if end and is_value:
                break
            found = self.labels.row(text)
            if not named and self._torn and not (found and found[1]):
                found = self.labels.row(self._torn + text) or found
            if found:
                named = found[0], i + 1, found[1]
            elif named or is_value:
                break
            end = i + 1
        return named or (None, end, True)

    def _unlabelled(self, texts: Sequence[str]) -> tuple[Row | None, int, bool]:
        """The one row of a table without row labels: nothing but values, or nothing at all."""
        row = self.form.rows[0]
        full = self.header is not None and len(texts) >= len(self.header.leaves)
        expected = any(texts) or (full and row.id not in self.rows)
        if expected and all(may_be_value(text) for text in texts):
            return row, 0, True
        return None, first_figure(texts), True

    def _header(self, table: PrintedTable) -> Header | None:
        """The rows that name columns, laid out; where they cannot be, they stay in view as text."""
        header = read_header(table, self._pending, self.labels)
        if header is None:
            self.above.extend(map(table.texts, self._pending))
        else:
            stub = [c for row in self._pending for c in row if c.column < header.stub_width]
            self._near[:0] = filter(is_caption, table.texts(stub))
            self._captions = self._near
        return header

    def _values(self, line: Line) -> Iterator[Reading | Irregularity]:
        """The values of a row that is known, where they fit the columns above."""
        row, header = line.row, self.header
        assert row
        line.header = header
        self.lines.append(line)
        if header is None:
            return
        line.read = True
        self.columns.setdefault(row.id, set()).update(header.columns)
        laid = line.lay(header)
        if laid is None:
            yield self._misfit(line, row, header)
            return
        for leaf, cell in laid.cells:
            evidence = line.table.at_cell(cell)
            if leaf.column in self.form.columns_of(row):
                signals = (
                    *(("clipped",) if laid.lost else ()),
                    *(() if line.exact else ("row_fuzzy",)),
                    *(() if leaf.exact else ("column_fuzzy",)),
                )
                name = self.form.field_id(row, leaf.column)
                yield cell_reading(
                    name, leaf.column, self._heading(leaf), evidence, "grid", signals
                )
            elif evidence.quote:
                yield self._unknown_column(row, leaf, evidence)
        if laid.lost:
            lost = tuple(self.form.field_id(row, x.column) for x in laid.lost if x.column)
            yield _irregular("clipped_row", line, lost, "its last cells are cut off")

    def _heading(self, leaf: Leaf) -> str:
        """All that is printed above a value and may tell its unit, the nearest first."""
        return "\n".join((leaf.label, *reversed(leaf.headings), *self._captions))

    def _misfit(self, line: Line, row: Row, header: Header) -> Irregularity:
        """A row with more or fewer values than its header has columns: it may print all of these,
        and those that the form has, where a column whose label is unknown may be among them."""
        values, leaves = len(line.printed), len(header.leaves)
        code = "short_row" if values < leaves else "long_row"
        more = code == "long_row" or not all(leaf.columns for leaf in header.leaves)
        fields = tuple(
            name
            for name, column in self.form.fields_of(row).items()
            if more or column.id in header.columns or not column.optional
        )
        return _irregular(code, line, fields, f"{values} values below {leaves} column headers")

    def _unknown_column(self, row: Row, leaf: Leaf, cell: Evidence) -> Irregularity:
        """A value below a header that the form does not have in its row: any that it has there,
        and that is not printed, may be meant."""
        fields = tuple(
            name
            for name, column in self.form.fields_of(row).items()
            if column.id not in self.columns[row.id] and column.kind != "text"
        )
        message = f"the form has no column {leaf.label!r} in row {row.name!r}"
        return Irregularity("unknown_column" if fields else OUTSIDE, message, fields, cell)


def _irregular(code: str, line: Line, fields: tuple[FieldId, ...], reason: str) -> Irregularity:
    label = first_words(next(filter(None, line.texts), ""))
    return Irregularity(code, f"row {label!r}: {reason}", fields, line.place)


def _is_open(label: str) -> bool:
    """Whether a remark in brackets is not closed yet."""
    folded = fold(label)
    return folded.count("(") > folded.count(")")
