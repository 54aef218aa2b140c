"""Labelled documents, read and judged, several at once."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from eval.gold import GoldLabels, GoldReport
from eval.gold_split import is_held_out
from eval.outcomes import Claim, claims
from eval.score import FIELD_PARTS, Aspect, DocumentScore, score, score_unread
from eval.traits import Traits, traits
from extractor.batch import Failure, attempt
from extractor.pipeline import Extraction, extract

S = TypeVar("S")
T = TypeVar("T")

_EXACT: tuple[Aspect, ...] = ("value", "state", "imputed")

_FEW = 50
"""So many documents are read before another process has started."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled document: what it is like, every verdict on it, and every claim.

    `labels` is a hash of its labels: two runs can be compared where it is the same.
    `labels_findings` says that the gold tells what the report gets wrong, be it nothing;
    `held_out` that nobody looks at more than its scores.
    """

    name: str
    labels: str
    traits: Traits
    score: DocumentScore
    claims: tuple[Claim, ...]
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
    made = tuple(claims(name, labels, record))
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
