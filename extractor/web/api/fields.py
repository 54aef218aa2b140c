"""The fields of one report, with what is known of each."""

from typing import Annotated

import msgspec
from fastapi import Query, Request, Response

from extractor.errors import NotStored
from extractor.record.json import to_object
from extractor.record.record import FieldId
from extractor.record.schema import EditObject
from extractor.review import Case, load_case
from extractor.web.api import router
from extractor.web.api.description import JsonAnswer, gives
from extractor.web.api.documents import NO_SUCH
from extractor.web.api.objects import (
    EvidenceList,
    FieldDetail,
    FieldEvidence,
    FieldList,
)
from extractor.web.api.parameters import Asked, DocumentNumber, FieldName, OfField
from extractor.web.api.telling import decision_objects, field_entry, version_of
from extractor.web.identity import Reader
from extractor.web.service import service_of


class FieldsQuery(Asked):
    """Which fields are listed: those that wait for a person, or all."""

    waiting: bool = False


@router.get(
    "/documents/{document}/fields",
    tags=["fields"],
    summary="List a document's fields",
    response_class=JsonAnswer,
    responses=gives(FieldList, "The fields, in the form's order.") | NO_SUCH,
)
async def get_fields(
    request: Request,
    _visitor: Reader,
    document: DocumentNumber,
    query: Annotated[FieldsQuery, Query()],
) -> Response:
    """Values as they are now, with every decision so far."""
    case = await _case(request, document)
    return JsonAnswer(
        FieldList(
            version_of(case.decisions),
            tuple(
                field_entry(case.record, name)
                for name, field in case.record.fields.items()
                if field.decision == "review" or not query.waiting
            ),
        )
    )


@router.get(
    "/documents/{document}/fields/{field}",
    tags=["fields"],
    summary="Get one field",
    response_class=JsonAnswer,
    responses=gives(FieldDetail, "The field with its edit rules and decisions.") | NO_SUCH,
)
async def get_field(
    request: Request, _visitor: Reader, document: DocumentNumber, field: FieldName
) -> Response:
    """All that a person would look at before they decide."""
    case = await _case(request, document)
    _check(case, field)
    last, standing = case.last(field), case.in_force.get(field)
    return JsonAnswer(
        FieldDetail(
            **msgspec.structs.asdict(field_entry(case.record, field)),
            version=version_of(case.decisions),
            edits=tuple(to_object(e, EditObject) for e in case.record.edits if field in e.fields),
            decisions=decision_objects(case.history(field)),
            in_force=standing.number if standing else None,
            after=last.number if last else None,
        )
    )


@router.get(
    "/documents/{document}/evidence",
    tags=["fields"],
    summary="List where fields are printed",
    response_class=JsonAnswer,
    responses=gives(EvidenceList, "Places of the document's text, field by field.") | NO_SUCH,
)
async def get_evidence(
    request: Request,
    _visitor: Reader,
    document: DocumentNumber,
    query: Annotated[OfField, Query()],
) -> Response:
    """`start` and `end` count characters of the text, tables, rows and columns from 1."""
    case = await _case(request, document)
    if query.field is not None:
        _check(case, query.field)
    return JsonAnswer(
        EvidenceList(
            tuple(
                FieldEvidence(name, found.evidence)
                for name, found in case.record.fields.items()
                if found.evidence and query.field in (None, name)
            )
        )
    )


async def _case(request: Request, document: int) -> Case:
    return await service_of(request).access.read(lambda store: load_case(store, document))


def _check(case: Case, field: FieldId) -> None:
    if field not in case.record.fields:
        raise NotStored(f"document {case.document} has no field {field!r}")
