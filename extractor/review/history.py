"""What people said lately: what they may take back, how far they agree, what they changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.record.decision import SETTLING, Decision, in_force
from extractor.record.record import Field
from extractor.review.audit import interval
from extractor.review.case import BY_PEOPLE, is_answered
from extractor.store import Store
from extractor.store.columns import DECISION
from extractor.store.statements import SELECT_DECISIONS

LATEST = 10_000
"""Decisions that are looked at, the latest. It takes a third of a second."""
EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
"""Where the bands of confidence begin; the last ends at 1."""

_LATEST = f"{SELECT_DECISIONS} ORDER BY number DESC LIMIT ?"
_RECENT = f"{SELECT_DECISIONS} WHERE reviewer = ? ORDER BY number DESC LIMIT ?"
_REPORT = """
SELECT id AS document, agency, year, path, form FROM documents WHERE sha256 = ? AND status = 'ok'
"""


@dataclass(frozen=True, slots=True)
class Recent:
    """A decision and the report it was made on. It is `standing` as long as nothing was said of
    the field after it."""

    decision: Decision
    standing: bool
    document: int
    agency: str | None
    year: int | None
    path: str
    form: str


@dataclass(frozen=True, slots=True)
class History:
    """All that was said of one field, in order."""

    decisions: tuple[Decision, ...]

    @property
    def machine(self) -> Field | None:
        """The field as the machine had it before anyone settled it; None where that is too long
        ago."""
        seen = (decision.seen for decision in self.decisions)
        return next((field for field in seen if BY_PEOPLE.isdisjoint(field.reasons)), None)

    @property
    def holds(self) -> Decision | None:
        """What settles the field now, if anything does."""
        standing = next(iter(in_force(self.decisions).values()), None)
        return standing if standing and standing.action in SETTLING else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `pairs` of opinions `same` are the same.

    What people agree on is a figure among very many, so that hardly any of it is by chance: the
    plain share is told, and no kappa, which says little where nearly all is accepted as read.
    """

    pairs: int
    same: int

    @property
    def share(self) -> float | None:
        """How often people agree; None where no two met."""
        return self.same / self.pairs if self.pairs else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share lies, with 95% confidence (Clopper, Pearson 1934)."""
        return interval(self.same, self.pairs)


@dataclass(frozen=True, slots=True)
class Agreements:
    """Pairs of which the second person saw what the first had said, and pairs of which not."""

    seen: Agreement
    blind: Agreement


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the fields that people settled, those `kept` as read, `changed`, and `given` where the
    machine had left the value open. `confidence` is the mean of what was kept or changed."""

    kept: int
    changed: int
    given: int
    confidence: float | None

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
    """What became of the machine's answers: of all, by confidence, by reason (most first).

    This is about what people were asked, which is mostly what was in doubt. What was accepted
    unseen is for the audit.
    """

    all: Outcome
    bands: tuple[Band, ...]
    reasons: tuple[tuple[str, Outcome], ...]


def recent_of(store: Store, person: str, most: int = 5) -> tuple[Recent, ...]:
    """What a person decided last, the last first, on reports that are still there."""
    recent = []
    for decision in map(DECISION.of_mapping, list(store.query(_RECENT, [person, most]))):
        on_field = [d for d in store.decisions(decision.sha256) if d.field == decision.field]
        standing = in_force(on_field).get(decision.field)
        still = standing is not None and standing.number == decision.number == on_field[-1].number
        recent += [
            Recent(decision, still, **row) for row in store.query(_REPORT, [decision.sha256])
        ]
    return tuple(recent)


def histories(store: Store, latest: int = LATEST) -> tuple[History, ...]:
    """The histories of the fields on which the `latest` decisions were made."""
    decisions = [DECISION.of_mapping(row) for row in store.query(_LATEST, [latest])]
    return grouped(reversed(decisions))


def grouped(decisions: Iterable[Decision]) -> tuple[History, ...]:
    """Decisions in their order -> one history a field."""
    found: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        found.setdefault((decision.sha256, decision.field), []).append(decision)
    return tuple(History(tuple(of_field)) for of_field in found.values())


def agreements(histories: Iterable[History]) -> Agreements:
    """How often people agree who settled the same field: on its state and value, and on whose
    mistake it is."""
    seen: list[bool] = []
    blind: list[bool] = []
    for history in histories:
        for first, second in _pairs(history.decisions):
            same = _printed(first) == _printed(second) and (
                (first.action == "misreported") == (second.action == "misreported")
            )
            (blind if second.blind else seen).append(same)
    return Agreements(Agreement(len(seen), sum(seen)), Agreement(len(blind), sum(blind)))


def corrections(histories: Iterable[History]) -> Corrections:
    """What people made of what the machine had read."""
    met = [
        (machine, holds)
        for history in histories
        if (machine := history.machine) and (holds := history.holds)
    ]
    bands = tuple(
        Band(low, high, _outcome([m for m in met if _within(m[0].confidence, low, high)]))
        for low, high in zip(EDGES, (*EDGES[1:], 1.0), strict=True)
    )
    named = {reason for machine, _ in met for reason in machine.reasons}
    reasons = [(r, _outcome([m for m in met if r in m[0].reasons])) for r in named]
    reasons.sort(key=lambda entry: (-entry[1].judged - entry[1].given, entry[0]))
    return Corrections(_outcome(met), bands, tuple(reasons))


def _pairs(decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Decision]]:
    """Each person's first word on a field beside the last that another had said before.

    An `undo` is no word on the field. A word that its own speaker took back was a slip.
    """
    said: list[Decision] = []
    heard: set[str] = set()
    for decision in decisions:
        if decision.action == "undo":
            said = [
                d for d in said if (d.number, d.reviewer) != (decision.after, decision.reviewer)
            ]
        elif decision.action in SETTLING:
            others = [d for d in said if d.reviewer != decision.reviewer]
            if others and decision.reviewer not in heard:
                yield others[-1], decision
            heard.add(decision.reviewer)
            said.append(decision)


def _printed(said: Field | Decision) -> object:
    """What is said to be printed: a state and its value. What an empty cell means is another
    thing."""
    return said.state, said.value if said.state == "reported" else None


def _within(confidence: float, low: float, high: float) -> bool:
    return low <= confidence < high or high == confidence == 1


def _outcome(met: list[tuple[Field, Decision]]) -> Outcome:
    answered = [(machine, holds) for machine, holds in met if is_answered(machine)]
    kept = sum(_printed(machine) == _printed(holds) for machine, holds in answered)
    sure = [machine.confidence for machine, _ in answered]
    return Outcome(
        kept=kept,
        changed=len(answered) - kept,
        given=len(met) - len(answered),
        confidence=sum(sure) / len(sure) if sure else None,
    )
