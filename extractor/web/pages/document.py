"""The page of a document, where a person settles its fields: the source, the form, one field."""

from collections import Counter, defaultdict
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Form, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from extractor.record.record import FieldId
from extractor.review import Case, Conflict, Settlement, Verdict, VerdictError, load_case
from extractor.review.case import Standing, standings
from extractor.review.claims import Claim, claim_on
from extractor.store import Store
from extractor.web.addresses import go_to, link
from extractor.web.identity import Reader, Reviewer
from extractor.web.language import words_for
from extractor.web.pages import router
from extractor.web.pages.answer import STATES, Answer, Text, choice_of, trial
from extractor.web.pages.drawing import Marks, Painter, draw
from extractor.web.pages.panel import chosen, fingerprint, next_waiting
from extractor.web.pages.rendering import page
from extractor.web.pages.sheets import Names, sheets_of
from extractor.web.pages.source import Page, Pages
from extractor.web.problems import Problem
from extractor.web.service import service_of

DocumentId = Annotated[int, Path(ge=1, lt=2**63)]

_pages = Pages()
_TOLD = {"done": None, "cleared": 0, "raised": 0, "error": "", "conflict": None, "changed": False}
"""What the page says on top: that decision number `done` was kept and what it did to others, or
why it was not: the code of a VerdictError, another's decision, a field that `changed`."""


class Look(Answer):
    """What a page's address asks for: a field, whether to `check` what is filled in, and what to
    say of the decision before."""

    check: bool = False
    done: int | None = None
    cleared: int = 0
    raised: int = 0


class OfField(Answer):
    """What is filled in for one field."""

    field: Text


class Decided(OfField):
    """The form of the panel: a field, the button that was pressed, and what the person knew."""

    choice: Text = ""
    after: Annotated[str, Field(max_length=18, pattern="^[0-9]*$")] = ""
    seen: Text = ""


@router.get("/documents/{document}")
async def document_page(
    request: Request, document: DocumentId, visitor: Reader, look: Annotated[Look, Query()]
) -> Response:
    """A document beside its fields, one of them in full."""
    tried = None
    if look.check and look.field and visitor.role != "reader":
        desk = service_of(request).desk
        case = await desk.case(document)
        if look.field in case.record.fields:
            tried = await trial(desk, case, look.field, look, visitor.name)
    told = {"done": look.done, "cleared": look.cleared, "raised": look.raised}
    return await _page(request, document, look, trial=tried, told=told)


@router.get("/documents/{document}/recheck")
async def recheck(
    request: Request, document: DocumentId, visitor: Reviewer, answer: Annotated[OfField, Query()]
) -> Response:
    """The rules of a field as they would be with what is being typed: a part of the page."""
    desk = service_of(request).desk
    case = await desk.case(document)
    field = answer.field
    if field not in case.record.fields:
        raise Problem(404, "the record has no such field")
    return page(
        request,
        "document_checks.html",
        trial=await trial(desk, case, field, answer, visitor.name),
        checks=(),
        chosen_id=field,
        names=Names(case.form, case.record.facts, words_for(request)),
        link=link,
    )


