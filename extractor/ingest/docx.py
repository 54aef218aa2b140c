"""A Word file -> text and blocks, in the order of its body.

The tree is python-docx's. What is left out: headers, footers, notes and comments (other
parts), deleted text, text boxes, and automatic numbers, which are not in the text at all.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from extractor.ingest.builder import Builder
from extractor.ingest.grid import Grid
from extractor.ingest.limits import COLUMNS
from extractor.ingest.package import main_part
from extractor.model.document import Block

_Path: TypeAlias = list[tuple[Iterator[BaseOxmlElement], Callable[[], None] | None]]

_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc", "w:t"))
_MARKS = {
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:noBreakHyphen"): "-",
}
_DROPPED = frozenset(
    qn(name)
    for name in (
        "w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:sdtPr", "w:sectPr",
        "w:drawing", "w:pict", "w:object", "w:rt",
    )
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}  # fmt: skip
_ROW_PROPERTIES, _CELL_PROPERTIES = qn("w:trPr"), qn("w:tcPr")
_DELETED, _VALUE = qn("w:del"), qn("w:val")
_GRID_BEFORE, _GRID_SPAN, _VERTICAL_MERGE = map(qn, ("w:gridBefore", "w:gridSpan", "w:vMerge"))


def read_docx(data: bytes) -> tuple[str, tuple[Block, ...]]:
    """A docx file's bytes -> its text and blocks.

    Raises what `main_part` raises, TooLarge over a limit, Malformed where nothing is shown.
    """
    builder = Builder()
    path: _Path = [(iter((main_part(data),)), None)]
    while path:
        children, close = path[-1]
        for element in children:
            tag = element.tag
            if tag == _TEXT:
                builder.text(element.text or "")
            elif tag in _MARKS:
                _mark(_MARKS[tag], builder)
            elif tag not in _DROPPED:
                opened, at_end = _open(tag, element, builder)
                if opened:
                    path.append((iter(element), at_end))
                    break
        else:
            path.pop()
            if close is not None:
                close()
    return builder.finish()


def _mark(mark: str, builder: Builder) -> None:
    if mark == "\n":
        builder.end_line()
    else:
        builder.text(mark)


def _open(
    tag: str, element: BaseOxmlElement, builder: Builder
) -> tuple[bool, Callable[[], None] | None]:
    """Begin what the element begins: whether to go into it, and what to call at its end."""
    if tag == _PARAGRAPH:
        return True, builder.end_line
    if tag == _TABLE:
        builder.open_table()
        return True, builder.close_table
    grid = builder.grid
    if grid is None:
        return True, None
    if tag == _ROW:
        properties = element.find(_ROW_PROPERTIES)
        if properties is not None and properties.find(_DELETED) is not None:
            return False, None
        grid.add_row()
        grid.skip(_number(properties, _GRID_BEFORE, 0))
    elif tag == _CELL:
        return _open_cell(element, grid, builder)
    return True, None


def _open_cell(
    element: BaseOxmlElement, grid: Grid, builder: Builder
) -> tuple[bool, Callable[[], None] | None]:
    properties = element.find(_CELL_PROPERTIES)
    colspan = _number(properties, _GRID_SPAN, 1)
    merge = None if properties is None else properties.find(_VERTICAL_MERGE)
    # A vMerge without a value goes on with the cell above; Word does not show its text.
    if (
        merge is not None
        and merge.get(_VALUE, "continue") == "continue"
        and (grid.rows and grid.extend_down(colspan))
    ):
        return False, None
    builder.open_cell(grid, colspan=colspan)
    return True, builder.close_cell


def _number(properties: BaseOxmlElement | None, name: str, default: int) -> int:
    """An integer property, within what a table may have; the default where it is none."""
    element = None if properties is None else properties.find(name)
    value = "" if element is None else element.get(_VALUE, "")
    return min(int(value), COLUMNS.most) if value.isdecimal() and len(value) < 9 else default
