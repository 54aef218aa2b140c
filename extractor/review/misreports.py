"""What agencies misreported, each finding with its rules, its evidence, and who confirmed it."""

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.record.decision import Decision
from extractor.record.prose import figure_of
from extractor.record.record import Evidence, FieldId
from extractor.review.case import Case, load_case
from extractor.review.findings import FindingFilters, Found, list_findings
from extractor.review.recheck import Check, checks_of
from extractor.store import Store

_CODES = (
    "SELECT code, count(*) AS findings FROM findings GROUP BY code ORDER BY findings DESC, code"
)


@dataclass(frozen=True, slots=True)
class Misreport:
    """A finding in its case. `checks` are the rules that it breaks, that of the fewest fields
    first; `confirmed` is the decision by which a person called it so, if one did."""

    found: Found
    case: Case
    checks: tuple[Check, ...]
    confirmed: Decision | None

    def evidence(self, field: FieldId) -> Evidence | None:
        """Where a field or a fact of the prose is printed, or what stands beside it."""
        record, figure = self.case.record, figure_of(field)
        if figure in record.fields:
            return record.fields[figure].evidence
        part, _, number = figure.partition(".")
        return record.facts[int(number)].evidence if part == "facts" else None


def misreports(
    store: Store, filters: FindingFilters, after: tuple[int, int] = (0, 0), limit: int = 20
) -> tuple[Misreport, ...]:
    """The next `limit` findings after that of this document and number, report by report."""
    return tuple(_with_cases(store, list_findings(store, filters, after, limit)))


def codes(store: Store) -> dict[str, int]:
    """How many findings there are of each code, most first."""
    return {row["code"]: row["findings"] for row in store.query(_CODES)}


def _with_cases(store: Store, found: tuple[Found, ...]) -> Iterator[Misreport]:
    case: Case | None = None
    for one in found:
        if case is None or case.document != one.document:
            case = load_case(store, one.document)
        yield Misreport(one, case, _checks(case, one), _confirmed(case, one))


def _checks(case: Case, found: Found) -> tuple[Check, ...]:
    """The broken rules of a finding. A rule is found by any of its fields."""
    record, form, finding = case.record, case.form, found.finding
    near = {
        check.rule.id: check for name in finding.fields for check in checks_of(record, form, name)
    }
    checks = [near[rule] for rule in finding.rules if rule in near]
    return tuple(sorted(checks, key=lambda check: len(check.rule.fields)))


def _confirmed(case: Case, found: Found) -> Decision | None:
    said = (case.in_force.get(name) for name in found.finding.fields)
    return next((one for one in said if one and one.action == "misreported"), None)
