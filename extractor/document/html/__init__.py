"""Html -> text and blocks, as a browser would show them to a reader.

Parsed by selectolax's lexbor, which builds the tree that the HTML standard prescribes,
also from broken tables. What is no part of the text is dropped: scripts, navigation,
footers, buttons, and what styles keep from being seen (`cascade`). What is seen and has no
characters becomes OBJECT. `aria-hidden` hides nothing from the eye.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.document import OBJECT
from extractor.document.bounds import HTML_ATTRIBUTES, HTML_DEPTH, HTML_TAGS, HTML_UNCLOSED
from extractor.document.builder import Builder, Laid, walk
from extractor.document.html.cascade import UNSTYLED, Style, styles
from extractor.document.signs import GAP, PLAIN

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
_APART = _THINGS | _PREFORMATTED
_SPAN = re.compile(r"\s*+(\d{1,6})")
_DOT = re.compile(r"\s*+[0-3]\s*+(?:px)?\s*\Z")

_TAG = re.compile(
    r"""<(?: !--.*?(?:-->|\Z)
         | (?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b.*?(?:</(?P=raw)|\Z)
         | (?P<end>/?)(?P<name>[a-z][^\s/>]*)
           (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))*+) )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_LONG = 4 * HTML_ATTRIBUTES.most  # shorter attributes can't be too many, and are not counted
_FORMATTING = frozenset(
    "a b big code em font i nobr s small strike strong tt u".split()  # the standard's own list
)
_CLOSED_BY_OTHERS = frozenset(
    "area base br col colgroup dd dt embed hr img input li link meta option optgroup p param "
    "rb rp rt rtc source tbody td tfoot th thead tr track wbr html head body".split()
)


def read_html(html: str) -> Laid:
    """Decoded html -> its text, blocks and marks.

    Raises TooLarge over a limit and Malformed where nothing is shown.
    """
    check_nesting(html)
    parser = LexborHTMLParser(html)
    builder = Builder()
    if parser.root is not None:
        walk(parser.root, _Reader(styles(parser), builder).meet, HTML_DEPTH)
    return builder.finish()


def check_nesting(html: str) -> None:
    """Raise TooLarge where parsing would take more than about a second.

    By the HTML standard, which the parser follows, an unclosed <b> is repeated in every block that
    follows; with n of them in n blocks that is n squared elements. Its time also grows with the
    square of the depth, and of the attributes in a tag.
    """
    unclosed: Counter[str] = Counter()
    depth = formatting = elements = 0
    for tag in _TAG.finditer(html):
        name = tag["name"]
        if name is None:
            continue
        if len(tag["attributes"]) > _LONG:
            HTML_ATTRIBUTES.check(len(_QUOTED.sub("", tag["attributes"]).split()))
        elements += 1 + formatting
        if elements > HTML_TAGS.most:
            raise HTML_TAGS.error(f"over {HTML_TAGS.most:,}")
        name = name.lower()
        if name in _CLOSED_BY_OTHERS:
            continue
        change = -1 if tag["end"] else 1
        if change < 0 and not unclosed[name]:
            continue
        unclosed[name] += change
        depth += change
        if name in _FORMATTING:
            formatting += change
        if depth > HTML_UNCLOSED:
            raise HTML_DEPTH.error(f"over {HTML_UNCLOSED:,}")


class _Reader:
    """Meets the nodes of a page, and tells a builder what they show."""

    def __init__(self, styled: dict[int, Style], builder: Builder) -> None:
        self._styled = styled
        self._builder = builder
        self._look = PLAIN
        self._preformatted = 0

    def meet(self, node: LexborNode) -> Iterator[Iterable[LexborNode]] | None:
        """Read a text, or go through an element; see `walk`."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return None
        if tag in _DROPPED:
            return None
        style = self._styled.get(node.mem_id)
        if style is None and tag not in _APART:
            return self._element(tag, node)
        return self._set_apart(tag, node, style or UNSTYLED)

    def _set_apart(
        self, tag: str, node: LexborNode, style: Style
    ) -> Iterator[Iterable[LexborNode]]:
        """Go through an element that looks otherwise than what is around it, or is a thing."""
        if style.gone:
            if (node.text() or "").strip():
                self._builder.text(GAP)
            return
        around, self._look = self._look, style.within(self._look)
        if tag in _THINGS and not _is_linear(node):
            if not self._look.hidden and _has_room(node):
                self._builder.text(OBJECT)
        else:
            writes = not self._look.hidden and tag not in _LAYOUT
            self._preformatted += tag in _PREFORMATTED
            for within in self._element(tag, node):
                if writes:
                    self._builder.text(style.before)
                if tag == "math":
                    self._look = replace(self._look, set_apart=True)
                yield within
                if writes:
                    self._builder.text(style.after)
            self._preformatted -= tag in _PREFORMATTED
        self._look = around

    def _text(self, text: str) -> None:
        lines = text.split("\n") if self._preformatted else [text]
        for line in lines:
            self._builder.text(line, self._look)
            if len(lines) > 1:
                self._builder.end_line()

    def _element(self, tag: str, node: LexborNode) -> Iterator[Iterable[LexborNode]]:
        """Begin what the element begins, go through it, and end that."""
        builder, grid = self._builder, self._builder.grid
        within = node.iter(include_text=True)
        if tag == "table":
            return builder.table(within)
        if tag in _BLOCK:
            return builder.block(within)
        if grid is not None and tag in ("td", "th"):
            return builder.cell(within, grid, _span(node, "rowspan"), _span(node, "colspan"))
        if grid is not None and tag in _GROUPS:
            return grid.group(within)
        if grid is not None and tag == "tr":
            grid.add_row()
        return iter((within,))


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
