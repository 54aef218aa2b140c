"""How the elements of a page are shown, from its style sheets, `style` attributes and tags.

Only what takes text out of sight, strikes it, moves it off the line or puts it in another
alphabet counts, and what undoes that. Sheets that a page only links to are not at hand.
"""

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from extractor.ingest.limits import CSS_STEPS
from extractor.ingest.stylesheet import (
    Declarations,
    Selector,
    declarations,
    media_holds,
    rules,
    selectors,
)

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

_PX = {"": 1, "px": 1, "pt": 1.33, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "%": 10,
       "cm": 38, "mm": 3.8, "in": 96, "vw": 13, "vh": 8}  # fmt: skip
"""Units of length in px, roughly: whether one is far or tiny does not hang on the font."""

_UNIT = r"(?:px|p[tc]|r?em|ex|ch|%|cm|mm|in|vw|vh)"
_LENGTH = re.compile(rf"([+-]?+(?:\d++\.?+\d*+|\.\d++))({_UNIT}|)\Z")
_FONT_SIZE = re.compile(rf"(?<![\w.])(?:(?:\d++\.?+\d*+|\.\d++){_UNIT}|0)(?![\w.])")
_FAR = -990
"""Further left or up nothing is meant to be seen; half of a wide banner is 960."""

_TINY = 2
"""Text of fewer px than this is not seen."""

_DOT = 1
"""A box of at most so many px that shows nothing outside itself is none."""

_RAISED = 4
"""Px from which text is off the line; Word raises some fonts by one."""

_CLIPPED = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*+)++\)|inset\(\s*(?:[5-9]\d|100)%")
_AWAY = re.compile(r"scale[xy]?\(\s*0\s*[,)]|translate[xyz3d]*+\([^()]*?-\d{4}")
_SYMBOLS = re.compile(r"[^,]*?(?:dings|marlett)")

_Test = Callable[[str], bool]


def _px(value: str) -> float | None:
    length = _LENGTH.match(value)
    return float(length[1]) * _PX[length[2]] if length else None


def _under(most: float) -> _Test:
    return lambda value: (px := _px(value)) is not None and px < most


def _zero(value: str) -> bool:
    return value.rstrip("%").strip("0.") == "" and value != ""


def _tiny(value: str) -> bool:
    return (px := _px(value)) is not None and 0 <= px < _TINY


def _dot(value: str) -> bool:
    return (px := _px(value)) is not None and 0 <= px <= _DOT


def _shift(value: str) -> int:
    """Where `vertical-align` puts text: 1 above the line, -1 below, 0 on it."""
    if value in ("super", "text-top", "sub"):
        return -1 if value == "sub" else 1
    px = _px(value) or 0
    return (px >= _RAISED) - (px <= -_RAISED)


_TELLING: dict[str, _Test] = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in ("hidden", "collapse"),
    "content-visibility": lambda value: value == "hidden",
    "mso-hide": lambda value: value in ("all", "screen"),
    "opacity": _zero,
    "font-size": _tiny,
    "text-decoration": lambda value: "line-through" in value,
    "vertical-align": lambda value: _shift(value) != 0,
    "font-variant-position": lambda value: value in ("super", "sub"),
    "mso-text-raise": lambda value: _shift(value) != 0,
    "font-family": lambda value: bool(_SYMBOLS.match(value)),
    "text-indent": _under(_FAR), "left": _under(_FAR), "top": _under(_FAR),
    "right": _under(_FAR), "bottom": _under(_FAR), "margin-left": _under(_FAR),
    "margin-top": _under(_FAR),
    "clip": lambda value: bool(_CLIPPED.match(value)),
    "clip-path": lambda value: bool(_CLIPPED.match(value)),
    "transform": lambda value: bool(_AWAY.search(value)),
    "width": _dot, "height": _dot, "max-width": _dot, "max-height": _dot,
}  # fmt: skip
"""Property -> whether a value of it may keep text from being read as it is written."""

