"""What agencies misreported, over all reports."""

from typing import Annotated

from fastapi import Query, Request, Response

from extractor.record.json import to_object
from extractor.review.cursors import RowNumber, cursor_of, key_of
from extractor.review.findings import FindingFilters, Found, list_findings
from extractor.web.api import router
from extractor.web.api.description import JsonAnswer, gives
from extractor.web.api.objects import FindingEntry, FindingPage
from extractor.web.api.parameters import Name, Paging, Year
from extractor.web.identity import Reader
from extractor.web.service import service_of


class FindingQuery(Paging):
    """Which findings are listed, and which part of them."""

    code: Name | None = None
    agency: Name | None = None
    year: Year | None = None


@router.get(
    "/findings",
    tags=["findings"],
    summary="List findings",
    response_class=JsonAnswer,
    responses=gives(FindingPage, "Findings, report by report."),
)
async def get_findings(
    request: Request, _visitor: Reader, query: Annotated[FindingQuery, Query()]
) -> Response:
    """Where a report's own figures contradict each other and were read without doubt."""
    after = key_of(query.cursor, tuple[RowNumber, RowNumber]) if query.cursor else (0, 0)
    filters = FindingFilters(**query.model_dump(exclude={"cursor", "limit"}))
    found = await service_of(request).access.read(
        lambda store: list_findings(store, filters, after, query.limit + 1)
    )
    shown = found[: query.limit]
    last = shown[-1] if len(found) > len(shown) else None
    following = cursor_of([last.document, last.number]) if last else None
    return JsonAnswer(FindingPage(tuple(map(_entry, shown)), following))


def _entry(found: Found) -> FindingEntry:
    return to_object(
        found.finding,
        FindingEntry,
        document=found.document,
        number=found.number,
        path=found.path,
        agency=found.agency,
        year=found.year,
    )
