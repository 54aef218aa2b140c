"""What the API says of itself: an OpenAPI description whose schemas are those of the answers.

What goes out are msgspec Structs, so that a figure keeps its digits; their schemas are made from
the same Structs that are encoded.
"""

from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from extractor.web.api.objects import ANSWERS, ProblemObject

_SUMMARY = (
    "Checked figures out of Chinese government information disclosure reports: submit documents, "
    "read records, settle what waits for a person."
)
_TAGS = [
    {"name": "documents", "description": "Reports: handed in, listed, their records and texts."},
    {"name": "fields", "description": "The fields of a report, with what is known of each."},
    {"name": "findings", "description": "What agencies misreported."},
    {"name": "queue", "description": "What waits for a person, worst and most valuable first."},
    {"name": "decisions", "description": "What people decide. Kept for good, never changed."},
    {"name": "exports", "description": "Everything, as streams and files."},
]
Responses = dict[int | str, dict[str, Any]]

_SCHEMAS = "#/components/schemas/{name}"


class Described(FastAPI):
    """An application whose description has the schemas of the API's answers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            title="Gouji",
            summary=_SUMMARY,
            version=version("gouji"),
            openapi_url="/api/v1/openapi.json",
            openapi_tags=_TAGS,
            docs_url=None,
            redoc_url=None,
            **options,
        )

    def openapi(self) -> dict[str, Any]:
        """The description, as a dict that is made once."""
        if self.openapi_schema is None:
            described = super().openapi()
            _, schemas = msgspec.json.schema_components(ANSWERS, ref_template=_SCHEMAS)
            described.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
        return self.openapi_schema or {}


class JsonAnswer(JSONResponse):
    """A Struct as JSON; a figure has exactly its digits."""

    def render(self, content: Any) -> bytes:
        """The bytes."""
        return msgspec.json.encode(content)


def gives(shape: type[msgspec.Struct], description: str, status: int = 200) -> Responses:
    """For `responses` of a route: what it answers when all is well."""
    return {status: {"description": description, "content": _content(shape)}}


def gives_bytes(description: str, *media_types: str) -> Responses:
    """The same where the answer is no JSON object."""
    content = {media_type: {"schema": {"type": "string"}} for media_type in media_types}
    return {200: {"description": description, "content": content}}


def problems(default: str = "", **statuses: str) -> Responses:
    """For `responses` of a route: what can go wrong; `problems(_404="no such document")`.

    `default` describes every other problem.
    """
    described: dict[int | str, str] = {
        int(status[1:]): f"{HTTPStatus(int(status[1:])).phrase}: {why}."
        for status, why in statuses.items()
    }
    if default:
        described["default"] = default
    content = _content(ProblemObject, "application/problem+json")
    return {status: {"description": d, "content": content} for status, d in described.items()}


def _content(shape: type[msgspec.Struct], media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": _SCHEMAS.format(name=shape.__name__)}}}


NO_SUCH = problems(_404="there is no record of this number")
"""For `responses` of a route about one document."""
