"""Figures that a narrow cell broke over two lines -> one line of the row, with both halves.

A cell of two lines stands around the middle of its row, where the others have their one line: so
the halves stand above and below it, in columns that are empty there. What is put together stays
parted by a space, for nobody can tell a broken figure from two.
"""

from collections.abc import Sequence

from extractor.document.lines import begins_item
from extractor.document.spaced.labelling import BodyLine
from extractor.document.spaced.pieces import join_lines


def join_broken(lines: Sequence[BodyLine]) -> list[BodyLine]:
    """The lines of a table's body, those of one row with broken figures as one."""
    joined: list[BodyLine] = []
    at = 0
    while at < len(lines):
        rest = lines[at : at + 4]
        before = joined[-1].number if joined else None
        if len(rest) > 2 and _is_one_row(rest[:3], before, rest[3].number if rest[3:] else None):
            joined.append(_joined(rest[:3]))
            at += 3
        else:
            joined.append(lines[at])
            at += 1
    return joined


def _is_one_row(three: Sequence[BodyLine], before: int | None, after: int | None) -> bool:
    """Whether lines are a row whose halves of figures stand above and below its middle.

    Where the middle holds nothing but the label, that is the only one, and empty lines must set
    them apart from the lines `before` and `after`.
    """
    upper, middle, lower = three
    if middle.number - upper.number != 1 or lower.number - middle.number != 1:
        return False
    halves = upper.values.keys()
    if not halves or halves != lower.values.keys() or not halves.isdisjoint(middle.values):
        return False
    if middle.values:
        return _has_one_label(three)
    apart = before != upper.number - 1 and after != lower.number + 1
    return apart and not (upper.labels or lower.labels)


def _has_one_label(three: Sequence[BodyLine]) -> bool:
    """Whether the innermost label stands in the middle, or begins above and goes on below."""
    own = max((column for line in three for column in line.labels), default=-1)
    upper, middle, lower = (line.labels.get(own, "") for line in three)
    if not upper:
        return bool(middle) and not lower
    following = (text for line in three[1:] for text in line.labels.values())
    return begins_item(upper) and not any(map(begins_item, following))


def _joined(lines: Sequence[BodyLine]) -> BodyLine:
    labels: dict[int, list[str]] = {}
    values: dict[int, list[str]] = {}
    for line in lines:
        for column, text in line.labels.items():
            labels.setdefault(column, []).append(text)
        for column, text in line.values.items():
            values.setdefault(column, []).append(text)
    return BodyLine(
        lines[1].number,
        {column: join_lines(texts) for column, texts in sorted(labels.items())},
        {column: " ".join(texts) for column, texts in sorted(values.items())},
    )
