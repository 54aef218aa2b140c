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
_BRACE = re.compile(r"[{}]")
_STRUCTURE = str.maketrans("", "", "{};,\\\"'")
_TRANSPARENT = ("@supports", "@layer", "@container")
_WIDTH = re.compile(r"\(\s*+(min|max)-width\s*+:\s*+(\d++)(?:\.\d++)?+px\s*+\)")
_PIECE = re.compile(r"(?:\[[^\]]*+\]|\((?:[^()]|\([^()]*+\))*+\)|\\.|[^\s>\[\](),])++|[\s>]++|,")
_COUNTED = re.compile(r"(#)|([.\[]|(?<!:):(?!:))|(?<![\w.#:\-\[\"])([a-z])", re.IGNORECASE)

Specificity = tuple[int, int, int]
Declarations = dict[str, tuple[bool, str]]
"""Property -> whether it is `!important`, and its value in lower case."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Compound selectors from the outermost to that of the element itself. `combinators` are
    what joins each to the next: `>` for a child, a blank for a descendant."""

    compounds: tuple[str, ...]
    combinators: tuple[str, ...]
    specificity: Specificity


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
    return f'"{text.translate(_STRUCTURE)}"' if text else " "


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
    """The selectors of a rule, those of pseudo-elements aside, which hold for no element."""
    compounds: list[str] = []
    combinators: list[str] = []
    for piece in (*_PIECE.findall(prelude), ","):
        if piece == ",":
            if compounds and "::" not in compounds[-1]:
                joins = tuple(combinators[: len(compounds) - 1])
                yield Selector(tuple(compounds), joins, _specificity(" ".join(compounds)))
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
