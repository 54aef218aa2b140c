"""What people decide on the fields of one report."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from extractor.document import Span
from extractor.errors import NotStored
from extractor.record.decision import Action
from extractor.record.json import to_object
from extractor.record.schema import EditObject
from extractor.review import Conflict, Settlement, Verdict, load_case
from extractor.values.amount import State
from extractor.web.api import router
from extractor.web.api.description import JsonAnswer, gives, problems
from extractor.web.api.documents import NO_SUCH
from extractor.web.api.objects import (
    DecisionList,
    PreviewObject,
    ProblemObject,
    SettlementObject,
)
from extractor.web.api.parameters import MOST, DocumentNumber, OfField
from extractor.web.api.telling import (
    decision_object,
    decision_objects,
    field_entry,
    version_of,
)
from extractor.web.identity import Reader, Reviewer
from extractor.web.problems import MEDIA_TYPE
from extractor.web.service import service_of

_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
_CONFLICT = problems(_409="something was decided meanwhile; `latest` says what")


class Place(BaseModel):
    """Characters `start` to `end` of the document's text, the last one not among them."""

    model_config = _STRICT

    start: Annotated[int, Field(ge=0, le=MOST)]
    end: Annotated[int, Field(ge=0, le=MOST)]


class VerdictBody(BaseModel):
    """What a person says of one field.

    `correct` says what is printed: `typed` as it would be printed (12, 5.05万元, －, or nothing for
    an empty cell), or the `place` of a figure in the text, or a `state`. `after` is the number of
    the last decision on the field that the person knew of, as the field tells it.
    """

    model_config = _STRICT

    field: Annotated[str, Field(max_length=200)]
    action: Action
    typed: Annotated[str, Field(max_length=10_000)] | None = None
    state: State | None = None
    place: Place | None = None
    note: Annotated[str, Field(max_length=10_000)] = ""
    after: Annotated[int, Field(ge=1, le=MOST)] | None = None
    blind: bool = False

    @property
    def verdict(self) -> Verdict:
        """The same as the desk takes it."""
        told: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        place = Span(self.place.start, self.place.end) if self.place else None
        return Verdict(**told | {"place": place})


@router.get(
    "/documents/{document}/decisions",
    tags=["decisions"],
    summary="List what was decided on a document",
    response_class=JsonAnswer,
    responses=gives(DecisionList, "Every decision, in order.") | NO_SUCH,
)
async def get_decisions(
    request: Request,
    _visitor: Reader,
    document: DocumentNumber,
    query: Annotated[OfField, Query()],
) -> Response:
    """Decisions belong to the content: they outlast a rerun, and the document itself."""
    case = await service_of(request).access.read(lambda store: load_case(store, document))
    chosen = case.decisions if query.field is None else case.history(query.field)
    if query.field is not None and not chosen and query.field not in case.record.fields:
        raise NotStored(f"document {document} has no field {query.field!r}")
    return JsonAnswer(DecisionList(version_of(case.decisions), decision_objects(chosen)))


@router.post(
    "/documents/{document}/decisions",
    status_code=201,
    tags=["decisions"],
    summary="Decide on a field",
    response_class=JsonAnswer,
    responses=gives(SettlementObject, "The decision is kept.", 201) | NO_SUCH | _CONFLICT,
)
async def post_decision(
    request: Request, visitor: Reviewer, document: DocumentNumber, body: VerdictBody
) -> Response:
    """Keep a decision and make the record again with it.

    To send the same twice is safe: the second time it is in conflict with the first.
    """
    try:
        settled = await service_of(request).desk.settle(document, body.verdict, visitor.name)
    except Conflict as conflict:
        return _told(request, conflict)
    told = SettlementObject(
        decision=decision_object(settled.decision),
        cleared=settled.cleared,
        raised=settled.raised,
        waiting=len(settled.record.review),
        version=settled.decision.number,
    )
    return JsonAnswer(told, 201)


@router.post(
    "/documents/{document}/decisions/preview",
    tags=["decisions"],
    summary="Try out a decision",
    response_class=JsonAnswer,
    responses=gives(PreviewObject, "What it would lead to.") | NO_SUCH | _CONFLICT,
)
async def post_preview(
    request: Request, visitor: Reviewer, document: DocumentNumber, body: VerdictBody
) -> Response:
    """Make the record again as if it were so decided. Nothing is kept."""
    try:
        settled = await service_of(request).desk.preview(document, body.verdict, visitor.name)
    except Conflict as conflict:
        return _told(request, conflict)
    return JsonAnswer(_preview(settled))


def _preview(settled: Settlement) -> PreviewObject:
    record, name = settled.record, settled.decision.field
    return PreviewObject(
        field=field_entry(record, name),
        edits=tuple(to_object(edit, EditObject) for edit in record.edits if name in edit.fields),
        cleared=settled.cleared,
        raised=settled.raised,
        waiting=len(record.review),
    )


def _told(request: Request, conflict: Conflict) -> Response:
    problem = ProblemObject(
        title="Conflict",
        status=409,
        detail=str(conflict),
        request_id=getattr(request.state, "request_id", None),
        latest=decision_object(conflict.latest),
    )
    return JsonAnswer(problem, 409, media_type=MEDIA_TYPE)
