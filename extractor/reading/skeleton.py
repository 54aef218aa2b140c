"""Text in reading order -> Readings, by the skeleton of the form's labels.

The second, differently built reader of tables. It knows nothing of grids, spans or where
a column stands: it walks through the printed words and expects after a row's label exactly
as many figures, or cells where some are blank, as the header above announced columns, in
the form's order. Where the header's own order is not the form's, or the count differs, it
says nothing. So a table whose grid slipped is read differently here than there, and where
both agree neither slipped.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from extractor.model.amount import read_amount
from extractor.model.document import Document
from extractor.model.folding import label_key
from extractor.model.form import Column, Form, Row
from extractor.model.record import Evidence, Reading
from extractor.reading.cells import cell_reading
from extractor.reading.labels import TableLabels, labels_of

_TOKEN = re.compile(r"[^\t\n|]*[^\s|][^\t\n|]*")
_RULE = re.compile(r"[\s|:-]*")
LONGEST_TORN = 3
"""A label is put together from at most this many lines."""


class _Token(Struct, frozen=True):
    """A stretch of words: where it stands, its label key, whether it is a figure."""

    start: int
    end: int
    text: str
    key: str
    counted: bool


@dataclass
class _Walk:
    """Where in a table of the form the words are: its header so far, open until a row."""

    labels: TableLabels
    header: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    open: bool = False
    announced: dict[tuple[str, ...], list[Column]] = field(default_factory=dict)

    def note(self, key: str) -> None:
        """One more label of the header; the first one after a row begins a new header."""
        if not self.open:
            self.header, self.groups, self.announced, self.open = [], [], {}, True
        (self.header if key in self.labels.columns else self.groups).append(key)

    @property
    def complete(self) -> bool:
        """Whether the header has as many columns as the form."""
        return len(self.header) == len(self.labels.table.columns)


def read_skeleton(document: Document, form: Form) -> list[Reading]:
    """The words of the document -> readings of the rows that are complete."""
    walks = [_Walk(labels) for labels in labels_of(form)]
    tokens = _tokens(document)
    current: _Walk | None = None
    readings: list[Reading] = []
    i = 0
    while i < len(tokens):
        if tokens[i].counted:
            i += 1
            continue
        key, i = _label(tokens, i, walks)
        owners = [walk for walk in walks if key in walk.labels.all]
        if len(owners) == 1:
            current = owners[0]
        if current is None or current not in owners:
            continue
        row = current.labels.rows.get(key)
        is_column = key in current.labels.columns
        if (is_column and (current.open or row is None)) or key in current.labels.groups:
            current.note(key)
        if not current.labels.rows and current.complete:
            row = current.labels.table.rows[0]
        if row is not None and (not is_column or not current.open or not current.labels.rows):
            readings += _row(row, tokens, i, current, document)
            current.open = False
    return readings


def _tokens(document: Document) -> list[_Token]:
    """Every stretch of words between tabs, line breaks and pipes."""
    tokens = []
    for match in _TOKEN.finditer(document.folded):
        text = match[0].strip()
        start = match.start() + match[0].index(text[0])
        counted = len(text) < 24 and read_amount(text).state in ("reported", "dash")
        key = "" if counted or len(text) > 120 else label_key(text)
        tokens.append(_Token(start, start + len(text), text, key, counted))
    return tokens


def _label(tokens: Sequence[_Token], i: int, walks: Sequence[_Walk]) -> tuple[str, int]:
    """The label that begins at token i, put together where lines tore it, and what follows."""
    key = ""
    for j in range(i, min(i + LONGEST_TORN, len(tokens))):
        if tokens[j].counted:
            break
        key += tokens[j].key
        if any(key in walk.labels.all for walk in walks):
            return key, j + 1
    return tokens[i].key, i + 1


def _row(
    row: Row, tokens: Sequence[_Token], i: int, walk: _Walk, document: Document
) -> Iterator[Reading]:
    """The values of a row whose label ends before token i."""
    table = walk.labels.table
    if row.columns not in walk.announced:
        walk.announced[row.columns] = _announced(walk, table.columns_of(row))
    columns = walk.announced[row.columns]
    if not columns:
        return
    figures = itertools.takewhile(lambda token: token.counted, tokens[i:])
    spans = [(token.start, token.end) for token in figures]
    if len(spans) != len(columns):
        labelled = bool(walk.labels.rows)
        spans = _without_padding(_cells(document, tokens[i - 1].end, labelled), len(columns))
    if len(spans) != len(columns):
        return
    for column, (start, end) in zip(columns, spans, strict=True):
        evidence = Evidence(start, end, document.text[start:end])
        name = table.field_id(row, column)
        yield cell_reading(name, column, column.labels[0], evidence, "skeleton")


def _cells(document: Document, place: int, labelled: bool) -> list[tuple[int, int]]:
    """The cells, blank ones too, of the row whose label ends at `place`.

    They stand behind tabs or pipes in the label's own line, or below it, one to a line behind
    a tab each; where the row has no label, in the first line or lines below the header. None
    unless all of them are figures or blank.
    """
    texts = _printed_cells(document.folded, place, labelled)
    spans = []
    for start, text in texts:
        core = text.strip()
        if core and read_amount(core).state == "unreadable":
            return []
        start += text.index(core[0]) if core else 0
        spans.append((start, start + len(core)))
    return spans


def _printed_cells(folded: str, place: int, labelled: bool) -> list[tuple[int, str]]:
    lines = _lines(folded, place)
    start, own = next(lines)
    if labelled and (cells := _split(start, own)):
        return cells[1:]
    start, line = next(lines, (start, ""))
    while not labelled and line.count("\t") == 0 and _RULE.fullmatch(line):
        if (following := next(lines, None)) is None:
            return []
        start, line = following
    if not line.startswith("\t") or "\t" in line[1:]:
        return [] if labelled else _split(start, line)
    stacked = []
    while line.startswith("\t") and "\t" not in line[1:]:
        stacked.append((start + 1, line[1:]))
        start, line = next(lines, (start, ""))
    return stacked


def _lines(folded: str, place: int) -> Iterator[tuple[int, str]]:
    while place <= len(folded):
        end = folded.find("\n", place)
        end = len(folded) if end < 0 else end
        yield place, folded[place:end]
        place = end + 1


def _split(start: int, line: str) -> list[tuple[int, str]]:
    """The stretches of a line between tabs or pipes; pipes at its ends part nothing."""
    separator = "|" if "|" in line else "\t"
    if separator not in line:
        return []
    cells = []
    for text in line.split(separator):
        cells.append((start, text))
        start += len(text) + 1
    if separator == "|" and not cells[-1][1].strip():
        cells.pop()
    return cells


def _without_padding(cells: list[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """The cells without the empty ones that a merged label or a wider table adds at one end.

    Only where the other end is printed: else nobody can tell which of them are cells.
    """
    extra = len(cells) - count
    if extra <= 0:
        return cells
    printed = [start < end for start, end in cells]
    if printed[-1] and not any(printed[:extra]):
        return cells[extra:]
    if printed[0] and not any(printed[-extra:]):
        return cells[:-extra]
    return []


def _announced(walk: _Walk, columns: Sequence[Column]) -> list[Column]:
    """The columns that the header announces, in the form's order; none if it prints another.

    A header is read line by line, so columns below a group come after those beside it:
    what must be in order are the groups, and the columns of each group.
    """
    order = {column.id: i for i, column in enumerate(columns)}
    given: list[Column] = []
    for key in walk.header:
        fitting = [c for c in walk.labels.columns[key] if c.id in order and c not in given]
        if not fitting:
            return []
        given.append(fitting[0])
    for _, group in itertools.groupby(sorted(given, key=lambda c: c.under), lambda c: c.under):
        members = list(group)
        places = [order[column.id] for column in given if column in members]
        if places != sorted(places):
            return []
    headed = [label_key(heading) for column in columns for heading in column.under]
    groups = [headed.index(key) for key in walk.groups if key in headed]
    if groups != sorted(groups):
        return []
    return sorted(given, key=lambda column: order[column.id])
