"""A document that is open before somebody: what of it they look at, and the page that shows it."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from extractor.document import Span
from extractor.record.record import FieldId
from extractor.review import Case, Conflict, load_case
from extractor.review.case import Standing, standings
from extractor.review.claims import Claim, claim_on
from extractor.store import Store
from extractor.web.identity import Visitor
from extractor.web.language import language_of, words
from extractor.web.pages.naming import Names
from extractor.web.pages.painting import Painter, link
from extractor.web.pages.panel import STATES, choice_of, chosen
from extractor.web.pages.rendering import page
from extractor.web.pages.sheets import sheets_of
from extractor.web.pages.source import Marks, Page, Pages, draw
from extractor.web.pages.trial import Trial
from extractor.web.problems import Problem
from extractor.web.service import service_of

_pages = Pages()


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, how its source is drawn, and who works on it."""

    case: Case
    page: Page
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Look:
    """What of a document one looks at: a field (None: the first that waits; empty: none), a place
    that was pointed at for it, and whether blindly; and what was filled in."""

    field: FieldId | None = None
    place: Span | None = None
    blind: bool = False
    typed: str = ""
    state: str = ""
    note: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same as parts of the page's address."""
        told = {
            "field": self.field or "",
            "place": f"{self.place.start}-{self.place.end}" if self.place else "",
            "blind": "1" if self.blind else "",
            "typed": self.typed,
            "state": self.state,
            "note": self.note,
        }
        return {name: text for name, text in told.items() if text}


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says on top: that decision number `done` was kept and what it did to others,
    or why it was not: the code of a VerdictError, another's decision, a field that `changed`."""

    done: int | None = None
    cleared: int = 0
    raised: int = 0
    error: str = ""
    conflict: Conflict | None = None
    changed: bool = False


async def open_document(request: Request, document: int) -> Opened:
    """A document as it is now. Raises NotStored where there is none."""
    service = service_of(request)
    at = service.options.clock()

    def opened(store: Store) -> Opened:
        case = load_case(store, document)
        return Opened(case, _pages.of(case), claim_on(store, document, at))

    return await service.access.read(opened)


def may_decide(visitor: Visitor | None) -> bool:
    """Whether someone is more than a reader."""
    return visitor is not None and visitor.role != "reader"


def names_of(request: Request, case: Case) -> Names:
    """What the fields of a case are called on this person's pages."""
    return Names(case.form, case.record.facts, words(language_of(request)))


def shown(
    request: Request,
    opened: Opened,
    look: Look,
    told: Told,
    trial: Trial | None = None,
    status: int = 200,
) -> Response:
    """The page of an open document. Raises Problem 404 where it has no such field."""
    case, record = opened.case, opened.case.record
    decides = may_decide(request.state.visitor)
    stand = standings(record)
    name = _field_of(case, look, decides)
    place = _within(case, look.place)
    one = chosen(case, stand, name, place, look.blind) if name else None
    names = names_of(request, case)
    return page(
        request,
        "document.html",
        status,
        case=case,
        record=record,
        claim=opened.claim,
        may_decide=decides,
        look=look,
        told=told,
        decision=next((d for d in case.decisions if d.number == told.done), None),
        blind=look.blind,
        names=names,
        standings=stand,
        counts=_counts(stand),
        one=one,
        chosen_id=name,
        trial=trial,
        blocks=draw(opened.page, Marks(_evidence(case, name if look.blind else None))),
        painter=Painter(
            standings=stand,
            names=names,
            words=words(language_of(request)),
            chosen=name,
            place=place,
            pick=decides and one is not None,
            takes_text=name is not None and name not in case.form.units,
            blind=look.blind,
        ),
        sheets=sheets_of(case.form, lambda field: _is_drawn(case, stand, field)),
        lists=_lists(case),
        states=STATES,
        choice_of=choice_of,
        link=link,
    )


def _field_of(case: Case, look: Look, decides: bool) -> FieldId | None:
    """The field that is asked for, else the first that waits for whoever may decide."""
    if look.field:
        if look.field not in case.record.fields:
            raise Problem(404, "the record has no such field")
        return look.field
    waiting = case.record.review
    return waiting[0] if look.field is None and decides and waiting else None


def _within(case: Case, place: Span | None) -> Span | None:
    return place if place and place.start <= place.end <= len(case.text) else None


def _evidence(case: Case, only: FieldId | None) -> dict[FieldId, Any]:
    """Where the fields stand; of one field only, where one is named."""
    fields = case.record.fields
    named = fields if only is None else {only: fields[only]}
    return {name: field.evidence for name, field in named.items() if field.evidence}


def _is_drawn(case: Case, stand: dict[FieldId, Standing], name: FieldId) -> bool:
    """Whether a cell of the form is drawn: not where it belongs to another wording."""
    _, row, column = case.form.cells[name]
    absent = stand.get(name, "absent") == "absent"
    return not (absent and (row.optional or column.optional)) or bool(case.history(name))


def _lists(case: Case) -> dict[str, tuple[FieldId, ...]]:
    """The fields outside the tables, by part."""
    parts: dict[str, list[FieldId]] = {}
    for name in case.record.fields:
        if name not in case.form.cells:
            parts.setdefault(name.partition(".")[0], []).append(name)
    return {part: tuple(fields) for part, fields in parts.items()}


def _counts(stand: dict[FieldId, Standing]) -> dict[Standing, int]:
    counts: dict[Standing, int] = {
        "waits": 0, "wrong": 0, "settled": 0, "proved": 0, "accepted": 0, "absent": 0,
    }  # fmt: skip
    for word in stand.values():
        counts[word] += 1
    return counts
