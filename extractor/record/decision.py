"""A person's word on a field: what was seen, what was decided. Kept for good, never changed."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from extractor.record.record import Evidence, Field, FieldId, Value
from extractor.values.amount import Qualifier, State

Action = Literal["accept", "correct", "misreported", "skip", "undo"]
"""`accept`: the field reads as told. `correct`: it reads otherwise. `misreported`: it reads as
told, and the agency is wrong. `skip`: it stays open. `undo`: takes an earlier decision back."""

SETTLING = frozenset[Action](("accept", "correct", "misreported"))
"""Actions after which nobody is asked again."""
SKIPPED = "skipped"
"""The reason that a field has which somebody has left open: it waits behind all others."""

MISREPORT = "confirmed_misreport"
SETTLED_AS: dict[Action, str] = {
    "accept": "confirmed",
    "correct": "corrected",
    "misreported": MISREPORT,
}
"""The reason that tells in a record what a person said of a field."""

_AROUND = 20


class Decision(Struct, frozen=True):
    """One decision on one field of the content with this hash.

    `state`, `value`, `unit` and `evidence` are what was decided; of a vague figure (500余) also its
    `qualifier` and where it lies. `seen` is the field as the person
    saw it, and `anchor` is that of `place`. `after` is the last decision
    on the field that the person knew of; an `undo` takes that one back. `at` is a time in UTC,
    ISO 8601. `blind` says that neither confidence nor reasons were shown. `number` is given when
    it is kept.
    """

    sha256: str
    field: FieldId
    reviewer: str
    at: str
    action: Action
    state: State
    value: Value | None
    unit: str | None
    evidence: Evidence | None
    anchor: str
    seen: Field
    note: str = ""
    after: int | None = None
    blind: bool = False
    number: int = 0
    qualifier: Qualifier | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def place(self) -> Evidence | None:
        """Where what was decided stands, else where what was seen stands."""
        return self.evidence or self.seen.evidence


def anchor(text: str, evidence: Evidence | None) -> str:
    """The hash of a place in a text with what stands around it; of the whole text without one.

    As long as it is the same, what was decided there was decided on what is printed.
    """
    if evidence is None:
        told = text
    else:
        around = text[max(0, evidence.start - _AROUND) : evidence.end + _AROUND]
        told = f"{evidence.start}\0{evidence.end}\0{around}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def in_force(decisions: Iterable[Decision]) -> dict[FieldId, Decision]:
    """The decision that holds for each field: the last one that was not taken back.

    Decisions come in the order of their numbers.
    """
    standing: dict[FieldId, list[Decision]] = {}
    for decision in decisions:
        earlier = standing.setdefault(decision.field, [])
        if decision.action == "undo":
            earlier[:] = [d for d in earlier if d.number != decision.after]
        else:
            earlier.append(decision)
    return {field: told[-1] for field, told in standing.items() if told}