_SIZES = frozenset(("width", "height", "max-width", "max-height"))
_SHIFTS = ("vertical-align", "font-variant-position", "mso-text-raise")
_INHERITED = frozenset(("visibility", "font-size", "font-family"))
_OUT = frozenset(_TELLING) - _SIZES - _INHERITED - {"display", *_SHIFTS}
_NOT_SIZED = frozenset("html body table thead tbody tfoot tr td th".split())
_NOT_SHIFTED = _NOT_SIZED | frozenset("p div li ul ol h1 h2 h3 h4 h5 h6 img".split())
_ROWS = frozenset("thead tbody tfoot tr".split())

_BROWSER_RULES = tuple(rules(_BROWSER))
_BROWSER_OWN, _SHEET, _ATTRIBUTE = 0, 1, 2

_Rank = tuple[int, tuple[int, int, int], int]
_Winners = dict[str, tuple[_Rank, str]]


@dataclass(frozen=True, slots=True)
class Style:
    """What the style of an element says of it and what stands in it; None: as around it.

    `gone`: it has no box. `out`: no text in it is seen. `invisible`, `tiny` and `symbols` hold
    until something within says otherwise. `shift` is 1 above the line, -1 below.
    """

    gone: bool = False
    out: bool = False
    invisible: bool | None = None
    tiny: bool | None = None
    symbols: bool | None = None
    shift: int = 0


def styles(parser: LexborHTMLParser) -> dict[int, Style]:
    """A parsed page -> the style of each element that has one that tells, by its `mem_id`.

    Raises TooLarge where the page's rules would take too long to apply.
    """
    nodes: dict[int, LexborNode] = {}
    winners: dict[int, _Winners] = {}

    def declare(node: LexborNode, told: Declarations, rank: _Rank) -> None:
        nodes[node.mem_id] = node
        won = winners.setdefault(node.mem_id, {})
        for name, (important, value) in told.items():
            # Important rules rank in the opposite order of where they come from.
            ranked = (5 - rank[0] if important else rank[0], *rank[1:])
            if name not in won or ranked >= won[name][0]:
                won[name] = ranked, value

    for prelude, told in _BROWSER_RULES:
        for node in parser.css(prelude):
            declare(node, told, (_BROWSER_OWN, (0, 0, 0), 0))
    inline = [(node, node.attributes.get("style") or "") for node in parser.css("[style]")]
    attributes = {value: _expanded(declarations(value)) for value in {v for _, v in inline}}
    sheets = [_sheet(node) for node in parser.css("style")]
    found = [(prelude, _expanded(told)) for css in sheets for prelude, told in rules(css)]
    undone = {name for won in winners.values() for name, (rank, _) in won.items() if not rank[0]}
    in_play = undone | _in_play([*attributes.values(), *(told for _, told in found)])
    if in_play:
        match = _Matcher(parser)
        for number, (prelude, told) in enumerate(found):
            if playing := _playing(told, in_play):
                for selector in selectors(prelude):
                    for node in match(selector):
                        declare(node, playing, (_SHEET, selector.specificity, number))
        for node, value in inline:
            if playing := _playing(attributes[value], in_play):
                declare(node, playing, (_ATTRIBUTE, (0, 0, 0), 0))
    return {
        key: _style(nodes[key].tag or "", {name: value for name, (_, value) in won.items()})
        for key, won in winners.items()
    }


def _sheet(node: LexborNode) -> str:
    """The text of a `style` element; nothing where it is not for a screen with scripts."""
    media = node.attributes.get("media")
    parent = node.parent
    if (media and not media_holds(media)) or (parent is not None and parent.tag == "noscript"):
        return ""
    return node.text() or ""


def _expanded(told: Declarations) -> Declarations:
    """Shorthands -> what they stand for here."""
    for name, into in _SHORTHANDS.items():
        if name in told:
            important, value = told.pop(name)
            for target, part in into:
                told[target] = important, part(value)
    return told


def _font_size(font: str) -> str:
    size = _FONT_SIZE.search(font)
    return size[0] if size else ""


def _same(value: str) -> str:
    return value


_SHORTHANDS: dict[str, tuple[tuple[str, Callable[[str], str]], ...]] = {
    "font": (("font-size", _font_size), ("font-family", _same)),
    "text-decoration-line": (("text-decoration", _same),),
    "overflow-x": (("overflow", _same),),
    "overflow-y": (("overflow", _same),),
}


