"""How the elements of a page are shown, from its style sheets, `style` attributes and tags.

Every declaration is ranked as browsers do. Only what takes text out of sight, strikes it, moves it
off the line, puts it in another alphabet or writes some before or after it counts, and what undoes
that. Sheets that a page only links to are not at hand.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from math import nan

from msgspec import Struct
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.document import OBJECT
from extractor.document.colours import CLEAR, UNSEEN, WHITE, first_shade, shade
from extractor.document.html.css import (
    Declarations,
    Matcher,
    declarations,
    media_holds,
    rules,
    selectors,
)
from extractor.document.signs import PLAIN, Look

_BROWSER = """
[hidden], rt, rp, rtc, dialog:not([open]) { display: none }
s, strike, del { text-decoration: line-through !important }
sup, a[href*="#_ftn" i], a[href*="#_edn" i], a[href*="#fn" i], a[href*="#footnote" i],
a[href*="#note" i], a[href*="#cite" i], [role=doc-noteref], .MsoFootnoteReference,
.MsoEndnoteReference { vertical-align: super !important }
sub { vertical-align: sub !important }
font[face*="dings" i] { font-family: dings }
.sr-only, .visually-hidden, .visuallyhidden, .screen-reader-text, .katex-mathml,
mjx-assistive-mml, .MJX_Assistive_MathML { display: none }
"""
"""What browsers do of themselves, and classes whose sheets are always elsewhere and that mean
one thing everywhere. Important is what a page only resets to draw it in its own way."""

_BROWSER_RULES = tuple(rules(_BROWSER))
_BROWSER_OWN, _SHEET, _ATTRIBUTE = 0, 1, 2

_HINTS = {"[bgcolor]": ("bgcolor", "background-color"), "font[color]": ("color", "color")}
"""Attributes of old pages that are weaker than any rule."""

_PX = {"": 1, "px": 1, "pt": 1.33, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "%": 10,
       "cm": 38, "mm": 3.8, "in": 96, "vw": 13, "vh": 8}  # fmt: skip
"""Units of length in px, roughly: whether one is far or tiny does not hang on the font."""

_UNIT = r"(?:px|p[tc]|r?em|ex|ch|%|cm|mm|in|vw|vh)"
_LENGTH = re.compile(rf"([+-]?+(?:\d++\.?+\d*+|\.\d++))({_UNIT}|)\Z")
_FONT_SIZE = re.compile(rf"(?<![\w.])(?:(?:\d++\.?+\d*+|\.\d++){_UNIT}|0)(?![\w.])")
_FAR = -990  # px further left or up, nothing is meant to be seen: half of a wide banner is 960
_TINY = 2  # px of text below which it is not seen
_DOT = 1  # px of a box that is none, if it shows nothing outside itself
_RAISED = 4  # px from which text is off the line; Word raises some fonts by one

_CLIPPED = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*+)++\)|inset\(\s*(?:[5-9]\d|100)%")
_AWAY = re.compile(r"scale[xy]?\(\s*0\s*[,)]|translate[xyz3d]*+\([^()]*?-\d{4}")
_CLEARED = re.compile(r"opacity(?:\(\s*+|=)(?:0|0?\.0++)%?\s*+(?:\)|\Z)")
_SYMBOLS = re.compile(r"[^,]*?(?:dings|marlett)")
_RELATIVE = re.compile(r"inherit|unset|\de[mx]|\dch|%|er\Z|\A\Z")

_WRITTEN = re.compile(r'"([^"]*+)"|(?:counters?|attr)\(')
_WORD = re.compile(rf"(?:[^\W_]|[%‰¥￥$€{OBJECT}])++")
_BETWEEN = re.compile(rf"[^{OBJECT}]++")

_Rank = tuple[int, tuple[int, int, int], int]
_Values = dict[str, str]
_Key = tuple[int, str]
"""The `mem_id` of an element, and whether it is itself or what is written `before` or `after`."""


def _px(value: str) -> float:
    """A length in px; nan, which no comparison holds of, where it is none."""
    length = _LENGTH.match(value)
    return float(length[1]) * _PX[length[2]] if length else nan


def _is_clear(value: str) -> bool:
    share = _LENGTH.match(value)
    return share is not None and float(share[1]) <= UNSEEN * (100 if share[2] else 1)


def _shift(value: str) -> int:
    """Where `vertical-align` puts text: 1 above the line, -1 below, 0 on it."""
    if value in ("super", "text-top", "sub"):
        return -1 if value == "sub" else 1
    px = _px(value)
    return (px >= _RAISED) - (px <= -_RAISED)


def generated(content: str) -> str:
    """The value of `content` -> OBJECT for each word or figure of it, blanks between them; nothing
    where it has none. It is shown, but no part of the page, so a figure that it touches is asked
    about. A counter and an attribute are figures that are not known here.

    >>> generated('"1. "') == OBJECT + " ", generated('"→"'), generated("none")
    (True, '', '')
    """
    text = "".join(
        found[1] or OBJECT * (found[0][0] != '"') for found in _WRITTEN.finditer(content)
    )
    return _BETWEEN.sub(" ", _WORD.sub(OBJECT, text)) if _WORD.search(text) else ""


_SIZES = frozenset(("width", "height", "max-width", "max-height"))
_SHIFTS = ("vertical-align", "font-variant-position", "mso-text-raise")
_OFFSETS = ("text-indent", "left", "top", "right", "bottom", "margin-left", "margin-top")
_TELLING: dict[str, Callable[[str], bool]] = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in ("hidden", "collapse"),
    "content-visibility": lambda value: value == "hidden",
    "mso-hide": lambda value: value in ("all", "screen"),
    "opacity": _is_clear,
    "filter": lambda value: bool(_CLEARED.search(value)),
    "font-size": lambda value: 0 <= _px(value) < _TINY,
    "text-decoration": lambda value: "line-through" in value,
    "font-family": lambda value: bool(_SYMBOLS.match(value)),
    "clip": lambda value: bool(_CLIPPED.match(value)),
    "clip-path": lambda value: bool(_CLIPPED.match(value)),
    "transform": lambda value: bool(_AWAY.search(value)),
    "content": lambda value: generated(value) != "",
    **dict.fromkeys(_OFFSETS, lambda value: _px(value) < _FAR),
    **dict.fromkeys(_SIZES, lambda value: 0 <= _px(value) <= _DOT),
    **dict.fromkeys(_SHIFTS, lambda value: _shift(value) != 0),
}
"""Property -> whether a value of it may keep text from being read as it is written."""

_INHERITED = frozenset(("visibility", "font-size", "font-family"))
_OUT = frozenset(_TELLING) - _SIZES - _INHERITED - {"display", "content", *_SHIFTS}
_COLOURS = frozenset(("color", "background-color", "background-clip", "text-shadow"))
_SHORTHANDS = {
    "text-decoration-line": "text-decoration",
    "overflow-x": "overflow",
    "overflow-y": "overflow",
    "background": "background-color",
    "-webkit-background-clip": "background-clip",
    "-webkit-text-fill-color": "color",
}
_NOT_SIZED = frozenset("html body table thead tbody tfoot tr td th".split())
_NOT_SHIFTED = _NOT_SIZED | frozenset("p div li ul ol h1 h2 h3 h4 h5 h6 img".split())
_ROWS = frozenset("thead tbody tfoot tr".split())


class Style(Struct, frozen=True):
    """What the style of an element says of it and what stands in it.

    `gone`: it has no box. `changes`: how its text looks otherwise than that around it. `before`
    and `after` are what the style writes at its ends (see `generated`).
    """

    gone: bool = False
    changes: dict[str, bool | int | str] = {}
    before: str = ""
    after: str = ""

    def within(self, around: Look) -> Look:
        """How text looks in an element of that style."""
        return replace(around, **self.changes) if self.changes else around


UNSTYLED = Style()


def styles(parser: LexborHTMLParser) -> dict[int, Style]:
    """A parsed page -> the style of each element that has one that tells, by its `mem_id`.

    Raises TooLarge where the page's rules would take too long to apply.
    """
    tags: dict[int, str] = {}
    winners: dict[_Key, dict[str, tuple[_Rank, str]]] = {}

    def declare(node: LexborNode, found: Declarations, rank: _Rank, part: str = "") -> None:
        if not found:
            return
        tags[node.mem_id] = node.tag or ""
        won = winners.setdefault((node.mem_id, part), {})
        for name, (important, value) in found.items():
            # Important rules rank in the opposite order of where they come from.
            ranked = (5 - rank[0] if important else rank[0], *rank[1:])
            if name not in won or ranked >= won[name][0]:
                won[name] = ranked, value

    for prelude, found in _BROWSER_RULES:
        for node in parser.css(prelude):
            declare(node, found, (_BROWSER_OWN, (0, 0, 0), 0))
    undone = {name for won in winners.values() for name, (rank, _) in won.items() if not rank[0]}
    hints = list(_hints(parser))
    inline = [(node, node.attributes.get("style") or "") for node in parser.css("[style]")]
    attributes = {value: _expanded(declarations(value)) for value in {v for _, v in inline}}
    sheets = (_sheet(node) for node in parser.css("style"))
    ruled = [(prelude, _expanded(found)) for css in sheets for prelude, found in rules(css)]
    names = undone | _in_play([found for _, found in (*hints, *attributes.items(), *ruled)])

    def in_play(found: Declarations) -> Declarations:
        return {name: value for name, value in found.items() if name in names}

    for node, found in hints:
        declare(node, in_play(found), (_SHEET, (0, 0, 0), -1))
    match = Matcher(parser)
    for number, (prelude, found) in enumerate(ruled):
        if kept := in_play(found):
            for selector in selectors(prelude):
                for node in match(selector):
                    declare(node, kept, (_SHEET, selector.specificity, number), selector.part)
    for node, value in inline:
        declare(node, in_play(attributes[value]), (_ATTRIBUTE, (0, 0, 0), 0))
    values = {key: {name: v for name, (_, v) in won.items()} for key, won in winners.items()}

    def style(key: int, tag: str) -> Style:
        before, after = (_content(values.get((key, part), {})) for part in ("before", "after"))
        return replace(_shown(tag, values.get((key, ""), {})), before=before, after=after.lstrip())

    return {key: style(key, tag) for key, tag in tags.items()}


def _hints(parser: LexborHTMLParser) -> Iterator[tuple[LexborNode, Declarations]]:
    for selector, (attribute, name) in _HINTS.items():
        for node in parser.css(selector):
            yield node, {name: (False, (node.attributes.get(attribute) or "").strip().lower())}


def _sheet(node: LexborNode) -> str:
    """The text of a `style` element; nothing where it is not for a screen with scripts."""
    media = node.attributes.get("media")
    unused = node.parent is not None and node.parent.tag == "noscript"
    return "" if unused or (media and not media_holds(media)) else node.text() or ""


def _expanded(found: Declarations) -> Declarations:
    """Shorthands -> what they stand for here."""
    if "font" in found:
        important, font = found.pop("font")
        size = _FONT_SIZE.search(font)
        found["font-size"] = important, size[0] if size else ""
        found["font-family"] = important, font
    for name, target in _SHORTHANDS.items():
        if name in found:
            found[target] = found.pop(name)
    return found


def _in_play(declared: Iterable[Declarations]) -> frozenset[str]:
    """The properties that take text out of sight somewhere on the page, or write some."""
    values: dict[str, set[str]] = {}
    for found in declared:
        for name, (_, value) in found.items():
            values.setdefault(name, set()).add(value)
    names = {name for name in _TELLING if any(map(_TELLING[name], values.get(name, ())))}
    if names & _SIZES:
        names.add("overflow")
    inks = set(map(shade, values.get("color", ())))
    grounds = set(map(first_shade, values.get("background-color", ()))) - {None, ""}
    if inks & (grounds | {WHITE, CLEAR}):
        names |= _COLOURS
    return frozenset(names)


def _content(values: _Values) -> str:
    """What a pseudo-element with those values of properties writes."""
    if "content" not in values:
        return ""
    own = _shown("", values)
    look = own.within(PLAIN)
    seen = not (own.gone or look.hidden or look.ink == CLEAR)
    return generated(values["content"]) if seen else ""


def _shown(tag: str, values: _Values) -> Style:
    """The style of an element with that tag and those values of properties."""
    telling = {name for name, value in values.items() if name in _TELLING and _TELLING[name](value)}
    if tag in ("html", "body"):
        telling -= _OUT | {"display", "visibility"}  # a page that scripts uncover
    dot = bool(telling & _SIZES) and values.get("overflow") in ("hidden", "clip")
    shifts = (_shift(values[name]) for name in _SHIFTS if name in telling)
    # Clipped to its shape, or with a shadow, text is drawn in another way than in its colour.
    drawn = "text" in values.get("background-clip", "")
    drawn = drawn or values.get("text-shadow", "none") != "none"
    changes = {
        "out": bool(telling & _OUT) or (dot and tag not in _NOT_SIZED) or None,
        "invisible": _inherited("visibility", values, telling),
        "tiny": _inherited("font-size", values, telling),
        "symbols": _inherited("font-family", values, telling),
        "shift": (tag not in _NOT_SHIFTED and next(shifts, 0)) or None,
        "ink": None if drawn else shade(values.get("color", "inherit")),
        "ground": first_shade(values.get("background-color", "")) or None,
    }
    collapsed = tag in _ROWS and values.get("visibility") == "collapse"
    known = {name: value for name, value in changes.items() if value is not None}
    return Style("display" in telling or collapsed, known)


def _inherited(name: str, values: _Values, telling: set[str]) -> bool | None:
    """Whether a property takes effect, which elements within inherit; None: as around it."""
    if name in telling:
        return True
    return None if _RELATIVE.search(values.get(name, "inherit")) else False
