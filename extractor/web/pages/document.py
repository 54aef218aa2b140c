"""The page of a document, where a person settles its fields: the source, the form, one field."""

from pathlib import PurePath
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from extractor.document import Span
from extractor.review import Conflict, Settlement, Verdict, VerdictError
from extractor.web.identity import Reader, Reviewer
from extractor.web.pages import router
from extractor.web.pages.opened import (
    Look,
    Opened,
    Told,
    may_decide,
    names_of,
    open_document,
    shown,
)
from extractor.web.pages.painting import link
from extractor.web.pages.panel import Answer, fingerprint, next_waiting, place_of
from extractor.web.pages.rendering import page
from extractor.web.pages.trial import trial
from extractor.web.problems import Problem
from extractor.web.service import service_of

DocumentId = Annotated[int, Path(ge=1, lt=2**63)]
_Text = Annotated[str, Form(max_length=4000)]


@router.get("/documents/{document}")
async def document_page(
    request: Request,
    document: DocumentId,
    visitor: Reader,
    field: str | None = None,
    place: str = "",
    blind: bool = False,
    typed: str = "",
    state: str = "",
    note: str = "",
    check: bool = False,
    done: int | None = None,
    cleared: int = 0,
    raised: int = 0,
) -> Response:
    """A document beside its fields, one of them in full."""
    opened = await open_document(request, document)
    look = Look(field, _pointed(place), blind, typed, state, note)
    tried = None
    if check and field in opened.case.record.fields and may_decide(visitor):
        answer = Answer("action=check", typed, state, place, note)
        tried = await trial(service_of(request).desk, opened.case, field, answer, visitor.name)
    return shown(request, opened, look, Told(done, cleared, raised), tried)


@router.get("/documents/{document}/recheck")
async def recheck(
    request: Request,
    document: DocumentId,
    visitor: Reviewer,
    field: str,
    typed: str = "",
    state: str = "",
    place: str = "",
) -> Response:
    """The rules of a field as they would be with what is being typed: a part of the page."""
    case = (await open_document(request, document)).case
    if field not in case.record.fields:
        raise Problem(404, "the record has no such field")
    answer = Answer("action=check", typed, state, place, "")
    tried = await trial(service_of(request).desk, case, field, answer, visitor.name)
    return page(
        request,
        "document_checks.html",
        trial=tried,
        checks=(),
        chosen_id=field,
        names=names_of(request, case),
        link=link,
    )


@router.get("/documents/{document}/original")
async def original_file(request: Request, document: DocumentId, _: Reader) -> Response:
    """The file as it was read, to be saved: a browser must not open what others wrote."""
    inputs = (await open_document(request, document)).case.inputs
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
    request: Request,
    document: DocumentId,
    visitor: Reviewer,
    field: _Text,
    choice: _Text = "",
    typed: _Text = "",
    state: _Text = "",
    place: _Text = "",
    note: _Text = "",
    after: Annotated[str, Form(max_length=18, pattern="[0-9]*")] = "",
    seen: _Text = "",
    blind: Annotated[bool, Form()] = False,
) -> Response:
    """Keep what a person says of a field, and go on to the next that waits.

    Where it cannot be kept the page comes back with what was filled in, and says why: 409 where
    the field is another than the one they saw, 422 where the answer is none.
    """
    answer = Answer(choice, typed, state, place, note)
    try:
        verdict = answer.verdict(field, int(after) if after else None, blind)
    except (ValueError, KeyError) as error:
        raise Problem(422, f"this is no form of this page: {error}") from error
    look = Look(field, _pointed(place), blind, typed, state, note)
    if answer.action == "check":
        return _away(document, {**look.query, "check": "1"})
    opened = await open_document(request, document)
    if seen and _is_another(opened, verdict, seen):
        return shown(request, opened, look, Told(changed=True), status=409)
    try:
        settled = await service_of(request).desk.settle(document, verdict, visitor.name)
    except Conflict as conflict:
        opened = await open_document(request, document)
        return shown(request, opened, look, Told(conflict=conflict), status=409)
    except VerdictError as error:
        return shown(request, opened, look, Told(error=error.code), status=422)
    return _away(document, _on(settled, verdict))


@router.get("/documents/{document}/decisions")
async def decided(request: Request, document: DocumentId, _: Reader) -> Response:
    """Links of a page that came back from `decide` lead here: they mean the document's page."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/documents/{document}{query}", 303)


def _is_another(opened: Opened, verdict: Verdict, seen: str) -> bool:
    """Did a decision on another field, or a new reading, change what this person saw?"""
    known = opened.case.record.fields.get(verdict.field)
    last = opened.case.last(verdict.field)
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
    return RedirectResponse(f"/documents/{document}?{urlencode(query)}#here", 303)


def _pointed(told: str) -> Span | None:
    """The place in the page's address; one that is none is not looked at."""
    try:
        return place_of(told)
    except ValueError:
        return None
