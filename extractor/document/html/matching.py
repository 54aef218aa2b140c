"""Selectors -> the elements of a page that they are about, in a number of steps that is bounded."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from extractor.document.html.stylesheet import Selector
from extractor.document.limits import CSS_STEPS

_ELEMENT, _ANCESTOR = 20, 200
"""Steps to try a selector on an element, and to look at one that it stands in."""

_SIBLINGS = re.compile(r"~|:nth|:last|:has|:only")
_ALONE = re.compile(r"(?:\A|[~+])([\w.#-]++)(?::[^~+\[]*+)?\Z")


class Matcher:
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
