"""Lists over all reports, page by page: documents, findings, and what waits for a person."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query, Request, Response

from extractor.record.json import to_object, write_figure
from extractor.review.lists import (
    DocumentFilters,
    DocumentStatus,
    FindingFilters,
    Found,
    RowNumber,
    cursor_of,
    key_of,
    list_documents,
    list_findings,
)
from extractor.review.queue import Filters, Held, Viewer, page_of_queue
from extractor.web.api import router
from extractor.web.api.description import JsonAnswer, gives
from extractor.web.api.objects import (
    DocumentObject,
    DocumentPage,
    FindingEntry,
    FindingPage,
    Name,
    Number,
    Paging,
    QueueEntry,
    QueuePage,
    Year,
    filled,
)
from extractor.web.identity import Reader
from extractor.web.service import service_of

T = TypeVar("T")


class DocumentQuery(Paging):
    """Which documents are listed, and which part of them."""

    agency: Name | None = None
    year: Year | None = None
    form: Name | None = None
    batch: Number | None = None
    status: DocumentStatus | None = None


class FindingQuery(Paging):
    """Which findings are listed, and which part of them."""

    code: Name | None = None
    agency: Name | None = None
    year: Year | None = None


class QueueQuery(Paging):
    """Which part of what waits. `agency` is a part of its name; `held` says who has the report."""

    batch: Number | None = None
    form: Name | None = None
    agency: Name | None = None
    year: Year | None = None
    reason: Name | None = None
    part: Name | None = None
    held: Held | None = None


@router.get(
    "/documents",
    tags=["documents"],
    summary="List documents",
    responses=gives(DocumentPage, "Documents in the order of their numbers."),
)
async def get_documents(
    request: Request, _visitor: Reader, query: Annotated[DocumentQuery, Query()]
) -> Response:
    """Every content once, whether it could be read or not."""
    (after,) = key_of(query.cursor, tuple[RowNumber]) if query.cursor else (0,)
    filters = DocumentFilters(**query.filters)
    found = await service_of(request).access.read(
        lambda store: list_documents(store, filters, after, query.limit + 1)
    )
    shown, last = _page(found, query.limit)
    items = tuple(filled(DocumentObject, listed) for listed in shown)
    return JsonAnswer(DocumentPage(items, cursor_of([last.document]) if last else None))


@router.get(
    "/findings",
    tags=["findings"],
    summary="List findings",
    responses=gives(FindingPage, "Findings, report by report."),
)
async def get_findings(
    request: Request, _visitor: Reader, query: Annotated[FindingQuery, Query()]
) -> Response:
    """Where a report's own figures contradict each other and were read without doubt."""
    after = key_of(query.cursor, tuple[RowNumber, RowNumber]) if query.cursor else (0, 0)
    filters = FindingFilters(**query.filters)
    found = await service_of(request).access.read(
        lambda store: list_findings(store, filters, after, query.limit + 1)
    )
    shown, last = _page(found, query.limit)
    items = tuple(map(_finding, shown))
    following = cursor_of([last.document, last.number]) if last else None
    return JsonAnswer(FindingPage(items, following))


def _finding(found: Found) -> FindingEntry:
    report = {
        name: getattr(found, name) for name in ("document", "number", "path", "agency", "year")
    }
    return to_object(found.finding, FindingEntry, **report)


@router.get(
    "/queue",
    tags=["queue"],
    summary="List waiting fields",
    responses=gives(QueuePage, "Fields that wait, by priority; what was skipped comes last."),
)
async def get_queue(
    request: Request, visitor: Reader, query: Annotated[QueueQuery, Query()]
) -> Response:
    """What is settled meanwhile is gone from the next page; nothing else moves."""
    service = service_of(request)
    filters = Filters(**query.filters)
    viewer = Viewer(visitor.name, service.options.clock())
    page = await service.access.read(
        lambda store: page_of_queue(store, filters, viewer, query.cursor, query.limit)
    )
    items = tuple(
        filled(QueueEntry, waiting, waiting.report, value=write_figure(waiting.value))
        for waiting in page.entries
    )
    return JsonAnswer(QueuePage(items, page.next))


def _page(found: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """The first of what was found, and the last of these if others follow."""
    shown = found[:limit]
    return shown, shown[-1] if len(found) > limit else None
