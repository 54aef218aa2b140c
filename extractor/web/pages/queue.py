"""The queue: what waits, who has it, and where to go on."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Form, Request
from fastapi.responses import Response
from pydantic import Field

from extractor.forms.file import load_form
from extractor.review import Conflict, Verdict
from extractor.review.claims import assign, claim, release, reviewers
from extractor.review.history import recent_of
from extractor.review.progress import backlog_of
from extractor.review.queue import (
    HELD,
    Filters,
    Viewer,
    first_field,
    page_of_queue,
    page_of_reports,
    take_next,
)
from extractor.store import Store
from extractor.web.addresses import address, go_to, inside, number_of, text_of
from extractor.web.identity import Reader, Reviewer, Visitor
from extractor.web.language import words_for
from extractor.web.pages import router
from extractor.web.pages.rendering import page
from extractor.web.pages.sheets import Names
from extractor.web.service import service_of

_MOST_HELD = 12


def _filters(request: Request) -> Filters:
    """The filters that an address names; what is empty or makes no sense asks nothing."""
    return Filters(
        batch=number_of(request, "batch"),
        form=text_of(request, "form"),
        agency=text_of(request, "agency"),
        year=number_of(request, "year"),
        reason=text_of(request, "reason"),
        part=text_of(request, "part"),
        held=next((held for held in HELD if held == request.query_params.get("held")), None),
    )


Asked = Annotated[Filters, Depends(_filters)]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


@router.get("/queue")
async def queue_page(
    request: Request, visitor: Reader, filters: Asked, view: str = "", after: str | None = None
) -> Response:
    """What waits, report by report or field by field."""
    by_field = view == "fields"
    viewer, first = _viewer(request, visitor), after is None

    def read(store: Store) -> dict[str, Any]:
        entries = page_of_queue if by_field else page_of_reports
        mine = Filters(held="mine")
        holds = first and filters.held is None
        return {
            "backlog": backlog_of(store, filters, viewer),
            "entries": entries(store, filters, viewer, after),
            "mine": page_of_reports(store, mine, viewer, limit=_MOST_HELD) if holds else None,
            "recent": recent_of(store, visitor.name) if first else (),
            "reviewers": reviewers(store),
        }

    shown = await service_of(request).access.read(read)
    t = words_for(request)
    return page(
        request,
        "queue.html",
        view="fields" if by_field else "reports",
        filters=filters,
        go=address("/queue", filters.given | {"view": "fields" if by_field else None}),
        next_field=address("/queue/next", filters.given)(),
        name_of=lambda form, field: Names(load_form(form), (), t).whole(field),
        first=first,
        told=request.query_params.get("told", ""),
        clock=lambda at: _clock(at, viewer.at),
        **shown,
    )


@router.get("/queue/next")
async def next_field(request: Request, visitor: Reviewer, filters: Asked) -> Response:
    """Go to the first waiting field that is one's own or nobody's; one has its report then."""
    viewer = _viewer(request, visitor)
    access = service_of(request).access
    found = await access.write(lambda store: take_next(store, filters, viewer))
    if found is None:
        return go_to(address("/queue", filters.given)(told="nothing_free"))
    return go_to(_document(found.report.document, found.field))


@router.post("/queue/claim")
async def claim_report(
    request: Request, visitor: Reviewer, document: Annotated[Number, Form()]
) -> Response:
    """Claim a report and go to its first waiting field. Who has it already keeps it."""
    at = service_of(request).options.clock()

    def take(store: Store) -> str | None:
        claim(store, document, visitor.name, at)
        return first_field(store, document)

    return go_to(_document(document, await service_of(request).access.write(take)))


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
    return _back(back, "released" if released else "not_yours")


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
        return _back(back, "nothing_ticked")
    at = service_of(request).options.clock()

    def give(store: Store) -> None:
        for document in documents:
            assign(store, document, reviewer, visitor.name, at)

    await service_of(request).access.write(give)
    return _back(back, "assigned")


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
        return _back(back, "decided_since")
    try:
        await desk.settle(document, Verdict(field, "undo", after=number), visitor.name)
    except Conflict:
        return _back(back, "decided_since")
    return _back(back, "undone")


def _viewer(request: Request, visitor: Visitor) -> Viewer:
    return Viewer(visitor.name, service_of(request).options.clock())


def _clock(at: str, now: datetime) -> str:
    """A time as the server's clock shows it; with its day, unless it is today."""
    then, today = datetime.fromisoformat(at).astimezone(), now.astimezone()
    return then.strftime("%H:%M" if then.date() == today.date() else "%Y-%m-%d %H:%M")


def _document(document: int, field: str | None) -> str:
    place = f"/documents/{document}"
    return f"{place}?{urlencode({'field': field})}#field" if field else place


def _back(place: str, told: str) -> Response:
    """Go back to the page where one was, which says what was done."""
    path, _, query = inside(place).partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("told="))
    return go_to(f"{path}?{kept}{'&' if kept else ''}told={told}")
