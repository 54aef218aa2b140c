"""How the runs of a Word file are shown, from their own properties and the styles they name.

What a run's own properties say holds. What they leave open comes from its character style, its
paragraph's style and the defaults of the document; `w:vanish` and `w:strike` are toggles there:
where both styles have one it is off (ECMA-376, 17.7.3).
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from docx.oxml.xmlchemy import BaseOxmlElement
from msgspec.structs import replace

from extractor.document.colours import WHITE, shade
from extractor.document.signs import PLAIN, Look
from extractor.document.word.package import OFF, tags

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

_VALUE, _ASCII, _STYLE_ID, _TYPE, _FILL = tags("val ascii styleId type fill")
_PROPERTIES, _PARAGRAPH, _RUN, _RUN_STYLE = tags("rPr p r rStyle")
_STYLE, _BASED_ON, _DEFAULT = tags("style basedOn default")
_PARAGRAPH_STYLE = "/".join(tags("pPr pStyle"))
_MARK = "/".join(tags("pPr rPr"))

_TOGGLES = frozenset(tags("vanish strike"))
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TEXT_FILL, _NO_FILL = f"{_WORD_2010}textFill", f"{_WORD_2010}noFill"
_HIDDEN = (*tags("vanish specVanish strike dstrike del"), _NO_FILL)
_GONE_MARK = tags("del moveFrom vanish specVanish")
_WEB_HIDDEN, _RAISED, _POSITION, _SIZE, _FONTS = tags("webHidden vertAlign position sz rFonts")
_COLOUR, _SHADING, _HIGHLIGHT = tags("color shd highlight")
_ATTRIBUTES = {_FONTS: _ASCII, _SHADING: _FILL}
"""Properties whose attribute that counts here is another than `w:val`."""

_GROUNDS = dict(
    zip(tags("p tc tbl"), (f"{tag}/{_SHADING}" for tag in tags("pPr tcPr tblPr")), strict=True)
)
"""What a run stands on, and where each says how it is shaded."""

_SHIFTS = {"superscript": 1, "subscript": -1}
_NUMBER = re.compile(r"-?\d{1,8}")
_TINY = 3  # half points of a font below which text is not seen
_OFF_LINE = 8  # half points from which text stands off the line; less is done to centre a font

Values = dict[str, str]
"""The tag of a property -> its value, empty where it is only there."""


@dataclass(frozen=True, slots=True)
class Looks:
    """`runs`: how each run looks that is not plain. `joined`: paragraphs whose mark is deleted or
    hidden, so that the next one goes on with their line."""

    runs: dict[BaseOxmlElement, Look]
    joined: frozenset[BaseOxmlElement]


def looks(document: BaseOxmlElement, sheet: BaseOxmlElement | None) -> Looks:
    """The main part and the styles part, if that tells anything -> how runs and marks are shown."""
    styles = _Styles(sheet)
    shades = frozenset((WHITE, *map(_shade, document.xpath(_FILLS)))) - {""}
    within: dict[BaseOxmlElement, Values] = {}
    if sheet is not None and styles.tell({*document.xpath(_NAMED), styles.usual}, shades):
        for paragraph in document.iter(_PARAGRAPH):
            # A text box in a paragraph comes later, with styles of its own.
            within |= dict.fromkeys(paragraph.iter(_RUN), styles.of_paragraph(paragraph))
        runs: Iterable[BaseOxmlElement] = document.iter(_RUN)
        marks: Iterable[BaseOxmlElement] = document.iter(_PARAGRAPH)
    else:
        styles = _Styles(None)
        runs = (*document.xpath(_RUNS), *_coloured(document, shades))
        marks = document.xpath(_MARKS)
    found: dict[BaseOxmlElement, Look] = {}
    for run in runs:
        values = styles.applied(_values(run.find(_PROPERTIES)), within.get(run, {}))
        look = _look(values)
        ink = _shade(values.get(_COLOUR, ""))
        if ink in shades and ink == _ground(run, values):
            look = replace(look, ink=ink, ground=ink)
        if look != PLAIN:
            found[run] = look
    joined = (
        mark
        for mark in marks
        for values in [styles.applied(_values(mark.find(_MARK)), styles.of_paragraph(mark))]
        if any(_on(values, name) for name in _GONE_MARK)
    )
    return Looks(found, frozenset(joined))


def _coloured(document: BaseOxmlElement, shades: AbstractSet[str]) -> Iterator[BaseOxmlElement]:
    """The runs that say they are in one of these shades."""
    for colour in document.iter(_COLOUR):
        properties = colour.getparent()
        if properties.tag == _PROPERTIES and _shade(colour.get(_VALUE, "")) in shades:
            yield properties.getparent()


def _ground(run: BaseOxmlElement, values: Values) -> str:
    """The shade of what a run stands on, the innermost that says one."""
    shadings = (outer.find(_GROUNDS[outer.tag]) for outer in run.iterancestors(*_GROUNDS))
    behind = (shading.get(_FILL, "") for shading in shadings if shading is not None)
    own = (values.get(_HIGHLIGHT, ""), values.get(_SHADING, ""))
    return next(filter(None, map(_shade, (*own, *behind))), WHITE)


def _shade(colour: str) -> str:
    """The shade of a colour; nothing for an automatic one, which stands out from its ground."""
    return shade(colour.lower()) or ""


class _Styles:
    """The styles of a document by their ids, each with what it is based on."""

    def __init__(self, sheet: BaseOxmlElement | None) -> None:
        elements = () if sheet is None else tuple(sheet.iter(_STYLE))
        self._styles = {style.get(_STYLE_ID, ""): style for style in elements}
        self._values: dict[str, Values] = {}
        self._default: Values = {}
        for properties in () if sheet is None else sheet.xpath(_DEFAULTS):
            self._default |= _values(properties)
        usual = (
            name
            for name, style in self._styles.items()
            if style.get(_TYPE) == "paragraph" and style.get(_DEFAULT, "0") not in OFF
        )
        self.usual = next(usual, "")

    def tell(self, names: Iterable[str], shades: AbstractSet[str]) -> bool:
        """Whether the defaults or one of these styles makes text look otherwise than plain, or
        puts it in one of these shades."""
        return any(
            _look(values) != PLAIN or _shade(values.get(_COLOUR, "")) in shades
            for values in (self._default, *map(self._of, names))
        )

    def of_paragraph(self, paragraph: BaseOxmlElement) -> Values:
        """What the style of a paragraph says."""
        named = paragraph.find(_PARAGRAPH_STYLE)
        return self._of(self.usual if named is None else named.get(_VALUE, ""))

    def applied(self, own: Values, paragraph: Values) -> Values:
        """What a run says itself, over what its styles and that of its paragraph say."""
        character = self._of(own.get(_RUN_STYLE, ""))
        values = self._default | paragraph | character
        for name in _TOGGLES & values.keys():
            on = _on(self._default, name) or _on(paragraph, name) != _on(character, name)
            values[name] = "1" if on else "0"
        return values | own

    def _of(self, name: str) -> Values:
        """What the style says, with all it is based on."""
        if name not in self._values:
            chain: list[BaseOxmlElement] = []
            style = self._styles.get(name)
            while style is not None and style not in chain:
                chain.insert(0, style)
                base = style.find(_BASED_ON)
                style = self._styles.get("" if base is None else base.get(_VALUE, ""))
            values: Values = {}
            for link in chain:
                values |= _values(link.find(_PROPERTIES))
            self._values[name] = values
        return self._values[name]


def _values(properties: BaseOxmlElement | None) -> Values:
    if properties is None:
        return {}
    values = {child.tag: child.get(_ATTRIBUTES.get(child.tag, _VALUE), "") for child in properties}
    if _TEXT_FILL in values and properties.find(f"{_TEXT_FILL}/{_NO_FILL}") is not None:
        values[_NO_FILL] = ""
    return values


def _on(values: Values, name: str) -> bool:
    return name in values and values[name] not in OFF


def _look(values: Values) -> Look:
    size, position = (
        int(value) if _NUMBER.fullmatch(value := values.get(name, "")) else 0
        for name in (_SIZE, _POSITION)
    )
    return Look(
        out=any(_on(values, name) for name in _HIDDEN) or 0 < size < _TINY,
        symbols=_on(values, _WEB_HIDDEN) or "dings" in values.get(_FONTS, ""),
        shift=_SHIFTS.get(values.get(_RAISED, ""))
        or (position >= _OFF_LINE) - (position <= -_OFF_LINE),
    )
