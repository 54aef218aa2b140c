"""How good the reading is: what people changed, how far they agree, what the latest eval says."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response

from extractor.review.history import (
    LATEST,
    Agreements,
    Corrections,
    agreements,
    corrections,
    histories,
)
from extractor.review.lists import Kinds, kinds
from extractor.review.progress import Coverage, coverage
from extractor.store import Store
from extractor.web.identity import Reader
from extractor.web.pages import router
from extractor.web.pages.asked import number_of
from extractor.web.pages.evaluation import Evaluation, evaluation_of
from extractor.web.pages.rendering import page
from extractor.web.service import service_of


@dataclass(frozen=True, slots=True)
class Quality:
    """All that the database tells of it."""

    kinds: Kinds
    coverage: Coverage
    corrections: Corrections
    agreements: Agreements


@router.get("/quality")
async def quality_page(request: Request, _: Reader) -> Response:
    """Coverage, corrections, agreement, and the latest eval."""
    batch = number_of(request, "batch")
    service = service_of(request)

    def read(store: Store) -> Quality:
        said = histories(store)
        return Quality(kinds(store), coverage(store, batch), corrections(said), agreements(said))

    quality = await service.access.read(read)
    told = await _evaluation(service.options.evaluation)
    return page(
        request, "quality.html", quality=quality, evaluation=told, batch=batch, latest=LATEST
    )


async def _evaluation(path: Path | None) -> Evaluation | None:
    return None if path is None else await asyncio.to_thread(evaluation_of, path)
