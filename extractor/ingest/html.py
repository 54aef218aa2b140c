"""Html -> text and blocks, as a browser would show them to a reader.

Parsed by selectolax's lexbor, which builds the tree that the HTML standard prescribes,
also from broken tables. What is no part of the text is dropped: scripts, navigation,
footers, form controls, and elements that their own attributes hide.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.ingest.builder import Builder
from extractor.ingest.limits import HTML_DEPTH
from extractor.ingest.nesting import check_nesting
from extractor.model.document import Block

_DROPPED = frozenset(
    "script style noscript template head nav footer aside button input select textarea "
    "datalist option iframe object embed noframes noembed svg math canvas audio video "
    "map".split()
)
_BLOCK = frozenset(
    "address article blockquote body br caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu "
    "ol p plaintext pre section summary ul xmp".split()
)
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_MAY_BE_HIDDEN = '[hidden], [style*="none" i]'
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_Path: TypeAlias = list[tuple[str, Callable[[], None] | None]]
_SPAN = re.compile(r"\s*(\d{1,6})")


def read_html(html: str) -> tuple[str, tuple[Block, ...]]:
    """Decoded html -> its text and blocks.

    Raises TooLarge over a limit and Malformed where nothing is shown.
    """
    check_nesting(html)
    parser = LexborHTMLParser(html)
    builder = Builder()
    if parser.root is not None:
        _walk(parser.root, _hidden(parser), builder)
    return builder.finish()


def _hidden(parser: LexborHTMLParser) -> frozenset[int]:
    return frozenset(
        node.mem_id
        for node in parser.css(_MAY_BE_HIDDEN)
        if "hidden" in node.attributes or _DISPLAY_NONE.search(node.attributes.get("style") or "")
    )


def _walk(root: LexborNode, hidden: frozenset[int], builder: Builder) -> None:
    """Depth first, without recursion. `path` holds the open elements and what closes them."""
    path: _Path = []
    node = root
    while True:
        tag = node.tag or ""
        if tag == "-text":
            _text(node.text_content or "", path, builder)
        elif tag not in _DROPPED and not (hidden and node.mem_id in hidden):
            path.append((tag, _open(tag, node, builder)))
            child = node.first_child
            if child is not None:
                if len(path) > HTML_DEPTH.most:
                    raise HTML_DEPTH.error(f"over {HTML_DEPTH.most}")
                node = child
                continue
            _close(path)
        while (following := node.next) is None and path and (parent := node.parent) is not None:
            _close(path)
            node = parent
        if following is None or not path:
            return
        node = following


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
        builder.open_cell(grid, *(_span(attributes.get(name)) for name in ("rowspan", "colspan")))
        return builder.close_cell
    if tag == "tr":
        grid.add_row()
    elif tag in _GROUPS:
        return grid.end_group
    return None


def _close(path: _Path) -> None:
    close = path.pop()[1]
    if close is not None:
        close()


def _text(text: str, path: _Path, builder: Builder) -> None:
    if "\n" in text and any(tag in _PREFORMATTED for tag, _ in path):
        for line in text.split("\n"):
            builder.text(line)
            builder.end_line()
    else:
        builder.text(text)


def _span(value: str | None) -> int:
    digits = _SPAN.match(value or "")
    return int(digits[1]) if digits else 1
