"""One table of the document, row by row -> readings where labels cross, and what did not fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.document import Cell, Document, Table
from extractor.forms.form import Row
from extractor.reading.tables.captions import captions_above, is_caption
from extractor.reading.tables.cells import cell_reading
from extractor.reading.tables.found import Found, at_cell, at_row, first_words
from extractor.reading.tables.grid.header import Header, Leaf, read_header
from extractor.reading.tables.grid.page import Line, Page, Unread
from extractor.reading.tables.grid.row import Fit, fit
from extractor.record.record import OUTSIDE, Evidence, FieldId, Irregularity, Reading
from extractor.values.amount import read_amount
from extractor.values.folding import fold, label_key


@dataclass
class TableReader:
    """Reads one table as the continuation of the page that it belongs to."""

    document: Document
    table: Table
    number: int
    page: Page
    found: Found
    turned: bool = False
    captions: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Keep all that can be read of the table."""
        self.captions = captions_above(self.document, self.table)
        for row in self.table.rows:
            self.found.keep(self._read(row))
        self.found.keep(self._held())

    def _read(self, row: tuple[Cell, ...]) -> Iterator[Reading | Irregularity]:
        """One printed row -> the readings of its cells, or what is wrong with it."""
        page = self.page
        texts = [self.document.quote(cell.span) for cell in row]
        if self._names_columns(texts):
            page.pending.append(row)
            return
        if page.pending:
            page.header = self._header(page.pending)
            page.pending = []
        found, first_value, exact = self._label(texts)
        printed = any(texts[first_value:])
        self._print(row, texts, first_value)
        held, page.held = page.held, None
        if held and not (exact and found is held.row):
            yield from self._values(held)
        if found is None:
            if not any(texts) and not page.labels.rows:
                page.blank = page.blank or (self.number, row)
            if printed:
                page.lines.append(self._unread(row, first_value))
            else:
                self._note(texts)
            page.torn = "" if printed else "".join(texts)
            return
        if not (printed or exact) and page.lines and page.lines[-1] is found:
            return  # the rest of a label that was torn behind its figures
        line = Line(row, found, first_value, exact)
        page.torn = ""
        opened = _is_open("".join(texts[:first_value]))
        if printed or (exact and not opened):
            yield from self._values(line)
        else:  # perhaps a label's beginning only: what follows will show
            page.held, page.torn = line, "".join(texts)

    def _print(self, row: Sequence[Cell], texts: Sequence[str], first_value: int) -> None:
        """What the row prints in the place of values, and figures wherever they stand."""
        for i, (cell, text) in enumerate(zip(row, texts, strict=True)):
            is_value = i >= first_value and label_key(text) not in self.page.labels.all
            if text and (is_value or read_amount(text).state != "unreadable"):
                self.found.printed.append(
                    at_cell(self.document, self.number, cell, turned=self.turned)
                )

    def _held(self) -> Iterator[Reading | Irregularity]:
        """The row still held back when the table ends; one that was torn there goes on below."""
        held, self.page.held = self.page.held, None
        if held and not _is_open(self.page.torn):
            yield from self._values(held)

    def _names_columns(self, texts: Sequence[str]) -> bool:
        """Whether a row is part of a header: column labels or groups, and nothing counted.

        总计 and 其他 name rows as well; alone they are a row wherever a header is known.
        """
        labels = self.page.labels
        if self.page.pending and self._goes_on(texts):
            return True
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

    def _goes_on(self, texts: Sequence[str]) -> bool:
        """Whether a row below those of a header has nothing but the second halves of labels."""
        keys = [label_key(text) for text in texts if text]
        known = self.page.labels.columns
        return bool(keys) and all(
            key and any(alias.endswith(key) and alias != key for alias in known) for key in keys
        )

    def _label(self, texts: Sequence[str]) -> tuple[Row | None, int, bool]:
        """The row a line of cells belongs to, where its values begin, if the label is exact.

        Of labels beside each other the innermost is the row's: the one before it heads several.
        """
        labels = self.page.labels
        if not labels.rows:
            return self._unlabelled(texts)
        named: tuple[Row, int, bool] | None = None
        end = 0
        for i, text in enumerate(texts):
            if not text:
                continue
            if end and read_amount(text).state != "unreadable":
                break
            found = labels.row(text)
            if not named and self.page.torn and not (found and found[1]):
                found = labels.row(self.page.torn + text) or found
            if found:
                named = found[0], i + 1, found[1]
            elif named or read_amount(text).state != "unreadable":
                break
            end = i + 1
        return named or (None, end, False)

    def _unlabelled(self, texts: Sequence[str]) -> tuple[Row | None, int, bool]:
        """The one row of a table without row labels: nothing but values, or nothing at all."""
        header = self.page.header
        states = [read_amount(text).state for text in texts]
        full = header is not None and len(texts) >= len(header.leaves)
        empty = not any(texts)
        row = self.page.labels.table.rows[0]
        if (
            "unreadable" in states
            or not (full or not empty)
            or (empty and row.id in self.page.rows)
        ):
            first = next((i for i, s in enumerate(states) if s in ("reported", "dash")), len(texts))
            return None, first, False
        return row, 0, True

    def _note(self, texts: Sequence[str]) -> None:
        """A row of text between the rows of values: a caption, or what is left of a header."""
        if self.page.header is None:
            self.page.above.append(tuple(texts))
        self.captions[:0] = filter(is_caption, texts)

    def _header(self, rows: Sequence[tuple[Cell, ...]]) -> Header | None:
        """Rows that name columns, laid out; where they cannot be, they stay in view as text."""
        header = read_header(rows, self.document, self.page.labels, self.table.aligned)
        if header is None:
            texts = (tuple(self.document.quote(cell.span) for cell in row) for row in rows)
            self.page.above.extend(texts)
        else:
            corner = (cell for row in rows for cell in row if cell.column < header.stub_width)
            self.captions[:0] = filter(is_caption, map(self._text, corner))
            self.page.captions = self.captions
        return header

    def _text(self, cell: Cell) -> str:
        return self.document.quote(cell.span)

    def _unread(self, cells: tuple[Cell, ...], first: int, line: Line | None = None) -> Unread:
        texts = (self.document.quote(cell.span) for cell in cells[:first])
        return Unread(
            table=self.number,
            aligned=self.table.aligned,
            turned=self.turned,
            cells=cells,
            place=at_row(self.document, self.number, cells, turned=self.turned),
            label=next(filter(None, reversed(list(texts))), ""),
            row=line.row if line else None,
            exact=line.exact if line else True,
            header=self.page.header,
            first_value=first,
        )

    def _values(self, line: Line) -> Iterator[Reading | Irregularity]:
        row, found = line.cells, line.row
        table, header = self.page.labels.table, self.page.header
        if header is None:
            self.page.lines.append(self._unread(row, line.first_value, line))
            return
        self.page.lines.append(found)
        columns = table.columns_of(found)
        named = {leaf.column.id for leaf in header.leaves if leaf.column}
        self.page.columns.setdefault(found.id, set()).update(named)
        fitted = fit(row, line.first_value, header, self.document, self.table.aligned)
        if not isinstance(fitted, Fit):
            reason = f"{fitted.found} values below {len(header.leaves)} column headers"
            # a column whose header could not be read may be among them
            more = fitted.code == "long_row" or any(not leaf.columns for leaf in header.leaves)
            here = tuple(
                table.field_id(found, c) for c in columns if c.id in named or more or not c.optional
            )
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
        evidence = at_cell(self.document, self.number, cell, turned=self.turned)
        if column is None or column not in table.columns_of(row):
            if evidence.quote:
                yield self._unknown_column(row, leaf, evidence)
            return
        signals += () if exact else ("row_fuzzy",)
        signals += () if leaf.exact else ("column_fuzzy",)
        name = table.field_id(row, column)
        yield cell_reading(name, column, self._heading(leaf), evidence, "grid", signals)

    def _heading(self, leaf: Leaf) -> str:
        """All that is printed above a value and may tell its unit, the nearest first."""
        return "\n".join((leaf.label, *reversed(leaf.headings), *self.page.captions))

    def _unknown_column(self, row: Row, leaf: Leaf, cell: Evidence) -> Irregularity:
        """A value below a header that the form does not have in its row: any that it has there,
        and that is not printed, may be meant."""
        table = self.page.labels.table
        named = self.page.columns[row.id]
        fields = tuple(
            table.field_id(row, column)
            for column in table.columns_of(row)
            if column.id not in named and column.kind != "text"
        )
        message = f"the form has no column {leaf.label!r} in row {row.name!r}"
        return Irregularity("unknown_column" if fields else OUTSIDE, message, fields, cell)

    def _irregular(
        self, code: str, row: tuple[Cell, ...], fields: tuple[FieldId, ...], reason: str
    ) -> Irregularity:
        label = next((text for cell in row if (text := self.document.quote(cell.span))), "")
        place = at_row(self.document, self.number, row, turned=self.turned)
        return Irregularity(code, f"row {first_words(label)!r}: {reason}", fields, place)


def _is_open(label: str) -> bool:
    """Whether a remark in brackets is not closed yet."""
    folded = fold(label)
    return folded.count("(") > folded.count(")")
