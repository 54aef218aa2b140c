"""What waits for a person, the worst and most valuable first."""

from typing import Annotated

from fastapi import Query, Request, Response

from extractor.record.json import write_figure
from extractor.review.filters import Filters, Held, Viewer
from extractor.review.queue import WaitingField, page_of_queue
from extractor.web.api import router
from extractor.web.api.description import JsonAnswer, gives
from extractor.web.api.objects import ClaimObject, QueueEntry, QueuePage
from extractor.web.api.parameters import Name, Number, Paging, Year
from extractor.web.identity import Reader
from extractor.web.service import service_of


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
    "/queue",
    tags=["queue"],
    summary="List waiting fields",
    response_class=JsonAnswer,
    responses=gives(QueuePage, "Fields that wait, by priority; what was skipped comes last."),
)
async def get_queue(
    request: Request, visitor: Reader, query: Annotated[QueueQuery, Query()]
) -> Response:
    """What is settled meanwhile is gone from the next page; nothing else moves."""
    service = service_of(request)
    filters = Filters(**query.model_dump(exclude={"cursor", "limit"}))
    viewer = Viewer(visitor.name, service.options.clock())
    page = await service.access.read(
        lambda store: page_of_queue(store, filters, viewer, query.cursor, query.limit)
    )
    return JsonAnswer(QueuePage(tuple(map(_entry, page.entries)), page.next))


def _entry(waiting: WaitingField) -> QueueEntry:
    report, claim = waiting.report, waiting.claim
    return QueueEntry(
        document=report.document,
        agency=report.agency,
        year=report.year,
        form=report.form,
        path=report.path,
        field=waiting.field,
        label=waiting.label,
        part=waiting.part,
        priority=waiting.priority,
        confidence=waiting.confidence,
        state=waiting.state,
        raw=waiting.raw,
        value=write_figure(waiting.value),
        unit=waiting.unit,
        reasons=waiting.reasons,
        skipped=waiting.skipped,
        claim=ClaimObject(claim.reviewer, claim.given_by, claim.at, claim.until) if claim else None,
    )
