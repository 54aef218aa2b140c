"""CSS text -> rules, and the elements of a page that their selectors are about.

As much of the language as says whether text is shown on a wide screen. `@media` blocks hold
there or not; animations, fonts and pages are no rules of elements. Every pattern is linear, and
the steps that selectors take are counted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from extractor.document.bounds import CSS_STEPS

_SCREEN = 1280  # width in px of the screen that media queries are asked about
_ASIDE = re.compile(
    r"""/\*(?:(?!\*/).)*+(?:\*/)?
      | "((?:[^"\\\n]|\\.)*+)"? | '((?:[^'\\\n]|\\.)*+)'?
      | <!-- | -->""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_STRUCTURE = str.maketrans("", "", "{};,\\\"'")
_TRANSPARENT = ("@supports", "@layer", "@container")
_WIDTH = re.compile(r"\(\s*+(min|max)-width\s*+:\s*+(\d++)(?:\.\d++)?+px\s*+\)")
_PIECE = re.compile(r"(?:\[[^\]]*+\]|\((?:[^()]|\([^()]*+\))*+\)|\\.|[^\s>\[\](),])++|[\s>]++|,")
_PART = re.compile(r"::?(before|after)\Z", re.IGNORECASE)
_COUNTED = re.compile(r"(#)|([.\[]|(?<!:):(?!:))|(?<![\w.#:\-\[\"])([a-z])", re.IGNORECASE)

_ELEMENT, _ANCESTOR = 20, 200
"""Steps to try a selector on an element, and to look at one that it stands in."""

_SIBLINGS = re.compile(r"~|:nth|:last|:has|:only")
_ALONE = re.compile(r"(?:\A|[~+])([\w.#-]++)(?::[^~+\[]*+)?\Z")

Specificity = tuple[int, int, int]
Declarations = dict[str, tuple[bool, str]]
"""Property -> whether it is `!important`, and its value in lower case."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Compound selectors from the outermost to that of the element itself. `combinators` are
    what joins each to the next: `>` for a child, a blank for a descendant. `part` is what of the
    element is meant: itself, or what is written `before` or `after`."""

    compounds: tuple[str, ...]
    combinators: tuple[str, ...]
    specificity: Specificity
    part: str = ""


def rules(css: str) -> Iterator[tuple[str, Declarations]]:
    """The rules that hold on a screen, in order: the selectors' text and the declarations."""
    css = _ASIDE.sub(_inert, css)
    holds = [True]
    at = 0
    prelude = ""
    for brace in _BRACE.finditer(css):
        text = css[at : brace.start()]
        at = brace.end()
        if brace[0] == "{":
            prelude = text.rpartition(";")[2].strip()
            holds.append(holds[-1] and _holds(prelude))
        elif len(holds) > 1:
            if holds.pop() and prelude and not prelude.startswith("@"):
                yield prelude, declarations(text)
            prelude = ""


def _inert(found: re.Match[str]) -> str:
    """A comment -> a blank; a string -> itself, without what the syntax could take for its own."""
    text = found[1] or found[2]
    return f'"{_ESCAPE.sub(_unescaped, text).translate(_STRUCTURE)}"' if text else " "


def _unescaped(escape: re.Match[str]) -> str:
    point = int(escape[1] or "0", 16)
    known = 0 < point < 0xD800 or 0xDFFF < point < 0x110000
    return escape[2] or (chr(point) if known else "\ufffd")


def _holds(prelude: str) -> bool:
    name = prelude.lower()
    media = name.startswith("@media") and media_holds(name[6:])
    return media or not name.startswith("@") or name.startswith(_TRANSPARENT)


def media_holds(queries: str) -> bool:
    """Whether a list of media queries is met by a wide screen, as far as it says."""
    return any(map(_query_holds, queries.lower().split(",")))


def _query_holds(query: str) -> bool:
    if any((int(px) > _SCREEN) == (bound == "min") for bound, px in _WIDTH.findall(query)):
        return False
    kind = _WIDTH.sub("", query).replace("and", " ").replace("only", " ").split()
    return set(kind) <= {"all", "screen"}


def declarations(text: str) -> Declarations:
    """`property: value; ...` -> the last of each property, or the last important one."""
    found: Declarations = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if not colon:
            continue
        name = name.strip().lower()
        value = " ".join(value.lower().split())
        plain = value.removesuffix("important").rstrip().removesuffix("!").rstrip()
        important = plain != value and value.endswith("important")
        if important or not found.get(name, (False, ""))[0]:
            found[name] = important, plain if important else value
    return found


def selectors(prelude: str) -> Iterator[Selector]:
    """The selectors of a rule, those of other pseudo-elements than `before` and `after` aside."""
    compounds: list[str] = []
    combinators: list[str] = []
    for piece in (*_PIECE.findall(prelude), ","):
        if piece == ",":
            part = _PART.search(compounds[-1]) if compounds else None
            if part:
                compounds[-1] = compounds[-1][: part.start()] or "*"
            if compounds and "::" not in compounds[-1]:
                joins = tuple(combinators[: len(compounds) - 1])
                name = part[1].lower() if part else ""
                yield Selector(tuple(compounds), joins, _specificity(" ".join(compounds)), name)
            compounds, combinators = [], []
        elif piece.isspace() or ">" in piece:
            if compounds:
                combinators.append(">" if ">" in piece else " ")
        elif compounds and (piece[0] in "+~" or compounds[-1][-1] in "+~"):
            # Siblings have their ancestors in common, so they may stay together.
            compounds[-1] += piece
            combinators.pop()
        else:
            compounds.append(piece)


def _specificity(text: str) -> Specificity:
    kinds = Counter(found.lastindex for found in _COUNTED.finditer(text))
    return kinds[1], kinds[2], kinds[3]


class Matcher:
    """Finds the elements that a selector is about, in steps that are counted."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self._parser = parser
        self._steps = 0
        self._found: dict[str, list[LexborNode]] = {}

    @cached_property
    def _elements(self) -> int:
        return len(self._parser.css("*"))

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
            met = {at + 1 for at in open_ if ancestor.mem_id in outer[at]}
            if len(outer) in met:
                return True
            open_ = met | {at for at in open_ if joins[at] == " "}
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
        siblings = _SIBLINGS.search(compound)
        alone = _ALONE.search(compound) if siblings else None
        # The parser looks at all siblings of each element, so one that is not there is sought
        # without them first.
        if alone and not self._compound(alone[1]):
            return []
        self._step(self._elements**2 if siblings else self._elements * _ELEMENT)
        try:
            return self._parser.css(compound)
        except SelectolaxError:
            return []
