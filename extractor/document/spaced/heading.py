"""The lines above a table's body -> one label for each column, and headings over several.

A label's words stand one below the other, the labels of one row are centred on one height, and
a heading is centred over its columns. Where a tool counted characters to lay out the page,
places in the header and in the body may differ, but never their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isinf

from msgspec import Struct

from extractor.document.spaced.pieces import Piece, groups_of, is_latin, join_lines, joined
from extractor.values.folding import squeeze

_UNNATURAL = 10.0
"""What it costs, in places, to end a heading where nothing shows an end."""

_ASIDE = 8.0
"""Places by which a heading may stand aside of its labels' middle; more tells nothing."""

_LACKING = 6.0
"""What it costs, in lines, to find one label too few; below one too many, nothing is printed."""

_STRAY = 2.0
"""What it costs, in lines, that a heading stands over fewer than two labels."""

_UNEVEN = 0.25
"""What it costs, in lines, that a label's lines differ by one in distance or width."""

_LEVEL = 1.0
"""Lines by which the heights of labels differ that stand below different headings."""

HeaderLine = tuple[int, Sequence[Piece]]
"""The number of a line, and its words."""


@dataclass(slots=True)
class Label:
    """What stands over one column: its words, each with its line."""

    words: list[tuple[int, Piece]] = field(default_factory=list)
    start: int = 0
    end: int = 0

    def add(self, line: int, word: Piece) -> None:
        """One more word of it."""
        self.start = min(self.start, word.start) if self.words else word.start
        self.end = max(self.end, word.end)
        self.words.append((line, word))

    @property
    def lines(self) -> list[int]:
        """The lines that it stands on."""
        return sorted({line for line, _ in self.words})

    @property
    def middle(self) -> float:
        """The place of its middle."""
        return (self.start + self.end) / 2

    @property
    def height(self) -> float:
        """The line that it is centred on."""
        return (self.lines[0] + self.lines[-1]) / 2

    @property
    def unevenness(self) -> float:
        """How little its lines look like those of one broken text: by distance and by width."""
        lines = self.lines
        gaps = [b - a for a, b in pairwise(lines)]
        widths = [sum(w.end - w.start for at, w in self.words if at == line) for line in lines]
        anywhere = not any(is_latin(word.text[-1]) for _, word in self.words)
        wider = sum(max(0, a - b) for a, b in pairwise(widths[:-1])) if anywhere else 0
        return _UNEVEN * ((max(gaps) - min(gaps) if gaps else 0) + wider)

    @property
    def text(self) -> str:
        """Its words from the top."""
        lines: dict[int, list[str]] = {}
        for line, word in sorted(self.words, key=lambda w: (w[0], w[1].start)):
            lines.setdefault(line, []).append(word.text)
        return join_lines(" ".join(words) for words in lines.values())


class Heading(Struct, frozen=True):
    """A text over the labels `first` to `last`, inclusive, on a line."""

    line: int
    text: str
    first: int
    last: int


def read_heading(
    lines: Sequence[HeaderLine], count: int
) -> tuple[list[Label], list[tuple[int, Piece]]]:
    """Header lines -> labels, `count` of them where that is possible, and headings over them.

    Which of the lines hold labels, and which the headings above, is seen by the heights: a
    heading that is taken for a part of the label below it raises that one over its neighbours.
    """
    best: tuple[float, list[Label], list[tuple[int, Piece]]] = (float("inf"), [], [])
    for top in range(len(lines)):
        labels, headings = _stack(lines[top:], count)
        headings += [(number, joined(g)) for number, words in lines[:top] for g in groups_of(words)]
        cost = sum(abs(a.height - b.height) for a, b in pairwise(labels))
        cost += sum(label.unevenness for label in labels)
        cost += _STRAY * sum(_over(piece, labels) < 2 for _, piece in headings)
        cost += _LACKING * max(0, count - len(labels)) + max(0, len(labels) - count)
        if cost < best[0]:
            best = (cost, labels, headings)
    return best[1], best[2]


def _over(heading: Piece, labels: Sequence[Label]) -> int:
    return sum(heading.meets(label.start, label.end) for label in labels)


