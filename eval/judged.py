"""Labelled documents, read and held against their labels, several at once."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path, PurePath
from typing import Literal, TypeVar

from eval.gold import GoldError, GoldLabels, GoldReport, Kind, load_gold
from eval.gold.split import is_held_out
from eval.score import (
    FIELD_PARTS,
    Aspect,
    DocumentScore,
    Prediction,
    predictions,
    score,
    score_unread,
)
from extractor.batch import Failure, attempt
from extractor.document import Document, Table
from extractor.pipeline import Extraction, extract

S = TypeVar("S")
T = TypeVar("T")

_EXACT: tuple[Aspect, ...] = ("value", "state", "imputed")

_FEW = 50
"""So many documents are read before another process has started."""

Layout = Literal["cells", "tabs", "pipes", "grid", "merged cells", "no table", "unread"]
"""How a document prints its tables: `cells` has one cell a line, `grid` is a table of html or
docx, and in `merged cells` some of its cells span several."""

_SAME = {"htm": "html"}


@dataclass(frozen=True, slots=True)
class Traits:
    """The form, layout and format (html, docx, txt) of one document, and where it comes from."""

    form: str
    layout: Layout
    format: str
    kind: Kind


def traits(labels: GoldLabels, document: Document | None) -> Traits:
    """What the labels tell and the document shows; None is one that cannot be read."""
    ending = PurePath(labels.document).suffix.lstrip(".").lower()
    layout: Layout = "unread" if document is None else _layout(document)
    return Traits(labels.form, layout, _SAME.get(ending, ending), labels.kind)


def _layout(document: Document) -> Layout:
    """The layout of its largest table."""
    if not document.tables:
        return "no table"
    table = max(document.tables, key=lambda table: sum(map(len, table.rows)))
    if document.media_type == "text/plain":
        return _flattened(table, document)
    spans = any(cell.rowspan > 1 or cell.colspan > 1 for row in table.rows for cell in row)
    return "merged cells" if spans else "grid"


def _flattened(table: Table, document: Document) -> Layout:
    if not table.aligned:
        return "cells"
    return "tabs" if "\t" in document.quote(table.span) else "pipes"


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled document: what it is like, every verdict on it, and every
    prediction.

    `labels` is a hash of its labels: two runs can be compared where it is the same.
    `labels_findings` says that the gold tells what the report gets wrong, be it nothing;
    `held_out` that nobody looks at more than its scores.
    """

    name: str
    labels: str
    traits: Traits
    score: DocumentScore
    predictions: tuple[Prediction, ...]
    labels_findings: bool
    held_out: bool = False

    @property
    def exact(self) -> bool:
        """Is every value, state and imputed value of tables, prose and metadata right?"""
        return not self.score.failure and all(
            verdict.outcome == "right"
            for verdict in self.score.verdicts
            if verdict.aspect in _EXACT and verdict.part in FIELD_PARTS
        )


def judged(report: GoldReport, result: Extraction | Failure) -> Judged:
    """What was read of one labelled document, held against its labels."""
    name, labels = report.name, report.labels
    told = labels.findings is not None, is_held_out(report.path)
    if isinstance(result, Failure):
        unread = score_unread(name, labels, result.reason)
        return Judged(name, _hash(labels), traits(labels, None), unread, (), *told)
    document, record = result
    scored = score(name, labels, document, record)
    made = tuple(predictions(name, labels, record))
    return Judged(name, _hash(labels), traits(labels, document), scored, made, *told)


def read_by_rules(report: GoldReport) -> Judged:
    """A document read as any file is, without its labels, and then judged."""
    return judged(report, attempt(partial(extract, report.path)))


def in_parallel(
    work: Callable[[S], T], documents: Sequence[S], jobs: int | None = None
) -> Iterator[T]:
    """`work` on each document, in their order, with as many processes (default: one a CPU)."""
    jobs = min(jobs or os.cpu_count() or 1, len(documents) // _FEW)
    if jobs <= 1:
        yield from map(work, documents)
        return
    # Not forked: a fork copies the locks of this process's threads.
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(work, documents)


def _hash(labels: GoldLabels) -> str:
    scored = labels.model_dump(mode="json", include={"fields", "facts", "imputed", "findings"})
    return hashlib.sha256(json.dumps(scored, sort_keys=True).encode()).hexdigest()[:12]


def load(folders: Sequence[Path]) -> list[GoldReport]:
    """All labelled documents. Raises GoldError where labels are wrong, or a name comes twice.

    Where a report is there in two formats, each is called by its whole file name.
    """
    found = [report for folder in folders for report in load_gold(folder)]
    stems = Counter(report.path.stem for report in found)
    twice = {stem for stem, count in stems.items() if count > 1}
    gold = [replace(r, called=r.path.name) if r.path.stem in twice else r for r in found]
    for name, count in Counter(report.name for report in gold).items():
        if count > 1:
            raise GoldError(f"{count} documents are called {name}: evaluate their folders apart")
    return gold
