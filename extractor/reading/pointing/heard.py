"""What a model's answers say, once the code has read at every mark they point at."""

import dataclasses
from dataclasses import dataclass, field

from extractor.record.record import Evidence, Fact, FieldId, Irregularity, Item, Reading


@dataclass(slots=True)
class Heard:
    """The readings of one answer or of several.

    `absences` are stated zeros without a figure. `given` says which field each figure of the
    prose was given to, `facts` which open fact each states, both by the mention's number in the
    document. `settled` are rows (table, row) all of whose cells were placed. `unanswered` are
    the fields of questions that have no answer.
    """

    readings: list[Reading] = field(default_factory=list)
    absences: list[Reading] = field(default_factory=list)
    given: dict[int, FieldId] = field(default_factory=dict)
    facts: dict[int, Fact] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    irregularities: list[Irregularity] = field(default_factory=list)
    settled: set[tuple[int | None, int | None]] = field(default_factory=set)
    unanswered: list[FieldId] = field(default_factory=list)

    @property
    def fields(self) -> tuple[FieldId, ...]:
        """Every field that was read."""
        return tuple(dict.fromkeys(r.field for r in (*self.readings, *self.absences)))

    def add(self, other: "Heard") -> None:
        """Take over what another answer says."""
        for part in dataclasses.fields(self):
            own = getattr(self, part.name)
            add = own.extend if isinstance(own, list) else own.update
            add(getattr(other, part.name))

    def refuse(
        self, code: str, message: str, *fields: FieldId, evidence: Evidence | None = None
    ) -> None:
        """Note that an answer said what the document does not bear out."""
        self.irregularities.append(Irregularity(code, message, fields, evidence))
