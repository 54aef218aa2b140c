"""The lines above a table's body -> one label for each column, and headings over several.

A label's words stand one below the other, the labels of one row are centred on one height, and
a heading is centred over its columns. Where a tool counted characters to lay out the page,
places in the header and in the body may differ, but never their order.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from msgspec import Struct

from extractor.document.spaced.pieces import (
    Extent,
    Piece,
    groups_of,
    is_latin,
    join_lines,
    joined,
)
from extractor.values.folding import squeeze

# Costs in places.
_UNNATURAL = 10.0  # a heading ends where nothing shows an end
_ASIDE = 8.0  # a heading stands so far aside of its labels' middle; more tells nothing

# Costs in lines.
_LACKING = 6.0  # one label is too few; below one too many, nothing is printed
_STRAY = 2.0  # a heading stands over fewer than two labels
_UNEVEN = 0.25  # a label's lines differ by one in distance or width
_LEVEL = 1.0  # by so much differ the heights of labels that stand below different headings

Numbered = tuple[int, Piece]
"""A word or a heading, with the number of its line."""

HeaderLine = tuple[int, Sequence[Piece]]
"""The number of a line, and its words."""


class Label(Extent, frozen=True):
    """What stands over one column: its words, each with its line."""

    words: list[Numbered]

    @property
    def lines(self) -> list[int]:
        """The lines that it stands on."""
        return sorted({line for line, _ in self.words})

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


def read_heading(lines: Sequence[HeaderLine], count: int) -> tuple[list[Label], list[Numbered]]:
    """Header lines -> labels, `count` of them where that is possible, and headings over them.

    Which of the lines hold labels, and which the headings above, is seen by the heights: a
    heading that is taken for a part of the label below it raises that one over its neighbours.
    """
    best: tuple[float, list[Label], list[Numbered]] = (inf, [], [])
    for top in range(len(lines)):
        labels, headings = _stack(lines[top:], count)
        headings += [(number, joined(g)) for number, words in lines[:top] for g in groups_of(words)]
        cost = sum(abs(a.height - b.height) for a, b in pairwise(labels))
        cost += sum(label.unevenness for label in labels)
        cost += _STRAY * sum(sum(map(piece.meets, labels)) < 2 for _, piece in headings)
        cost += _LACKING * max(0, count - len(labels)) + max(0, len(labels) - count)
        if cost < best[0]:
            best = (cost, labels, headings)
    return best[1], best[2]


def _label(words: list[Numbered]) -> Label:
    return Label(min(word.start for _, word in words), max(word.end for _, word in words), words)


def _stack(lines: Sequence[HeaderLine], count: int) -> tuple[list[Label], list[Numbered]]:
    """Words that overlap from line to line are one label; what overlaps several is a heading."""
    labels: list[Label] = []
    headings: list[Numbered] = []
    for number, words in reversed(lines):
        for group in groups_of(words):
            whole = joined(group)
            below = [at for at, label in enumerate(labels) if label.meets(whole)]
            if len(below) > 1 and not _parts(group, [labels[at] for at in below]):
                headings.append((number, whole))
                continue
            for word in group:
                own = next((at for at in below if labels[at].meets(word)), None)
                if own is None:
                    labels.append(_label([(number, word)]))
                else:
                    labels[own] = _label([*labels[own].words, (number, word)])
    labels = _with_neighbours(sorted(labels, key=lambda label: label.start), count)
    highest = min((label.height for label in labels if len(label.lines) == 1), default=0.0)
    for at, label in enumerate(labels):
        rest = _below_heading(label, [*labels[:at][-1:], *labels[at + 1 :][:1]], highest)
        if rest:
            top = label.lines[0]
            headings.append((top, _on_line(label, top)))
            labels[at] = rest
    return labels, headings


def _on_line(label: Label, number: int) -> Piece:
    return joined([word for line, word in label.words if line == number])


def _below_heading(label: Label, beside: Sequence[Label], highest: float) -> Label | None:
    """What is left of a label whose first line is a heading; None where it is not.

    It is one if it is wider than all that follows, and if without it the label is on one height
    with a neighbour: one of many lines, or one of a single line below others of a single line.
    """
    top = label.lines[0]
    first = _on_line(label, top)
    below = [(line, word) for line, word in label.words if line > top]
    if not below:
        return None
    rest = _label(below)
    if first.end - first.start <= rest.end - rest.start:
        return None
    for other in beside:
        level = abs(rest.height - other.height) < _LEVEL <= abs(label.height - other.height)
        if len(rest.lines) > 1 and level:
            return rest
        if rest.lines == other.lines and highest <= top:
            return rest
    return None


def _parts(group: Sequence[Piece], below: Sequence[Label]) -> bool:
    """Whether words that stand close together belong to the several labels below them.

    Then the words over each label are centred on it, or begin or end with it.
    """
    for label in below:
        own = [word for word in group if label.meets(word)]
        if not own or any(x.meets(word) for word in own for x in below if x is not label):
            return False
        over = joined(own)
        centred = abs(over.middle - label.middle) <= 1
        if not (centred or over.start == label.start or over.end == label.end):
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
        labels[at : at + 2] = [_label([*labels[at].words, *labels[at + 1].words])]
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


class _Unit(Extent, frozen=True):
    """What a heading stands over: a label, or a lower heading with its labels."""

    first: int
    last: int
    height: float
    text: str


def span_headings(
    labels: Sequence[Label], headings: Sequence[Numbered], below: Sequence[Extent]
) -> list[Heading] | None:
    """The labels that each heading stands over, from the lowest line of headings up.

    A heading is centred over its labels, or over the figures `below` them, if there are as many.
    None where there are more headings on a line than labels.
    """
    ways = [_span(labels, headings, places) for places in (labels, below) if places]
    cost, spanned = min(ways, key=lambda way: way[0])
    return None if cost == inf else _joined_headings(spanned)


def _span(
    labels: Sequence[Label], headings: Sequence[Numbered], places: Sequence[Extent]
) -> tuple[float, list[Heading]]:
    units = [
        _Unit(place.start, place.end, i, i, label.height, squeeze(label.text))
        for i, (label, place) in enumerate(zip(labels, places, strict=True))
    ]
    spanned: list[Heading] = []
    total = 0.0
    for number in sorted({line for line, _ in headings}, reverse=True):
        row = sorted((p for line, p in headings if line == number), key=lambda p: p.start)
        cost, laid = _lay(row, units)
        total += cost
        for piece, (first, last) in reversed(list(zip(row, laid, strict=False))):
            left, right = units[first], units[last]
            spanned.append(Heading(number, piece.text, left.first, right.last))
            under = labels[left.first : right.last + 1]
            height = (number + max(label.lines[-1] for label in under)) / 2
            text = squeeze(piece.text)
            over = _Unit(left.start, right.end, left.first, right.last, height, text)
            units[first : last + 1] = [over]
    return total, spanned


def _lay(row: Sequence[Piece], units: Sequence[_Unit]) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The cheapest way to lay the headings of one line over units, in order, none over two."""
    ends = _ends(units)
    ways: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (len(units) + 1)
    for piece in row:
        following = [(inf, ways[0][1])]
        for last in range(len(units)):
            best = following[last]
            for first in range(last + 1):
                cost, ranges = ways[first]
                cost += ends[first] + ends[last + 1] + _aside(piece, units, first, last)
                if cost < best[0]:
                    best = (cost, (*ranges, (first, last)))
            following.append(best)
        ways = following
    return ways[-1]


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
    missed = sum(map(piece.meets, (*units[:first], *units[last + 1 :])))
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
