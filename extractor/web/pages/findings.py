"""What agencies misreported: in words, with the rule that is broken and where it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from extractor.record.record import FieldId
from extractor.review.lists import FindingFilters, codes, kinds
from extractor.review.recheck import Check, Figure, Misreport, misreports
from extractor.store import Store
from extractor.web.addresses import address, link, number_of, page_of, text_of
from extractor.web.identity import Reader
from extractor.web.language import Words, words_for
from extractor.web.pages import router
from extractor.web.pages.rendering import page
from extractor.web.pages.sheets import Names
from extractor.web.service import service_of

FINDINGS = 20
"""How many are shown at a time."""
FEW = 12
"""Places that are shown of one finding."""
_NAMED = 4
_AROUND = 14
_LONG = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A figure where it is printed: what stands around it, and where one sees it in its report."""

    label: str
    before: str
    quote: str
    after: str
    href: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A finding in words. `sides` says whether the sums of its main rule tell anything; `more`
    figures of that rule are not shown."""

    misreport: Misreport
    fields: str
    href: str
    main: Check | None
    sides: bool
    places: tuple[Place, ...]
    more: int


@router.get("/findings")
async def findings_page(request: Request, _: Reader) -> Response:
    """Findings, report by report."""
    filters = FindingFilters(
        code=text_of(request, "code"),
        agency_part=text_of(request, "agency"),
        year=number_of(request, "year"),
    )
    after = number_of(request, "after") or 0, number_of(request, "number") or 0

    t = words_for(request)

    def read(store: Store) -> dict[str, Any]:
        found, last = page_of([*misreports(store, filters, after, FINDINGS + 1)], FINDINGS)
        place = {"after": last.found.document, "number": last.found.number} if last else None
        return {
            "years": kinds(store).years,
            "codes": codes(store),
            "found": [_worded(misreport, t) for misreport in found],
            "following": place,
        }

    shown = await service_of(request).access.read(read)
    asked = {"code": filters.code, "agency": filters.agency_part, "year": filters.year}
    go = address("/findings", asked)
    return page(request, "findings.html", first=after == (0, 0), asked=asked, go=go, **shown)


def _worded(misreport: Misreport, t: Words) -> Worded:
    case, finding = misreport.case, misreport.found.finding
    names = Names(case.form, case.record.facts, t)
    first, *others = finding.fields
    apart = [names.whole(first), *(names.apart(finding.fields)[name] for name in others)]
    shown = t("findings.between").join(f"“{name}”" for name in apart[:_NAMED])
    if len(apart) > _NAMED:
        shown += t("findings.and_more", count=len(apart))
    main = misreport.checks[0] if misreport.checks else None
    figures = [*main.left, *main.right] if main else []
    places = [
        place
        for figure in _telling(figures, finding.fields)
        if (place := _place(misreport, names, figure.field))
    ]
    return Worded(
        misreport,
        shown,
        f"/documents/{case.document}{link(first)}#field",
        main,
        bool(figures) and all(map(_plain, figures)),
        tuple(places[:FEW]),
        len(figures) - len(places[:FEW]),
    )


def _plain(figure: Figure) -> bool:
    """Whether a figure stands in its sum as it is printed."""
    return figure.value is not None and figure.share_field is None and figure.coefficient == 1


def _telling(figures: Iterable[Figure], named: tuple[FieldId, ...]) -> list[Figure]:
    """The figures that make up the sums, the named ones first; noughts add nothing."""
    known = {figure.field: figure for figure in figures if figure.value or figure.field in named}
    return sorted(known.values(), key=lambda figure: figure.field not in named)


def _place(misreport: Misreport, names: Names, field: FieldId) -> Place | None:
    at = misreport.evidence(field)
    if at is None:
        return None
    case = misreport.case
    known = field in case.record.fields
    where = link(field) if known else f"?place={at.start}-{at.end}"
    around = _AROUND if at.table is None else 0
    before = case.text[max(0, at.start - around) : at.start].rpartition("\n")[2]
    after = case.text[at.end : at.end + around].partition("\n")[0]
    href = f"/documents/{case.document}{where}#{'field' if known else 'source'}"
    quote = at.quote if len(at.quote) <= _LONG else f"{at.quote[:_LONG]}…"
    return Place(names.whole(field), before, quote, after, href)
