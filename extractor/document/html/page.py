"""Html -> text and blocks, as a browser would show them to a reader.

Parsed by selectolax's lexbor, which builds the tree that the HTML standard prescribes,
also from broken tables. What is no part of the text is dropped: scripts, navigation,
footers, buttons, and what styles keep from being seen (`styles`). What is seen and has no
characters becomes OBJECT. `aria-hidden` hides nothing from the eye.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.document import marks
from extractor.document.builder import Builder, Laid
from extractor.document.html.nesting import check_nesting
from extractor.document.html.properties import Style
from extractor.document.html.styles import styles
from extractor.document.limits import HTML_DEPTH
from extractor.document.marks import PLAIN, Look

_DROPPED = frozenset(
    "script style noscript template head nav footer aside button datalist option noframes noembed "
    "map".split()
)
_THINGS = frozenset(
    "img svg math canvas object iframe embed audio video input select textarea "
    "mjx-container".split()
)
_LINEAR = frozenset("mrow mstyle mn mo mi mtext mspace".split())
"""Elements of a formula that stands in one line, to be read like any text."""

_BLOCK = frozenset(
    "address article blockquote body br caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu "
    "ol p plaintext pre section summary ul xmp".split()
)
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_LAYOUT = _GROUPS | {"table", "tr", "colgroup"}
"""What stands between these and their cells is no text of a cell."""

_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_SPAN = re.compile(r"\s*+(\d{1,6})")
_DOT = re.compile(r"\s*+[0-3]\s*+(?:px)?\s*\Z")
_Step: TypeAlias = tuple[str, Callable[[], None] | None, Look]


def read_html(html: str) -> Laid:
    """Decoded html -> its text, blocks and marks.

    Raises TooLarge over a limit and Malformed where nothing is shown.
    """
    check_nesting(html)
    parser = LexborHTMLParser(html)
    builder = Builder()
    if parser.root is not None:
        _walk(parser.root, styles(parser), builder)
    return builder.finish()


def _walk(root: LexborNode, styled: dict[int, Style], builder: Builder) -> None:
    """Depth first, without recursion. `path` holds the open elements, what closes them, and
    how the text around them looks."""
    path: list[_Step] = []
    node = root
    look = PLAIN
    while True:
        tag = node.tag or ""
        if tag == "-text":
            _text(node.text_content or "", look, path, builder)
        elif tag not in _DROPPED:
            style = styled.get(node.mem_id) if styled else None
            if style is not None and style.gone:
                _leave_out(node, builder)
            elif tag in _THINGS and not _is_linear(node):
                _thing(node, _within(look, style), builder)
            else:
                path.append((tag, _open(tag, node, builder), look))
                if style is not None:
                    look = _within(look, style)
                    _write_at_ends(style, look, path, builder)
                if tag == "math":
                    look = replace(look, set_apart=True)
                child = node.first_child
                if child is not None:
                    if len(path) > HTML_DEPTH.most:
                        raise HTML_DEPTH.error(f"over {HTML_DEPTH.most}")
                    node = child
                    continue
                look = _close(path)
        while (following := node.next) is None and path and (parent := node.parent) is not None:
            look = _close(path)
            node = parent
        if following is None or not path:
            return
        node = following


def _within(look: Look, style: Style | None) -> Look:
    """How text looks in an element of that style."""
    if style is None:
        return look
    return Look(
        out=look.out or style.out,
        invisible=look.invisible if style.invisible is None else style.invisible,
        tiny=look.tiny if style.tiny is None else style.tiny,
        symbols=look.symbols if style.symbols is None else style.symbols,
        shift=style.shift or look.shift,
        set_apart=look.set_apart,
        ink=look.ink if style.ink is None else style.ink,
        ground=style.ground or look.ground,
    )


def _write_at_ends(style: Style, look: Look, path: list[_Step], builder: Builder) -> None:
    """Write what the style writes before what stands in the element, and let its end write what
    it writes after."""
    tag, close, around = path[-1]
    if look.hidden or tag in _LAYOUT or not (style.before or style.after):
        return
    builder.text(style.before)

    def write_and_close() -> None:
        builder.text(style.after)
        if close is not None:
            close()

    path[-1] = tag, write_and_close, around


def _leave_out(node: LexborNode, builder: Builder) -> None:
    text = node.text()
    if text and not text.isspace():
        builder.gap()


def _is_linear(node: LexborNode) -> bool:
    """Whether it is a formula without fractions, powers and the like."""
    return node.tag == "math" and all(
        inner.tag in _LINEAR or inner.tag == "-text"
        for inner in node.traverse(include_text=True)
        if inner.mem_id != node.mem_id
    )


def _thing(node: LexborNode, look: Look, builder: Builder) -> None:
    """What has no characters; a spacer or a field that is never shown is nothing."""
    attributes = node.attributes
    dot = any(_DOT.match(attributes.get(name) or "-") for name in ("width", "height"))
    unseen = attributes.get("type", "") == "hidden"
    if not (look.hidden or dot or unseen):
        builder.thing()


def _open(tag: str, node: LexborNode, builder: Builder) -> Callable[[], None] | None:
    """Begin what the element begins; what is to be called at its end."""
    if tag == "table":
        builder.open_table()
        return builder.close_table
    if tag in _BLOCK:
        builder.end_line()
        return builder.end_line
    grid = builder.grid
    if grid is None:
        return None
    if tag in ("td", "th"):
        attributes = node.attributes
        rowspan, colspan = (_span(attributes.get(name)) for name in ("rowspan", "colspan"))
        builder.open_cell(grid, rowspan, colspan)
        return builder.close_cell
    if tag == "tr":
        grid.add_row()
    elif tag in _GROUPS:
        return grid.end_group
    return None


def _close(path: list[_Step]) -> Look:
    _, close, look = path.pop()
    if close is not None:
        close()
    return look


def _text(text: str, look: Look, path: list[_Step], builder: Builder) -> None:
    if "\n" in text and any(tag in _PREFORMATTED for tag, _, _ in path):
        for line in text.split("\n"):
            builder.text(marks.shown(line, look))
            builder.end_line()
    else:
        builder.text(text if look is PLAIN else marks.shown(text, look))


def _span(value: str | None) -> int:
    digits = _SPAN.match(value or "")
    return int(digits[1]) if digits else 1
