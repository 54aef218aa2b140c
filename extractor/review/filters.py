"""Which part of the queue: what a person may narrow it down to, as SQL."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from extractor.review.claims import moment

Held = Literal["mine", "free", "others"]
HELD: tuple[Held, ...] = ("mine", "free", "others")
"""Reports that one has oneself, that nobody has, that somebody else has."""

OF_PART = "substr({field}, 1, instr({field}, '.') - 1)"
"""The part of the form that a field's id begins with."""

_HELD = (
    "SELECT document FROM claims WHERE (until IS NULL OR until > :at) AND reviewer {who} :person"
)
_DOCUMENTS = {
    "batch": "EXISTS (SELECT 1 FROM sources s WHERE s.document = d.id AND s.batch = :batch)",
    "form": "d.form = :form",
    "agency": "instr(d.agency, :agency) > 0",
    "year": "d.year = :year",
}
_FIELDS = {
    "reason": "instr(f.reasons, '\"' || :reason || '\"') > 0",
    "part": f"{OF_PART.format(field='f.field')} = :part",
}
_OF_HELD = {
    "mine": f"d.id IN ({_HELD.format(who='=')})",
    "others": f"d.id IN ({_HELD.format(who='<>')})",
    "free": "d.id NOT IN (SELECT document FROM claims WHERE until IS NULL OR until > :at)",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What must be so of a waiting field; None asks nothing. `agency` is a part of its name."""

    batch: int | None = None
    form: str | None = None
    agency: str | None = None
    year: int | None = None
    reason: str | None = None
    part: str | None = None
    held: Held | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What is asked, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @property
    def of_fields(self) -> list[str]:
        """Conditions on a field `f`."""
        return [sql for name, sql in _FIELDS.items() if name in self.given]

    @property
    def of_documents(self) -> list[str]:
        """Conditions on a document `d`."""
        held = [_OF_HELD[self.held]] if self.held else []
        return [sql for name, sql in _DOCUMENTS.items() if name in self.given] + held


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the queue, and when: claims are theirs or another's, and come to an end."""

    person: str
    at: datetime

    @property
    def told(self) -> dict[str, str]:
        """The two as parameters of a statement."""
        return {"person": self.person, "at": moment(self.at)}


def every(conditions: list[str]) -> str:
    """The conditions as one."""
    return " AND ".join(conditions) or "TRUE"
