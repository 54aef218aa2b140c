"""One agency's reports over the years: key figures side by side, and what is carried over.

Reports are one agency's where its name is, with its characters folded (width, script, spaces) and
nothing else: an agency that was renamed is two. Of several reports on one year that counts which
was read last.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from extractor.checking.confront import Interval, confront_values
from extractor.forms.edit import EditRule, Term
from extractor.forms.file import load_form
from extractor.forms.form import Form
from extractor.record.record import FieldId, Status
from extractor.store import Store
from extractor.store.columns import to_number
from extractor.values.folding import fold, squeeze

CARRIED = "requests.carried_forward"
BROUGHT = "requests.brought_forward"

FIGURES: dict[str, tuple[str, ...]] = {
    "received": ("requests.received.total",),
    "brought_forward": (f"{BROUGHT}.total",),
    "granted": ("requests.granted.total",),
    "partially_granted": ("requests.partially_granted.total",),
    "refused": ("refusal",),
    "unavailable": ("unavailability",),
    "not_processed": ("not_processing",),
    "other": ("otherwise",),
    "results_total": ("requests.results_total.total",),
    "carried_forward": (f"{CARRIED}.total",),
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

_CARRY = EditRule(
    name="years.carried_forward",
    at="",
    label="本年结转下年度数等于下一年的上年结转数",
    description="What a year carries forward is what the next year brings forward.",
    finding="misreported_flow",
    left=(Term(1, CARRIED),),
    relation="=",
    right=(Term(1, BROUGHT),),
)

_NAMES = (
    "SELECT DISTINCT agency FROM documents INDEXED BY documents_of_agency "
    "WHERE agency IS NOT NULL AND status = 'ok'"
)
_REPORTS = """
SELECT d.id AS document, d.agency, d.year, d.form, d.path, coalesce(d.waiting, 0) AS waiting,
  (SELECT count(*) FROM findings f WHERE f.document = d.id) AS findings
FROM documents d
WHERE d.agency IN (SELECT value FROM json_each(?)) AND d.status = 'ok'
ORDER BY d.year IS NULL, d.year, d.id
"""
_FIELDS = """
SELECT f.document, f.field, f.value, f.low, f.high, f.decision
FROM json_each(:documents) d CROSS JOIN json_each(:fields) n
JOIN fields f ON f.document = d.value AND f.field = n.value
"""


@dataclass(frozen=True, slots=True)
class YearReport:
    """A report of an agency. It `counts` unless another on the same year was read after it."""

    document: int
    agency: str
    year: int | None
    form: str
    path: str
    waiting: int
    findings: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one report, by the first of its fields. Its truth lies in `low`..`high`.

    `value` is None where nothing is known of it. It `waits` where a person is still to be asked.
    """

    document: int
    field: FieldId
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A figure in its year, and the figure of the year before, if there is one."""

    figure: Figure
    before: Figure | None

    @property
    def change(self) -> Decimal | None:
        """How much it is above the year before; None where either is unknown."""
        return _difference(self.figure, self.before)

    @property
    def percent(self) -> float | None:
        """The change in percent; None also where there was nothing before."""
        if self.change is None or not (self.before and self.before.value):
            return None
        return round(float(100 * self.change / self.before.value), 1)


@dataclass(frozen=True, slots=True)
class Carry:
    """Whether what one year carries forward is what the next brings forward, of one applicant.

    `not_evaluable` where a figure is not there, or still waits for a person.
    """

    applicant: str
    year: int
    status: Status
    carried: Figure
    brought: Figure

    @property
    def difference(self) -> Decimal | None:
        """How much more is brought forward than was carried; None where a figure is unknown."""
        return _difference(self.brought, self.carried)


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


Figures = Mapping[tuple[int, FieldId], Figure]


def list_agencies(
    store: Store, part: str = "", after: str = "", limit: int = 50
) -> tuple[AgencyListed, ...]:
    """The next `limit` agencies after this key whose names have this part, by their keys."""
    names = _names(store)
    wanted = key_of(part)
    keys = sorted(key for key in names if key > after and wanted in key)[:limit]
    found = _reports(store, [name for key in keys for name in names[key]])
    documents = [report.document for reports in found.values() for report in reports]
    figures = _figures(store, documents, (f"{CARRIED}.total", f"{BROUGHT}.total"))
    return tuple(
        AgencyListed(key, found[key][-1].agency, found[key], _carries(found[key], figures))
        for key in keys
    )


def across_years(store: Store, agency: str) -> AgencyYears | None:
    """The reports of the agency that is so called, however it is written; None without any."""
    key = key_of(agency)
    names = _names(store).get(key)
    if names is None:
        return None
    reports = _reports(store, names)[key]
    forms = [load_form(form) for form in dict.fromkeys(report.form for report in reports)]
    columns = [
        column.id
        for form in forms
        for table in form.tables
        if table.part == "requests"
        for column in table.columns
    ]
    applicants = tuple(dict.fromkeys(("total", *columns)))
    carried = {f"{row}.{applicant}" for row in (CARRIED, BROUGHT) for applicant in applicants}
    shown = {field for form in forms for fields in _fields(form).values() for field in fields}
    figures = _figures(store, (report.document for report in reports), carried | shown)
    return AgencyYears(
        key,
        tuple(dict.fromkeys(report.agency for report in reversed(reports))),
        reports,
        _lines(reports, figures),
        _carries(reports, figures, applicants),
    )


@lru_cache(maxsize=2**16)
def key_of(agency: str) -> str:
    """An agency's name folded: the same for every way of writing the same characters.

    >>> key_of("示例市（高新區） 水務局") == key_of("示例市(高新区)水务局")
    True
    """
    return squeeze(fold(agency))


def _names(store: Store) -> dict[str, list[str]]:
    """The key of every agency -> the names it is printed under."""
    names: dict[str, list[str]] = {}
    for row in store.query(_NAMES):
        names.setdefault(key_of(row["agency"]), []).append(row["agency"])
    return names


def _reports(store: Store, names: Iterable[str]) -> dict[str, tuple[YearReport, ...]]:
    """The reports of agencies, by key; those without a year last."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in store.query(_REPORTS, [json.dumps(list(names))]):
        rows.setdefault(key_of(row["agency"]), []).append(row)
    reports = {}
    for key, of_agency in rows.items():
        last = {row["year"]: row["document"] for row in of_agency}
        reports[key] = tuple(
            YearReport(**row, counts=row["year"] is None or last[row["year"]] == row["document"])
            for row in of_agency
        )
    return reports


