"""One report: handed in, its record, its text and its findings."""

from email.message import Message
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import Field
from starlette.datastructures import UploadFile

from extractor.errors import NotStored
from extractor.pipeline import Content
from extractor.record.json import to_json, to_object
from extractor.record.schema import FindingObject, RecordObject
from extractor.review.intake import take_in
from extractor.review.lists import find_document
from extractor.store import Store
from extractor.web.api import router
from extractor.web.api.description import NO_SUCH, JsonAnswer, gives, gives_bytes, problems
from extractor.web.api.objects import Asked, DocumentNumber, FindingList, IntakeObject, filled
from extractor.web.identity import Reader, Reviewer
from extractor.web.problems import Problem
from extractor.web.service import service_of

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_RAW = ("application/octet-stream", "text/plain", "text/html", _DOCX)
_BINARY = {"type": "string", "format": "binary"}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": _BINARY},
                "required": ["file"],
                "additionalProperties": False,
            }
        },
        **{media_type: {"schema": _BINARY} for media_type in _RAW},
    },
}


class UploadQuery(Asked):
    """What the file is called, where the request does not say it otherwise."""

    name: Annotated[str, Field(max_length=500)] = "report"


@router.post(
    "/documents",
    status_code=201,
    tags=["documents"],
    summary="Submit a document",
    responses=gives(IntakeObject, "It was read; `Location` is its record.", 201)
    | gives(IntakeObject, "The same bytes were there before.")
    | problems(
        _413="the file is larger than the service takes",
        _415="this is no way to hand in a file",
        _422="the file cannot be read; `detail` says why and what would help",
    ),
    openapi_extra={"requestBody": _BODY},
)
async def post_document(
    request: Request,
    _visitor: Reviewer,
    query: Annotated[UploadQuery, Query()],
) -> Response:
    """Read a .txt, .html or .docx report, whatever it is called.

    What cannot be read is kept as a failure with its reason, without its bytes.
    """
    service = service_of(request)
    content = await _content(request, query.name)
    taken = await take_in(service.access, service.read, *content)
    place = request.url_for("get_record", document=taken.document).path
    answer = filled(IntakeObject, taken)
    return JsonAnswer(answer, 201 if taken.new else 200, {"Location": place})


@router.get(
    "/documents/{document}",
    tags=["documents"],
    summary="Get a document's record",
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
    responses=gives(FindingList, "What the agency misreported in this report.") | NO_SUCH,
)
async def get_findings_of(request: Request, _visitor: Reader, document: DocumentNumber) -> Response:
    """Mistakes of the source, each with the places that show it."""
    _, record = await service_of(request).access.read(lambda store: store.load(document))
    findings = tuple(to_object(finding, FindingObject) for finding in record.findings)
    return JsonAnswer(FindingList(findings))


async def _content(request: Request, name: str) -> Content:
    """The bytes that were sent and what they are called. Raises Problem where it is no file."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    kind = message.get_content_type() if message["content-type"] else ""
    if kind in _RAW:
        return Content(await request.body(), name)
    if kind != "multipart/form-data":
        raise Problem(415, f"send multipart/form-data with a `file`, or one of {', '.join(_RAW)}")
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Problem(422, "the form has no file called `file`")
        return Content(await file.read(), file.filename or name)


def _record(store: Store, document: int) -> bytes:
    try:
        return to_json(store.load(document)[1])
    except NotStored:
        listed = find_document(store, document)
        if listed is None or listed.error is None:
            raise
        raise NotStored(f"document {document} could not be read: {listed.error}") from None
