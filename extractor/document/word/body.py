"""A Word file -> text and blocks, in the order of its body.

The tree is python-docx's. What is left out: headers, footers, notes and comments (other
parts), what is deleted, struck or hidden (`wordstyles`), the codes of fields, and automatic
numbers, which are not in the text at all. Text boxes stand below the line they are anchored in.
What is shown and has no characters becomes OBJECT.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from msgspec.structs import replace

from extractor.document import marks
from extractor.document.builder import Builder, Laid
from extractor.document.grid import Grid
from extractor.document.limits import COLUMNS
from extractor.document.marks import PLAIN, Look
from extractor.document.word.fields import Fields
from extractor.document.word.package import parts
from extractor.document.word.styles import looks

_Close: TypeAlias = Callable[[], None] | None
_Opened: TypeAlias = tuple[Iterator[BaseOxmlElement], _Close]

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_PARAGRAPH, _RUN, _TABLE, _ROW, _CELL = map(qn, ("w:p", "w:r", "w:tbl", "w:tr", "w:tc"))
_TEXTS = frozenset((qn("w:t"), f"{_M}t"))
_RUNS = frozenset((_RUN, f"{_M}r"))
_CHARACTERS = {
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:noBreakHyphen"): "-",
}
_PROPERTIES = frozenset(
    map(qn, ("w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:sdtPr", "w:sectPr", "w:trPr", "w:tcPr"))
)
_LEFT_OUT = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:rt", "w:footnoteReference", "w:endnoteReference"))
)
_PICTURES = frozenset(map(qn, ("w:drawing", "w:pict", "w:object")))
_SYMBOL, _BOX, _FORMULA = qn("w:sym"), qn("w:txbxContent"), f"{_M}oMath"
_LINEAR = frozenset(f"{_M}{name}" for name in ("r", "t"))
_FORMATTING = frozenset(f"{_M}{name}" for name in ("rPr", "sty", "scr", "nor", "lit", "ctrlPr"))
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_FIELD, _CODE, _SIMPLE_FIELD = map(qn, ("w:fldChar", "w:instrText", "w:fldSimple"))
_FIELD_STEP, _INSTRUCTION = qn("w:fldCharType"), qn("w:instr")

_ROW_PROPERTIES, _CELL_PROPERTIES = qn("w:trPr"), qn("w:tcPr")
_GONE_ROW = tuple(map(qn, ("w:del", "w:hidden")))
_GONE_CELL = qn("w:cellDel")
_VALUE, _FONT, _CODE_POINT = map(qn, ("w:val", "w:font", "w:char"))
_GRID_BEFORE, _GRID_SPAN = qn("w:gridBefore"), qn("w:gridSpan")
_DOWN, _RIGHT, _REVISED = map(qn, ("w:vMerge", "w:hMerge", "w:cellMerge"))
_REVISIONS = {"cont": "continue", "rest": "restart"}
_OFF = frozenset(("0", "false", "off"))


def read_docx(data: bytes) -> Laid:
    """A docx file's bytes -> its text, blocks and marks.

    Raises what `parts` raises, TooLarge over a limit, Malformed where nothing is shown.
    """
    return _Reader(*parts(data)).read()


class _Reader:
    """Walks the tree depth first, without recursion."""

    def __init__(self, document: BaseOxmlElement, sheet: BaseOxmlElement | None) -> None:
        self._document = document
        self._looks = looks(document, sheet)
        self._look = PLAIN
        self._fields = Fields()
        self._builder = Builder()

    def read(self) -> Laid:
        path: list[_Opened] = [(iter((self._document,)), None)]
        while path:
            children, close = path[-1]
            for element in children:
                opened = self._meet(element.tag, element)
                if opened is not None:
                    path.append(opened)
                    break
            else:
                path.pop()
                if close is not None:
                    close()
        return self._builder.finish()

    def _meet(self, tag: str, element: BaseOxmlElement) -> _Opened | None:
        """Read a leaf, or begin an element: what to go through, and what to call at its end."""
        if tag in _TEXTS:
            self._show(element.text or "")
        elif tag in _CHARACTERS:
            self._character(_CHARACTERS[tag])
        elif tag in _LEFT_OUT:
            self._leave_out(element)
        elif tag == _SYMBOL:
            self._symbol(element)
        elif tag == _FIELD:
            self._field(element.get(_FIELD_STEP))
        elif tag == _CODE:
            self._fields.add_code(element.text or "")
        elif tag in _PICTURES and next(element.iter(_BOX), None) is None:
            self._picture(element)
        elif tag == _FORMULA and not _is_linear(element):
            self._thing()
        elif tag not in _PROPERTIES:
            return self._open(tag, element)
        return None

    def _open(self, tag: str, element: BaseOxmlElement) -> _Opened | None:
        if tag in _RUNS:
            look = self._looks.runs.get(element)
            return iter(element), None if look is None else self._look_as(look)
        if tag == _PARAGRAPH:
            joined = element in self._looks.joined
            return iter(element), self._join if joined else self._end_paragraph
        if tag == _TABLE:
            self._builder.open_table()
            return iter(element), self._builder.close_table
        if tag == _BOX:
            return self._open_box(element)
        if tag == _FORMULA:
            return iter(element), self._look_as(replace(self._look, set_apart=True))
        if tag == _ALTERNATIVES:
            return iter(_alternative(element)), None
        if tag == _SIMPLE_FIELD:
            self._fields.begin(element.get(_INSTRUCTION, ""))
            return iter(element), self._end_field
        grid = self._builder.grid
        if grid is not None and tag == _ROW:
            return self._open_row(element, grid)
        if grid is not None and tag == _CELL:
            return self._open_cell(element, grid)
        return iter(element), None

    def _look_as(self, look: Look) -> Callable[[], None]:
        """Let what follows look so; what sets it back."""
        before = self._look
        self._look = look

        def set_back() -> None:
            self._look = before

        return set_back

    def _show(self, text: str) -> None:
        if not self._fields.in_code:
            self._builder.text(text if self._look is PLAIN else marks.shown(text, self._look))
            self._fields.show()

    def _character(self, character: str) -> None:
        if self._look.hidden or self._fields.in_code:
            return
        if character == "\n":
            self._builder.end_line()
        else:
            self._show(character)

    def _leave_out(self, element: BaseOxmlElement) -> None:
        if not len(element) or any(text.strip() for text in element.itertext()):
            self._builder.gap()

    def _thing(self) -> None:
        if not (self._look.hidden or self._fields.in_code):
            self._builder.thing()
            self._fields.show()

    def _symbol(self, element: BaseOxmlElement) -> None:
        """A character of a font: itself where the font is one for text."""
        code = element.get(_CODE_POINT, "")
        point = int(code, 16) if len(code) <= 4 and _is_hexadecimal(code) else 0xF000
        if "dings" in element.get(_FONT, "") or 0xD800 <= point <= 0xF8FF or point < 0x20:
            self._thing()
        else:
            self._show(chr(point))

    def _picture(self, element: BaseOxmlElement) -> None:
        floats = next(element.iter(_ANCHOR), None) is not None or any(
            "absolute" in (shape.get("style") or "") for shape in element
        )
        if floats and not self._look.hidden:
            self._builder.open_box()
            self._builder.thing()
            self._builder.close_box()
        else:
            self._thing()

    def _field(self, step: str | None) -> None:
        if step == "begin":
            self._fields.begin()
        elif step == "separate":
            self._fields.separate()
        elif step == "end":
            self._end_field()

    def _end_field(self) -> None:
        if self._fields.end():
            self._thing()

    def _end_paragraph(self) -> None:
        if self._fields.end_paragraph():
            self._thing()
        self._builder.end_line()

    def _join(self) -> None:
        self._fields.end_paragraph()
        self._builder.gap()

    def _open_box(self, element: BaseOxmlElement) -> _Opened | None:
        if self._look.hidden:
            return None
        set_back = self._look_as(PLAIN)
        self._builder.open_box()

        def close() -> None:
            self._builder.close_box()
            set_back()

        return iter(element), close

    def _open_row(self, element: BaseOxmlElement, grid: Grid) -> _Opened | None:
        properties = element.find(_ROW_PROPERTIES)
        if properties is not None and any(_is_on(properties.find(name)) for name in _GONE_ROW):
            return None
        grid.add_row()
        if properties is not None:
            grid.skip(_count(properties.find(_GRID_BEFORE), 0))
        return iter(element), None

    def _open_cell(self, element: BaseOxmlElement, grid: Grid) -> _Opened | None:
        properties = element.find(_CELL_PROPERTIES)
        told = {} if properties is None else {child.tag: child for child in properties}
        if _GONE_CELL in told:
            return None
        colspan = _count(told.get(_GRID_SPAN), 1)
        down = _merge(told.get(_DOWN)) or _revised_merge(told.get(_REVISED))
        # What goes on with another cell has no text of its own that Word would show.
        if _merge(told.get(_RIGHT)) == "continue" and grid.extend_right(colspan):
            return None
        if down == "continue" and len(grid.rows) > 1 and grid.extend_down(colspan):
            return None
        self._builder.open_cell(grid, colspan=colspan, merging=bool(down))
        return iter(element), self._builder.close_cell


def _merge(merge: BaseOxmlElement | None) -> str:
    """`restart`, `continue`, or nothing where the cell is not merged that way."""
    return "" if merge is None else str(merge.get(_VALUE, "continue"))


def _revised_merge(revision: BaseOxmlElement | None) -> str:
    return "" if revision is None else _REVISIONS.get(revision.get(_DOWN, ""), "")


def _alternative(element: BaseOxmlElement) -> list[BaseOxmlElement]:
    """The one of several ways to say the same that a word processor of today takes."""
    choice, fallback = element.find(_CHOICE), element.find(_FALLBACK)
    return [way for way in (choice, fallback) if way is not None][:1]


def _is_linear(formula: BaseOxmlElement) -> bool:
    """Whether it is a formula without fractions, powers and the like."""
    return all(
        inner.tag in _LINEAR or inner.tag in _FORMATTING or not str(inner.tag).startswith(_M)
        for inner in formula.iterdescendants()
    )


def _is_hexadecimal(code: str) -> bool:
    return bool(code) and all(digit in "0123456789abcdefABCDEF" for digit in code)


def _is_on(element: BaseOxmlElement | None) -> bool:
    return element is not None and element.get(_VALUE, "1") not in _OFF


def _count(element: BaseOxmlElement | None, default: int) -> int:
    """An integer property, within what a table may have; the default where it is none."""
    value = "" if element is None else element.get(_VALUE, "")
    return min(int(value), COLUMNS.most) if value.isdecimal() and len(value) < 9 else default
