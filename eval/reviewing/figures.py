"""What a reviewer did, and what the records came to -> figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median

from eval.gold import GoldField
from eval.reviewing.corrupted import Kind, Truth
from eval.reviewing.reviewer import Act
from extractor.record.record import Field, FieldId, Record

GOAL = 2.0
"""Strokes at most, where a right answer is at hand."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field whose value is another than the paper's in the end. `told` says that a finding
    names it, `settled` that the reviewer said so."""

    document: int
    field: FieldId
    value: str
    truth: str
    told: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is told of a reviewer's work. `kinds` and `waiting` are those of documents by
    number: what happened to it, and how many fields waited before. `left` wait after it."""

    kinds: Mapping[int, Kind]
    waiting: Mapping[int, int]
    left: int
    opened: int
    acts: tuple[Act, ...]
    wrong: tuple[Wrong, ...]

    def of(self, kind: Kind) -> "Figures":
        """The same of the reports of one kind alone; `left` and `opened` are not told apart."""
        own = {number: told for number, told in self.kinds.items() if told == kind}
        return replace(
            self,
            kinds=own,
            waiting={number: self.waiting[number] for number in own},
            acts=tuple(act for act in self.acts if act.document in own),
            wrong=tuple(wrong for wrong in self.wrong if wrong.document in own),
        )

    @property
    def settling(self) -> tuple[Act, ...]:
        """The decisions that settled a field."""
        return tuple(act for act in self.acts if act.means != "put aside")

    @property
    def proposed(self) -> tuple[Act, ...]:
        """Those of them for which a right answer was at hand."""
        return tuple(act for act in self.settling if act.offered is not None)

    @property
    def strokes(self) -> float:
        """Keys and clicks for a settled field."""
        return _mean([act.strokes for act in self.settling])

    @property
    def strokes_where_proposed(self) -> float:
        """The same where a right answer was at hand."""
        return _mean([act.strokes for act in self.proposed])

    @property
    def cleared(self) -> int:
        """Fields that no longer waited since another one was settled."""
        return sum(act.cleared for act in self.acts)

    @property
    def raised(self) -> int:
        """Fields that waited since another one was settled."""
        return sum(act.raised for act in self.acts)

    @property
    def seconds(self) -> float:
        """Of the machine for a decision, the next page included: the median."""
        return median(act.seconds for act in self.acts) if self.acts else 0.0


def wrong_fields(
    document: int, record: Record, truth: Truth, acts: Sequence[Act]
) -> tuple[Wrong, ...]:
    """The fields of a record with another value than the paper prints, or without it."""
    settled = {act.field for act in acts if act.document == document}
    told = {field for finding in record.findings for field in finding.fields}
    return tuple(
        Wrong(document, name, value, _said(label), name in told, name in settled)
        for name, field in record.fields.items()
        if not _holds(field, label := truth.labels.get(name))
        for value in ["none" if field.value is None else str(field.value)]
    )


def _holds(field: Field, label: GoldField | None) -> bool:
    """Whether a value is the paper's. Nothing is known of a field that is not labelled; what is
    printed as a blank or a dash counts nought."""
    if label is None:
        return True
    return field.value == label.values[0] if label.values else field.value in (None, 0)


def _said(label: GoldField | None) -> str:
    if label is None:
        return "missing"
    return str(label.values[0]) if label.values else label.state


def _mean(counts: Sequence[int]) -> float:
    return mean(counts) if counts else 0.0
