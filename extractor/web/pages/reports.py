"""Reports: how far each batch is, what became of every file, and a place to hand in another."""

from typing import get_args

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from extractor.forms.file import load_form
from extractor.review.intake import NotRead, take_in
from extractor.review.lists import (
    DocumentFilters,
    DocumentStatus,
    Kinds,
    Listed,
    kinds,
    list_documents,
)
from extractor.review.progress import Failed, Progress, failures, pace, progress
from extractor.store import Store
from extractor.web.identity import Reader, Reviewer
from extractor.web.pages import router
from extractor.web.pages.asked import address, number_of, text_of
from extractor.web.pages.rendering import page
from extractor.web.service import service_of

REPORTS, BATCHES, FAILED = 50, 10, 20
"""How many are shown at a time."""
STATUSES: tuple[DocumentStatus, ...] = get_args(DocumentStatus)

Shown = tuple[Kinds, tuple[Progress, ...], tuple[Failed, ...], tuple[Listed, ...]]


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
    return RedirectResponse(f"/documents/{taken.document}", 303)


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

    def read(store: Store) -> Shown:
        seconds, _measured = pace(store)
        batch = filters.batch
        return (
            kinds(store),
            progress(store, seconds, before, BATCHES + 1)
            if batch is None
            else progress(store, seconds, batch + 1, 1),
            () if batch is None else failures(store, batch, failed_after, FAILED + 1),
            list_documents(store, filters, after, REPORTS + 1),
        )

    known, batches, failed, listed = await service_of(request).access.read(read)
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
        kinds=known,
        batches=batches[:BATCHES],
        earlier=batches[BATCHES - 1].batch if len(batches) > BATCHES else None,
        failed=failed[:FAILED],
        failed_next=failed[FAILED - 1].path if len(failed) > FAILED else None,
        listed=listed[:REPORTS],
        following=listed[REPORTS - 1].document if len(listed) > REPORTS else None,
        first=not after,
        latest=before is None,
        asked=asked,
        statuses=STATUSES,
        go=address("/reports", asked),
        form_label=lambda form: load_form(form).label,
        problem=problem,
        reason=reason,
    )
