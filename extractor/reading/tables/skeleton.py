"""Text in reading order -> Readings, by the skeleton of the form's labels.

The second, differently built reader of tables. It knows nothing of grids, spans or where
a column stands: it walks through the printed words and expects after a row's label exactly
as many figures, or cells where some are blank, as the header above announced columns, in
the form's order. Where the header's own order is not the form's, or the count differs, it
says nothing. So a table whose grid slipped is read differently here than there, and where
both agree neither slipped.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.document import Document
from extractor.forms.form import Column, Form, Row
from extractor.reading.tables.cells import cell_reading
from extractor.reading.tables.labels import TableLabels, labels_of
from extractor.reading.tables.printed import is_caption
from extractor.reading.tables.sums import set_apart
from extractor.reading.tables.words import (
    Place,
    Word,
    cells_after,
    pieces_of,
    read_words,
    width_at,
)
from extractor.record.record import Evidence, FieldId, Reading
from extractor.values.folding import label_key

_SEPARATORS = frozenset("\t\n|")
"""What sets a cell apart from the next one."""

LONGEST_TORN = 3
"""A label is put together from at most this many lines."""


@dataclass
class _Walk:
    """Where in a table of the form the words are: its header so far, open until a row, and torn
    if words stand in it that are no labels."""

    labels: TableLabels
    header: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    open: bool = False
    torn: bool = False
    widths: set[int] = field(default_factory=set)
    announced: dict[tuple[str, ...], list[Column]] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    caption: str = ""

    def note(self, key: str, width: int, text: str, caption: str) -> None:
        """One more label of the header, the width of its line, and how it is printed; the first
        one after a row begins a new header, below a caption if one stands there."""
        if not self.open:
            self.header, self.groups, self.noted = [], [], []
            self.widths, self.announced, self.torn = set(), {}, False
            self.printed, self.above, self.caption, self.open = {}, {}, caption, True
        self.printed[key] = text
        if width:
            self.widths.add(width)
        (self.header if key in self.labels.columns else self.groups).append(key)
        self.noted.append(key)

    def heading(self, column: Column) -> str:
        """All that is printed above the column: its label, its group, a caption."""
        if column.id not in self.above:
            keys = map(label_key, (*column.labels, *column.under))
            texts = (self.printed[key] for key in keys if key in self.printed)
            self.above[column.id] = "\n".join((*texts, self.caption))
        return self.above[column.id]

    @property
    def complete(self) -> bool:
        """Whether the header has as many columns as the form."""
        return len(self.header) == len(self.labels.table.columns)


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
    walks = [_Walk(labels) for labels in labels_of(form)]
    words = read_words(document, frozenset().union(*(walk.labels.all for walk in walks)))
    current: _Walk | None = None
    readings: list[Reading] = []
    runs: list[Run] = []
    caption = ""
    i = 0
    while i < len(words):
        if words[i].counted:
            figures = list(itertools.takewhile(lambda word: word.counted, words[i:]))
            if current:
                labelled = i > 0 and words[i - 1].key in current.labels.all
                places = tuple(Evidence.at(document, f.start, f.end) for f in figures)
                runs.append(Run(current.labels.table.part, labelled, places))
            i += len(figures)
            continue
        begun = i
        key, i = _label(words, i, walks)
        if is_caption(words[begun].text):
            caption = words[begun].text
        owners = [walk for walk in walks if key in walk.labels.all]
        if len(owners) == 1:
            current = owners[0]
        if current and not owners and current.open:
            current.torn = True
        if current is None or current not in owners:
            continue
        if key in current.labels.stubs - current.labels.groups and current.header:
            current.open = False  # 信息内容: the corner of the next header
        row = current.labels.rows.get(key)
        is_column = key in current.labels.columns
        if (is_column and (current.open or row is None)) or key in current.labels.groups:
            text = document.text[words[begun].start : words[i - 1].end]
            current.note(key, width_at(document, words[i - 1].start), text, caption)
            caption = ""
        if not current.labels.rows and current.complete:
            row = current.labels.table.rows[0]
        if row is not None and (not is_column or not current.open or not current.labels.rows):
            readings += _row(row, words, i, current, document, form)
            current.open = False
    return Skeleton(readings, runs)


def _label(words: Sequence[Word], i: int, walks: Sequence[_Walk]) -> tuple[str, int]:
    """The label that begins at word i, put together where lines tore it, and what follows."""
    key = ""
    for j in range(i, min(i + LONGEST_TORN, len(words))):
        if words[j].counted:
            break
        key += words[j].key
        if any(key in walk.labels.all for walk in walks):
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
    row: Row,
    words: Sequence[Word],
    i: int,
    walk: _Walk,
    document: Document,
    form: Form,
) -> Iterator[Reading]:
    """The values of a row whose label ends before word i; none where the cell of the label names
    another row, too."""
    table = walk.labels.table
    if i < len(words) and words[i].key in walk.labels.rows:
        between = document.folded[words[i - 1].end : words[i].start]
        if _SEPARATORS.isdisjoint(between):
            return
    if row.columns not in walk.announced:
        walk.announced[row.columns] = _announced(walk, table.columns_of(row))
    columns = walk.announced[row.columns]
    if not columns:
        return
    fields = tuple(table.field_id(row, column) for column in columns)
    figures = list(itertools.takewhile(lambda word: word.counted, words[i:]))
    spans = _spans(figures, words[i - 1].end, len(columns), walk, document)
    signals: tuple[str, ...] = ()
    if not spans and len(figures) == 1:
        spans = _set_apart(figures[0], form, fields)
        signals = ("set_apart",) if len(figures[0].text) > len(fields) else ()
    for name, column, (start, end) in zip(
        fields if spans else (), columns if spans else (), spans, strict=True
    ):
        evidence = Evidence.at(document, start, end)
        yield cell_reading(name, column, walk.heading(column), evidence, "skeleton", signals)


def _spans(
    figures: Sequence[Word], end: int, count: int, walk: _Walk, document: Document
) -> list[Place]:
    """Where the `count` values after a label that ends at `end` stand; none where there are not
    as many."""
    spans = [(figure.start, figure.end) for figure in figures]
    if len(spans) == count + 1 and _goes_on(figures[-2], figures[-1], document.folded):
        spans[-2:] = [(figures[-2].start, figures[-1].end)]
    if len(spans) != count:
        spans = [piece for figure in figures for piece in pieces_of(figure)]
    if len(spans) != count:
        labelled = bool(walk.labels.rows)
        spans = cells_after(document, end, labelled, count, walk.widths)
    return spans if len(spans) == count else []


def _goes_on(figure: Word, below: Word, folded: str) -> bool:
    """Whether a figure that ends the line of its row may go on in the line below, where another
    stands alone."""
    return (
        folded[figure.end : below.start].strip(" \t\r") == "\n"
        and folded[: figure.start].rpartition("\n")[2].strip() != ""
        and folded[below.end :].partition("\n")[0].strip() == ""
    )


def _set_apart(figure: Word, form: Form, fields: tuple[FieldId, ...]) -> list[Place]:
    """Where the figures stand that run together in one, if there is one way only."""
    kept = [figure.start + i for i, c in enumerate(figure.text) if c != " "]
    digits = figure.text.replace(" ", "")
    lengths = set_apart(form, fields, digits) if digits.isdecimal() else []
    ends = list(itertools.accumulate(lengths))
    return [
        (kept[end - length], kept[end - 1] + 1) for end, length in zip(ends, lengths, strict=True)
    ]


def _announced(walk: _Walk, columns: Sequence[Column]) -> list[Column]:
    """The columns that the header announces, in the form's order; none if it prints another, or
    has words that may be what is left of one.

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
    tops = _tops(walk, columns)
    partial = any(column not in given and not column.optional for column in columns)
    if tops != sorted(tops) or (walk.torn and partial):
        return []
    return sorted(given, key=lambda column: order[column.id])


def _tops(walk: _Walk, columns: Sequence[Column]) -> list[int]:
    """The places in the form of what a header has at the top, as it is printed: groups, and
    columns whose group is not printed."""
    headings = [set(map(label_key, column.under)) for column in columns]
    labels = [set(map(label_key, column.labels)) for column in columns]
    tops = []
    for key in walk.noted:
        if any(key in heading for heading in headings):
            tops.append(next(i for i, heading in enumerate(headings) if key in heading))
        else:
            own = [i for i, label in enumerate(labels) if key in label]
            tops += [i for i in own[:1] if headings[i].isdisjoint(walk.groups)]
    return tops
