"""Tables -> Readings, by the labels of their rows and columns, never by position alone.

The first of the two differently built readers of tables: it trusts the grid. A value is
read where a row label and a column header, both matched to the form, cross.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from extractor.model.amount import read_amount
from extractor.model.document import Cell, Document, Table
from extractor.model.folding import fold, label_key
from extractor.model.form import Column, Form, Row, TableForm
from extractor.model.record import Evidence, Irregularity, Reading
from extractor.reading.cells import cell_reading
from extractor.reading.grid.header import Header, Leaf, read_header
from extractor.reading.grid.row import Fit, fit
from extractor.reading.labels import TableLabels, best_table, labels_of


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A printed row, the form's row that its label names, and where its values begin."""

    cells: tuple[Cell, ...]
    row: Row
    first_value: int
    exact: bool


@dataclass
class _Page:
    """What is known while reading down one table of the form, across page breaks."""

    labels: TableLabels
    header: Header | None = None
    pending: list[tuple[Cell, ...]] = field(default_factory=list)
    torn: str = ""
    held: "_Labelled | None" = None
    rows: set[str] = field(default_factory=set)
    columns: dict[str, set[str]] = field(default_factory=dict)


def read_grid(document: Document, form: Form) -> tuple[list[Reading], list[Irregularity]]:
    """Every table of the document -> readings of the form's cells, and what did not fit."""
    pages: dict[str, _Page] = {}
    readings: list[Reading] = []
    irregularities: list[Irregularity] = []
    for number, table in enumerate(document.tables, 1):
        texts = (document.quote(cell.span) for row in table.rows for cell in row)
        labels = best_table(texts, labels_of(form))
        if labels is None:
            continue
        page = pages.setdefault(labels.table.part, _Page(labels))
        reader = _TableReader(document, table, number, page)
        results = chain.from_iterable(reader.read(row) for row in table.rows)
        for result in chain(results, reader.held()):
            if isinstance(result, Reading):
                readings.append(result)
            else:
                irregularities.append(result)
    for table_form in form.tables:
        irregularities += _absences(table_form, pages.get(table_form.part))
    return readings, irregularities


