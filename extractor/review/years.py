"""One agency's reports over the years, with their key figures side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractor.forms.file import load_form
from extractor.forms.form import Form
from extractor.record.record import FieldId
from extractor.review.agencies import YearReport, agency_names, key_of, reports_of
from extractor.review.carry import BROUGHT, CARRIED, TOTAL, Carry, Figure, carries_of, figures_of
from extractor.store import Store

FIGURES: dict[str, tuple[str, ...]] = {
    "received": ("requests.received.total",),
    "brought_forward": (f"{BROUGHT}.{TOTAL}",),
    "granted": ("requests.granted.total",),
    "partially_granted": ("requests.partially_granted.total",),
    "refused": ("refusal",),
    "unavailable": ("unavailability",),
    "not_processed": ("not_processing",),
    "other": ("otherwise",),
    "results_total": ("requests.results_total.total",),
    "carried_forward": (f"{CARRIED}.{TOTAL}",),
    "reconsideration": ("remedies.reconsideration.total",),
    "reconsideration_corrected": ("remedies.reconsideration.corrected",),
    "lawsuits": ("remedies.lawsuit_direct.total", "remedies.lawsuit_after_reconsideration.total"),
    "lawsuits_corrected": (
        "remedies.lawsuit_direct.corrected",
        "remedies.lawsuit_after_reconsideration.corrected",
    ),
    "licensing": ("disclosure.licensing.decisions",),
    "penalties": ("disclosure.penalties.decisions",),
    "coercion": ("disclosure.coercion.decisions",),
}
"""What is shown of each year: a field, a sum of fields, or of the totals of a set of rows."""


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A figure in its year, and how much it is above that of the year before, also in percent.

    Both are None where either is unknown; the percentage also where there was nothing before.
    """

    figure: Figure
    change: Decimal | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class AgencyYears:
    """All reports of one agency, by year. `lines` have a figure for each report, None where its
    form has none; `carries` are told year by year, the total first."""

    key: str
    names: tuple[str, ...]
    reports: tuple[YearReport, ...]
    lines: dict[str, tuple[YearFigure | None, ...]]
    carries: tuple[Carry, ...]


@dataclass(frozen=True, slots=True)
class AgencyListed:
    """An agency in a list. `carries` are those of the totals."""

    key: str
    name: str
    reports: tuple[YearReport, ...]
    carries: tuple[Carry, ...]


def list_agencies(
    store: Store, part: str = "", after: str = "", limit: int = 50
) -> tuple[AgencyListed, ...]:
    """The next `limit` agencies after this key whose names have this part, by their keys."""
    names = agency_names(store)
    wanted = key_of(part)
    keys = sorted(key for key in names if key > after and wanted in key)[:limit]
    reports = reports_of(store, [name for key in keys for name in names[key]])
    carries = carries_of(store, reports, (TOTAL,))
    return tuple(
        AgencyListed(key, reports[key][-1].agency, tuple(reports[key]), carries[key])
        for key in keys
    )


def across_years(store: Store, agency: str) -> AgencyYears | None:
    """The reports of the agency that is so called, however it is written; None without any."""
    key = key_of(agency)
    names = agency_names(store).get(key)
    if names is None:
        return None
    found = reports_of(store, names)
    reports = tuple(found[key])
    return AgencyYears(
        key,
        tuple(dict.fromkeys(report.agency for report in reversed(reports))),
        reports,
        _lines(store, reports),
        carries_of(store, found, _applicants(reports))[key],
    )


def _applicants(reports: Iterable[YearReport]) -> tuple[str, ...]:
    """The total, then the applicants in the forms' order."""
    named = dict.fromkeys((TOTAL,))
    for form in {report.form for report in reports}:
        table = next(t for t in load_form(form).tables if t.part == "requests")
        named |= dict.fromkeys(column.id for column in table.columns)
    return tuple(named)


def _lines(store: Store, reports: Sequence[YearReport]) -> dict[str, tuple[YearFigure | None, ...]]:
    """Every figure of FIGURES that some report tells, for each report."""
    fields = {r.document: _fields_of(load_form(r.form)) for r in reports}
    wanted = {name for told in fields.values() for names in told.values() for name in names}
    known = figures_of(store, (r.document for r in reports), wanted)
    lines = {}
    for line in FIGURES:
        sums = [_sum(known, r.document, fields[r.document][line]) for r in reports]
        before = {r.year: s for r, s in zip(reports, sums, strict=True) if r.counts and r.year}
        if any(one and (one.waits or one.value is not None) for one in sums):
            lines[line] = tuple(
                None if one is None else _changed(one, _before(report, before))
                for report, one in zip(reports, sums, strict=True)
            )
    return lines


@lru_cache(maxsize=8)
def _fields_of(form: Form) -> dict[str, tuple[FieldId, ...]]:
    """The fields of each line of FIGURES in one form."""
    rows = {
        name: tuple(row.id for table in form.tables for row in table.rows if name in row.sets)
        for (name, *_) in FIGURES.values()
        if "." not in name
    }
    found = {}
    for line, (first, *rest) in FIGURES.items():
        names = (first, *rest) if "." in first else (f"requests.{r}.total" for r in rows[first])
        found[line] = tuple(name for name in names if name in form.cells)
    return found


def _sum(
    known: Mapping[tuple[int, FieldId], Figure], document: int, fields: Sequence[FieldId]
) -> Figure | None:
    """The sum of some fields of a report; None where its form has none of them."""
    found = [known[document, name] for name in fields if (document, name) in known]
    if not found:
        return None
    values = [one.value for one in found]
    total = None if None in values else sum((v for v in values if v is not None), Decimal(0))
    waits = any(one.waits for one in found)
    return Figure(document, found[0].field, total, None, None, waits)


def _before(report: YearReport, figures: Mapping[int, Figure | None]) -> Figure | None:
    """The figure of the year before, for a report that counts."""
    return figures.get(report.year - 1) if report.counts and report.year else None


def _changed(figure: Figure, before: Figure | None) -> YearFigure:
    if before is None or before.value is None or figure.value is None:
        return YearFigure(figure)
    change = figure.value - before.value
    percent = round(float(100 * change / before.value), 1) if before.value else None
    return YearFigure(figure, change, percent)
