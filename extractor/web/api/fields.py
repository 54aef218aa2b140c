"""The fields of one report, with what is known of each, and what people decide on them."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from extractor.document import Span
from extractor.errors import NotStored
from extractor.forms.file import load_form
from extractor.record.decision import Action, Decision
from extractor.record.json import to_object
from extractor.record.record import FieldId, Record
from extractor.record.schema import EditObject
from extractor.review import Case, Conflict, Verdict, load_case
from extractor.values.amount import State
from extractor.web.api import router
from extractor.web.api.description import NO_SUCH, JsonAnswer, gives, problems
from extractor.web.api.objects import (
    MOST,
    Asked,
    DecisionList,
    DecisionObject,
    DocumentNumber,
    EvidenceList,
    FieldDetail,
    FieldEntry,
    FieldEvidence,
    FieldList,
    FieldName,
    OfField,
    PreviewObject,
    ProblemObject,
    SettlementObject,
    filled,
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
        place = Span(self.place.start, self.place.end) if self.place else None
        return Verdict(**{**dict(self), "place": place})


class FieldsQuery(Asked):
    """Which fields are listed: those that wait for a person, or all."""

    waiting: bool = False


@router.get(
    "/documents/{document}/fields",
    tags=["fields"],
    summary="List a document's fields",
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
    names = case.record.review if query.waiting else case.record.fields
    items = tuple(_entry(case.record, name) for name in names)
    return JsonAnswer(FieldList(_version(case.decisions), items))


@router.get(
    "/documents/{document}/fields/{field}",
    tags=["fields"],
    summary="Get one field",
    responses=gives(FieldDetail, "The field with its edit rules and decisions.") | NO_SUCH,
)
async def get_field(
    request: Request, _visitor: Reader, document: DocumentNumber, field: FieldName
) -> Response:
    """All that a person would look at before they decide."""
    case = await _case(request, document)
    _check(case, field)
    last, standing = case.last(field), case.in_force.get(field)
    detail = filled(
        FieldDetail,
        _entry(case.record, field),
        version=_version(case.decisions),
        edits=_edits(case.record, field),
        decisions=tuple(map(_decision, case.history(field))),
        in_force=standing.number if standing else None,
        after=last.number if last else None,
    )
    return JsonAnswer(detail)


@router.get(
    "/documents/{document}/evidence",
    tags=["fields"],
    summary="List where fields are printed",
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
    items = tuple(
        filled(FieldEvidence, field, field=name)
        for name, field in case.record.fields.items()
        if field.evidence and query.field in (None, name)
    )
    return JsonAnswer(EvidenceList(items))


@router.get(
    "/documents/{document}/decisions",
    tags=["decisions"],
    summary="List what was decided on a document",
    responses=gives(DecisionList, "Every decision, in order.") | NO_SUCH,
)
async def get_decisions(
    request: Request,
    _visitor: Reader,
    document: DocumentNumber,
    query: Annotated[OfField, Query()],
) -> Response:
    """Decisions belong to the content: they outlast a rerun, and the document itself."""
    case = await _case(request, document)
    chosen = case.decisions if query.field is None else case.history(query.field)
    if query.field is not None and not chosen:
        _check(case, query.field)
    return JsonAnswer(DecisionList(_version(case.decisions), tuple(map(_decision, chosen))))


@router.post(
    "/documents/{document}/decisions",
    status_code=201,
    tags=["decisions"],
    summary="Decide on a field",
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
        return _conflict(request, conflict)
    answer = filled(
        SettlementObject,
        settled,
        decision=_decision(settled.decision),
        waiting=len(settled.record.review),
        version=settled.decision.number,
    )
    return JsonAnswer(answer, 201)


@router.post(
    "/documents/{document}/decisions/preview",
    tags=["decisions"],
    summary="Try out a decision",
    responses=gives(PreviewObject, "What it would lead to.") | NO_SUCH | _CONFLICT,
)
async def post_preview(
    request: Request, visitor: Reviewer, document: DocumentNumber, body: VerdictBody
) -> Response:
    """Make the record again as if it were so decided. Nothing is kept."""
    try:
        settled = await service_of(request).desk.preview(document, body.verdict, visitor.name)
    except Conflict as conflict:
        return _conflict(request, conflict)
    record, name = settled.record, settled.decision.field
    answer = filled(
        PreviewObject,
        settled,
        field=_entry(record, name),
        edits=_edits(record, name),
        waiting=len(record.review),
    )
    return JsonAnswer(answer)


async def _case(request: Request, document: int) -> Case:
    return await service_of(request).access.read(lambda store: load_case(store, document))


def _check(case: Case, field: FieldId) -> None:
    if field not in case.record.fields:
        raise NotStored(f"document {case.document} has no field {field!r}")


def _decision(decision: Decision) -> DecisionObject:
    return to_object(decision, DecisionObject)


def _entry(record: Record, name: FieldId) -> FieldEntry:
    label = load_form(record.form).labels.get(name)
    return to_object(record.fields[name], FieldEntry, field=name, label=label)


def _edits(record: Record, name: FieldId) -> tuple[EditObject, ...]:
    return tuple(to_object(edit, EditObject) for edit in record.edits if name in edit.fields)


def _version(decisions: Iterable[Decision]) -> int:
    """The number of the last of all decisions on a document, 0 where there is none."""
    return max((decision.number for decision in decisions), default=0)


def _conflict(request: Request, conflict: Conflict) -> Response:
    problem = ProblemObject(
        title="Conflict",
        status=409,
        detail=str(conflict),
        request_id=request.state.request_id,
        latest=_decision(conflict.latest),
    )
    return JsonAnswer(problem, 409, media_type=MEDIA_TYPE)
