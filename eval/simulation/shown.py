"""The last user message -> what a model is shown: lines with marks, a table, what is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extractor.values.folding import fold

_MARK = re.compile(r"⟦(\d+)⟧|§(\d+) ")
_ASKED = re.compile(r"(rows|columns|fields|field): ([^ ,;]*)")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Text as it is compared: folded, without white space, `§` as it is shown to a model."""
    return _SPACE.sub("", fold(text.replace("§", "S")))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text as shown, without its marks, and in plain characters.

    `figures` and `sentences` are numbers of marks with their offset in `text`, the plain one.
    """

    printed: str
    text: str
    figures: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]

    def words(self, start: int, end: int) -> str:
        """The printed characters of a stretch of the plain text."""
        places = [at for at, character in enumerate(self.printed) if plain(character)]
        return self.printed[places[start] : places[end - 1] + 1]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a table as it is shown: its text in plain characters, its mark if it has one."""

    text: str
    mark: int | None


Grid = tuple[tuple[ShownCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A table that is asked about: the first row or the field that is named, and the lines.

    There are none where an earlier block has them.
    """

    name: str
    grid: Grid

    @property
    def part(self) -> str:
        """The part of the form that is asked for."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as far as a model sees it: running text, or tables."""

    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]

    @property
    def grid(self) -> Grid:
        """The lines of all blocks."""
        return tuple(line for block in self.blocks for line in block.grid)


def read_shown(message: str) -> Shown:
    """Take a user message apart."""
    lines: list[Line] = []
    blocks: list[tuple[str, list[tuple[ShownCell, ...]]]] = []
    for text in message.split("\n"):
        if asked := _ASKED.match(text):
            if asked[1] in ("rows", "field"):
                blocks.append((asked[2], []))
        elif text.startswith("|") and blocks:
            blocks[-1][1].append(tuple(_cells(text)))
        elif text.strip() and not text.startswith("# "):
            lines.append(_line(text))
    return Shown(tuple(lines), tuple(Block(name, tuple(grid)) for name, grid in blocks))


def last_question(messages: Sequence[tuple[str, str]]) -> str:
    """The text of the question among (role, content): the last user message that has marks.

    A repair ends with what was wrong with the last answer, which has none.
    """
    texts = [content for role, content in messages if role == "user"]
    return next(
        (text for text in reversed(texts) if _MARK.search(text)), texts[-1] if texts else ""
    )


def turned(grid: Grid) -> Grid:
    """Columns as rows, each as long as the table has rows."""
    empty = ShownCell("", None)
    return tuple(zip_longest(*grid, fillvalue=empty))


def _cells(text: str) -> Iterator[ShownCell]:
    for cell in text.strip().removeprefix("|").removesuffix("|").split("|"):
        mark = _MARK.search(cell)
        number = int(mark[1]) if mark and mark[1] else None
        yield ShownCell(plain(_MARK.sub("", cell)), number)


def _line(text: str) -> Line:
    figures: list[tuple[int, int]] = []
    sentences: list[tuple[int, int]] = []
    written = ""
    done = 0
    for mark in _MARK.finditer(text):
        written += plain(text[done : mark.start()])
        done = mark.end()
        if mark[1]:
            figures.append((int(mark[1]), len(written)))
        else:
            sentences.append((int(mark[2]), len(written)))
    text = _MARK.sub("", text)
    return Line(text, plain(text), tuple(figures), tuple(sentences))