def _stack(lines: Sequence[HeaderLine], count: int) -> tuple[list[Label], list[tuple[int, Piece]]]:
    """Words that overlap from line to line are one label; what overlaps several is a heading."""
    labels: list[Label] = []
    headings: list[tuple[int, Piece]] = []
    for number, words in reversed(lines):
        for group in groups_of(words):
            whole = joined(group)
            below = [label for label in labels if whole.meets(label.start, label.end)]
            if len(below) > 1 and not _parts(group, below):
                headings.append((number, whole))
                continue
            for word in group:
                own = [label for label in below if word.meets(label.start, label.end)]
                if not own:
                    own = [Label()]
                    labels += own
                own[0].add(number, word)
    labels = _with_neighbours(sorted(labels, key=lambda label: label.start), count)
    highest = min((label.height for label in labels if len(label.lines) == 1), default=0.0)
    for before, label, after in zip((None, *labels), labels, (*labels[1:], None), strict=False):
        beside = [x for x in (before, after) if x]
        if (rest := _below_heading(label, beside, highest)) is not None:
            top = label.lines[0]
            headings.append((top, joined([word for line, word in label.words if line == top])))
            label.words, label.start, label.end = rest.words, rest.start, rest.end
    return labels, headings


def _below_heading(label: Label, beside: Sequence[Label], highest: float) -> Label | None:
    """What is left of a label whose first line is a heading; None where it is not.

    It is one if it is wider than all that follows, and if without it the label is on one height
    with a neighbour: one of many lines, or one of a single line below others of a single line.
    """
    top = label.lines[0]
    first = joined([word for line, word in label.words if line == top])
    rest = Label()
    for line, word in label.words:
        if line > top:
            rest.add(line, word)
    if not rest.words or first.end - first.start <= rest.end - rest.start:
        return None
    for other in beside:
        level = abs(rest.height - other.height) < _LEVEL
        if len(rest.lines) > 1 and level and abs(label.height - other.height) >= _LEVEL:
            return rest
        if rest.lines == other.lines and highest <= top:
            return rest
    return None


def _parts(group: Sequence[Piece], below: Sequence[Label]) -> bool:
    """Whether words that stand close together belong to the several labels below them.

    Then the words over each label are centred on it, or begin or end with it.
    """
    for label in below:
        own = [word for word in group if word.meets(label.start, label.end)]
        if any(word.meets(x.start, x.end) for word in own for x in below if x is not label):
            return False
        over = joined(own) if own else None
        if over is None or not (
            abs(over.middle - label.middle) <= 1
            or over.start == label.start
            or over.end == label.end
        ):
            return False
    return True


def _with_neighbours(labels: list[Label], count: int) -> list[Label]:
    """The labels; while they are too many, neighbours that one space parts joined (`总 计`)."""
    while len(labels) > count:
        near = [
            i
            for i, (a, b) in enumerate(pairwise(labels))
            if b.start - a.end < 2 and _go_together(a, b)
        ]
        if not near:
            break
        at = min(near, key=lambda i: labels[i + 1].end - labels[i].start)
        for line, word in labels[at + 1].words:
            labels[at].add(line, word)
        del labels[at + 1]
    return labels


def _go_together(a: Label, b: Label) -> bool:
    """Whether two that hardly stand apart may be one: where one goes on below the other, in a Latin
    script, or where one is a single character of a word set wide."""
    lines, others = set(a.lines), set(b.lines)
    single = any(len(x.words) == 1 and len(x.words[0][1].text) == 1 for x in (a, b))
    latin = all(is_latin(word.text[0]) for label in (a, b) for _, word in label.words)
    within = lines <= others or others <= lines
    follow = max(lines) < min(others) or max(others) < min(lines)
    return follow or ((single or latin) and within)


class _Unit(Struct, frozen=True):
    """What a heading stands over: a label, or a lower heading with its labels."""

    first: int
    last: int
    start: int
    end: int
    height: float
    text: str


Place = tuple[int, int]
"""The half-open range of places that a label, or the figures below it, take."""