@dataclass
class _TableReader:
    document: Document
    table: Table
    number: int
    page: _Page

    def read(self, row: tuple[Cell, ...]) -> Iterator[Reading | Irregularity]:
        """One printed row -> the readings of its cells, or what is wrong with it."""
        page = self.page
        texts = [self.document.quote(cell.span) for cell in row]
        if self._names_columns(texts):
            page.pending.append(row)
            return
        if page.pending:
            aligned = self.table.aligned
            page.header = read_header(page.pending, self.document, page.labels, aligned)
            page.pending = []
        found, first_value, exact = self._label(texts)
        printed = any(texts[first_value:])
        held, page.held = page.held, None
        if held and not (exact and found is held.row):
            yield from self._values(held)
        if found is None:
            if printed:
                yield self._irregular("unknown_row", row, (), "no row of the form has this label")
            page.torn = "" if printed else "".join(texts)
            return
        line = _Labelled(row, found, first_value, exact)
        page.torn = ""
        opened = _is_open("".join(texts[:first_value]))
        if printed or (exact and not opened):
            yield from self._values(line)
        else:  # perhaps a label's beginning only: what follows will show
            page.held, page.torn = line, "".join(texts)

    def held(self) -> Iterator[Reading | Irregularity]:
        """The row still held back when the table ends; one that was torn there goes on below."""
        held, self.page.held = self.page.held, None
        if held and not _is_open(self.page.torn):
            yield from self._values(held)

    def _names_columns(self, texts: Sequence[str]) -> bool:
        """Whether a row is part of a header: column labels or groups, and nothing counted.

        总计 and 其他 name rows as well; alone they are a row wherever a header is known.
        """
        labels = self.page.labels
        named = alone = False
        for text in filter(None, texts):
            if text[-1].isdigit() or read_amount(text).state in ("reported", "dash"):
                return False
            key = label_key(text)
            if key in labels.columns and key in labels.rows:
                alone = True
            elif key in labels.rows:
                return False
            elif key in labels.groups or labels.column(text):
                named = True
        return named or (alone and self.page.header is None)

    def _label(self, texts: Sequence[str]) -> tuple[Row | None, int, bool]:
        """The row a line of cells belongs to, where its values begin, if the label is exact."""
        labels = self.page.labels
        if not labels.rows:
            return self._unlabelled(texts)
        end = 0
        for i, text in enumerate(texts):
            if not text:
                continue
            if end and read_amount(text).state != "unreadable":
                break
            found = labels.row(text) or (
                labels.row(self.page.torn + text) if self.page.torn else None
            )
            if found:
                return found[0], i + 1, found[1]
            if read_amount(text).state != "unreadable":
                break
            end = i + 1
        return None, end, False

    def _unlabelled(self, texts: Sequence[str]) -> tuple[Row | None, int, bool]:
        """The one row of a table without row labels: nothing but values, or nothing at all."""
        header = self.page.header
        counted = all(read_amount(text).state != "unreadable" for text in texts)
        full = header is not None and len(texts) >= len(header.leaves)
        empty = not any(texts)
        row = self.page.labels.table.rows[0]
        if not counted or not (full or not empty) or (empty and row.id in self.page.rows):
            return None, len(texts), False
        return row, 0, True

    def _values(self, line: _Labelled) -> Iterator[Reading | Irregularity]:
        row, found = line.cells, line.row
        self.page.rows.add(found.id)
        table, header = self.page.labels.table, self.page.header
        columns = table.columns_of(found)
        fields = tuple(table.field_id(found, column) for column in columns)
        if header is None:
            yield self._irregular("no_header", row, fields, "no column header stands above it")
            return
        named = {leaf.column.id for leaf in header.leaves if leaf.column}
        self.page.columns.setdefault(found.id, set()).update(named)
        fitted = fit(row, line.first_value, header, self.document, self.table.aligned)
        if not isinstance(fitted, Fit):
            reason = f"{fitted.found} values below {len(header.leaves)} column headers"
            here = tuple(table.field_id(found, c) for c in columns if c.id in named)
            yield self._irregular(fitted.code, row, here, reason)
            return
        for leaf, cell in fitted.cells:
            yield from self._cell(found, leaf, cell, line.exact, fitted.signals)
        if fitted.lost:
            lost = tuple(table.field_id(found, x.column) for x in fitted.lost if x.column)
            yield self._irregular("clipped_row", row, lost, "its last cells are cut off")

    def _cell(
        self, row: Row, leaf: Leaf, cell: Cell, exact: bool, signals: tuple[str, ...]
    ) -> Iterator[Reading | Irregularity]:
        table, column = self.page.labels.table, leaf.column
        evidence = self._evidence(cell)
        if column is None or column not in table.columns_of(row):
            if evidence.quote:
                message = f"the form has no column {leaf.label!r} in row {_name(row)!r}"
                yield Irregularity("unknown_column", message, (), evidence)
            return
        signals += () if exact else ("row_fuzzy",)
        signals += () if leaf.exact else ("column_fuzzy",)
        name = table.field_id(row, column)
        yield cell_reading(name, column, leaf.label, evidence, "grid", signals)

    def _evidence(self, cell: Cell) -> Evidence:
        span = cell.span
        quote = self.document.quote(span)
        return Evidence(span.start, span.end, quote, self.number, cell.row + 1, cell.column + 1)

    def _irregular(
        self, code: str, row: tuple[Cell, ...], fields: tuple[str, ...], reason: str
    ) -> Irregularity:
        start, end = row[0].span.start, row[-1].span.end
        label = next((text for cell in row if (text := self.document.quote(cell.span))), "")
        evidence = Evidence(start, end, self.document.text[start:end], self.number, row[0].row + 1)
        return Irregularity(code, f"row {label!r}: {reason}", fields, evidence)


def _is_open(label: str) -> bool:
    """Whether a remark in brackets is not closed yet."""
    folded = fold(label)
    return folded.count("(") > folded.count(")")


def _name(row: Row) -> str:
    return row.labels[0] if row.labels else row.id


def _absences(table: TableForm, page: _Page | None) -> Iterator[Irregularity]:
    """What the form has and the document does not: the table, its rows, its columns."""
    if page is None:
        cells = tuple(f for f, (r, c) in table.cells.items() if not (r.optional or c.optional))
        yield Irregularity("missing_table", f"no table {table.label!r}", cells)
        return
    gone: dict[str, tuple[Column, list[str]]] = {}
    for row in table.rows:
        columns = [column for column in table.columns_of(row) if not column.optional]
        if row.id not in page.rows:
            if not row.optional:
                fields = tuple(table.field_id(row, column) for column in columns)
                yield Irregularity("missing_row", f"no row {_name(row)!r}", fields)
            continue
        for column in columns:
            if row.id in page.columns and column.id not in page.columns[row.id]:
                gone.setdefault(column.id, (column, []))[1].append(table.field_id(row, column))
    for column, fields_gone in gone.values():
        message = f"no column {column.labels[0]!r}"
        yield Irregularity("missing_column", message, tuple(fields_gone))
