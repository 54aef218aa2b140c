"""What the properties of css say -> how an element is shown.

Only what takes text out of sight, strikes it, moves it off the line, puts it in another alphabet
or writes some before or after it counts, and what undoes that.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from extractor.document.colours import CLEAR, UNSEEN, WHITE, first_shade, shade
from extractor.document.html.generated import generated
from extractor.document.html.stylesheet import Declarations

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
_CLEARED = re.compile(r"opacity(?:\(\s*+|=)(?:0|0?\.0++)%?\s*+(?:\)|\Z)")
_SYMBOLS = re.compile(r"[^,]*?(?:dings|marlett)")

_Test = Callable[[str], bool]


def _px(value: str) -> float | None:
    length = _LENGTH.match(value)
    return float(length[1]) * _PX[length[2]] if length else None


def _under(most: float) -> _Test:
    return lambda value: (px := _px(value)) is not None and px < most


def _clear(value: str) -> bool:
    share = _LENGTH.match(value)
    return share is not None and float(share[1]) <= UNSEEN * (100 if share[2] else 1)


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
    "opacity": _clear,
    "filter": lambda value: bool(_CLEARED.search(value)),
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
    "content": lambda value: generated(value) != "",
    "width": _dot, "height": _dot, "max-width": _dot, "max-height": _dot,
}  # fmt: skip
"""Property -> whether a value of it may keep text from being read as it is written."""

_SIZES = frozenset(("width", "height", "max-width", "max-height"))
_SHIFTS = ("vertical-align", "font-variant-position", "mso-text-raise")
_INHERITED = frozenset(("visibility", "font-size", "font-family"))
_OUT = frozenset(_TELLING) - _SIZES - _INHERITED - {"display", "content", *_SHIFTS}
_COLOURS = frozenset(("color", "background-color", "background-clip", "text-shadow"))
_NOT_SIZED = frozenset("html body table thead tbody tfoot tr td th".split())
_NOT_SHIFTED = _NOT_SIZED | frozenset("p div li ul ol h1 h2 h3 h4 h5 h6 img".split())
_ROWS = frozenset("thead tbody tfoot tr".split())


@dataclass(frozen=True, slots=True)
class Style:
    """What the style of an element says of it and what stands in it; None: as around it.

    `gone`: it has no box. `out`: no text in it is seen. `invisible`, `tiny` and `symbols` hold
    until something within says otherwise. `shift` is 1 above the line, -1 below. `ink` and
    `ground` are shades of the text and of what is behind it. `before` and `after` are what the
    style writes at its ends (see `generated`).
    """

    gone: bool = False
    out: bool = False
    invisible: bool | None = None
    tiny: bool | None = None
    symbols: bool | None = None
    shift: int = 0
    ink: str | None = None
    ground: str | None = None
    before: str = ""
    after: str = ""


def expanded(told: Declarations) -> Declarations:
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
    "background": (("background-color", _same),),
    "-webkit-background-clip": (("background-clip", _same),),
    "-webkit-text-fill-color": (("color", _same),),
}


def in_play(all_told: Sequence[Declarations]) -> frozenset[str]:
    """The properties that take text out of sight somewhere on the page, or write some."""
    names = {
        name
        for told in all_told
        for name, (_, value) in told.items()
        if name in _TELLING and _TELLING[name](value)
    }
    if names & _SIZES:
        names.add("overflow")
    inks = {shade(told["color"][1]) for told in all_told if "color" in told}
    grounds = {
        _ground(told["background-color"][1]) for told in all_told if "background-color" in told
    }
    if inks & (grounds - {None} | {WHITE, CLEAR}):
        names |= _COLOURS
    return frozenset(names)


def _ground(value: str) -> str | None:
    """The shade of a background; None where one sees through."""
    return first_shade(value) or None


def playing(told: Declarations, names: AbstractSet[str]) -> Declarations:
    return {name: value for name, value in told.items() if name in names}


def style(tag: str, values: Mapping[str, str], before: str = "", after: str = "") -> Style:
    """The style of an element with that tag, those values of properties and that at its ends."""
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
        ink=_ink(values),
        ground=_ground(values.get("background-color", "")),
        before=before,
        after=after.lstrip(),
    )


def content(values: Mapping[str, str]) -> str:
    """What a pseudo-element with those values of properties writes."""
    own = style("", values)
    seen = not (own.gone or own.out or own.invisible or own.tiny or own.ink == CLEAR)
    return generated(values.get("content", "")) if seen else ""


def _ink(values: Mapping[str, str]) -> str | None:
    """The shade of text; None where it is drawn in another way than in its colour."""
    drawn = (
        "text" in values.get("background-clip", "") or values.get("text-shadow", "none") != "none"
    )
    return None if drawn else shade(values.get("color", "inherit"))


def _says(name: str, values: Mapping[str, str], told: set[str]) -> bool | None:
    if name in told:
        return True
    return None if _RELATIVE.search(values.get(name, "inherit")) else False


_RELATIVE = re.compile(r"inherit|unset|\de[mx]|\dch|%|er\Z|\A\Z")


def _shifted(values: Mapping[str, str], told: set[str]) -> int:
    return next((_shift(values[name]) for name in _SHIFTS if name in told), 0)
