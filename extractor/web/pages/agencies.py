"""Agencies, and what the reports of one say over the years."""

from itertools import groupby

from fastapi import Request
from fastapi.responses import Response

from extractor.review.years import across_years, list_agencies
from extractor.web.addresses import address, page_of, text_of
from extractor.web.identity import Reader
from extractor.web.pages import router
from extractor.web.pages.painting import link
from extractor.web.pages.rendering import page
from extractor.web.problems import Problem
from extractor.web.service import service_of

AGENCIES = 50
"""How many are shown at a time."""


@router.get("/agencies")
async def agencies_page(request: Request, _: Reader) -> Response:
    """Every agency with the years it reported on."""
    part, after = text_of(request, "agency") or "", text_of(request, "after") or ""
    found = await service_of(request).access.read(
        lambda store: list_agencies(store, part, after, AGENCIES + 1)
    )
    shown, last = page_of(found, AGENCIES)
    return page(
        request,
        "agencies.html",
        agencies=shown,
        following=last and last.key,
        first=not after,
        part=part,
        go=address("/agencies", {"agency": part}),
    )


@router.get("/agencies/{agency:path}")
async def agency_page(request: Request, _: Reader, agency: str) -> Response:
    """One agency over the years."""
    found = await service_of(request).access.read(lambda store: across_years(store, agency))
    if found is None:
        raise Problem(404, "no report is by an agency of this name")
    by_year = groupby(found.carries, key=lambda carry: carry.year)
    return page(
        request,
        "agency.html",
        agency=found,
        years={year: tuple(group) for year, group in by_year},
        link=link,
    )
