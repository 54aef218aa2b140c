"""CSS text -> rules: selectors, and declarations as a dictionary of plain values.

As much of the language as says whether text is shown on a wide screen. `@media` blocks hold
there or not; animations, fonts and pages are no rules of elements. Every pattern is linear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SCREEN = 1280
"""Width in px of the screen that media queries are asked about."""

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
    if not text:
        return " "
    return f'"{_ESCAPE.sub(_unescaped, text).translate(_STRUCTURE)}"'


def _unescaped(escape: re.Match[str]) -> str:
    point = int(escape[1] or "0", 16)
    known = 0 < point < 0xD800 or 0xDFFF < point < 0x110000
    return escape[2] or (chr(point) if known else "\ufffd")


def _holds(prelude: str) -> bool:
    name = prelude.lower()
    if not name.startswith("@"):
        return True
    return name.startswith(_TRANSPARENT) or (name.startswith("@media") and media_holds(name[6:]))


def media_holds(queries: str) -> bool:
    """Whether a list of media queries is met by a wide screen, as far as it says."""
    return any(map(_query_holds, queries.lower().split(",")))


def _query_holds(query: str) -> bool:
    for bound, width in _WIDTH.findall(query):
        if (int(width) > _SCREEN) == (bound == "min"):
            return False
    kind = _WIDTH.sub("", query).replace("and", " ").replace("only", " ").split()
    return all(word in ("all", "screen") for word in kind)


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
    counted = _COUNTED.findall(text)
    return (
        sum(1 for identity, _, _ in counted if identity),
        sum(1 for _, kind, _ in counted if kind),
        sum(1 for _, _, name in counted if name),
    )
