"""A printer for tests: a table -> lines set out with spaces, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width


@dataclass(frozen=True)
class Style:
    """How a table is printed: places between columns, how wide labels and headers may be, where
    figures stand in their column, whether wide characters count for two, rows to a page."""

    gap: int = 3
    label_width: int = 8
    header_width: int = 4
    align: str = "right"
    wide: bool = False
    page_rows: int = 99


def printed(
    header: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], style: Style
) -> list[str]:
    """Labels of columns, and labels of rows with their figures -> lines.

    What is too long is broken, and centred in height, as a word processor does.
    """
    corner, *names = header
    heads = [_broken(name, style.header_width) for name in names]
    widths = [
        max(_width(text, style) for text in (*head, *(row[1][i] for row in rows)))
        for i, head in enumerate(heads)
    ]
    first = 2 * style.label_width if style.wide else style.label_width
    lines = _row([corner], heads, first, widths, style, "centre")
    for number, (label, figures) in enumerate(rows, 1):
        cells = [[figure] for figure in figures]
        lines += _row(_broken(label, style.label_width), cells, first, widths, style, style.align)
        if number % style.page_rows == 0 and number < len(rows):
            page = number // style.page_rows
            lines += ["", f"{' ' * 20}- {page} -", "\f" + " "]
    return lines


def _broken(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]


def _width(text: str, style: Style) -> int:
    return sum(2 if style.wide and east_asian_width(c) in "WF" else 1 for c in text)


def _row(
    label: Sequence[str],
    cells: Sequence[Sequence[str]],
    first: int,
    widths: Sequence[int],
    style: Style,
    align: str,
) -> list[str]:
    height = max(len(label), *map(len, cells))
    lines = []
    for at in range(height):
        line = _set(_at(label, at, height), first, "left", style)
        for cell, width in zip(cells, widths, strict=True):
            line += " " * style.gap + _set(_at(cell, at, height), width, align, style)
        lines.append(line.rstrip())
    return lines


def _at(texts: Sequence[str], line: int, height: int) -> str:
    """The text on a line of a cell that is centred in its row."""
    place = line - (height - len(texts)) // 2
    return texts[place] if 0 <= place < len(texts) else ""


def _set(text: str, width: int, align: str, style: Style) -> str:
    room = width - _width(text, style)
    left = {"left": 0, "right": room, "centre": room // 2}[align]
    return " " * left + text + " " * (room - left)
