"""A Word file -> text and blocks, in the order of its body.

The tree is python-docx's. What is left out: headers, footers, notes and comments (other
parts), what is deleted, struck or hidden (`looks`), the codes of fields, and automatic
numbers, which are not in the text at all. Text boxes stand below the line they are anchored in.
What is shown and has no characters becomes OBJECT.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docx.oxml.xmlchemy import BaseOxmlElement
from msgspec.structs import replace

from extractor.document import OBJECT
from extractor.document.bounds import COLUMNS
from extractor.document.builder import Builder, Laid, walk
from extractor.document.placing import Grid
from extractor.document.signs import GAP, PLAIN, Look
from extractor.document.word.looks import Looks, looks
from extractor.document.word.package import OFF, parts, tags

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_PARAGRAPH, _RUN, _TABLE, _ROW, _CELL = tags("p r tbl tr tc")
_RUNS = frozenset((_RUN, f"{_M}r"))
_BRANCHES = _RUNS | {_PARAGRAPH, _TABLE, _ROW, _CELL}
_TEXTS = frozenset((*tags("t"), f"{_M}t"))
_CHARACTERS = dict(zip(tags("br cr tab ptab noBreakHyphen"), "\n\n\t\t-", strict=True))
_PROPERTIES = frozenset(tags("pPr rPr tblPr tblGrid sdtPr sectPr trPr tcPr"))
_LEFT_OUT = frozenset(tags("del moveFrom rt footnoteReference endnoteReference"))
_PICTURES = frozenset(tags("drawing pict object"))
_SYMBOL, _BOX = tags("sym txbxContent")
_FORMULA = f"{_M}oMath"
_LINEAR = frozenset(f"{_M}{name}" for name in "r t rPr sty scr nor lit ctrlPr".split())
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_FIELD, _CODE, _SIMPLE_FIELD = tags("fldChar instrText fldSimple")
_FIELD_STEP, _INSTRUCTION = tags("fldCharType instr")

_ROW_PROPERTIES, _CELL_PROPERTIES, _GONE_CELL = tags("trPr tcPr cellDel")
_GONE_ROW = tags("del hidden")
_VALUE, _FONT, _CODE_POINT = tags("val font char")
_GRID_BEFORE, _GRID_SPAN = tags("gridBefore gridSpan")
_DOWN, _RIGHT, _REVISED = tags("vMerge hMerge cellMerge")
_REVISIONS = {"cont": "continue", "rest": "restart"}
_HEXADECIMAL = re.compile("[0-9a-fA-F]{1,4}")

_SILENT = frozenset("XE TC TA RD SET ASK PRIVATE BOOKMARK HYPERLINK ADVANCE FILLIN".split())
"""Codes of fields that show nothing of their own."""


def read_docx(data: bytes) -> Laid:
    """A docx file's bytes -> its text, blocks and marks.

    Raises what `parts` raises, TooLarge over a limit, Malformed where nothing is shown.
    """
    document, sheet = parts(data)
    builder = Builder()
    walk(document, _Reader(looks(document, sheet), builder).meet)
    return builder.finish()


@dataclass(slots=True)
class _Field:
    """A code, which is not shown, and the result it had when the file was last saved."""

    code: str = ""
    in_code: bool = True
    shown: bool = False


class _Reader:
    """Meets the elements of a document, and tells a builder what they show."""

    def __init__(self, looks: Looks, builder: Builder) -> None:
        self._looks = looks
        self._builder = builder
        self._look = PLAIN
        self._fields: list[_Field] = []

    def meet(self, element: BaseOxmlElement) -> Iterator[Iterable[BaseOxmlElement]] | None:
        """Read a leaf, or go through an element; see `walk`."""
        tag = element.tag
        leaf = tag in _PROPERTIES or (tag not in _BRANCHES and self._is_read(tag, element))
        return None if leaf else self._open(tag, element)

    def _open(self, tag: str, element: BaseOxmlElement) -> Iterator[Iterable[BaseOxmlElement]]:
        if tag in _RUNS and (look := self._looks.runs.get(element)) is not None:
            return self._looking(look, element)
        if tag == _FORMULA:
            return self._looking(replace(self._look, set_apart=True), element)
        if tag == _PARAGRAPH:
            return self._paragraph(element)
        if tag == _TABLE:
            return self._builder.table(element)
        if tag == _BOX:
            return self._box(element)
        if tag == _SIMPLE_FIELD:
            return self._simple_field(element)
        if tag in (_ROW, _CELL) and (grid := self._builder.grid) is not None:
            return self._row(element, grid) if tag == _ROW else self._cell(element, grid)
        return iter((_alternative(element) if tag == _ALTERNATIVES else element,))

    def _looking(
        self, look: Look, within: Iterable[BaseOxmlElement]
    ) -> Iterator[Iterable[BaseOxmlElement]]:
        around, self._look = self._look, look
        yield within
        self._look = around

    def _paragraph(self, paragraph: BaseOxmlElement) -> Iterator[Iterable[BaseOxmlElement]]:
        """Go through a paragraph. The code of a field ends with it at the latest."""
        yield paragraph
        cut = self._in_code
        self._fields = [field for field in self._fields if not field.in_code]
        if paragraph in self._looks.joined:
            self._builder.text(GAP)
            return
        if cut:
            self._thing()
        self._builder.end_line()

    def _box(self, box: BaseOxmlElement) -> Iterator[Iterable[BaseOxmlElement]]:
        if not self._look.hidden:
            for within in self._builder.box(box):
                yield from self._looking(PLAIN, within)

    def _simple_field(self, field: BaseOxmlElement) -> Iterator[Iterable[BaseOxmlElement]]:
        self._fields.append(_Field(field.get(_INSTRUCTION, ""), in_code=False))
        yield field
        self._end_field()

    def _row(self, row: BaseOxmlElement, grid: Grid) -> Iterator[Iterable[BaseOxmlElement]]:
        """Go through a row of a table that is neither deleted nor hidden."""
        properties = _properties(row, _ROW_PROPERTIES)
        if not any(_is_on(properties.get(name)) for name in _GONE_ROW):
            grid.add_row()
            grid.skip(_count(properties.get(_GRID_BEFORE), 0))
            yield row

    def _cell(self, cell: BaseOxmlElement, grid: Grid) -> Iterator[Iterable[BaseOxmlElement]]:
        """Go through a cell of a table. One that is deleted, or goes on with another, has no text
        of its own that Word would show."""
        properties = _properties(cell, _CELL_PROPERTIES)
        colspan = _count(properties.get(_GRID_SPAN), 1)
        down = _merge(properties.get(_DOWN))
        if not down and (revised := properties.get(_REVISED)) is not None:
            down = _REVISIONS.get(revised.get(_DOWN, ""), "")
        gone = (
            _GONE_CELL in properties
            or (_merge(properties.get(_RIGHT)) == "continue" and grid.extend_right(colspan))
            or (down == "continue" and len(grid.rows) > 1 and grid.extend_down(colspan))
        )
        within = () if gone else self._builder.cell(cell, grid, colspan=colspan, merging=bool(down))
        return iter(within)

    def _is_read(self, tag: str, element: BaseOxmlElement) -> bool:
        """Read an element that nothing is to be read within; False for any other."""
        if tag in _TEXTS:
            self._show(element.text or "", self._look)
        elif tag in _CHARACTERS:
            self._character(_CHARACTERS[tag])
        elif tag in _LEFT_OUT:
            if not len(element) or any(text.strip() for text in element.itertext()):
                self._builder.text(GAP)
        elif tag == _SYMBOL:
            self._symbol(element)
        elif tag == _FIELD:
            self._field(element.get(_FIELD_STEP))
        elif tag == _CODE:
            if self._fields:
                self._fields[-1].code += element.text or ""
        elif tag in _PICTURES and next(element.iter(_BOX), None) is None:
            self._picture(element)
        elif tag == _FORMULA and not _is_linear(element):
            self._thing()
        else:
            return False
        return True

    @property
    def _in_code(self) -> bool:
        """Whether what stands here is part of a field's code, and so not shown."""
        return any(field.in_code for field in self._fields)

    def _show(self, text: str, look: Look) -> None:
        if not self._in_code:
            self._builder.text(text, look)
            for field in self._fields[-1:]:
                field.shown = True

    def _character(self, character: str) -> None:
        if self._look.hidden or self._in_code:
            return
        if character == "\n":
            self._builder.end_line()
        else:
            self._show(character, self._look)

    def _thing(self) -> None:
        if not self._look.hidden:
            self._show(OBJECT, PLAIN)

    def _symbol(self, element: BaseOxmlElement) -> None:
        """A character of a font: itself where the font is one for text."""
        code = element.get(_CODE_POINT, "")
        point = int(code, 16) if _HEXADECIMAL.fullmatch(code) else 0xF000
        if "dings" in element.get(_FONT, "") or 0xD800 <= point <= 0xF8FF or point < 0x20:
            self._thing()
        else:
            self._show(chr(point), self._look)

    def _picture(self, element: BaseOxmlElement) -> None:
        floats = next(element.iter(_ANCHOR), None) is not None or any(
            "absolute" in (shape.get("style") or "") for shape in element
        )
        if floats and not self._look.hidden:
            for _ in self._builder.box(()):
                self._builder.text(OBJECT)
        else:
            self._thing()

    def _field(self, step: str | None) -> None:
        if step == "begin":
            self._fields.append(_Field())
        elif step == "separate" and self._fields:
            self._fields[-1].in_code = False
        elif step == "end":
            self._end_field()

    def _end_field(self) -> None:
        """End the innermost field. One without a result shows something that the file has not."""
        if not self._fields:
            return
        field = self._fields.pop()
        words = field.code.split()
        if not field.shown and words and words[0] not in _SILENT:
            self._thing()
        for outer in self._fields[-1:]:
            outer.shown = outer.shown or field.shown


