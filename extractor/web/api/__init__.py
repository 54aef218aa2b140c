"""What programs ask for, under /api/v1: JSON, described by OpenAPI."""

from fastapi import APIRouter, Depends, Request

from extractor.web.api.description import JsonAnswer, problems
from extractor.web.problems import Problem


async def _given_once(request: Request) -> None:
    """A parameter that is given twice says two things. Raises Problem."""
    given = [name for name, _ in request.query_params.multi_items()]
    if twice := {name for name in given if given.count(name) > 1}:
        raise Problem(422, f"given more than once: {', '.join(sorted(twice))}")


router = APIRouter(
    prefix="/api/v1",
    default_response_class=JsonAnswer,
    dependencies=[Depends(_given_once)],
    responses=problems(
        _401="no API token, and nobody is signed in",
        _403="the role does not allow it, or the CSRF token is missing",
        _422="what was sent is not as described; `errors` says where",
        default="Whatever else goes wrong.",
    ),
)
