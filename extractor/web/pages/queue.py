"""The queue: what waits, who has it, and where to go on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from extractor.forms.file import load_form
from extractor.review import Conflict, Verdict
from extractor.review.claims import assign, claim, release, reviewers
from extractor.review.history import Recent, recent_of
from extractor.review.progress import Backlog, backlog_of
from extractor.review.queue import (
    HELD,
    Filters,
    QueuePage,
    ReportPage,
    Viewer,
    first_field,
    page_of_queue,
    page_of_reports,
    take_next,
)
from extractor.store import Store
from extractor.web.identity import Reader, Reviewer, Visitor
from extractor.web.language import language_of, words
from extractor.web.pages import router
from extractor.web.pages.account import inside
from extractor.web.pages.naming import Names
from extractor.web.pages.rendering import page
from extractor.web.service import service_of

View = Literal["reports", "fields"]
VIEWS: tuple[View, ...] = ("reports", "fields")

_MOST_HELD = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the queue in one of its views, as an address."""

    filters: Filters
    view: View

    def __call__(self, **change: Any) -> str:
        """The address of this part, or of one that differs: `place(year=None)`."""
        asked = self.filters.given | {"view": self.view} | change
        given = {name: value for name, value in asked.items() if value not in (None, "")}
        if given.get("view") == VIEWS[0]:
            del given["view"]
        return f"/queue?{urlencode(given)}" if given else "/queue"

    @property
    def next(self) -> str:
        """Where one gets the next field of this part."""
        return f"/queue/next?{urlencode(self.filters.given)}".rstrip("?")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows. `mine` are reports that the person has in hand."""

    backlog: Backlog
    entries: QueuePage | ReportPage
    mine: ReportPage | None
    recent: tuple[Recent, ...]
    reviewers: tuple[str, ...]


def _filters(request: Request) -> Filters:
    """The filters that an address names; what is empty or makes no sense asks nothing."""
    asked = request.query_params
    held = asked.get("held", "")
    return Filters(
        batch=_number(asked.get("batch", "")),
        form=_text(asked.get("form", "")),
        agency=_text(asked.get("agency", "")),
        year=_number(asked.get("year", "")),
        reason=_text(asked.get("reason", "")),
        part=_text(asked.get("part", "")),
        held=held if held in HELD else None,
    )


def _text(asked: str) -> str | None:
    return asked.strip()[:100] or None


def _number(asked: str) -> int | None:
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


Asked = Annotated[Filters, Depends(_filters)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


@router.get("/queue")
async def queue_page(
    request: Request, visitor: Reader, filters: Asked, view: str = "", after: str | None = None
) -> Response:
    """What waits, report by report or field by field."""
    place = Place(filters, "fields" if view == "fields" else "reports")
    viewer = _viewer(request, visitor)
    told = request.query_params.get("told", "")

    def read(store: Store) -> Shown:
        part = page_of_queue if place.view == "fields" else page_of_reports
        first = after is None and filters.held is None
        return Shown(
            backlog_of(store, filters, viewer),
            part(store, filters, viewer, after),
            page_of_reports(store, Filters(held="mine"), viewer, limit=_MOST_HELD)
            if first
            else None,
            recent_of(store, visitor.name) if after is None else (),
            reviewers(store),
        )

    shown = await service_of(request).access.read(read)
    said_in = words(language_of(request))
    return page(
        request,
        "queue.html",
        place=place,
        filters=filters,
        shown=shown,
        form_label=lambda form: load_form(form).label,
        name_of=lambda form, field: Names(load_form(form), (), said_in).whole(field),
        first=after is None,
        told=told,
        clock=lambda at: _clock(at, viewer.at),
    )


@router.get("/queue/next")
async def next_field(request: Request, visitor: Reviewer, filters: Asked) -> Response:
    """Go to the first waiting field that is one's own or nobody's; one has its report then."""
    viewer = _viewer(request, visitor)
    access = service_of(request).access
    found = await access.write(lambda store: take_next(store, filters, viewer))
    if found is None:
        return _to(Place(filters, "reports")(told="nothing_free"))
    return _to(_document(found.report.document, found.field))


@router.post("/queue/claim")
async def claim_report(
    request: Request, visitor: Reviewer, document: Annotated[Number, Form()]
) -> Response:
    """Claim a report and go to its first waiting field. Who has it already keeps it."""
    at = service_of(request).options.clock()

    def take(store: Store) -> str | None:
        claim(store, document, visitor.name, at)
        return first_field(store, document)

    return _to(_document(document, await service_of(request).access.write(take)))


@router.post("/queue/release")
async def release_report(
    request: Request,
    visitor: Reviewer,
    document: Annotated[Number, Form()],
    back: Annotated[str, Form()] = "/queue",
) -> Response:
    """Let go of a report; an administrator also of somebody else's."""
    whose = None if visitor.role == "admin" else visitor.name
    released = await service_of(request).access.write(lambda store: release(store, document, whose))
    return _to(_telling(back, "released" if released else "not_yours"))


@router.post("/queue/assign")
async def assign_reports(
    request: Request,
    visitor: Reviewer,
    reviewer: Annotated[str, Form()] = "",
    documents: Annotated[list[Number] | None, Form()] = None,
    back: Annotated[str, Form()] = "/queue",
) -> Response:
    """Give the reports that were ticked to someone."""
    if not documents or not reviewer:
        return _to(_telling(back, "nothing_ticked"))
    at = service_of(request).options.clock()

    def give(store: Store) -> None:
        for document in documents:
            assign(store, document, reviewer, visitor.name, at)

    await service_of(request).access.write(give)
    return _to(_telling(back, "assigned"))


@router.post("/queue/undo")
async def undo(
    request: Request,
    visitor: Reviewer,
    document: Annotated[Number, Form()],
    field: Annotated[str, Form()],
    number: Annotated[Number, Form()],
    back: Annotated[str, Form()] = "/queue",
) -> Response:
    """Take back one's own decision, unless something was said of the field since."""
    desk = service_of(request).desk
    last = (await desk.case(document)).last(field)
    if last is None or (last.number, last.reviewer) != (number, visitor.name):
        return _to(_telling(back, "decided_since"))
    try:
        await desk.settle(document, Verdict(field, "undo", after=number), visitor.name)
    except Conflict:
        return _to(_telling(back, "decided_since"))
    return _to(_telling(back, "undone"))


def _viewer(request: Request, visitor: Visitor) -> Viewer:
    return Viewer(visitor.name, service_of(request).options.clock())


def _clock(at: str, now: datetime) -> str:
    """A time as the server's clock shows it; with its day, unless it is today."""
    then, today = datetime.fromisoformat(at).astimezone(), now.astimezone()
    return then.strftime("%H:%M" if then.date() == today.date() else "%Y-%m-%d %H:%M")


def _document(document: int, field: str | None) -> str:
    return (
        f"/documents/{document}?{urlencode({'field': field})}#field"
        if field
        else (f"/documents/{document}")
    )


def _telling(back: str, told: str) -> str:
    """The page to go back to, with what was done."""
    path, _, query = inside(back).partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("told="))
    return f"{path}?{kept}{'&' if kept else ''}told={told}"


def _to(place: str) -> RedirectResponse:
    return RedirectResponse(place, 303)
