"""Reports: how far each batch is, what became of every file, a place to hand in another, and what
those of one agency say over the years."""

from itertools import groupby
from typing import Any, get_args

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from extractor.review.intake import NotRead, take_in
from extractor.review.lists import DocumentFilters, DocumentStatus, kinds, list_documents
from extractor.review.progress import failures, pace, progress
from extractor.review.years import across_years, list_agencies
from extractor.store import Store
from extractor.web.addresses import address, go_to, link, number_of, page_of, text_of
from extractor.web.identity import Reader, Reviewer
from extractor.web.pages import router
from extractor.web.pages.rendering import page
from extractor.web.problems import Problem
from extractor.web.service import service_of

REPORTS, BATCHES, FAILED, AGENCIES = 50, 10, 20, 50
"""How many are shown at a time."""
STATUSES: tuple[DocumentStatus, ...] = get_args(DocumentStatus)


@router.get("/reports")
async def reports_page(request: Request, _: Reader) -> Response:
    """Batches with their progress, and the reports one by one."""
    return await _reports_page(request)


@router.post("/reports")
async def upload(request: Request, _: Reviewer) -> Response:
    """Read a file that is handed in, and look at it; or say why it cannot be read."""
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return await _reports_page(request, "reports.no_file", status=422)
        data, name = await file.read(), file.filename
    service = service_of(request)
    try:
        taken = await take_in(service.access, service.read, data, name)
    except NotRead as error:
        return await _reports_page(request, "reports.not_read", str(error), status=422)
    return go_to(f"/documents/{taken.document}")


async def _reports_page(
    request: Request, problem: str = "", reason: str = "", status: int = 200
) -> Response:
    wanted = text_of(request, "status")
    filters = DocumentFilters(
        agency_part=text_of(request, "agency"),
        year=number_of(request, "year"),
        form=text_of(request, "form"),
        batch=number_of(request, "batch"),
        status=next((known for known in STATUSES if known == wanted), None),
    )
    after, before = number_of(request, "after") or 0, number_of(request, "before")
    failed_after = text_of(request, "failed_after") or ""

    def read(store: Store) -> dict[str, Any]:
        seconds, _measured = pace(store)
        batch = filters.batch
        batches, earlier = page_of(
            progress(store, seconds, before, BATCHES + 1)
            if batch is None
            else progress(store, seconds, batch + 1, 1),
            BATCHES,
        )
        failed, failed_last = page_of(
            () if batch is None else failures(store, batch, failed_after, FAILED + 1), FAILED
        )
        listed, last = page_of(list_documents(store, filters, after, REPORTS + 1), REPORTS)
        return {
            "kinds": kinds(store),
            "batches": batches,
            "earlier": earlier and earlier.batch,
            "failed": failed,
            "failed_next": failed_last and failed_last.path,
            "listed": listed,
            "following": last and last.document,
        }

    asked = {
        "batch": filters.batch,
        "form": filters.form,
        "agency": filters.agency_part,
        "year": filters.year,
        "status": filters.status,
    }
    return page(
        request,
        "reports.html",
        status,
        first=not after,
        latest=before is None,
        asked=asked,
        statuses=STATUSES,
        go=address("/reports", asked),
        problem=problem,
        reason=reason,
        **await service_of(request).access.read(read),
    )


@router.get("/agencies")
async def agencies_page(request: Request, _: Reader) -> Response:
    """Every agency with the years it reported on."""
    part, after = text_of(request, "agency") or "", text_of(request, "after") or ""
    found = await service_of(request).access.read(
        lambda store: list_agencies(store, part, after, AGENCIES + 1)
    )
    shown, last = page_of(found, AGENCIES)
    return page(
        request,
        "agencies.html",
        agencies=shown,
        following=last and last.key,
        first=not after,
        part=part,
        go=address("/agencies", {"agency": part}),
    )


@router.get("/agencies/{agency:path}")
async def agency_page(request: Request, _: Reader, agency: str) -> Response:
    """One agency over the years."""
    found = await service_of(request).access.read(lambda store: across_years(store, agency))
    if found is None:
        raise Problem(404, "no report is by an agency of this name")
    by_year = groupby(found.carries, key=lambda carry: carry.year)
    return page(
        request,
        "agency.html",
        agency=found,
        years={year: tuple(group) for year, group in by_year},
        link=link,
    )
