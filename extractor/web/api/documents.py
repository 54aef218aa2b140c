"""Reports: a list of them, and of each its record, its text and its findings."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import PlainTextResponse

from extractor.errors import NotStored
from extractor.record.json import to_json, to_object
from extractor.record.schema import FindingObject, RecordObject
from extractor.review.cursors import RowNumber, cursor_of, key_of
from extractor.review.documents import (
    DocumentFilters,
    DocumentStatus,
    find_document,
    list_documents,
)
from extractor.store import Store
from extractor.web.api import router
from extractor.web.api.description import JsonAnswer, gives, gives_bytes, problems
from extractor.web.api.objects import DocumentObject, DocumentPage, FindingList
from extractor.web.api.parameters import (
    DocumentNumber,
    Name,
    Number,
    Paging,
    Year,
)
from extractor.web.identity import Reader
from extractor.web.service import service_of

NO_SUCH = problems(_404="there is no record of this number")


class DocumentQuery(Paging):
    """Which documents are listed, and which part of them."""

    agency: Name | None = None
    year: Year | None = None
    form: Name | None = None
    batch: Number | None = None
    status: DocumentStatus | None = None


@router.get(
    "/documents",
    tags=["documents"],
    summary="List documents",
    response_class=JsonAnswer,
    responses=gives(DocumentPage, "Documents in the order of their numbers."),
)
async def get_documents(
    request: Request, _visitor: Reader, query: Annotated[DocumentQuery, Query()]
) -> Response:
    """Every content once, whether it could be read or not."""
    (after,) = key_of(query.cursor, tuple[RowNumber]) if query.cursor else (0,)
    filters = DocumentFilters(**query.model_dump(exclude={"cursor", "limit"}))
    found = await service_of(request).access.read(
        lambda store: list_documents(store, filters, after, query.limit + 1)
    )
    shown = found[: query.limit]
    following = cursor_of([shown[-1].document]) if len(found) > len(shown) else None
    return JsonAnswer(
        DocumentPage(tuple(DocumentObject(**asdict(listed)) for listed in shown), following)
    )


@router.get(
    "/documents/{document}",
    tags=["documents"],
    summary="Get a document's record",
    response_class=JsonAnswer,
    responses=gives(RecordObject, "The record, as `gouji extract --json` prints it.") | NO_SUCH,
)
async def get_record(request: Request, _visitor: Reader, document: DocumentNumber) -> Response:
    """The record as it is now, with every decision so far."""
    record = await service_of(request).access.read(lambda store: _record(store, document))
    return Response(record, media_type="application/json")


@router.get(
    "/documents/{document}/text",
    tags=["documents"],
    summary="Get a document's text",
    response_class=PlainTextResponse,
    responses=gives_bytes("The text that evidence counts in, in characters.", "text/plain")
    | NO_SUCH,
)
async def get_text(request: Request, _visitor: Reader, document: DocumentNumber) -> Response:
    """The text as it was read, tables cell by cell."""
    text = await service_of(request).access.read(lambda store: store.load(document)[0])
    return PlainTextResponse(text)


@router.get(
    "/documents/{document}/findings",
    tags=["findings"],
    summary="List a document's findings",
    response_class=JsonAnswer,
    responses=gives(FindingList, "What the agency misreported in this report.") | NO_SUCH,
)
async def get_findings_of(request: Request, _visitor: Reader, document: DocumentNumber) -> Response:
    """Mistakes of the source, each with the places that show it."""
    _, record = await service_of(request).access.read(lambda store: store.load(document))
    findings = tuple(to_object(finding, FindingObject) for finding in record.findings)
    return JsonAnswer(FindingList(findings))


def _record(store: Store, document: int) -> bytes:
    try:
        return to_json(store.load(document)[1])
    except NotStored:
        listed = find_document(store, document)
        if listed is None or listed.error is None:
            raise
        raise NotStored(f"document {document} could not be read: {listed.error}") from None
