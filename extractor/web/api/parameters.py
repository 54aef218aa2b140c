"""What requests say in paths and queries."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

MOST = 2**63 - 1
"""SQLite's integers end here."""

DocumentNumber = Annotated[int, Path(ge=1, le=MOST, description="The document's number.")]
FieldName = Annotated[
    str, Path(max_length=200, description="The field's id, as in requests.received.total.")
]
Number = Annotated[int, Field(ge=0, le=MOST)]
Year = Annotated[int, Field(ge=1, le=9999, description="The year that is reported on.")]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Asked(BaseModel):
    """What a query asks. What is not known is refused, so that a slip does not go unnoticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfField(Asked):
    """Which field is meant; without it, all are."""

    field: Annotated[str, Field(max_length=200)] | None = None


class Paging(Asked):
    """Which part of a list: `limit` of what follows `cursor`, the `next` of the part before."""

    cursor: Annotated[str, Field(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50