def _properties(element: BaseOxmlElement, name: str) -> dict[str, BaseOxmlElement]:
    """What stands in the element of that name within another, by tag."""
    properties = element.find(name)
    return {} if properties is None else {child.tag: child for child in properties}


def _merge(merge: BaseOxmlElement | None) -> str:
    """`restart`, `continue`, or nothing where the cell is not merged that way."""
    return "" if merge is None else str(merge.get(_VALUE, "continue"))


def _alternative(element: BaseOxmlElement) -> list[BaseOxmlElement]:
    """The one of several ways to say the same that a word processor of today takes."""
    choice, fallback = element.find(_CHOICE), element.find(_FALLBACK)
    return [way for way in (choice, fallback) if way is not None][:1]


def _is_linear(formula: BaseOxmlElement) -> bool:
    """Whether it is a formula without fractions, powers and the like."""
    return all(
        inner.tag in _LINEAR or not str(inner.tag).startswith(_M)
        for inner in formula.iterdescendants()
    )


def _is_on(element: BaseOxmlElement | None) -> bool:
    return element is not None and element.get(_VALUE, "1") not in OFF


def _count(element: BaseOxmlElement | None, default: int) -> int:
    """An integer property, within what a table may have; the default where it is none."""
    value = "" if element is None else element.get(_VALUE, "")
    return min(int(value), COLUMNS.most) if value.isdecimal() and len(value) < 9 else default
