"""Text in reading order -> Readings, by the skeleton of the form's labels.

The second, differently built reader of tables. It knows nothing of grids, spans or where
a column stands: it walks through the printed words and expects after a row's label exactly
as many figures, or cells where some are blank, as the header above announced columns, in
the form's order. Where the header's own order is not the form's, or the count differs, it
says nothing. So a table whose grid slipped is read differently here than there, and where
both agree neither slipped.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from extractor.document import Document
from extractor.forms.form import Column, Form, Row
from extractor.reading.tables.cells import cell_reading
from extractor.reading.tables.labels import TableLabels, labels_of
from extractor.reading.tables.printed import is_caption
from extractor.reading.tables.row_values import values_behind, values_within, width_at
from extractor.reading.tables.words import Word, read_words
from extractor.record.record import Evidence, Reading
from extractor.values.folding import label_key

_SEPARATORS = frozenset("\t\n|")
"""What sets a cell apart from the next one."""
LONGEST_TORN = 3
"""A label is put together from at most this many lines."""


@dataclass(eq=False)
class _Header:
    """The labels of columns that are printed above rows, in reading order: key -> as printed.

    `widths` are those of its lines. It is `open` until a row begins, and torn if words stand in it
    that are no labels.
    """

    labels: TableLabels
    caption: str = ""
    open: bool = False
    keys: list[str] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)
    widths: set[int] = field(default_factory=set)
    torn: bool = False
    announced: dict[tuple[Column, ...], list[Column]] = field(default_factory=dict)
    above: dict[Column, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The labels of columns among them."""
        return [key for key in self.keys if key in self.labels.columns]

    def heading(self, column: Column) -> str:
        """All that is printed above the column: its label, its group, a caption."""
        if column not in self.above:
            keys = map(label_key, (*column.labels, *column.under))
            texts = (self.printed[key] for key in keys if key in self.printed)
            self.above[column] = "\n".join((*texts, self.caption))
        return self.above[column]

    def columns_of(self, row: Row) -> list[Column]:
        """The columns of a row that the header announces, in the form's order; none if it prints
        another, or has words that may be what is left of one."""
        columns = self.labels.table.columns_of(row)
        if columns not in self.announced:
            self.announced[columns] = self._announced(columns)
        return self.announced[columns]

    def _announced(self, columns: Sequence[Column]) -> list[Column]:
        # A header is read line by line, so columns below a group come after those beside it:
        # what must be in order are the groups, and the columns of each group.
        given: list[Column] = []
        for key in self.columns:
            fitting = (c for c in self.labels.columns[key] if c in columns and c not in given)
            column = next(fitting, None)
            if column is None:
                return []
            given.append(column)
        in_order = sorted(given, key=columns.index)
        for group in {column.under for column in given}:
            members = [column for column in in_order if column.under == group]
            if members != [column for column in given if column.under == group]:
                return []
        tops = self._tops(columns)
        partial = any(column not in given and not column.optional for column in columns)
        return [] if tops != sorted(tops) or (self.torn and partial) else in_order

    def _tops(self, columns: Sequence[Column]) -> list[int]:
        """The places in the form of what the header has at the top, as it is printed: groups, and
        columns whose group is not printed."""
        headings = [set(map(label_key, column.under)) for column in columns]
        labels = [set(map(label_key, column.labels)) for column in columns]
        groups = [key for key in self.keys if key not in self.labels.columns]
        tops = []
        for key in self.keys:
            below = [i for i, heading in enumerate(headings) if key in heading]
            own = [i for i, label in enumerate(labels) if key in label][:1]
            tops += below[:1] or [i for i in own if headings[i].isdisjoint(groups)]
        return tops


class Run(NamedTuple):
    """Figures with no word between them, in the table of the form whose labels came last.

    `labelled`: one of these stands directly before them.
    """

    part: str
    labelled: bool
    figures: tuple[Evidence, ...]


class Skeleton(NamedTuple):
    """What can be read by labels in reading order, and all runs of figures, read or not."""

    readings: list[Reading]
    runs: list[Run]


