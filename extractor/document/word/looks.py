"""How the runs of a Word file are shown, from their own properties and the styles they name.

What a run says itself holds. What it leaves open comes from its character style, its paragraph's
style and the defaults of the document; `w:vanish` and `w:strike` are toggles there: said by both
styles, they are off (ECMA-376, 17.7.3).
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from msgspec.structs import replace

from extractor.document.colours import WHITE, shade
from extractor.document.marks import PLAIN, Look

_TELLING = (
    "w:vanish or w:specVanish or w:webHidden or w:strike or w:dstrike or w:vertAlign or w:position"
    " or w:sz[@w:val < 3] or w:rFonts[contains(@w:ascii, 'dings')] or w:del"
    " or *[local-name() = 'textFill']/*[local-name() = 'noFill']"
)
_RUNS = f"//w:r[w:rPr[{_TELLING}]] | //m:r[w:rPr[{_TELLING}]]"
_MARKS = "//w:p[w:pPr/w:rPr[w:del or w:moveFrom or w:vanish or w:specVanish]]"
_FILLS = "//w:shd/@w:fill | //w:highlight/@w:val"
_NAMED = "//w:rStyle/@w:val | //w:pStyle/@w:val"
_DEFAULTS = "//w:docDefaults/w:rPrDefault/w:rPr"

_VALUE, _ASCII, _STYLE_ID, _TYPE = map(qn, ("w:val", "w:ascii", "w:styleId", "w:type"))
_PROPERTIES, _PARAGRAPH, _PARAGRAPH_PROPERTIES = map(qn, ("w:rPr", "w:p", "w:pPr"))
_RUN, _STYLE, _BASED_ON, _DEFAULT = map(qn, ("w:r", "w:style", "w:basedOn", "w:default"))
_RUN_STYLE, _PARAGRAPH_STYLE = qn("w:rStyle"), qn("w:pStyle")

_TOGGLES = frozenset(map(qn, ("w:vanish", "w:strike")))
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TEXT_FILL, _NO_FILL = f"{_WORD_2010}textFill", f"{_WORD_2010}noFill"
_HIDDEN = (
    *map(qn, ("w:vanish", "w:specVanish", "w:strike", "w:dstrike", "w:del")),
    _NO_FILL,
)
_GONE_MARK = tuple(map(qn, ("w:del", "w:moveFrom", "w:vanish", "w:specVanish")))
_WEB_HIDDEN, _RAISED, _POSITION = map(qn, ("w:webHidden", "w:vertAlign", "w:position"))
_SIZE, _FONTS = qn("w:sz"), qn("w:rFonts")
_COLOUR, _SHADING, _HIGHLIGHT, _FILL = map(qn, ("w:color", "w:shd", "w:highlight", "w:fill"))
_SAID_IN = {_FONTS: _ASCII, _SHADING: _FILL}
"""Properties whose attribute that counts here is another than `w:val`."""

_GROUNDS = {
    _PARAGRAPH: _PARAGRAPH_PROPERTIES,
    qn("w:tc"): qn("w:tcPr"),
    qn("w:tbl"): qn("w:tblPr"),
}
"""What a run stands on, and where each says how it is shaded."""

_OFF = frozenset(("0", "false", "off"))
_SHIFTS = {"superscript": 1, "subscript": -1}

_TINY = 3
"""Half points of a font below which text is not seen."""

_OFF_LINE = 8
"""Half points from which text stands off the line; less is done to centre a font."""

Told = dict[str, str]
"""The tag of a property -> its value, empty where it is only said."""


@dataclass(frozen=True, slots=True)
class Looks:
    """`runs`: how each run looks that is not plain. `joined`: paragraphs whose mark is deleted or
    hidden, so that the next one goes on with their line."""

    runs: dict[BaseOxmlElement, Look] = field(default_factory=dict)
    joined: frozenset[BaseOxmlElement] = frozenset()


def looks(document: BaseOxmlElement, sheet: BaseOxmlElement | None) -> Looks:
    """The main part and the styles part, if that tells anything -> how runs and marks are shown."""
    styles = None if sheet is None else _Styles(sheet)
    shades = frozenset((WHITE, *map(_shade, document.xpath(_FILLS)))) - {""}
    if styles is not None and not styles.tell({*document.xpath(_NAMED), styles.usual}, shades):
        styles = None
    runs: Iterable[BaseOxmlElement] = (*document.xpath(_RUNS), *_coloured(document, shades))
    marks: Iterable[BaseOxmlElement] = document.xpath(_MARKS)
    within: dict[BaseOxmlElement, Told] = {}
    if styles is not None:
        within = dict(_paragraphs(document, styles))
        runs = document.iter(_RUN)
        marks = document.iter(_PARAGRAPH)
    found: dict[BaseOxmlElement, Look] = {}
    for run in runs:
        told = _effective(_told(run.find(_PROPERTIES)), within.get(run, {}), styles)
        look = _look(told)
        if _shade(told.get(_COLOUR, "")) in shades:
            look = _inked(look, told, run)
        if look != PLAIN:
            found[run] = look
    joined = (mark for mark in marks if _mark_is_gone(mark, styles))
    return Looks(found, frozenset(joined))


def _coloured(document: BaseOxmlElement, shades: AbstractSet[str]) -> Iterator[BaseOxmlElement]:
    """The runs that say they are in one of these shades."""
    for colour in document.iter(_COLOUR):
        properties = colour.getparent()
        if properties.tag == _PROPERTIES and _shade(_value(colour)) in shades:
            yield properties.getparent()


def _inked(look: Look, told: Told, run: BaseOxmlElement) -> Look:
    """The look of a run in a colour; that counts where the ground has the same."""
    ink = _shade(told[_COLOUR])
    fills = (_shade(told.get(name, "")) for name in (_HIGHLIGHT, _SHADING))
    ground = next(filter(None, (*fills, *_behind(run))), WHITE)
    return replace(look, ink=ink, ground=ground) if ink == ground else look


def _behind(run: BaseOxmlElement) -> Iterator[str]:
    """The shades of what a run stands on, from within."""
    for outer in run.iterancestors(*_GROUNDS):
        properties = outer.find(_GROUNDS[outer.tag])
        shading = None if properties is None else properties.find(_SHADING)
        if shading is not None:
            yield _shade(shading.get(_FILL, ""))


def _shade(colour: str) -> str:
    """The shade of a colour; nothing for an automatic one, which stands out from its ground."""
    return shade(colour.lower()) or ""


class _Styles:
    """The styles of a document by their ids, each with what it is based on."""

    def __init__(self, sheet: BaseOxmlElement) -> None:
        self._styles = {style.get(_STYLE_ID, ""): style for style in sheet.iter(_STYLE)}
        self._told: dict[str, Told] = {}
        self.default: Told = {}
        for properties in sheet.xpath(_DEFAULTS):
            self.default.update(_told(properties))
        self.usual = next(
            (
                style.get(_STYLE_ID, "")
                for style in self._styles.values()
                if style.get(_TYPE) == "paragraph" and style.get(_DEFAULT, "0") not in _OFF
            ),
            "",
        )

    def tell(self, names: Iterable[str], shades: AbstractSet[str]) -> bool:
        """Whether the defaults or one of these styles makes text look otherwise than plain, or
        puts it in one of these shades."""
        return any(
            _look(told) != PLAIN or _shade(told.get(_COLOUR, "")) in shades
            for told in (self.default, *map(self.told, names))
        )

    def told(self, name: str) -> Told:
        """What the style says, with all it is based on."""
        if name not in self._told:
            chain: list[BaseOxmlElement] = []
            base = name
            while (style := self._styles.get(base)) is not None and style not in chain:
                chain.append(style)
                base = _value(style.find(_BASED_ON))
            told: Told = {}
            for style in reversed(chain):
                told.update(_told(style.find(_PROPERTIES)))
            self._told[name] = told
        return self._told[name]


def _paragraphs(
    document: BaseOxmlElement, styles: _Styles
) -> Iterator[tuple[BaseOxmlElement, Told]]:
    """Each run, and what its paragraph's style says; of a text box in a paragraph, its own."""
    for paragraph in document.iter(_PARAGRAPH):
        told = styles.told(_style_of(paragraph, styles))
        for run in paragraph.iter(_RUN):
            yield run, told


