"""Answers that are at hand for a field, the likeliest first: each may be given by one key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.checking.hear.observation import kinds
from extractor.document import Span
from extractor.forms.form import Form
from extractor.reading.tables.cells import UNFIT
from extractor.record.decision import Action
from extractor.record.record import Candidate, Field, FieldId, Value
from extractor.review.case import Case
from extractor.review.printed import figure_for, heading_scale
from extractor.values.amount import Amount, State, plain, read_amount
from extractor.values.folding import fold
from extractor.values.numeral import plain_digits as digits

MOST = 9
"""One for each key 1 to 9."""
_TEN_THOUSAND = "万元"
_WORD = re.compile(r"[^\s|]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer: what a Verdict would say, what it comes to, and who says so.

    `by` names readers (`grid`, `model`, ...), or `place` (what was pointed at), `proposal` (what
    would agree with the others), `read` (the field as it is told), `row` (a figure in the row that
    could not be told apart). Only what is `likely` may be taken without a choice.
    """

    action: Action
    state: State
    value: Value | None
    unit: str | None
    by: tuple[str, ...]
    typed: str | None = None
    place: Span | None = None
    likely: bool = True


def offers(case: Case, field: FieldId, place: Span | None = None) -> tuple[Offer, ...]:
    """The answers at hand: what is pointed at, the proposed repair, the field as told, and what
    other readers say. Answers that come to the same are one, but for the cells of a row: they stand
    in its order."""
    found: list[Offer] = []
    for offer in _all(case, field, place):
        for i, other in enumerate(found):
            same = (other.state, other.value) == (offer.state, offer.value)
            if same and "row" not in offer.by:
                found[i] = replace(other, by=tuple(dict.fromkeys((*other.by, *offer.by))))
                break
        else:
            found.append(offer)
    return tuple(found[:MOST])


def blind_offers(case: Case, field: FieldId, place: Span | None = None) -> tuple[Offer, ...]:
    """The same without what the machine makes of the field: what is pointed at, and the field as
    told."""
    told = offers(case, field, place)
    return tuple(
        replace(offer, by=tuple(by for by in offer.by if by in ("place", "read")))
        for offer in told
        if "place" in offer.by or "read" in offer.by
    )


def _all(case: Case, name: FieldId, place: Span | None) -> Iterator[Offer]:
    field = case.record.fields[name]
    unit = case.form.units.get(name) or field.unit
    kind = _kind(case.form, name)
    own = unit if heading_scale(field) != 1 else ""
    if place is not None:
        yield from _at(case, name, place, kind, unit)
    if field.proposal is not None:
        yield _correction(field.proposal, unit, ("proposal",), own)
    if field.state != "unreadable" and not (field.state == "reported" and field.value is None):
        by = ("read",) if field.source in (None, "imputed", "review") else ("read", field.source)
        yield Offer("accept", field.state, field.value, unit, by)
    yield from (_candidate(candidate, unit, kind, own) for candidate in field.candidates)
    if field.state == "unreadable" and field.evidence:
        yield from _within(case.form, name, field, unit)


def _kind(form: Form, name: FieldId) -> str:
    return kinds(form).get(name, "text")


def _at(case: Case, name: FieldId, place: Span, kind: str, unit: str | None) -> Iterator[Offer]:
    """What stands at a place, where it can be this field's value."""
    quote = case.text[place.start : place.end]
    if kind == "text":
        if quote.strip():
            yield Offer("correct", "reported", quote.strip(), None, ("place",), place=place)
        return
    field = case.record.fields[name]
    given = figure_for(case.form, name, field, quote)
    amount = given.amount
    if amount.state == "unreadable" or UNFIT in given.signals:
        return
    yield _pointed(amount, place, unit)
    bare = read_amount(quote).unit is None and "万" not in fold(quote)
    if kind == "money" and amount.value and bare and heading_scale(field) == 1:
        scaled = replace(_pointed(amount, place, unit), typed=f"{quote.strip()}{_TEN_THOUSAND}")
        yield replace(scaled, value=plain(amount.value * 10**4), likely=False)


def _pointed(amount: Amount, place: Span, unit: str | None) -> Offer:
    return Offer("correct", amount.state, amount.value, unit, ("place",), place=place)


def _correction(value: Value, unit: str | None, by: tuple[str, ...], own: str | None = "") -> Offer:
    """A value in the field's unit, which `own` says where a heading has another."""
    typed = value if isinstance(value, str) else f"{digits(value)}{own or ''}"
    return Offer("correct", "reported", value, unit, by, typed=typed)


def _candidate(candidate: Candidate, unit: str | None, kind: str, own: str | None) -> Offer:
    """A candidate's value, or what it says is printed: an empty cell, a dash."""
    by = (candidate.source,) if candidate.source else ("candidate",)
    value = candidate.value
    if isinstance(value, Decimal) or kind == "text":
        return _correction(value, unit, by, own)
    amount = read_amount(value)
    return Offer("correct", amount.state, amount.value, unit, by, typed=value)


def _within(form: Form, name: FieldId, field: Field, unit: str | None) -> Iterator[Offer]:
    """The figures of a row whose cells could not be told apart, as they are printed."""
    assert field.evidence is not None
    for word in _WORD.finditer(field.evidence.quote):
        given = figure_for(form, name, field, word[0])
        amount = given.amount
        if amount.state != "unreadable" and UNFIT not in given.signals:
            place = Span(field.evidence.start + word.start(), field.evidence.start + word.end())
            yield replace(_pointed(amount, place, unit), by=("row",), likely=False)
