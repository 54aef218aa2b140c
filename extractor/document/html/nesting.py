"""Html that would cost the parser too much is refused before it is parsed.

The parser follows the HTML standard, by which an unclosed <b> is repeated in every block
that follows; with n of them in n blocks that is n squared elements. Its time also grows
with the square of the depth, and of the attributes in a tag.
"""

import re
from collections import Counter

from extractor.document.limits import HTML_ATTRIBUTES, HTML_DEPTH, HTML_TAGS, HTML_UNCLOSED

_TAG = re.compile(
    r"""<(?: !--.*?(?:-->|\Z)
         | (?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b.*?(?:</(?P=raw)|\Z)
         | (?P<end>/?)(?P<name>[a-z][^\s/>]*)
           (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))*+) )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_LONG = 4 * HTML_ATTRIBUTES.most
"""Shorter attributes can't be too many, and are not counted."""

_FORMATTING = frozenset(
    "a b big code em font i nobr s small strike strong tt u".split()  # the standard's own list
)
_CLOSED_BY_OTHERS = frozenset(
    "area base br col colgroup dd dt embed hr img input li link meta option optgroup p param "
    "rb rp rt rtc source tbody td tfoot th thead tr track wbr html head body".split()
)


def check_nesting(html: str) -> None:
    """Raise TooLarge where parsing would take more than about a second."""
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