def _style_of(paragraph: BaseOxmlElement, styles: _Styles) -> str:
    properties = paragraph.find(_PARAGRAPH_PROPERTIES)
    named = None if properties is None else properties.find(_PARAGRAPH_STYLE)
    return styles.usual if named is None else _value(named)


def _value(element: BaseOxmlElement | None) -> str:
    return "" if element is None else element.get(_VALUE, "")


def _told(properties: BaseOxmlElement | None) -> Told:
    if properties is None:
        return {}
    told = {child.tag: child.get(_SAID_IN.get(child.tag, _VALUE), "") for child in properties}
    if _TEXT_FILL in told and properties.find(f"{_TEXT_FILL}/{_NO_FILL}") is not None:
        told[_NO_FILL] = ""
    return told


def _effective(own: Told, paragraph: Told, styles: _Styles | None) -> Told:
    if styles is None:
        return own
    character = styles.told(own.get(_RUN_STYLE, ""))
    told = styles.default | paragraph | character
    for name in _TOGGLES & told.keys():
        on = _on(styles.default, name) or _on(paragraph, name) != _on(character, name)
        told[name] = "1" if on else "0"
    return told | own


def _on(told: Told, name: str) -> bool:
    return name in told and told[name] not in _OFF


def _look(told: Told) -> Look:
    size, position = (_number(told.get(name, "")) for name in (_SIZE, _POSITION))
    return Look(
        out=any(_on(told, name) for name in _HIDDEN) or 0 < size < _TINY,
        symbols=_on(told, _WEB_HIDDEN) or "dings" in told.get(_FONTS, ""),
        shift=_SHIFTS.get(told.get(_RAISED, ""))
        or (position >= _OFF_LINE) - (position <= -_OFF_LINE),
    )


def _number(value: str) -> int:
    digits = value.removeprefix("-")
    number = int(digits) if digits.isdecimal() and len(digits) < 9 else 0
    return -number if value.startswith("-") else number


def _mark_is_gone(paragraph: BaseOxmlElement, styles: _Styles | None) -> bool:
    properties = paragraph.find(_PARAGRAPH_PROPERTIES)
    own = _told(None if properties is None else properties.find(_PROPERTIES))
    named = {} if styles is None else styles.told(_style_of(paragraph, styles))
    told = _effective(own, named, styles)
    return any(_on(told, name) for name in _GONE_MARK)
