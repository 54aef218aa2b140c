"""The audit: accepted values drawn at random, each judged right or wrong by someone who does not
see how sure the machine was."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Form, Request
from fastapi.responses import Response

from extractor.review import load_case
from extractor.review.audit import (
    AuditError,
    AuditProgress,
    Drawn,
    audit_progress,
    beginning,
    by_month,
    draw_next,
    find,
    most,
    take_judgements,
)
from extractor.store import Store
from extractor.web.addresses import go_to
from extractor.web.identity import Reader, Reviewer
from extractor.web.language import Words, words_for
from extractor.web.pages import router
from extractor.web.pages.drawing import DrawnBlock, excerpt_of
from extractor.web.pages.rendering import page
from extractor.web.pages.sheets import Names
from extractor.web.service import service_of

SEED = 1
"""That of `gouji audit draw` where none is named: lists and pages ask about the same fields."""


@dataclass(frozen=True, slots=True)
class Question:
    """A drawn value, its document's number, the field's name, and what stands around it there."""

    drawn: Drawn
    document: int
    name: str
    around: tuple[DrawnBlock, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The answers of one month, and the bound that they give by themselves."""

    month: str
    answers: int
    wrong: int
    bound: float


@router.get("/audit")
async def audit_page(request: Request, visitor: Reader) -> Response:
    """What the audit is, how far it has come, and what it says; that only to administrators
    until it is done."""

    def read(store: Store) -> tuple[AuditProgress, list[Month]]:
        months = []
        for month, judged in by_month(store):
            wrong = sum(not answer.correct for answer in judged)
            months.append(Month(month, len(judged), wrong, most(wrong, len(judged))))
        return audit_progress(store), months

    progress, months = await service_of(request).access.read(read)
    tells = progress.answers > 0 and (progress.done or visitor.role == "admin")
    return page(request, "audit.html", progress=progress, months=months if tells else None)


@router.get("/audit/next")
async def next_question(
    request: Request,
    visitor: Reviewer,
    after: str = "",
    said: Literal["right", "wrong", "changed", ""] = "",
    document: int = 0,
    field: str = "",
) -> Response:
    """The next value that nobody has judged; `after` the report with this hash."""

    def read(store: Store) -> tuple[AuditProgress, Question | None]:
        progress = audit_progress(store)
        drawn = None if progress.done else draw_next(store, SEED, after or beginning(visitor.name))
        return progress, None if drawn is None else _question(store, drawn, words_for(request))

    progress, question = await service_of(request).access.read(read)
    if question is None:
        return go_to("/audit")
    return page(
        request,
        "audit_question.html",
        question=question,
        progress=progress,
        said=said,
        last={"document": document, "field": field} if document and field else None,
    )


@router.post("/audit/answers")
async def take_answer(
    request: Request,
    visitor: Reviewer,
    sha256: Annotated[str, Form(max_length=64)],
    field: Annotated[str, Form(max_length=200)],
    id: Annotated[str, Form(max_length=12)],
    answer: Annotated[Literal["right", "wrong"], Form()],
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Keep an answer, for good, and go on to the next question."""
    at = service_of(request).options.clock()

    def take(store: Store) -> dict[str, str | int]:
        drawn = find(store, sha256, field)
        if drawn is None:
            return {"said": "changed"}
        said = replace(drawn, id=id, answer=answer, note=note.strip())
        try:
            take_judgements(store, [said], at, visitor.name)
        except AuditError:  # the value is another by now
            return {"said": "changed"}
        return {"said": answer, "document": _number(store, sha256), "field": field}

    query = await service_of(request).access.write(take)
    return go_to(f"/audit/next?{urlencode(query)}")


def _question(store: Store, drawn: Drawn, t: Words) -> Question:
    document = _number(store, drawn.sha256)
    case = load_case(store, document)
    name = Names(case.form, case.record.facts, t).whole(drawn.field)
    return Question(drawn, document, name, excerpt_of(case, drawn.field))


def _number(store: Store, sha256: str) -> int:
    (row,) = store.query("SELECT id FROM documents WHERE sha256 = ?", [sha256])
    return int(row["id"])
