"""What a person decided last, so that they can take it back."""

from dataclasses import dataclass

from extractor.record.decision import Decision, in_force
from extractor.store import Store
from extractor.store.columns import DECISION
from extractor.store.statements import SELECT_DECISIONS

_LATEST = f"{SELECT_DECISIONS} WHERE reviewer = ? ORDER BY number DESC LIMIT ?"
_REPORT = """
SELECT id, agency, year, path, form FROM documents WHERE sha256 = ? AND status = 'ok'
"""


@dataclass(frozen=True, slots=True)
class Recent:
    """A decision and the report it was made on. It is `standing` as long as nothing was said of
    the field after it."""

    decision: Decision
    document: int
    agency: str | None
    year: int | None
    path: str
    form: str
    standing: bool


def recent_of(store: Store, person: str, most: int = 5) -> tuple[Recent, ...]:
    """What a person decided last, the last first, on reports that are still there."""
    recent = []
    for decision in map(DECISION.of_mapping, list(store.query(_LATEST, [person, most]))):
        report = next(store.query(_REPORT, [decision.sha256]), None)
        if report is None:
            continue
        on_field = [d for d in store.decisions(decision.sha256) if d.field == decision.field]
        standing = in_force(on_field).get(decision.field)
        recent.append(
            Recent(
                decision,
                report["id"],
                report["agency"],
                report["year"],
                report["path"],
                report["form"],
                standing=standing is not None
                and standing.number == decision.number == on_field[-1].number,
            )
        )
    return tuple(recent)
