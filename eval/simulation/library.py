"""Folders of labelled documents -> the document that a question shows, by its own words."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from eval.gold import GoldReport, load_gold
from eval.simulation.prose import ProseKey, prose_key
from eval.simulation.shown import Grid, Shown, plain, turned
from eval.simulation.table import TableKey, table_key, token_of
from extractor.document import Document
from extractor.document.read import read_document
from extractor.forms.file import load_form
from extractor.forms.form import Form

_PIECE = re.compile(r"[^。;!?\n]+")
_SHORTEST = 4
_COMMON = 50
"""A piece that more documents have tells little of which is meant."""
_MOST = 0.5
"""The part of what is shown that a document must have."""


class Labelled:
    """A labelled document, and what is right about its prose and its tables.

    The prose is looked into at once, so that no answer waits for it.
    """

    def __init__(self, report: GoldReport, document: Document) -> None:
        self.name = report.name
        self.labels = report.labels
        self.form: Form = load_form(report.labels.form)
        self.prose: ProseKey = prose_key(document, self.labels, self.form)
        self._tables: dict[str, TableKey] = {}

    def table(self, part: str) -> TableKey:
        """What is right about its table of one part of the form."""
        if part not in self._tables:
            self._tables[part] = table_key(self.labels, self.form, part)
        return self._tables[part]


class Library:
    """All labelled documents, and which has which pieces of text.

    A piece is a sentence, or the figures of a table's row or column in order.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._take(report for folder in folders for report in load_gold(folder))

    @classmethod
    def of(cls, gold: Iterable[GoldReport]) -> "Library":
        """These documents."""
        library = cls(())
        library._take(gold)
        return library

    def _take(self, gold: Iterable[GoldReport]) -> None:
        self.documents: list[Labelled] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        for report in gold:
            document = read_document(report.path)
            for piece in _pieces_of(document):
                self._having[piece].append(len(self.documents))
            self.documents.append(Labelled(report, document))

    def find(self, shown: Shown) -> Labelled | None:
        """The document that has most of what is shown, rare pieces first; None for a stranger."""
        ways = [set(_prose(line.text for line in shown.lines))]
        grids = [block.grid for block in shown.blocks]
        ways += [set(_rows(grids)), set(_rows(map(turned, grids)))]
        return max((self._found(pieces) for pieces in ways), key=lambda found: found[0])[1]

    def _found(self, pieces: set[str]) -> tuple[float, Labelled | None]:
        votes: defaultdict[int, float] = defaultdict(float)
        for piece in pieces:
            having = self._having.get(piece, [])
            for number in having[:_COMMON]:
                votes[number] += 1 / len(having)
        if not votes:
            return 0.0, None
        best = max(votes, key=lambda number: (votes[number], -number))
        had = sum(len(piece) for piece in pieces if self._has(best, piece))
        part = had / sum(map(len, pieces))
        return (part, self.documents[best]) if part >= _MOST else (0.0, None)

    def _has(self, number: int, piece: str) -> bool:
        having = self._having.get(piece, [])
        at = bisect_left(having, number)
        return at < len(having) and having[at] == number


def _pieces_of(document: Document) -> set[str]:
    paragraphs = (plain(document.quote(paragraph.span)) for paragraph in document.paragraphs)
    lines: defaultdict[tuple[int, str, int], list[str]] = defaultdict(list)
    for number, table in enumerate(document.tables):
        for cell in (cell for row in table.rows for cell in row):
            text = plain(document.quote(cell.span))
            lines[number, "row", cell.row].append(text)
            lines[number, "column", cell.column].append(text)
    return {*_prose(paragraphs), *filter(None, map(_figures, lines.values()))}


def _prose(lines: Iterable[str]) -> Iterator[str]:
    pieces = (piece[0] for line in lines for piece in _PIECE.finditer(line))
    return (piece for piece in pieces if len(piece) >= _SHORTEST)


def _rows(grids: Iterable[Grid]) -> Iterator[str]:
    lines = ([cell.text for cell in line] for grid in grids for line in grid)
    return filter(None, map(_figures, lines))


def _figures(cells: Iterable[str]) -> str:
    """The figures and dashes of a line; nothing where there is one only, which tells too little."""
    figures = [cell for cell in cells if _counts(cell)]
    return "|".join(figures) if len(figures) > 1 else ""


@lru_cache(maxsize=65536)
def _counts(cell: str) -> bool:
    return token_of(cell) not in ("blank", "unreadable")
