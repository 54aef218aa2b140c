"""Where on a page lines are a table that a printer or a writer set out with spaces.

A line with figures set apart from what is left of them is a row of such a table. Rows go
together as long as what stands between them are lines of their labels; the lines above them
that stand over the figures are the header.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from extractor.document.spaced.pieces import Extent, Piece, width_of
from extractor.document.textlines import begins_item, is_heading, is_sentence
from extractor.values.folding import fold

_MOST_BETWEEN = 24  # lines of labels between two rows
_MOST_HEADER = 16  # lines of a header
_MOST_BLANK = 5  # empty lines within a header, and between it and the first row
_CHARACTER = 2  # places of a wide character: so much may lines of one label differ in width
_FAR = 1_000
_CENTRED = 3  # places by which a title may stand aside of the middle of its table
_MOST_DIGITS = 4  # digits of a label: it has a year at most
_STOPS = frozenset("，。；！？")


class Printed(Struct, frozen=True):
    """A line that is not empty: its index, its words, and its pieces."""

    index: int
    words: list[Piece]
    pieces: list[Piece]

    @property
    def figures(self) -> list[Piece]:
        """The pieces that are figures."""
        return [piece for piece in self.pieces if piece.figure]

    @property
    def text(self) -> str:
        """The line with single spaces."""
        return " ".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Region:
    """Lines of one page that are a table, or go on with one.

    `lead` and `trail` are lines of labels before the first row and after the last one that
    belong to the table only if it comes from the page before, or goes on on the next. `torn`
    lines of the header stand at the end of the page before.
    """

    header: list[Printed]
    lead: list[Printed]
    body: list[Printed]
    trail: list[Printed] = field(default_factory=list)
    torn: int = 0


class _Shape:
    """What the rows of a table so far show: where figures stand, and where texts begin."""

    def __init__(self, row: Printed) -> None:
        self.rows: list[Printed] = []
        self.figures: list[Extent] = []
        self.begins: set[int] = set()
        self.add([row])

    def add(self, rows: Sequence[Printed]) -> None:
        """More rows."""
        self.rows += rows
        for piece in (piece for row in rows for piece in row.pieces):
            if piece.figure:
                met = [piece, *(own for own in self.figures if not own.distance(piece))]
                self.figures = [own for own in self.figures if own.distance(piece)]
                self.figures.append(Extent(min(x.start for x in met), max(x.end for x in met)))
            else:
                self.begins.update((piece.start - 1, piece.start, piece.start + 1))

    @property
    def left(self) -> int:
        """Where the first column of figures begins."""
        return min(own.start for own in self.figures)

    def meets(self, piece: Piece) -> bool:
        """Whether a piece stands over, or touches, a column of figures."""
        return any(not own.distance(piece) for own in self.figures)

    def labels(self) -> list[Piece]:
        """What stands left of all figures."""
        left = self.left
        pieces = (piece for row in self.rows for piece in row.pieces)
        return [piece for piece in pieces if not piece.figure and piece.end <= left]

    def is_label(self, line: Printed) -> bool:
        """Whether a line holds nothing but words that stand left of all figures."""
        left = self.left
        return not _is_prose(line) and all(not p.figure and p.end <= left for p in line.pieces)

    def edge(self) -> float:
        """The place half way between the labels and the figures."""
        return (self.left + max((piece.end for piece in self.labels()), default=0)) / 2


def find_regions(
    lines: Sequence[Printed], before: Sequence[Printed]
) -> tuple[list[Region], Sequence[Printed]]:
    """The tables among the lines of a page, from the top, and the lines after the last of them.

    `before` are those of the page before, where a header may begin.
    """
    regions: list[Region] = []
    done = 0
    for first, shape in _bodies(lines):
        last = first + len(shape.rows)
        header, lead = _header(lines[done:first], shape, top=done == 0)
        torn = _above(before, shape) if header and header[0] is lines[0] else []
        trail = _trail(lines[last:], shape)
        body = [*shape.rows, *trail]
        regions.append(Region([*torn, *header], lead, body, torn=len(torn)))
        done = last + len(trail)
    left = lines[done:]
    # All that is left of a page may be a label that goes on on the next.
    if regions and 0 < len(left) <= _MOST_BETWEEN and begins_item(left[0].text):
        regions[-1].trail = list(left) if all(map(shape.is_label, left)) else []
    return regions, left


def _above(before: Sequence[Printed], shape: _Shape) -> list[Printed]:
    """The last lines of a page that may be the beginning of the header on the next."""
    taken: list[Printed] = []
    for line in before[: -_MOST_HEADER - 1 : -1]:
        apart = taken and taken[0].index - line.index > _MOST_BLANK + 1
        if apart or not _may_head(line, False, shape):
            break
        taken.insert(0, line)
    return taken


def _bodies(lines: Sequence[Printed]) -> list[tuple[int, _Shape]]:
    """Where the rows of each table begin, and their shape."""
    bodies: list[tuple[int, _Shape]] = []
    end = 0
    for i, line in enumerate(lines):
        if not _is_row(line):
            continue
        if bodies and _goes_on(bodies[-1][1], lines[end:i], line):
            bodies[-1][1].add(lines[end : i + 1])
        else:
            bodies.append((i, _Shape(line)))
        end = i + 1
    return bodies


def _is_row(line: Printed) -> bool:
    """Whether figures are set apart in a line, and no sentence goes on after them."""
    apart = False
    pieces = line.pieces
    for before, piece, after in zip((None, *pieces), pieces, (*pieces[1:], None), strict=False):
        if not piece.figure:
            if apart and not _STOPS.isdisjoint(piece.text):
                return False
            continue
        left = before is None or before.figure or piece.start - before.end >= 2
        right = after is None or after.figure or after.start - piece.end >= 2
        apart = apart or (left and (right or (after is not None and is_heading(after.text))))
    return apart and not (len(pieces) == 1 and pieces[0].start == 0)


def _goes_on(shape: _Shape, skipped: Sequence[Printed], row: Printed) -> bool:
    """Whether a row belongs to the table above it, with the lines that stand between them.

    These stand beside the figures, or are rows of the table themselves: then their texts begin
    where those of other rows begin.
    """
    figures = row.figures
    near = row.index - shape.rows[-1].index == 1
    return (
        len(skipped) <= _MOST_BETWEEN
        and (near or any(map(shape.meets, figures)))
        and not any(map(_is_prose, skipped))
        and all(
            piece.start in shape.begins
            or not (shape.meets(piece) or any(map(piece.meets, figures)))
            for line in skipped
            for piece in line.pieces
        )
    )


def _is_prose(line: Printed) -> bool:
    return len(line.pieces) == 1 and is_sentence(line.pieces[0].text)


def _trail(lines: Sequence[Printed], shape: _Shape) -> list[Printed]:
    """The lines right below the last row that go on with its label.

    None is wider than all other labels of the table: there it would have gone on.
    """
    taken: list[Printed] = []
    last = shape.rows[-1].index
    room = max((width_of(piece.text) for piece in shape.labels()), default=_FAR) + _CHARACTER
    for at, line in enumerate(lines[:_MOST_BETWEEN], 1):
        fits = all(width_of(piece.text) <= room for piece in line.pieces)
        apart = line.index - last != at
        if apart or begins_item(line.text) or not (shape.is_label(line) and fits):
            break
        taken.append(line)
    return taken


def _header(
    above: Sequence[Printed], shape: _Shape, top: bool
) -> tuple[list[Printed], list[Printed]]:
    """The header's lines among those above a table, and the lines of labels below it.

    Without a header there are lines of labels only where nothing else stands above them on
    the page.
    """
    edge = shape.edge()
    start, following, over = len(above), shape.rows[0].index, -1
    while start and len(above) - start < _MOST_HEADER:
        line = above[start - 1]
        if following - line.index > _MOST_BLANK + 1 or not _may_head(line, over < 0, shape):
            break
        ends = (
            over >= 0
            and shape.is_label(line)
            and _is_apart(above, start - 1)
            and _names_labels(above[start : over + 1], edge)
        )
        if ends and _is_apart(above, start):
            break
        start -= 1
        following = line.index
        if ends:
            break
        if over < 0 and any(piece.middle > edge for piece in line.pieces):
            over = start
    if over < 0:
        lead = above[start:] if top and not start and all(map(shape.is_label, above)) else ()
        return [], list(lead)
    end = over + 1
    while end < len(above) and not begins_item(above[end].text) and not _is_apart(above, end):
        end += 1
    while start < over and _is_title(above[start], shape, edge) and end == over + 1:
        start += 1
    return list(above[start:end]), list(above[end:])


def _names_labels(header: Sequence[Printed], edge: float) -> bool:
    """Whether a whole text stands over the labels of the rows already."""
    text = fold("".join(p.text for line in header for p in line.pieces if p.middle <= edge))
    return bool(text) and text.count("(") == text.count(")")


def _is_apart(lines: Sequence[Printed], at: int) -> bool:
    """Whether an empty line stands before a line."""
    return 0 < at < len(lines) and lines[at].index - lines[at - 1].index > 1


def _is_title(line: Printed, shape: _Shape, edge: float) -> bool:
    """Whether the first line of a header is none: it heads the table, not columns of figures.

    It stands alone, over the labels or over all of the table.
    """
    if len(line.pieces) > 1:
        return False
    middle = line.pieces[0].middle
    if middle <= edge or len(shape.figures) == 1:
        return True
    right = max(own.end for own in shape.figures)
    return abs(middle - right / 2) <= _CENTRED


def _may_head(line: Printed, below_header: bool, shape: _Shape) -> bool:
    """Whether a line may be one of a header, or of a label between the header and the rows."""
    if _is_prose(line) or _is_caption(line):
        return False
    heading = len(line.pieces) == 1 and is_heading(line.text)
    return not heading or (below_header and shape.is_label(line))


def _is_caption(line: Printed) -> bool:
    """Whether a line names what it says (`单位：万元`), or has more digits than years."""
    named = [":" in (text := fold(piece.text)) and "(" not in text for piece in line.pieces]
    digits = any(sum(map(str.isdigit, piece.text)) > _MOST_DIGITS for piece in line.pieces)
    return digits or named[-1] or 2 * sum(named) > len(named)
