"""Scores -> JSON with everything: keys are stable, and `schema` says which keys they are."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from eval.judge import OUTCOMES
from eval.judged import Judged
from eval.measures import Figure, figures
from eval.promise import Promised
from eval.risk import reliability, trust_figures
from eval.score import Prediction, Verdict
from eval.summary import Tally, by_aspect, mismatches, tables

SCHEMA = "gouji.eval/1"


@dataclass(frozen=True)
class Report:
    """Judged documents, in words how they were read, the figures of ablations, and what may be
    promised, if that was asked for. `details` says that held-out documents are told in detail."""

    reader: str
    documents: Sequence[Judged]
    ablation: Mapping[str, Sequence[Figure]] = field(default_factory=dict)
    promised: Promised | None = None
    details: bool = False

    @property
    def held_out(self) -> int:
        """How many documents are held out."""
        return sum(document.held_out for document in self.documents)

    @property
    def shown(self) -> Sequence[Judged]:
        """The documents of which more is told than the scores."""
        return [d for d in self.documents if self.details or not d.held_out]

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """Every prediction on every document."""
        return tuple(made for document in self.documents for made in document.predictions)

    @cached_property
    def figures(self) -> list[Figure]:
        """Every measure over all documents."""
        return figures(self.documents)

    @property
    def ablated(self) -> list[tuple[str, list[float | None]]]:
        """The measures in which the variants differ, each with its share in every variant."""
        told = [
            (same[0].measure.label, [figure.share for figure in same])
            for same in zip(*self.ablation.values(), strict=True)
        ]
        return [(label, shares) for label, shares in told if len(set(shares)) > 1]


def as_json(report: Report) -> dict[str, Any]:
    """Figures, tables, trust, each document, and every mismatch with its place.

    What is not right of a document that is held out is null.
    """
    documents, shown = report.documents, report.shown
    aspects: dict[str, dict[str, Any]] = {}
    for (part, aspect), tally in by_aspect(documents).items():
        aspects.setdefault(part, {})[aspect] = _tally(tally)
    return {
        "schema": SCHEMA,
        "reader": report.reader,
        "figures": {f.measure.id: _figure(f) for f in report.figures},
        "aspects": aspects,
        "tables": {
            dimension: {name: _tally(tally) for name, tally in found.items()}
            for dimension, found in tables(documents).items()
        },
        "trust": _trust(report.predictions),
        "promised": _promised(report.promised) if report.promised else None,
        "documents": {d.name: _document(d, d in shown) for d in documents},
        "ablation": {
            variant: {figure.measure.id: figure.share for figure in told}
            for variant, told in report.ablation.items()
        },
        "mismatches": [_mismatch(verdict) for verdict in mismatches(shown)],
    }


def as_text(data: Mapping[str, Any]) -> str:
    """JSON for a file: shares to six places, as more would differ from machine to machine."""
    return json.dumps(_rounded(data), ensure_ascii=False, indent=1) + "\n"


def _rounded(data: Any) -> Any:
    if isinstance(data, float):
        return None if math.isnan(data) else round(data, 6)
    if isinstance(data, Mapping):
        return {key: _rounded(value) for key, value in data.items()}
    return [_rounded(value) for value in data] if isinstance(data, list | tuple) else data


def mismatches_of(document: Judged) -> dict[str, dict[str, list[str]]]:
    """What is not right of one document: part and aspect -> outcome -> fields, sorted."""
    found: dict[str, dict[str, list[str]]] = {}
    for verdict in sorted(mismatches([document]), key=lambda v: v.field):
        outcomes = found.setdefault(f"{verdict.part} {verdict.aspect}", {})
        outcomes.setdefault(verdict.outcome, []).append(verdict.field)
    return dict(sorted(found.items()))


def _document(document: Judged, shown: bool) -> dict[str, Any]:
    traits, score = document.traits, document.score
    return {
        "labels": document.labels,
        "form": traits.form,
        "layout": traits.layout,
        "format": traits.format,
        "kind": traits.kind,
        "failure": score.failure,
        "judged": {f"{p} {a}": t.outcomes.total() for (p, a), t in by_aspect([document]).items()},
        "exact": document.exact if shown else None,
        "findings": [f.message for f in score.findings] if shown else None,
        "disagreements": [f.message for f in score.disagreements] if shown else None,
        "not_right": mismatches_of(document) if shown else None,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    measure = figure.measure
    return {
        "label": measure.label,
        "hits": figure.hits,
        "total": figure.total,
        "share": figure.share,
        "interval": figure.interval,
        "by_document": figure.by_document,
        "least": measure.least,
        "most": measure.most,
        "met": figure.met,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        **{outcome: tally.outcomes[outcome] for outcome in OUTCOMES},
        "precision": tally.precision,
        "precision_interval": tally.precision_interval,
        "recall": tally.recall,
        "recall_interval": tally.recall_interval,
    }


def _trust(predictions: Sequence[Prediction]) -> dict[str, Any]:
    bins = [
        {"claims": b.count, "confidence": b.confidence, "right": b.right,
         "interval": (b.low, b.high)}
        for b in reliability(predictions)
    ]  # fmt: skip
    told = {
        f.id: {"label": f.label, "value": f.value, "target": f.target, "met": f.met}
        for f in trust_figures(predictions)
    }
    return {"claims": len(predictions), "figures": told, "reliability": bins}


def _promised(promised: Promised) -> dict[str, Any]:
    return {
        "target": promised.target,
        "reports": promised.reports,
        "fitted": promised.fitted,
        "promises": {
            name: {key: value for key, value in asdict(promise).items() if key != "reports"}
            for name, promise in promised.promises.items()
        },
        "splits": [asdict(h) | {"kept": h.kept(promised.target)} for h in promised.splits],
    }


def _mismatch(verdict: Verdict) -> dict[str, Any]:
    return {
        "document": verdict.document,
        "field": verdict.field,
        "aspect": verdict.aspect,
        "outcome": verdict.outcome,
        "expected": verdict.expected,
        "got": verdict.got,
        "start": verdict.evidence.start if verdict.evidence else None,
        "end": verdict.evidence.end if verdict.evidence else None,
    }
