"""What markup does to characters -> signs in the text of a line, and where they stood.

A reader of marked-up text hands on signs among the characters: `GAP` where something was left
out, `OPEN` and `CLOSE` around what was raised or lowered, `DIM` and `LIT` around what has the
colour of its ground. They are lone surrogates, which no text holds, and leave the text again when
it is laid out, as spans of `Document.marked`.
"""

import re

from msgspec import Struct
from msgspec.structs import replace

from extractor.document import OBJECT, Span
from extractor.document.colours import CLEAR, WHITE

GAP, OPEN, CLOSE, DIM, LIT = "\ud800", "\ud801", "\ud802", "\ud803", "\ud804"

_SIGN = re.compile(f"([{GAP}{OPEN}{CLOSE}])")
_BLANKS = re.compile(r"[ \t\n\r\f]++")
_LOOSE = re.compile(rf"(?<![\s{GAP}])[\s{GAP}]++")
_FOREIGN = re.compile(f"[{OBJECT}\ufffd]+")
_PRIVATE = "\ue000-\uf8ff"
_FORMAT = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_UNREADABLE = re.compile(f"[{OBJECT}{_PRIVATE}]++")
_INVISIBLE = re.compile(f"[{_FORMAT}]++")
_DIMMED = re.compile(f"{DIM}([^{LIT}]*+){LIT}")
_SEEN = re.compile(f"[^\\s{GAP}{OPEN}{CLOSE}{OBJECT}{_PRIVATE}{_FORMAT}]")
_SPECIAL = re.compile(f"[{GAP}{DIM}{OBJECT}{_PRIVATE}{_FORMAT}]")
_GLYPHS = re.compile(f"[!-ÿ{_PRIVATE}]++")
_NUMBERED = re.compile(r"\d{1,3}[、.．)）](?!\d)")
_EDGE = OBJECT + "".join(blank for blank in map(chr, range(0x3001)) if blank.isspace())


def _table(characters: str, forms: str) -> dict[int, str]:
    return dict(zip(map(ord, characters), forms, strict=True))


_SCRIPTS: dict[int, dict[int, str]] = {
    0: {},
    1: _table("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
    | _table("[]［］〔〕【】（）〈〉", "⁽⁾⁽⁾⁽⁾⁽⁾⁽⁾⁽⁾")
    | _table("０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    -1: _table("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎") | _table("０１２３４５６７８９", "₀₁₂₃₄₅₆₇₈₉"),
}
"""Unicode's superscripts (1) and subscripts (-1); a bracket of any kind becomes a round one."""


class Look(Struct, frozen=True):
    """How a stretch of text is shown.

    `out`, `invisible` and `tiny` text is not seen, the first for good. `symbols` are drawn by a
    font in place of the characters. `shift` is 1 for raised, -1 for lowered. `set_apart` text is
    plain, but stands in a formula. `ink` and `ground` are the shades of the text and of what is
    behind it, where they are known.
    """

    out: bool = False
    invisible: bool = False
    tiny: bool = False
    symbols: bool = False
    shift: int = 0
    set_apart: bool = False
    ink: str | None = None
    ground: str = WHITE

    @property
    def hidden(self) -> bool:
        """Whether nothing of the text is seen."""
        return self.out or self.invisible or self.tiny


PLAIN = Look()


def shown(text: str, look: Look) -> str:
    """What stands in the line for text that looks so; blank text leaves no sign."""
    text = _INVISIBLE.sub("", text)
    if not text or text.isspace():
        return "" if look.hidden else text
    if look.hidden or look.ink == CLEAR:
        return GAP
    if look.ink == look.ground:
        return f"{DIM}{shown(text, replace(look, ink=None))}{LIT}"
    if look.symbols:
        return _GLYPHS.sub(OBJECT, text)
    if look.shift or look.set_apart:
        body = text.strip()
        before, after = text.split(body)
        return f"{before}{OPEN}{body.translate(_SCRIPTS[look.shift])}{CLOSE}{after}"
    return text


def line(parts: list[str]) -> str:
    """The parts of a line -> the line: its white space collapsed, signs only where they touch
    characters, a picture at its edge only where it may be a part of a figure."""
    text = _BLANKS.sub(" ", "".join(parts)).strip()
    if not _SPECIAL.search(text):
        return text
    if DIM in text:
        text = _without_dimmed(text)
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
    if _UNREADABLE.search(text):
        text = _edged(_UNREADABLE.sub(OBJECT, text))
    if GAP in text:
        text = _LOOSE.sub(_touching, text)
    return text


def _without_dimmed(text: str) -> str:
    """What has the colour of its ground, beside what has another, is not seen. A line that has no
    other may stand on a ground that is not known: it stays, marked."""
    if _SEEN.search(_DIMMED.sub("", text)):
        return _DIMMED.sub(GAP, text)
    return _DIMMED.sub(_marked, text)


def _marked(dimmed: re.Match[str]) -> str:
    return f"{OPEN}{_SIGN.sub('', dimmed[1])}{CLOSE}"


def _touching(loose: re.Match[str]) -> str:
    """Blanks and gaps in a row -> one of each at most, a gap only beside a character."""
    run = loose[0]
    if GAP not in run:
        return run
    before = run[0] == GAP and loose.start() > 0
    after = run[-1] == GAP and loose.end() < len(loose.string)
    blanks = run.replace(GAP, "")
    if not blanks:
        return GAP if before or after else ""
    if loose.start() == 0 or loose.end() == len(loose.string):
        blanks = ""
    return GAP * before + _BLANKS.sub(" ", blanks) + GAP * after


def _edged(text: str) -> str:
    """Pictures at the edge of a line are icons and bullets, unless a figure touches them."""
    if not text.strip(_EDGE + GAP):
        return OBJECT
    inner = text.strip(_EDGE)
    before = f"{OBJECT}{inner}" in text and inner[0].isdecimal() and not _NUMBERED.match(inner)
    after = f"{inner}{OBJECT}" in text and inner[-1].isnumeric()
    return OBJECT * before + inner + OBJECT * after


def unsigned(text: str, start: int) -> tuple[str, list[Span]]:
    """Text with signs, which begins at `start` of the document -> the text, and what they mark."""
    if GAP not in text and OPEN not in text:
        return text, []
    parts: list[str] = []
    spans: list[Span] = []
    opened = at = start
    for part in _SIGN.split(text):
        if part == GAP:
            spans.append(Span(at, at))
        elif part == OPEN:
            opened = at
        elif part == CLOSE:
            spans.append(Span(opened, at))
        else:
            parts.append(part)
            at += len(part)
    return "".join(parts), spans


def foreign(text: str) -> list[Span]:
    """Where the text has a sign for what could not be read as characters."""
    return [Span(*found.span()) for found in _FOREIGN.finditer(text)]
