"""A rule between reports: what a year carries forward, the next year brings forward."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.checking.confront import confront
from extractor.checking.observation import Observation
from extractor.forms.edit import EditRule, Term
from extractor.record.record import FieldId, Status
from extractor.review.agencies import YearReport
from extractor.store import Store
from extractor.store.columns import to_number

CARRIED = "requests.carried_forward"
BROUGHT = "requests.brought_forward"
TOTAL = "total"

_FIELDS = """
SELECT f.document, f.field, f.value, f.low, f.high, f.decision
FROM json_each(:documents) d CROSS JOIN json_each(:fields) n
JOIN fields f ON f.document = d.value AND f.field = n.value
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one report, by the first of its fields. Its truth lies in `low`..`high`.

    `value` is None where nothing is known of it. It `waits` where a person is still to be asked.
    """

    document: int
    field: FieldId
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    waits: bool


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
        if self.carried.value is None or self.brought.value is None:
            return None
        return self.brought.value - self.carried.value


def carries_of(
    store: Store, reports: Mapping[str, Sequence[YearReport]], applicants: Sequence[str]
) -> dict[str, tuple[Carry, ...]]:
    """The rule between every two reports on years that follow each other, agency by agency."""
    pairs = {key: _pairs(of_agency) for key, of_agency in reports.items()}
    documents = {d for told in pairs.values() for _, *pair in told for d in pair}
    fields = [f"{row}.{applicant}" for row in (CARRIED, BROUGHT) for applicant in applicants]
    known = figures_of(store, documents, fields)

    def figure(document: int, row: str, applicant: str) -> Figure:
        name = f"{row}.{applicant}"
        nothing = Figure(document, name, None, None, None, waits=False)
        return known.get((document, name), nothing)

    return {
        key: tuple(
            _carry(
                applicant,
                year,
                figure(one, CARRIED, applicant),
                figure(next_one, BROUGHT, applicant),
            )
            for year, one, next_one in told
            for applicant in applicants
        )
        for key, told in pairs.items()
    }


def _pairs(reports: Iterable[YearReport]) -> list[tuple[int, int, int]]:
    """Each year with its document and that of the next year, of the reports that count."""
    by_year = {r.year: r.document for r in reports if r.counts and r.year is not None}
    return [(y, d, by_year[y + 1]) for y, d in by_year.items() if y + 1 in by_year]


def _carry(applicant: str, year: int, carried: Figure, brought: Figure) -> Carry:
    rule = EditRule(
        name="years.carried_forward",
        at=applicant,
        label="本年结转下年度数等于下一年的上年结转数",
        description="What a year carries forward is what the next year brings forward.",
        finding="misreported_flow",
        left=(Term(1, carried.field),),
        relation="=",
        right=(Term(1, brought.field),),
    )
    seen = {figure.field: _observed(figure) for figure in (carried, brought)}
    (confronted,) = (c for c in confront([rule], seen) if c.rule is rule)
    return Carry(applicant, year, confronted.result.status, carried, brought)


def _observed(figure: Figure) -> Observation:
    """A figure as a rule takes it. One that waits may be anything."""
    if figure.value is None or figure.waits:
        return Observation(figure.field, "count", "missing")
    ends = (figure.low, figure.high)
    low, high = (figure.value, figure.value) if ends == (None, None) else ends
    return Observation(figure.field, "count", "reported", figure.value, low, high)


def figures_of(
    store: Store, documents: Iterable[int], fields: Iterable[FieldId]
) -> dict[tuple[int, FieldId], Figure]:
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
