"""Answers that are at hand for a field, the likeliest first: each may be given by one key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.checking.observation import kinds
from extractor.document import Span
from extractor.reading.tables.cells import UNFIT
from extractor.record.decision import Action
from extractor.record.record import FieldId, Value
from extractor.review.case import Case, is_answered
from extractor.review.verdict import figure_for, heading_scale
from extractor.values.amount import State, plain, read_amount
from extractor.values.folding import fold
from extractor.values.numeral import plain_digits as digits

MOST = 9
"""One for each key 1 to 9."""
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
    shown = []
    for offer in offers(case, field, place):
        by = tuple(source for source in offer.by if source in ("place", "read"))
        if by:
            shown.append(replace(offer, by=by))
    return tuple(shown)


def _all(case: Case, name: FieldId, place: Span | None) -> Iterator[Offer]:
    field, unit = case.record.fields[name], case.unit(name)
    own_unit = unit or "" if heading_scale(field) != 1 else ""

    def correction(value: Value, by: str) -> Offer:
        """A value in the field's unit, which is said where a heading has another."""
        typed = value if isinstance(value, str) else f"{digits(value)}{own_unit}"
        return Offer("correct", "reported", value, unit, (by,), typed=typed)

    if place is not None:
        yield from _at(case, name, place)
    if field.proposal is not None:
        yield correction(field.proposal, "proposal")
    if is_answered(field):
        by = ("read",) if field.source in (None, "imputed", "review") else ("read", field.source)
        yield Offer("accept", field.state, field.value, unit, by)
    for candidate in field.candidates:
        source = candidate.source or "candidate"
        if isinstance(candidate.value, Decimal) or case.is_text(name):
            yield correction(candidate.value, source)
        else:  # what is printed: an empty cell, a dash
            amount = read_amount(candidate.value)
            yield Offer("correct", amount.state, amount.value, unit, (source,), candidate.value)
    if field.state == "unreadable" and field.evidence:  # a row whose cells could not be told apart
        for word in _WORD.finditer(field.evidence.quote):
            start = field.evidence.start + word.start()
            offer = _pointed(case, name, word[0], Span(start, start + len(word[0])))
            if offer:
                yield replace(offer, by=("row",), likely=False)


def _at(case: Case, name: FieldId, place: Span) -> Iterator[Offer]:
    """What stands at a place, where it can be this field's value."""
    quote = case.text[place.start : place.end]
    if case.is_text(name):
        if quote.strip():
            yield Offer("correct", "reported", quote.strip(), None, ("place",), place=place)
        return
    offer = _pointed(case, name, quote, place)
    if offer is None:
        return
    yield offer
    bare = read_amount(quote).unit is None and "万" not in fold(quote)
    money = kinds(case.form)[name] == "money" and heading_scale(case.record.fields[name]) == 1
    if money and bare and isinstance(offer.value, Decimal) and offer.value:
        value = plain(offer.value * 10**4)
        yield replace(offer, value=value, typed=f"{quote.strip()}万元", likely=False)


def _pointed(case: Case, name: FieldId, quote: str, place: Span) -> Offer | None:
    """A figure as it is printed at a place; None where it is none, or cannot be this field's."""
    given = figure_for(case, name, quote)
    if given.amount.state == "unreadable" or UNFIT in given.signals:
        return None
    state, value = given.amount.state, given.amount.value
    return Offer("correct", state, value, case.unit(name), ("place",), place=place)
