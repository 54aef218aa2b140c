"""One field in full: what was read, why it waits, what must agree, what may be answered."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.checking.hear import OUTDATED
from extractor.document import Span
from extractor.record.decision import SETTLING, Decision
from extractor.record.json import part_to_json
from extractor.record.reasons import ASK
from extractor.record.record import Field, FieldId, Record
from extractor.review import Case
from extractor.review.case import Standing
from extractor.review.offers import Offer, blind_offers, offers
from extractor.review.recheck import Check, checks_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """The field one looks at. `place` is where one pointed in the source, `owners` the other
    fields that stand there; `before` and `next` wait beside it, and it is itself the one of this
    `number`, from 1, of those that wait."""

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
    last, in_force = case.last(name), case.in_force.get(name)
    around, waiting = _waiting_around(record, name), record.review
    return Chosen(
        id=name,
        field=field,
        standing=standings[name],
        offers=(blind_offers if blind else offers)(case, name, place),
        checks=() if blind else checks_of(record, case.form, name),
        history=() if blind else case.history(name),
        in_force=in_force,
        outdated=in_force if OUTDATED in field.reasons else None,
        after=last.number if last else None,
        seen=fingerprint(field),
        place=place,
        owners=_owners(record, name, place) if place else (),
        before=around[-1] if around else None,
        next=around[0] if around else None,
        number=waiting.index(name) + 1 if name in waiting else None,
        waiting=len(waiting),
    )


def fingerprint(field: Field) -> str:
    """What a person saw of a field, in short: another one is another field."""
    return hashlib.sha256(part_to_json(field).encode()).hexdigest()[:16]


def next_waiting(record: Record, name: FieldId) -> FieldId | None:
    """The field to look at after another: the next that waits, skipped ones last."""
    around = _waiting_around(record, name)
    fresh = [other for other in around if "skipped" not in record.fields[other].reasons]
    return next(iter(fresh or around), None)


def _waiting_around(record: Record, name: FieldId) -> list[FieldId]:
    """The other fields that wait: those that come after it, then those before."""
    order = list(record.fields)
    at = order.index(name)
    waiting = set(record.review)
    return [other for other in order[at + 1 :] + order[:at] if other in waiting]


def _owners(record: Record, name: FieldId, place: Span) -> tuple[FieldId, ...]:
    return tuple(
        other
        for other, field in record.fields.items()
        if other != name and field.evidence and field.evidence.span == place
    )