def _figures(store: Store, documents: Iterable[int], fields: Iterable[FieldId]) -> Figures:
    """These fields of these documents, as far as they have them."""
    asked = {"documents": json.dumps(list(documents)), "fields": json.dumps(list(fields))}
    return {
        (row["document"], row["field"]): Figure(
            row["document"],
            row["field"],
            to_number(row["value"]),
            to_number(row["low"]),
            to_number(row["high"]),
            row["decision"] == "review",
        )
        for row in store.query(_FIELDS, asked)
    }


def _carries(
    reports: Iterable[YearReport], figures: Figures, applicants: Iterable[str] = ("total",)
) -> tuple[Carry, ...]:
    """The rule between every two reports on years that follow each other."""
    by_year = {r.year: r.document for r in reports if r.counts and r.year is not None}

    def carry(applicant: str, year: int) -> Carry:
        places = ((by_year[year], CARRIED), (by_year[year + 1], BROUGHT))
        carried, brought = (
            figures.get((document, f"{row}.{applicant}"), Figure(document, f"{row}.{applicant}"))
            for document, row in places
        )
        values = {CARRIED: _interval(carried), BROUGHT: _interval(brought)}
        return Carry(applicant, year, confront_values(_CARRY, values), carried, brought)

    years = [year for year in by_year if year + 1 in by_year]
    return tuple(carry(applicant, year) for year in years for applicant in applicants)


def _interval(figure: Figure) -> Interval | None:
    """Where a figure lies; None for one that is unknown, or waits and so may be anything."""
    if figure.value is None or figure.waits:
        return None
    ends = (figure.low, figure.high)
    return (figure.value, figure.value) if ends == (None, None) else ends


def _lines(
    reports: Sequence[YearReport], figures: Figures
) -> dict[str, tuple[YearFigure | None, ...]]:
    """Every figure of FIGURES that some report tells, for each report."""
    lines = {}
    for line in FIGURES:
        sums = [_sum(r.document, _fields(load_form(r.form))[line], figures) for r in reports]
        by_year = {r.year: s for r, s in zip(reports, sums, strict=True) if r.counts and r.year}
        before = [by_year.get(r.year - 1) if r.counts and r.year else None for r in reports]
        if any(figure and (figure.waits or figure.value is not None) for figure in sums):
            lines[line] = tuple(
                None if figure is None else YearFigure(figure, earlier)
                for figure, earlier in zip(sums, before, strict=True)
            )
    return lines


@lru_cache(maxsize=8)
def _fields(form: Form) -> dict[str, tuple[FieldId, ...]]:
    """The fields of each line of FIGURES in one form."""
    found = {}
    for line, names in FIGURES.items():
        if "." not in names[0]:
            rows = (row for table in form.tables for row in table.rows if names[0] in row.sets)
            names = tuple(f"requests.{row.id}.total" for row in rows)
        found[line] = tuple(name for name in names if name in form.cells)
    return found


def _sum(document: int, fields: Sequence[FieldId], figures: Figures) -> Figure | None:
    """The sum of some fields of a report; None where its form has none of them."""
    found = [figures[document, name] for name in fields if (document, name) in figures]
    if not found:
        return None
    values = [figure.value for figure in found if figure.value is not None]
    total = sum(values, Decimal(0)) if len(values) == len(found) else None
    return Figure(document, found[0].field, total, waits=any(figure.waits for figure in found))


def _difference(figure: Figure, other: Figure | None) -> Decimal | None:
    """How much a figure is above another; None where either is unknown."""
    if other is None or figure.value is None or other.value is None:
        return None
    return figure.value - other.value
