"""What people said lately, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.record.decision import SETTLED_AS, SETTLING, Decision, in_force
from extractor.record.record import Field, Value
from extractor.store import Store
from extractor.store.columns import DECISION
from extractor.store.statements import SELECT_DECISIONS
from extractor.values.amount import State

LATEST = 10_000
"""Decisions that are looked at, the latest. It takes a third of a second."""

_SELECT = f"{SELECT_DECISIONS} ORDER BY number DESC LIMIT ?"
_BY_PEOPLE = frozenset(SETTLED_AS.values())


@dataclass(frozen=True, slots=True)
class History:
    """All that was said of one field, in order."""

    decisions: tuple[Decision, ...]

    @property
    def machine(self) -> Field | None:
        """The field as the machine had it before anyone settled it; None where that is too long
        ago."""
        seen = (decision.seen for decision in self.decisions)
        return next((field for field in seen if _BY_PEOPLE.isdisjoint(field.reasons)), None)

    @property
    def holds(self) -> Decision | None:
        """What settles the field now, if anything does."""
        standing = next(iter(in_force(self.decisions).values()), None)
        return standing if standing and standing.action in SETTLING else None


def histories(store: Store, latest: int = LATEST) -> tuple[History, ...]:
    """The histories of the fields on which the `latest` decisions were made."""
    decisions = [DECISION.of_mapping(row) for row in store.query(_SELECT, [latest])]
    return grouped(reversed(decisions))


def grouped(decisions: Iterable[Decision]) -> tuple[History, ...]:
    """Decisions in their order -> one history a field."""
    found: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        found.setdefault((decision.sha256, decision.field), []).append(decision)
    return tuple(History(tuple(told)) for told in found.values())


def printed(said: Field | Decision) -> tuple[State, Value | None]:
    """What is said to be printed: a state and its value. What an empty cell means is another
    thing."""
    return said.state, said.value if said.state == "reported" else None