def span_headings(
    labels: Sequence[Label], headings: Sequence[tuple[int, Piece]], below: Sequence[Place] | None
) -> list[Heading] | None:
    """The labels that each heading stands over, from the lowest line of headings up.

    A heading is centred over its labels, or over the figures `below` them. None where there are
    more headings on a line than labels.
    """
    own = [(label.start, label.end) for label in labels]
    ways = [_span(labels, headings, places) for places in (own, below) if places]
    cost, spanned = min(ways, key=lambda way: way[0])
    return None if isinf(cost) else _joined_headings(spanned)


def _span(
    labels: Sequence[Label], headings: Sequence[tuple[int, Piece]], places: Sequence[Place]
) -> tuple[float, list[Heading]]:
    units = [
        _Unit(i, i, *place, label.height, squeeze(label.text))
        for i, (label, place) in enumerate(zip(labels, places, strict=True))
    ]
    spanned: list[Heading] = []
    total = 0.0
    for number in sorted({line for line, _ in headings}, reverse=True):
        row = sorted((p for line, p in headings if line == number), key=lambda p: p.start)
        cost, laid = _lay(row, units)
        total += cost
        for piece, (first, last) in reversed(list(zip(row, laid, strict=False))):
            below = units[first : last + 1]
            left, right = below[0].first, below[-1].last
            spanned.append(Heading(number, piece.text, left, right))
            bottom = max(line for label in labels[left : right + 1] for line, _ in label.words)
            height = (number + bottom) / 2
            over = _Unit(left, right, below[0].start, below[-1].end, height, squeeze(piece.text))
            units[first : last + 1] = [over]
    return total, spanned


def _lay(row: Sequence[Piece], units: Sequence[_Unit]) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The cheapest way to lay the headings of one line over units, in order, none over two."""
    count = len(units)
    ends = _ends(units)
    ways: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (count + 1)
    for piece in row:
        following = [(float("inf"), ways[0][1])]
        for last in range(count):
            best = following[last]
            for first in range(last + 1):
                cost, ranges = ways[first]
                cost += ends[first] + ends[last + 1] + _aside(piece, units, first, last)
                if cost < best[0]:
                    best = (cost, (*ranges, (first, last)))
            following.append(best)
        ways = following
    return ways[count]


def _ends(units: Sequence[_Unit]) -> list[float]:
    """What it costs to begin or end a heading before each unit, and after the last.

    Nothing at the ends of the table, where the height changes, and where the labels begin anew;
    less at the edge of a lower heading.
    """
    costs = [0.0]
    run = {units[0].text} if units else set()
    for before, unit in pairwise(units):
        again = unit.text in run
        run = {unit.text} if again else run | {unit.text}
        level = abs(unit.height - before.height) >= _LEVEL
        headed = (unit.first < unit.last) != (before.first < before.last)
        costs.append(0.0 if again or level else _UNNATURAL / 3 if headed else _UNNATURAL)
    return [*costs, 0.0]


def _aside(piece: Piece, units: Sequence[_Unit], first: int, last: int) -> float:
    """How little a heading is centred over many units of one height that all differ, or begins
    with them."""
    inside = units[first : last + 1]
    middle = (inside[0].start + inside[-1].end) / 2
    missed = sum(piece.meets(unit.start, unit.end) for unit in (*units[:first], *units[last + 1 :]))
    levels = sum(abs(a.height - b.height) for a, b in pairwise(inside))
    same = len(inside) - len({unit.text for unit in inside})
    aside = min(abs(piece.middle - middle), abs(piece.start - inside[0].start), _ASIDE)
    return aside + 2 * levels - len(inside) + _UNNATURAL * (missed + same)


def _joined_headings(headings: Sequence[Heading]) -> list[Heading]:
    """Headings over the same labels are one, broken into lines."""
    found: dict[tuple[int, int], Heading] = {}
    for heading in headings:
        lower = found.get((heading.first, heading.last))
        text = join_lines((heading.text, lower.text)) if lower else heading.text
        over = Heading(heading.line, text, heading.first, heading.last)
        found[heading.first, heading.last] = over
    return list(found.values())
