"""What a page or a Word file shows, in reading order -> a text, and blocks that point into it.

A format's reader walks its tree and tells the builder of text, line ends and tables. A table's
cells are joined by tabs, its rows by line ends, and an empty line follows it.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from extractor.document import OBJECT, Block, Cell, Paragraph, Span, Table, signs
from extractor.document.bounds import CELLS, CHARACTERS, LINE, Limit
from extractor.document.placing import Content, Grid, Node, cell_text, unwrapped
from extractor.document.signs import PLAIN, Look
from extractor.errors import Malformed


class Laid(NamedTuple):
    """What a file shows, laid out: see `Document` for the three."""

    text: str
    blocks: tuple[Block, ...]
    marked: tuple[Span, ...]


def walk(
    root: Node,
    meet: Callable[[Node], Iterator[Iterable[Node]] | None],
    deepest: Limit | None = None,
) -> None:
    """Go through a tree depth first, without recursion.

    `meet` reads a leaf, or gives what begins a node, yields the nodes within it if they are to be
    read, and then ends it. Raises TooLarge where there are nodes below the `deepest` level.
    """
    path: list[tuple[Iterator[Node], Iterator[Iterable[Node]]]] = [(iter((root,)), iter(()))]
    while path:
        nodes, meeting = path[-1]
        too_deep = deepest is not None and len(path) - 1 > deepest.most
        for node in nodes:
            if deepest is not None and too_deep:
                raise deepest.error(f"over {deepest.most}")
            begun = meet(node)
            if begun is not None and (within := next(begun, None)) is not None:
                path.append((iter(within), begun))
                break
        else:
            path.pop()
            next(meeting, None)


class Builder:
    """Collects lines and tables; `finish` lays them out."""

    def __init__(self) -> None:
        self._line: list[str] = []
        self._aside: list[Content] = []
        self._page: list[Content] = []
        self._open: list[Grid | list[Content]] = [self._page]
        self._tables = 0
        self._cells = 0

    @property
    def grid(self) -> Grid | None:
        """The table that rows and cells may be added to now: none outside, none in a cell."""
        innermost = self._open[-1]
        return innermost if isinstance(innermost, Grid) else None

    def text(self, text: str, look: Look = PLAIN) -> None:
        """Go on with the line: with text, GAP where something was left out, or OBJECT. A run of
        white space shows as one space, as in a browser."""
        self._line.append(text if look is PLAIN else signs.shown(text, look))

    def end_line(self) -> None:
        """End the line; one without text is none."""
        if self._line:
            line = signs.line(self._line)
            self._line.clear()
            if line:
                self._target.append(line)
        if self._aside:
            self._target.extend(self._aside)
            self._aside.clear()

    @property
    def _target(self) -> list[Content]:
        """Where lines go: the innermost cell, or the page. A caption goes before its table."""
        return next((o for o in reversed(self._open) if isinstance(o, list)), self._page)

    def block(self, within: Iterable[Node]) -> Iterator[Iterable[Node]]:
        """Go through what stands on lines of its own; see `walk`."""
        self.end_line()
        yield within
        self.end_line()

    def box(self, within: Iterable[Node]) -> Iterator[Iterable[Node]]:
        """Go through a text box, which is put below the line that it is anchored in."""
        line, aside = self._line, self._aside
        self._line, self._aside = [], []
        box: list[Content] = []
        self._open.append(box)
        yield within
        self.end_line()
        self._open.pop()
        self._line, self._aside = line, [*aside, *box]

    def table(self, within: Iterable[Node]) -> Iterator[Iterable[Node]]:
        """Go through a table in the page or in a cell; one that only lays out the page is none."""
        self.end_line()
        self._tables += 1
        grid = Grid(f"table {self._tables}")
        self._open.append(grid)
        yield within
        self.end_line()
        self._open.pop()
        grid.end_group()
        self._target.extend(unwrapped(grid))

    def cell(
        self,
        within: Iterable[Node],
        grid: Grid,
        rowspan: int = 1,
        colspan: int = 1,
        merging: bool = False,
    ) -> Iterator[Iterable[Node]]:
        """Go through a cell in the last row of `grid`, in a first one where there is none."""
        self.end_line()
        if not grid.rows:
            grid.add_row()
        self._cells += 1
        CELLS.check(self._cells, grid.place)
        self._open.append(grid.add_cell(rowspan, colspan, merging).content)
        yield within
        self.end_line()
        self._open.pop()

    def finish(self) -> Laid:
        """The text, its blocks and marks. Raises Malformed where there is nothing to read."""
        self.end_line()
        layout = Layout()
        for item in self._page:
            if isinstance(item, Grid):
                layout.add_table(item)
            elif item != OBJECT:
                layout.add_paragraph(item)
        if not layout.blocks:
            raise Malformed(
                "there is no text in it",
                "a scan needs character recognition, a page that scripts fill must be saved "
                "from the browser",
            )
        return layout.laid()


class Layout:
    """The text so far, in parts, its length, and its blocks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.blocks: list[Block] = []
        self._marked: list[Span] = []
        self._length = 0

    def laid(self) -> Laid:
        """What was added."""
        return Laid("".join(self._parts), tuple(self.blocks), tuple(self._marked))

    def add(self, text: str, after: str = "") -> Span:
        """Go on with the text; its place."""
        start = self._length
        text, marked = signs.unsigned(text, start)
        self._marked += marked
        end = start + len(text)
        self._parts.append(text + after)
        self._length = end + len(after)
        CHARACTERS.check(self._length)
        return Span(start, end)

    def add_paragraph(self, text: str) -> None:
        """A line of running text."""
        LINE.check(len(text), f"paragraph {len(self.blocks) + 1}")
        self.blocks.append(Paragraph(self.add(text, "\n")))

    def add_table(self, grid: Grid) -> None:
        """A table: its cells joined by tabs, its rows by line ends, and an empty line."""
        rows: list[tuple[Cell, ...]] = []
        for number, row in enumerate(grid.rows, 1):
            cells: list[Cell] = []
            for cell in row:
                text = cell_text(cell)
                if len(text) > LINE.most:
                    LINE.check(len(text), f"{grid.place}, row {number}, cell {len(cells) + 1}")
                span = self.add(text, "\t" if cell is not row[-1] else "\n")
                cells.append(Cell(span, cell.row, cell.column, cell.rowspan, cell.colspan))
            if not row:
                self.add("", "\n")
            rows.append(tuple(cells))
        self.add("", "\n")
        spans = [cell.span for cells in rows for cell in cells]
        whole = Span(spans[0].start, spans[-1].end)
        self.blocks.append(Table(whole, tuple(rows), aligned=True))