def _in_play(all_told: Sequence[Declarations]) -> frozenset[str]:
    """The properties that take text out of sight somewhere on the page."""
    names = {
        name
        for told in all_told
        for name, (_, value) in told.items()
        if name in _TELLING and _TELLING[name](value)
    }
    return frozenset(names | {"overflow"} if names & _SIZES else names)


def _playing(told: Declarations, in_play: AbstractSet[str]) -> Declarations:
    return {name: value for name, value in told.items() if name in in_play}


_ELEMENT, _ANCESTOR = 20, 200
"""Steps to try a selector on an element, and to look at one that it stands in."""

_SIBLINGS = re.compile(r"~|:nth|:last|:has|:only")
_ALONE = re.compile(r"(?:\A|[~+])([\w.#-]++)(?::[^~+\[]*+)?\Z")


class _Matcher:
    """Finds the elements that a selector is about, in steps that are counted."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self._parser = parser
        self._elements = len(parser.css("*"))
        self._steps = 0
        self._found: dict[str, list[LexborNode]] = {}

    def __call__(self, selector: Selector) -> list[LexborNode]:
        """The elements, none for a selector that is none. Raises TooLarge."""
        nodes = self._compound(selector.compounds[-1])
        if not nodes or not selector.combinators:
            return nodes
        outer = [{n.mem_id for n in self._compound(c)} for c in selector.compounds[-2::-1]]
        if not all(outer):
            return []
        joins = selector.combinators[::-1]
        parents = {parent.mem_id: parent for node in nodes if (parent := node.parent) is not None}
        inside = {key for key, parent in parents.items() if self._stands_in(parent, outer, joins)}
        return [node for node in nodes if node.parent and node.parent.mem_id in inside]

    def _stands_in(self, parent: LexborNode, outer: list[set[int]], joins: Sequence[str]) -> bool:
        """Whether the parent and those around it are in each set, joined as `joins` say.

        Every way to place them is followed at once, so that it takes one walk to the root.
        """
        open_ = {0}
        ancestor: LexborNode | None = parent
        while ancestor is not None and open_:
            self._step(_ANCESTOR)
            further = {at for at in open_ if joins[at] == " "}
            for at in open_:
                if ancestor.mem_id in outer[at]:
                    if at + 1 == len(outer):
                        return True
                    further.add(at + 1)
            open_ = further
            ancestor = ancestor.parent
        return False

    def _step(self, steps: int) -> None:
        self._steps += steps
        CSS_STEPS.check(self._steps)

    def _compound(self, compound: str) -> list[LexborNode]:
        if compound not in self._found:
            self._found[compound] = self._css(compound)
        return self._found[compound]

    def _css(self, compound: str) -> list[LexborNode]:
        cost = self._elements * _ELEMENT
        if _SIBLINGS.search(compound):
            # The parser looks at all siblings of each element, so one that is not there is sought
            # without them first.
            alone = _ALONE.search(compound)
            if alone and not self._compound(alone[1]):
                return []
            cost = self._elements**2
        self._step(cost)
        try:
            return self._parser.css(compound)
        except SelectolaxError:
            return []


def _style(tag: str, values: dict[str, str]) -> Style:
    told = {name for name, value in values.items() if name in _TELLING and _TELLING[name](value)}
    if tag in ("html", "body"):
        told -= _OUT | {"display", "visibility"}  # a page that scripts uncover
    dot = bool(told & _SIZES) and values.get("overflow") in ("hidden", "clip")
    return Style(
        gone="display" in told or (tag in _ROWS and values.get("visibility") == "collapse"),
        out=bool(told & _OUT) or (dot and tag not in _NOT_SIZED),
        invisible=_says("visibility", values, told),
        tiny=_says("font-size", values, told),
        symbols=_says("font-family", values, told),
        shift=0 if tag in _NOT_SHIFTED else _shifted(values, told),
    )


def _says(name: str, values: dict[str, str], told: set[str]) -> bool | None:
    if name in told:
        return True
    return None if _RELATIVE.search(values.get(name, "inherit")) else False


_RELATIVE = re.compile(r"inherit|unset|\de[mx]|\dch|%|er\Z|\A\Z")


def _shifted(values: dict[str, str], told: set[str]) -> int:
    return next((_shift(values[name]) for name in _SHIFTS if name in told), 0)
