"""How good the reading is: what people changed, how far they agree, what the latest eval says."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.review.history import LATEST, agreements, corrections, histories
from extractor.review.lists import kinds
from extractor.review.progress import coverage
from extractor.store import Store
from extractor.web.addresses import number_of
from extractor.web.identity import Reader
from extractor.web.pages import router
from extractor.web.pages.rendering import page
from extractor.web.service import service_of


class Measured(BaseModel):
    """One figure: so many of so many, with its interval and what it should be."""

    model_config = ConfigDict(frozen=True)

    label: str
    hits: int
    total: int
    share: float | None
    interval: tuple[float, float]
    least: float | None = None
    most: float | None = None
    met: bool | None = None


class Evaluation(BaseModel):
    """A report of `gouji eval --json`: what is shown of it; it has more."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["gouji.eval/1"] = Field(alias="schema")
    reader: str
    figures: dict[str, Measured]
    documents: dict[str, Any]


@router.get("/quality")
async def quality_page(request: Request, _: Reader) -> Response:
    """Coverage, corrections, agreement, and the latest eval."""
    batch, path = number_of(request, "batch"), service_of(request).options.evaluation

    def read(store: Store) -> dict[str, Any]:
        decided = histories(store)
        return {
            "kinds": kinds(store),
            "coverage": coverage(store, batch),
            "corrections": corrections(decided),
            "agreements": agreements(decided),
        }

    shown = await service_of(request).access.read(read)
    evaluation, at = (await asyncio.to_thread(_evaluation, path)) if path else (None, "")
    return page(
        request,
        "quality.html",
        file=path and path.name,
        evaluation=evaluation,
        evaluated_at=at,
        batch=batch,
        latest=LATEST,
        **shown,
    )


def _evaluation(path: Path) -> tuple[Evaluation | None, str]:
    """The report in a file, None where it is none; and when it was written."""
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Evaluation.model_validate_json(path.read_bytes()), f"{at:%Y-%m-%d %H:%M}"
    except (OSError, ValidationError):
        return None, ""
