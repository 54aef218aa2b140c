"""How often people changed what the machine had read: by how sure it was, and by its reasons.

This is about what people were asked, which is mostly what was in doubt. What was accepted unseen
is for `gouji audit`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.record.decision import Decision
from extractor.record.record import Field
from extractor.review.bound import interval
from extractor.review.history import History, printed

EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
"""Where the bands of confidence begin; the last ends at 1."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the fields that people settled, those `kept` as read, `changed`, and `given` where the
    machine had left the value open. `confidence` is the mean of what was kept or changed."""

    kept: int = 0
    changed: int = 0
    given: int = 0
    confidence: float | None = None

    @property
    def judged(self) -> int:
        """Fields for which the machine had an answer."""
        return self.kept + self.changed

    @property
    def right(self) -> float | None:
        """How often the machine's answer was kept."""
        return self.kept / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where that share lies, with 95% confidence (Clopper, Pearson 1934)."""
        return interval(self.kept, self.judged)


@dataclass(frozen=True, slots=True)
class Band:
    """Fields of which the machine was sure from `low` to `high`."""

    low: float
    high: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Corrections:
    """What became of the machine's answers: of all, by confidence, by reason (most first)."""

    all: Outcome
    bands: tuple[Band, ...]
    reasons: tuple[tuple[str, Outcome], ...]


def corrections(histories: Iterable[History]) -> Corrections:
    """What people made of what the machine had read."""
    met = [
        (machine, holds)
        for history in histories
        if (machine := history.machine) and (holds := history.holds)
    ]
    ends = (*EDGES[1:], 1.0)
    bands = tuple(
        Band(low, high, _outcome([m for m in met if _within(m[0].confidence, low, high)]))
        for low, high in zip(EDGES, ends, strict=True)
    )
    named = {reason for machine, _ in met for reason in machine.reasons}
    reasons = ((r, _outcome([m for m in met if r in m[0].reasons])) for r in named)
    most = sorted(reasons, key=lambda told: (-told[1].judged - told[1].given, told[0]))
    return Corrections(_outcome(met), bands, tuple(most))


def _within(confidence: float, low: float, high: float) -> bool:
    return low <= confidence < high or high == confidence == 1


def _outcome(met: list[tuple[Field, Decision]]) -> Outcome:
    answered = [(machine, holds) for machine, holds in met if _answered(machine)]
    kept = sum(printed(machine) == printed(holds) for machine, holds in answered)
    sure = [machine.confidence for machine, _ in answered]
    return Outcome(
        kept=kept,
        changed=len(answered) - kept,
        given=len(met) - len(answered),
        confidence=sum(sure) / len(sure) if sure else None,
    )


def _answered(field: Field) -> bool:
    return field.state != "unreadable" and not (field.state == "reported" and field.value is None)
