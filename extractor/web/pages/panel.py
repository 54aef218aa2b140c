"""One field in full: what was read, why it waits, what must agree, what may be answered."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from extractor.checking.hear.settle import OUTDATED
from extractor.document import Span
from extractor.record.decision import SETTLING, Action, Decision
from extractor.record.json import part_to_json
from extractor.record.reasons import ASK
from extractor.record.record import Field, FieldId, Record
from extractor.review import Case, Verdict
from extractor.review.offers import Offer, blind_offers, offers
from extractor.review.recheck import Check, checks_of
from extractor.review.standing import Standing
from extractor.values.amount import State

T = TypeVar("T", bound=str)

_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)

_ACTIONS: tuple[Action, ...] = ("accept", "correct", "misreported", "skip", "undo")
STATES: tuple[State, ...] = ("blank", "dash", "missing", "unreadable")
"""What a field may be said to be besides what is typed."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The field one looks at. `place` is where one pointed in the source, `owners` the other
    fields that stand there, `others` all that wait, in order."""

    id: FieldId
    field: Field
    standing: Standing
    offers: tuple[Offer, ...]
    checks: tuple[Check, ...]
    history: tuple[Decision, ...]
    in_force: Decision | None
    outdated: Decision | None
    after: int | None
    seen: str
    place: Span | None
    owners: tuple[FieldId, ...]
    before: FieldId | None
    next: FieldId | None
    number: int | None
    waiting: int

    @property
    def settled(self) -> bool:
        """Has a person settled it, so that nobody is asked?"""
        return self.in_force is not None and self.in_force.action in SETTLING and not self.outdated

    @property
    def asks(self) -> tuple[str, ...]:
        """Why a person is asked."""
        return tuple(reason for reason in self.field.reasons if reason in ASK)

    @property
    def explains(self) -> tuple[str, ...]:
        """What else is to be known of the value."""
        return tuple(reason for reason in self.field.reasons if reason not in ASK)


def chosen(
    case: Case,
    standings: Mapping[FieldId, Standing],
    name: FieldId,
    place: Span | None,
    blind: bool,
) -> Chosen:
    """All about one field of a case."""
    record = case.record
    field = record.fields[name]
    history = case.history(name)
    last = case.last(name)
    in_force = case.in_force.get(name)
    before, after, number = _neighbours(record, name)
    return Chosen(
        id=name,
        field=field,
        standing=standings[name],
        offers=(blind_offers if blind else offers)(case, name, place),
        checks=() if blind else checks_of(record, case.form, name),
        history=() if blind else history,
        in_force=in_force,
        outdated=in_force if OUTDATED in field.reasons else None,
        after=last.number if last else None,
        seen=fingerprint(field),
        place=place,
        owners=_owners(record, name, place) if place else (),
        before=before,
        next=after,
        number=number,
        waiting=len(record.review),
    )


def fingerprint(field: Field) -> str:
    """What a person saw of a field, in short: another one is another field."""
    return hashlib.sha256(part_to_json(field).encode()).hexdigest()[:16]


def next_waiting(record: Record, name: FieldId) -> FieldId | None:
    """The field to look at after another: the next that waits, skipped ones last."""
    order = list(record.fields)
    at = order.index(name)
    around = [other for other in order[at + 1 :] + order[:at] if _waits(record, other)]
    fresh = [other for other in around if "skipped" not in record.fields[other].reasons]
    return next(iter(fresh or around), None)


def _waits(record: Record, name: FieldId) -> bool:
    return record.fields[name].decision == "review"


def _neighbours(record: Record, name: FieldId) -> tuple[FieldId | None, FieldId | None, int | None]:
    """The waiting fields before and after one, and which of them it is itself, from 1."""
    waiting = record.review
    if name in waiting:
        at = waiting.index(name)
        if len(waiting) == 1:
            return None, None, 1
        return waiting[at - 1], waiting[(at + 1) % len(waiting)], at + 1
    order = {field: at for at, field in enumerate(record.fields)}
    earlier = [field for field in waiting if order[field] < order[name]]
    later = [field for field in waiting if order[field] > order[name]]
    around = later + earlier
    return (around[-1], around[0], None) if around else (None, None, None)


def _owners(record: Record, name: FieldId, place: Span) -> tuple[FieldId, ...]:
    return tuple(
        other
        for other, field in record.fields.items()
        if other != name and field.evidence and field.evidence.span == place
    )


def choice_of(offer: Offer) -> str:
    """An offer as the value of its button: the parts of a verdict."""
    parts: dict[str, str] = {"action": offer.action}
    if offer.action == "correct":
        if offer.typed is not None and offer.state == "reported":
            parts["typed"] = offer.typed
        elif offer.place is None:
            parts["state"] = offer.state
        if offer.place is not None:
            parts["place"] = f"{offer.place.start}-{offer.place.end}"
    return urlencode(parts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form of the panel says, besides which field is meant."""

    choice: str
    typed: str
    state: str
    place: str
    note: str

    @property
    def _choice(self) -> dict[str, str]:
        return dict(parse_qsl(self.choice, keep_blank_values=True))

    @property
    def action(self) -> str:
        """What is to be done: an Action, or `check`."""
        return self._choice.get("action", "")

    def verdict(self, field: FieldId, after: int | None, blind: bool) -> Verdict:
        """The verdict that is meant. A button's own answer goes before what is typed.

        Raises ValueError where the form is none of the panel's.
        """
        said = self._choice
        action = _one_of(_ACTIONS, said["action"]) if self.action != "check" else "correct"
        if not said.keys() - {"action"} and action == "correct":
            said = {"typed": self.typed, "state": self.state, "place": self.place}
            said = {part: text for part, text in said.items() if text}
            if "state" in said and "typed" not in said:
                said.pop("place", None)  # it is said what is there, not what stands at a place
        return Verdict(
            field,
            action,
            typed=said.get("typed"),
            state=_one_of(STATES, said["state"]) if "state" in said else None,
            place=place_of(said.get("place", "")),
            note=self.note.strip(),
            after=after,
            blind=blind,
        )


def _one_of(allowed: tuple[T, ...], told: str) -> T:
    for one in allowed:
        if one == told:
            return one
    raise ValueError(f"{told!r} is none of {allowed}")


def place_of(told: str) -> Span | None:
    """`12-15` -> the span; None where nothing is told. Raises ValueError at anything else."""
    if not told:
        return None
    match = _PLACE.fullmatch(told)
    if match is None:
        raise ValueError(f"{told!r} is no place")
    return Span(int(match[1]), int(match[2]))