def read_skeleton(document: Document, form: Form) -> Skeleton:
    """The words of the document -> readings of the rows that are complete."""
    headers = {labels.table.part: _Header(labels) for labels in labels_of(form)}
    known = frozenset().union(*(labels.all for labels in labels_of(form)))
    words = read_words(document, known)
    current: _Header | None = None
    found = Skeleton([], [])
    caption = ""
    i = 0
    while i < len(words):
        if words[i].counted:
            figures = _figures(words, i)
            if current:
                labelled = i > 0 and words[i - 1].key in current.labels.all
                places = tuple(Evidence.at(document, f.start, f.end) for f in figures)
                found.runs.append(Run(current.labels.table.part, labelled, places))
            i += len(figures)
            continue
        first = words[i]
        key, i = _label(words, i, known)
        if is_caption(first.text):
            caption = first.text
        owners = [header for header in headers.values() if key in header.labels.all]
        if len(owners) == 1:
            current = owners[0]
        if current and not owners and current.open:
            current.torn = True
        if current is None or current not in owners:
            continue
        labels = current.labels
        if key in labels.stubs - labels.groups and current.columns:
            current.open = False  # 信息内容: the corner of the next header
        row = labels.rows.get(key)
        is_column = key in labels.columns
        if (is_column and (current.open or row is None)) or key in labels.groups:
            if not current.open:
                current = headers[labels.table.part] = _Header(labels, caption, open=True)
            current.keys.append(key)
            current.printed[key] = document.text[first.start : words[i - 1].end]
            current.widths |= {width_at(document, words[i - 1].start)} - {0}
            caption = ""
        if not labels.rows and len(current.columns) == len(labels.table.columns):
            row = labels.table.rows[0]
        if row is not None and (not is_column or not current.open or not labels.rows):
            found.readings.extend(_row(row, words, i, current, document, form))
            current.open = False
    return found


def _figures(words: Sequence[Word], i: int) -> list[Word]:
    """The figures from word i on, up to another word."""
    return list(takewhile(lambda word: word.counted, words[i:]))


def _label(words: Sequence[Word], i: int, known: Collection[str]) -> tuple[str, int]:
    """The label that begins at word i, put together where lines tore it, and what follows."""
    key = ""
    for j in range(i, min(i + LONGEST_TORN, len(words))):
        if words[j].counted:
            break
        key += words[j].key
        if key in known:
            return key, _remark_end(words, i, j + 1)
    return words[i].key, i + 1


def _remark_end(words: Sequence[Word], i: int, end: int) -> int:
    """Where a label that begins at word i ends with the remark in brackets that it opens: behind
    `end`, if lines tore the remark."""
    text = "".join(word.text for word in words[i:end])
    for j in range(end, min(i + LONGEST_TORN, len(words))):
        if words[j].counted or text.count("(") <= text.count(")"):
            break
        text += words[j].text
        if text.count("(") <= text.count(")"):
            return j + 1
    return end


def _row(
    row: Row, words: Sequence[Word], i: int, header: _Header, document: Document, form: Form
) -> Iterator[Reading]:
    """The values of a row whose label ends before word i; none where the cell of the label names
    another row, too."""
    table, end = header.labels.table, words[i - 1].end
    beside = i < len(words) and _SEPARATORS.isdisjoint(document.folded[end : words[i].start])
    if beside and words[i].key in header.labels.rows:
        return
    columns = header.columns_of(row)
    if not columns:
        return
    fields = tuple(table.field_id(row, column) for column in columns)
    figures = _figures(words, i)
    labelled = bool(header.labels.rows)
    places = values_behind(document, end, figures, len(columns), labelled, header.widths)
    signals: tuple[str, ...] = ()
    if not places and len(figures) == 1:
        places = values_within(figures[0], form, fields)
        signals = ("set_apart",) if len(figures[0].text) > len(fields) else ()
    for name, column, place in zip(fields, columns, places, strict=False):
        evidence = Evidence.at(document, *place)
        yield cell_reading(name, column, header.heading(column), evidence, "skeleton", signals)
