"""Text behind the label of a row -> where its values stand, as many as the header has columns.

None unless it is certain which they are.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from extractor.document import Document
from extractor.forms.form import Form
from extractor.reading.tables.printed import may_be_value
from extractor.reading.tables.sums import set_apart
from extractor.reading.tables.words import Word
from extractor.record.record import FieldId

Place = tuple[int, int]
"""Where a value stands in the text: start and end."""

_RULE = re.compile(r"[\s|:-]*")


def values_behind(
    document: Document,
    end: int,
    figures: Sequence[Word],
    count: int,
    labelled: bool,
    widths: Collection[int],
) -> list[Place]:
    """The `count` values of the row whose label ends at `end`, before its `figures`; or, where it
    is not `labelled`, of the row below a header that ends there.

    `widths` are those of the header's lines.
    """
    places = [(figure.start, figure.end) for figure in figures]
    if len(places) == count + 1 and _goes_on(figures[-2], figures[-1], document.folded):
        places[-2:] = [(figures[-2].start, figures[-1].end)]
    if len(places) != count:
        places = [(piece.start, piece.end) for figure in figures for piece in figure.pieces]
    return places if len(places) == count else _cells(document, end, labelled, count, widths)


def _goes_on(figure: Word, below: Word, folded: str) -> bool:
    """Whether a figure that ends the line of its row may go on in the line below, where another
    stands alone."""
    return (
        folded[figure.end : below.start].strip(" \t\r") == "\n"
        and folded[: figure.start].rpartition("\n")[2].strip() != ""
        and folded[below.end :].partition("\n")[0].strip() == ""
    )


def values_within(figure: Word, form: Form, fields: tuple[FieldId, ...]) -> list[Place]:
    """The values of these fields that run together in one figure, if there is one way only."""
    kept = [figure.start + i for i, c in enumerate(figure.text) if c != " "]
    digits = figure.text.replace(" ", "")
    lengths = set_apart(form, fields, digits) if digits.isdecimal() else []
    ends = accumulate(lengths)
    return [
        (kept[end - length], kept[end - 1] + 1) for end, length in zip(ends, lengths, strict=True)
    ]


def width_at(document: Document, place: int) -> int:
    """How many tabs or pipes the line around a place has."""
    start = document.folded.rfind("\n", 0, place) + 1
    _, line = next(_lines(document.folded, start))
    return line.count("|") or line.count("\t")


def _cells(
    document: Document, end: int, labelled: bool, count: int, widths: Collection[int]
) -> list[Place]:
    """The cells of a row, blank ones too; none unless all are figures or blank.

    They stand behind tabs or pipes in the label's own line, or below it, one to a line behind
    a tab each; where the row has no label, in the first line or lines below the header. Where all
    `widths` are alike, merged cells leave empty places, and a row of another width has lost one.
    """
    places = []
    for start, text in _printed_cells(document.folded, end, labelled):
        core = text.strip()
        if core and not may_be_value(core):
            return []
        start += text.index(core[0]) if core else 0
        places.append((start, start + len(core)))
    if len(widths) == 1 and places:
        whole = width_at(document, places[0][0]) in widths
    else:
        whole = len(places) == count
    return _without_padding(places, count, whole)


def _without_padding(cells: list[Place], count: int, whole: bool) -> list[Place]:
    """The cells without the empty ones that merged labels or a wider table add at one end.

    Only where the other end is printed; and unless the row is known to be `whole`, no cell at
    an end may be blank, for then a lost one would not show.
    """
    extra = len(cells) - count
    printed = [start < end for start, end in cells]
    if extra < 0 or not cells:
        return []
    kept = slice(0, len(cells))
    if extra and printed[0] and not any(printed[-extra:]):
        kept = slice(0, count)
    elif extra and printed[-1] and not any(printed[:extra]):
        kept = slice(extra, len(cells))
    elif extra:
        return []
    cells, printed = cells[kept], printed[kept]
    return cells if whole or (printed[0] and printed[-1]) else []


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
    """What follows a place, line by line, each with its beginning."""
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
