"""All that is at hand on one document when a person looks at it."""

from dataclasses import dataclass
from typing import Literal

from extractor.checking.observation import kinds
from extractor.forms.file import load_form
from extractor.forms.form import Form
from extractor.record.decision import MISREPORT, SETTLED_AS, Decision, in_force
from extractor.record.record import Field, FieldId, Record
from extractor.store import Inputs, Store

Standing = Literal["waits", "wrong", "settled", "proved", "absent", "accepted"]
"""`waits` for a person. `wrong`: the report itself is, there. `settled` by a person. `proved`: it
follows from other figures. `absent`: the report has no such cell. `accepted` as read."""

BY_PEOPLE = frozenset(SETTLED_AS.values())
"""The reasons of a field that a person settled."""


@dataclass(frozen=True, slots=True)
class Case:
    """A document's text and record, what the record was made from, and every decision on it."""

    document: int
    text: str
    record: Record
    inputs: Inputs
    decisions: tuple[Decision, ...]

    @property
    def form(self) -> Form:
        """The form that the document was read by."""
        return load_form(self.record.form)

    @property
    def in_force(self) -> dict[FieldId, Decision]:
        """The decision that holds for each field that has one."""
        return in_force(self.decisions)

    def history(self, field: FieldId) -> tuple[Decision, ...]:
        """Every decision on one field, in order, those taken back included."""
        return tuple(decision for decision in self.decisions if decision.field == field)

    def last(self, field: FieldId) -> Decision | None:
        """The last thing that was said of a field, be it that an earlier decision is undone."""
        return next(reversed(self.history(field)), None)

    def is_text(self, field: FieldId) -> bool:
        """Whether the field is no figure."""
        return kinds(self.form).get(field, "text") == "text"

    def unit(self, field: FieldId) -> str | None:
        """What the form counts a field in, or else what its figure was read in."""
        return self.form.units.get(field) or self.record.fields[field].unit


def load_case(store: Store, document: int) -> Case:
    """The case of one document. Raises StoreError where there is no record of it."""
    inputs = store.inputs(document)
    return Case(document, *store.load(document), inputs, store.decisions(inputs.sha256))


def is_answered(field: Field) -> bool:
    """Whether the machine says what is printed: it could read it, and chose a value."""
    return field.state != "unreadable" and not (field.state == "reported" and field.value is None)


def standings(record: Record) -> dict[FieldId, Standing]:
    """Where every field of a record stands for whoever looks at it."""
    wrong = {name for finding in record.findings for name in finding.fields}
    return {
        name: _standing(field, wrong=name in wrong or MISREPORT in field.reasons)
        for name, field in record.fields.items()
    }


def _standing(field: Field, *, wrong: bool) -> Standing:
    if field.decision == "review":
        return "waits"
    if wrong:
        return "wrong"
    if not BY_PEOPLE.isdisjoint(field.reasons):
        return "settled"
    if field.source == "imputed":
        return "proved"
    return "absent" if field.state == "missing" else "accepted"
