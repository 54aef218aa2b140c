"""Tables set out with spaces -> grids, across the pages that they are printed on."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from extractor.document.bounds import ROWS
from extractor.document.placing import Content, Grid, GridCell
from extractor.document.spaced.alignment import Column, columns_of, place
from extractor.document.spaced.head import Header, read_header
from extractor.document.spaced.labelling import BodyLine
from extractor.document.spaced.pieces import (
    Measure,
    Piece,
    by_character,
    by_width,
    pieces_of,
    words_of,
)
from extractor.document.spaced.regions import Printed, Region, find_regions
from extractor.document.spaced.stub import BodyRow, join_broken, rows_of
from extractor.document.textlines import Line

_LONGEST = 1_000  # characters of the longest line that is looked at: none that is printed has more
_MOST_TABLES = 100  # tables of one text that are laid out: a report has a dozen
_MIN_ROWS = 3  # rows that a table must have where it has no header
_EXACT = 3  # aligned pieces that a table with a label for each column weighs as much as


class SpacedTable(Struct, frozen=True):
    """The lines from `first` up to `end` are a table.

    Those in `aside` stand between its pages: page numbers, and its header once more. `exact`: its
    header has one label for each column of values.
    """

    first: int
    end: int
    grid: Grid
    aside: tuple[int, ...]
    exact: bool


class _Sheet(Struct, frozen=True):
    """The part of a table on one page: its lines, their columns, and how many hold labels."""

    page: int
    region: Region
    columns: tuple[Column, ...]
    labels: int

    @property
    def values(self) -> int:
        """How many columns hold values."""
        return len(self.columns) - self.labels

    @property
    def figures(self) -> list[list[Piece]]:
        """The figures of each of its rows."""
        return [figures for line in self.region.body if (figures := line.figures)]


def find_spaced(
    lines: Sequence[Line], pages: Sequence[range], aside: frozenset[int]
) -> list[SpacedTable]:
    """The tables set out with spaces among the lines of a text, from the top.

    `aside` are the lines between pages that part no table. Places are counted in the measure in
    which more of what stands below each other is aligned, and more tables have a label for each
    column.
    """
    if not any("  " in line.text.strip() for line in lines):
        return []
    found = [(_tables(lines, pages, aside, m), m) for m in (by_width, by_character)]
    best = max(
        found, key=lambda own: _aligned(lines, own[1]) + _EXACT * sum(t.exact for t in own[0])
    )
    return best[0]


def _tables(
    lines: Sequence[Line], pages: Sequence[range], aside: frozenset[int], measure: Measure
) -> list[SpacedTable]:
    groups = _groups(_sheets(lines, pages, aside, measure), lines, aside)[:_MOST_TABLES]
    return [table for group in groups if (table := _lay(group, aside))]


def _sheets(
    lines: Sequence[Line], pages: Sequence[range], aside: frozenset[int], measure: Measure
) -> Iterator[_Sheet]:
    left: Sequence[Printed] = ()
    for number, page in enumerate(pages):
        for at, run in enumerate(_runs(lines, [i for i in page if i not in aside], measure)):
            regions, left = find_regions(run, () if at else left)
            for region in regions:
                columns = columns_of([line.pieces for line in region.body])
                labels = next((i for i, column in enumerate(columns) if column.figures), 0)
                if columns:
                    yield _Sheet(number, region, columns, labels)


def _printed(line: Line, index: int, measure: Measure) -> Printed | None:
    """A line as it stands on the page; None for one that is laid out otherwise, or is too long."""
    if line.kind != "plain" or "|" in line.text or len(line.text) > _LONGEST:
        return None
    words = words_of(line, measure)
    return Printed(index, words, pieces_of(words))


def _aligned(lines: Sequence[Line], measure: Measure) -> int:
    """How many more pieces begin, end or are centred below one of the line before than do not.

    The first piece of a line begins where it does in any measure.
    """
    found = (_printed(line, 0, measure) for line in lines if "  " in line.text)
    rows = [row.pieces[1:] or row.pieces for row in found if row]
    return sum(
        1 if p.start == q.start or p.end == q.end or abs(p.middle - q.middle) < 1 else -1
        for above, row in pairwise(rows)
        for p in row
        for q in above
        if p.meets(q)
    )


def _runs(lines: Sequence[Line], page: Iterable[int], measure: Measure) -> Iterator[list[Printed]]:
    """The lines of a page that are not empty, parted where one is laid out otherwise."""
    run: list[Printed] = []
    for index in page:
        if lines[index].kind == "empty":
            continue
        printed = _printed(lines[index], index, measure)
        if printed:
            run.append(printed)
        else:
            yield run
            run = []
    yield run


def _groups(
    sheets: Iterable[_Sheet], lines: Sequence[Line], aside: frozenset[int]
) -> list[list[_Sheet]]:
    """Sheets that are one table: the next page goes on with as many columns."""
    groups: list[list[_Sheet]] = []
    for sheet in sheets:
        if groups and _goes_on(groups[-1], sheet, lines, aside):
            groups[-1].append(sheet)
        else:
            groups.append([sheet])
    return groups


def _goes_on(
    group: Sequence[_Sheet], sheet: _Sheet, lines: Sequence[Line], aside: frozenset[int]
) -> bool:
    """Whether a sheet has no header, or that of the table again, and nothing stands between."""
    before, own = group[-1].region, sheet.region
    header = [line.text for line in own.header]
    last = [*before.body, *before.trail][-1].index
    first = [*own.header, *own.lead, *own.body][0].index
    return (
        sheet.page == group[-1].page + 1
        and sheet.values == group[0].values
        and header in ([], [line.text for line in group[0].region.header])
        and all(lines[i].kind == "empty" or i in aside for i in range(last + 1, first))
    )


def _lay(group: Sequence[_Sheet], aside: frozenset[int]) -> SpacedTable | None:
    """The sheets of a table as one grid; None where too little shows that it is one."""
    top = group[0]
    stub = max(sheet.labels for sheet in group)
    heading = top.region.header
    header = _read_header(heading, top, stub)
    if top.region.torn and not (header and header.exact):
        heading = heading[top.region.torn :]
        header = _read_header(heading, top, stub)
    if header is None and sum(len(sheet.figures) for sheet in group) < _MIN_ROWS:
        return None
    places = header.places if header else range(stub, stub + top.values)
    body: list[BodyLine] = []
    printed: list[Printed] = []
    for sheet in group:
        region = sheet.region
        lines = [*region.lead, *region.body] if header or sheet is not top else [*region.body]
        lines += region.trail if sheet is not group[-1] else []
        offset = body[-1].number + 1 - lines[0].index if body else 0
        body += (_body_line(line, sheet, stub, places, offset) for line in lines)
        printed += lines
    grid = Grid(f"table at line {top.region.body[0].index + 1}", header.rows if header else [])
    ROWS.check(len(body), grid.place)
    _add_rows(grid, rows_of(join_broken(body)), header.width if header else stub + top.values)
    first = heading[0].index if header else printed[0].index
    end = printed[-1].index + 1
    again = {line.index for sheet in group[1:] for line in sheet.region.header}
    between = tuple(i for i in range(first, end) if i in aside | again)
    return SpacedTable(first, end, grid, between, header is not None and header.exact)


def _read_header(lines: Sequence[Printed], sheet: _Sheet, stub: int) -> Header | None:
    numbered = [(line.index, line.words) for line in lines]
    counts = [len(figures) for figures in sheet.figures]
    full = 2 * counts.count(sheet.values) > len(counts)
    return read_header(numbered, sheet.columns, sheet.labels, stub, full) if lines else None


def _body_line(
    line: Printed, sheet: _Sheet, stub: int, places: Sequence[int], offset: int
) -> BodyLine:
    labels: dict[int, str] = {}
    values: dict[int, str] = {}
    for at, piece in place(line.pieces, sheet.columns).items():
        if at < sheet.labels:
            labels[at + stub - sheet.labels] = piece.text
        else:
            values[places[at - sheet.labels]] = piece.text
    return BodyLine(line.index + offset, labels, values)


def _add_rows(grid: Grid, rows: Sequence[BodyRow], width: int) -> None:
    """Each row with a cell in every column that none reaches into from above; what stands in a
    column ends the reach of what is above it."""
    above: dict[int, GridCell] = {}
    for row in rows:
        grid.add_row()
        number = len(grid.rows) - 1
        for column in range(width):
            text = row.cells.get(column)
            over = above.get(column)
            if over and over.row + over.rowspan > number:
                if not text:
                    continue
                over.rowspan = number - over.row
            content: list[Content] = [text] if text else []
            above[column] = GridCell(number, column, row.reach.get(column, 1), 1, content)
            grid.rows[-1].append(above[column])
