"""How the elements of a page are shown, from its style sheets, `style` attributes and tags.

Every declaration is ranked as browsers do, and `properties` says what those that win come to.
Sheets that a page only links to are not at hand.
"""

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.document.html.matching import Matcher
from extractor.document.html.properties import Style, content, expanded, in_play, playing, style
from extractor.document.html.stylesheet import (
    Declarations,
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

_BROWSER_RULES = tuple(rules(_BROWSER))
_BROWSER_OWN, _SHEET, _ATTRIBUTE = 0, 1, 2

_HINTS = {"[bgcolor]": ("bgcolor", "background-color"), "font[color]": ("color", "color")}
"""Attributes of old pages that are weaker than any rule."""

_Rank = tuple[int, tuple[int, int, int], int]
_Winners = dict[str, tuple[_Rank, str]]
_Key = tuple[int, str]
"""The `mem_id` of an element, and whether it is itself or what is written `before` or `after`."""


def styles(parser: LexborHTMLParser) -> dict[int, Style]:
    """A parsed page -> the style of each element that has one that tells, by its `mem_id`.

    Raises TooLarge where the page's rules would take too long to apply.
    """
    tags: dict[int, str] = {}
    winners: dict[_Key, _Winners] = {}

    def declare(node: LexborNode, told: Declarations, rank: _Rank, part: str = "") -> None:
        tags[node.mem_id] = node.tag or ""
        won = winners.setdefault((node.mem_id, part), {})
        for name, (important, value) in told.items():
            # Important rules rank in the opposite order of where they come from.
            ranked = (5 - rank[0] if important else rank[0], *rank[1:])
            if name not in won or ranked >= won[name][0]:
                won[name] = ranked, value

    for prelude, told in _BROWSER_RULES:
        for node in parser.css(prelude):
            declare(node, told, (_BROWSER_OWN, (0, 0, 0), 0))
    undone = {name for won in winners.values() for name, (rank, _) in won.items() if not rank[0]}
    inline = [(node, node.attributes.get("style") or "") for node in parser.css("[style]")]
    attributes = {value: expanded(declarations(value)) for value in {v for _, v in inline}}
    hints = list(_hints(parser))
    sheets = [_sheet(node) for node in parser.css("style")]
    found = [(prelude, expanded(told)) for css in sheets for prelude, told in rules(css)]
    all_told = [told for _, told in (*hints, *attributes.items(), *found)]
    names = undone | in_play(all_told)
    if names:
        match = Matcher(parser)
        for node, told in hints:
            if kept := playing(told, names):
                declare(node, kept, (_SHEET, (0, 0, 0), -1))
        for number, (prelude, told) in enumerate(found):
            if kept := playing(told, names):
                for selector in selectors(prelude):
                    rank = (_SHEET, selector.specificity, number)
                    for node in match(selector):
                        declare(node, kept, rank, selector.part)
        for node, value in inline:
            if kept := playing(attributes[value], names):
                declare(node, kept, (_ATTRIBUTE, (0, 0, 0), 0))
    return _styles(winners, tags)


def _hints(parser: LexborHTMLParser) -> Iterator[tuple[LexborNode, Declarations]]:
    for selector, (attribute, name) in _HINTS.items():
        for node in parser.css(selector):
            value = (node.attributes.get(attribute) or "").strip().lower()
            yield node, {name: (False, value)}


def _styles(winners: Mapping[_Key, _Winners], tags: Mapping[int, str]) -> dict[int, Style]:
    """What won, and the tags of the elements -> their styles."""

    def values(key: int, part: str = "") -> dict[str, str]:
        return {name: value for name, (_, value) in winners.get((key, part), {}).items()}

    def written(key: int, part: str) -> str:
        return content(values(key, part)) if (key, part) in winners else ""

    return {
        key: style(tag, values(key), written(key, "before"), written(key, "after"))
        for key, tag in tags.items()
    }


def _sheet(node: LexborNode) -> str:
    """The text of a `style` element; nothing where it is not for a screen with scripts."""
    media = node.attributes.get("media")
    parent = node.parent
    if (media and not media_holds(media)) or (parent is not None and parent.tag == "noscript"):
        return ""
    return node.text() or ""
