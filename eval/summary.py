"""Verdicts -> tables: how many of each outcome, by part, field, form, layout, format and kind."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from eval.judge import CLAIMED, LABELLED, Outcome
from eval.judged import Judged
from eval.measures import clopper_pearson
from eval.score import FIELD_PARTS, PARTS, TABLE_PARTS, Aspect, Verdict

K = TypeVar("K")

ASPECTS: tuple[Aspect, ...] = ("value", "state", "imputed", "evidence", "qualifier", "label")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each outcome."""

    outcomes: Counter[Outcome]

    @property
    def right(self) -> int:
        """How many are as labelled."""
        return self.outcomes["right"]

    @property
    def claimed(self) -> int:
        """How many are claimed, rightly or not."""
        return sum(self.outcomes[outcome] for outcome in CLAIMED)

    @property
    def labelled(self) -> int:
        """How many there are to claim."""
        return sum(self.outcomes[outcome] for outcome in LABELLED)

    @property
    def precision(self) -> float | None:
        """The share that is right of what is claimed."""
        return self.right / self.claimed if self.claimed else None

    @property
    def recall(self) -> float | None:
        """The share that is right of what is labelled."""
        return self.right / self.labelled if self.labelled else None

    @property
    def precision_interval(self) -> tuple[float, float]:
        """95%, Clopper-Pearson."""
        return clopper_pearson(self.right, self.claimed)

    @property
    def recall_interval(self) -> tuple[float, float]:
        """95%, Clopper-Pearson."""
        return clopper_pearson(self.right, self.labelled)


Tallies = dict[str, Tally]


def by_aspect(documents: Iterable[Judged]) -> dict[tuple[str, Aspect], Tally]:
    """Every verdict, by part and aspect, in the order they are told."""
    found = _tallied((v, (v.part, v.aspect)) for d in documents for v in d.score.verdicts)
    return {(p, a): found[p, a] for p in PARTS for a in ASPECTS if (p, a) in found}


def tables(documents: Sequence[Judged]) -> dict[str, Tallies]:
    """Printed values of tables, narrative and metadata, told apart by each thing in turn.

    `zero` has table cells only: four in five are zero, and guessing zero must not look good.
    """
    return {
        "form": _by(documents, lambda document, _: document.traits.form),
        "layout": _by(documents, lambda document, _: document.traits.layout),
        "format": _by(documents, lambda document, _: document.traits.format),
        "kind": _by(documents, lambda document, _: document.traits.kind),
        "zero": _by(documents, _zero),
        "field": _by(documents, lambda _, verdict: verdict.field),
    }


def _zero(_: Judged, verdict: Verdict) -> str | None:
    if verdict.part not in TABLE_PARTS:
        return None
    return f"{verdict.part}, {'zero' if verdict.zero else 'not zero'}"


def _by(documents: Iterable[Judged], key: Callable[[Judged, Verdict], str | None]) -> Tallies:
    def keyed() -> Iterator[tuple[Verdict, str]]:
        for document in documents:
            for verdict in document.score.verdicts:
                if verdict.aspect == "value" and verdict.part in FIELD_PARTS:
                    named = key(document, verdict)
                    if named is not None:
                        yield verdict, named

    return dict(sorted(_tallied(keyed()).items()))


def _tallied(keyed: Iterable[tuple[Verdict, K]]) -> dict[K, Tally]:
    counts: dict[K, Counter[Outcome]] = {}
    for verdict, key in keyed:
        counts.setdefault(key, Counter())[verdict.outcome] += 1
    return {key: Tally(counter) for key, counter in counts.items()}


def mismatches(documents: Iterable[Judged]) -> list[Verdict]:
    """Every verdict that is not right, in the order of documents."""
    return [v for d in documents for v in d.score.verdicts if v.outcome != "right"]


def worst(document: Judged) -> list[Verdict]:
    """The mismatches of one document, what harms most first.

    A figure of the form harms more than an open fact, a value more than what is said about it, a
    wrong claim more than a missing one, and a figure more than a zero.
    """
    return sorted(mismatches([document]), key=_harm)


def _harm(verdict: Verdict) -> tuple[bool, int, int, bool]:
    outcome = ("wrong", "spurious", "missing", "asked", "needless").index(verdict.outcome)
    return verdict.part == "facts", ASPECTS.index(verdict.aspect), outcome, verdict.zero