@router.get("/documents/{document}/original")
async def original_file(request: Request, document: DocumentId, _: Reader) -> Response:
    """The file as it was read, to be saved: a browser must not open what others wrote."""
    inputs = (await service_of(request).desk.case(document)).inputs
    if inputs.data is None:
        raise Problem(404, "the file was read by an older Gouji, which did not keep it")
    name = PurePath(inputs.path).name
    plain = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "._-")) or "report"
    return Response(
        inputs.data,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{plain}"; '
            f"filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.post("/documents/{document}/decisions")
async def decide(
    request: Request, document: DocumentId, visitor: Reviewer, form: Annotated[Decided, Form()]
) -> Response:
    """Keep what a person says of a field, and go on to the next that waits.

    Where it cannot be kept the page comes back with what was filled in, and says why: 409 where
    the field is another than the one they saw, 422 where the answer is none.
    """
    if form.choice == "action=check":
        return _away(document, {**form.query, "check": "1"})
    after = int(form.after) if form.after else None
    try:
        verdict = form.verdict(form.field, after, blind=form.blind, choice=form.choice)
    except ValueError as error:
        raise Problem(422, f"this is no form of this page: {error}") from error
    desk = service_of(request).desk
    if form.seen and _is_another(await desk.case(document), verdict, form.seen):
        return await _page(request, document, form, 409, told={"changed": True})
    try:
        settled = await desk.settle(document, verdict, visitor.name)
    except Conflict as conflict:
        return await _page(request, document, form, 409, told={"conflict": conflict})
    except VerdictError as error:
        return await _page(request, document, form, 422, told={"error": error.code})
    return _away(document, _on(settled, verdict))


@router.get("/documents/{document}/decisions")
async def decided(request: Request, document: DocumentId, _: Reader) -> Response:
    """Links of a page that came back from `decide` lead here: they mean the document's page."""
    query = f"?{request.url.query}" if request.url.query else ""
    return go_to(f"/documents/{document}{query}")


def _is_another(case: Case, verdict: Verdict, seen: str) -> bool:
    """Did a decision on another field, or a new reading, change what this person saw?"""
    known, last = case.record.fields.get(verdict.field), case.last(verdict.field)
    decided = last is not None and last.number != verdict.after  # that is a Conflict
    return known is not None and not decided and fingerprint(known) != seen


def _on(settled: Settlement, verdict: Verdict) -> dict[str, str]:
    """Where one goes after a decision: to the next field, or to see what was taken back."""
    stays = verdict.action == "undo" or verdict.blind
    following = None if stays else next_waiting(settled.record, verdict.field)
    query = {
        "field": following or verdict.field,
        "done": str(settled.decision.number),
        "cleared": str(len(settled.cleared)),
        "raised": str(len(settled.raised)),
    }
    return {**query, "blind": "1"} if verdict.blind else query


def _away(document: int, query: dict[str, str]) -> Response:
    return go_to(f"/documents/{document}?{urlencode(query)}#here")


async def _page(
    request: Request,
    document: int,
    look: Answer,
    status: int = 200,
    *,
    told: dict[str, Any],
    **shown: Any,
) -> Response:
    """The page of a document as it is now. Raises Problem 404 where it has no such field."""
    service, told = service_of(request), _TOLD | told
    at = service.options.clock()

    def opened(store: Store) -> tuple[Case, Page, Claim | None]:
        case = load_case(store, document)
        return case, _pages.of(case), claim_on(store, document, at)

    case, source, claim = await service.access.read(opened)
    record, stand, t = case.record, standings(case.record), words_for(request)
    decides = request.state.visitor.role != "reader"
    name = _field_of(case, look.field, decides)
    place = look.pointed
    if place and not place.start <= place.end <= len(case.text):
        place = None
    names = Names(case.form, record.facts, t)
    marked = {name: record.fields[name]} if look.blind and name else record.fields
    return page(
        request,
        "document.html",
        status,
        case=case,
        record=record,
        claim=claim,
        may_decide=decides,
        look=look,
        told=told,
        decision=next((d for d in case.decisions if d.number == told["done"]), None),
        blind=look.blind,
        names=names,
        standings=stand,
        counts={"waits": 0, "settled": 0, "proved": 0, "accepted": 0, "absent": 0}
        | Counter(stand.values()),
        one=chosen(case, stand, name, place, look.blind) if name else None,
        chosen_id=name,
        blocks=draw(source, Marks({n: f.evidence for n, f in marked.items() if f.evidence})),
        painter=Painter(
            standings=stand,
            names=names,
            words=t,
            chosen=name,
            place=place,
            pick=decides and name is not None,
            takes_text=name is not None and name not in case.form.units,
            blind=look.blind,
        ),
        sheets=sheets_of(case.form, lambda field: _is_drawn(case, stand, field)),
        lists=_lists(case),
        states=STATES,
        choice_of=choice_of,
        link=link,
        **{"trial": None, **shown},
    )


def _field_of(case: Case, field: FieldId | None, decides: bool) -> FieldId | None:
    """The field that is asked for, else the first that waits for whoever may decide."""
    if field:
        if field not in case.record.fields:
            raise Problem(404, "the record has no such field")
        return field
    waiting = case.record.review
    return waiting[0] if field is None and decides and waiting else None


def _is_drawn(case: Case, stand: dict[FieldId, Standing], name: FieldId) -> bool:
    """Whether a cell of the form is drawn: not where it belongs to another wording."""
    _, row, column = case.form.cells[name]
    absent = stand.get(name, "absent") == "absent"
    return not (absent and (row.optional or column.optional)) or bool(case.history(name))


def _lists(case: Case) -> dict[str, list[FieldId]]:
    """The fields outside the tables, by part."""
    parts: defaultdict[str, list[FieldId]] = defaultdict(list)
    for name in case.record.fields:
        if name not in case.form.cells:
            parts[name.partition(".")[0]].append(name)
    return parts
