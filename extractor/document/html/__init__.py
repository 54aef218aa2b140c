"""Html -> text and blocks, as a browser would show them to a reader.

Parsed by selectolax's lexbor, which builds the tree that the HTML standard prescribes,
also from broken tables. What is no part of the text is dropped: scripts, navigation,
footers, buttons, and what styles keep from being seen (`cascade`). What is seen and has no
characters becomes OBJECT. `aria-hidden` hides nothing from the eye.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.document.builder import Builder, Laid, walk
from extractor.document.html.cascade import UNSTYLED, Style, styles
from extractor.document.html.nesting import check_nesting
from extractor.document.limits import HTML_DEPTH
from extractor.document.marks import PLAIN

_DROPPED = frozenset(
    "script style noscript template head nav footer aside button datalist option noframes noembed "
    "map".split()
)
_THINGS = frozenset(
    "img svg math canvas object iframe embed audio video input select textarea "
    "mjx-container".split()
)
_LINEAR = frozenset("mrow mstyle mn mo mi mtext mspace -text".split())
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


def read_html(html: str) -> Laid:
    """Decoded html -> its text, blocks and marks.

    Raises TooLarge over a limit and Malformed where nothing is shown.
    """
    check_nesting(html)
    parser = LexborHTMLParser(html)
    builder = Builder()
    if parser.root is not None:
        walk(parser.root, _Reader(styles(parser), builder).meet)
    return builder.finish()


class _Reader:
    """Meets the nodes of a page, and tells a builder what they show."""

    def __init__(self, styled: dict[int, Style], builder: Builder) -> None:
        self._styled = styled
        self._builder = builder
        self._look = PLAIN
        self._depth = 0
        self._preformatted = 0

    def meet(self, node: LexborNode) -> Iterator[Iterable[LexborNode]]:
        """Begin a node, yield what is in it, and end it."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return
        if tag in _DROPPED:
            return
        style = self._styled.get(node.mem_id, UNSTYLED)
        if style.gone:
            if (node.text() or "").strip():
                self._builder.gap()
            return
        around, self._look = self._look, style.within(self._look)
        if tag in _THINGS and not _is_linear(node):
            if not self._look.hidden and _has_room(node):
                self._builder.thing()
        else:
            self._depth += 1
            self._preformatted += tag in _PREFORMATTED
            with self._opened(tag, node):
                writes = not self._look.hidden and tag not in _LAYOUT
                if writes:
                    self._builder.text(style.before)
                if tag == "math":
                    self._look = replace(self._look, set_apart=True)
                if self._depth > HTML_DEPTH.most and node.first_child is not None:
                    raise HTML_DEPTH.error(f"over {HTML_DEPTH.most}")
                yield node.iter(include_text=True)
                if writes:
                    self._builder.text(style.after)
            self._preformatted -= tag in _PREFORMATTED
            self._depth -= 1
        self._look = around

    def _text(self, text: str) -> None:
        lines = text.split("\n") if self._preformatted else [text]
        for line in lines:
            self._builder.text(line, self._look)
            if len(lines) > 1:
                self._builder.end_line()

    def _opened(self, tag: str, node: LexborNode) -> AbstractContextManager[None]:
        """Begin what the element begins, and end it after what is in it."""
        builder, grid = self._builder, self._builder.grid
        if tag == "table":
            return builder.table()
        if tag in _BLOCK:
            return builder.block()
        if grid is not None and tag in ("td", "th"):
            return builder.cell(grid, _span(node, "rowspan"), _span(node, "colspan"))
        if grid is not None and tag in _GROUPS:
            return grid.group()
        if grid is not None and tag == "tr":
            grid.add_row()
        return nullcontext()


def _is_linear(node: LexborNode) -> bool:
    """Whether it is a formula without fractions, powers and the like."""
    inner = node.traverse(include_text=True)
    return node.tag == "math" and all(n.tag in _LINEAR for n in inner if n.mem_id != node.mem_id)


def _has_room(node: LexborNode) -> bool:
    """Whether a thing is seen: a spacer or a field that is never shown is not."""
    attributes = node.attributes
    dot = any(_DOT.match(attributes.get(name) or "-") for name in ("width", "height"))
    return not dot and attributes.get("type", "") != "hidden"


def _span(node: LexborNode, name: str) -> int:
    digits = _SPAN.match(node.attributes.get(name) or "")
    return int(digits[1]) if digits else 1
