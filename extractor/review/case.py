"""All that is at hand on one document when a person looks at it."""

from dataclasses import dataclass

from extractor.forms.file import load_form
from extractor.forms.form import Form
from extractor.record.decision import Decision, in_force
from extractor.record.record import FieldId, Record
from extractor.store import Inputs, Store


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
        return next((d for d in reversed(self.decisions) if d.field == field), None)


def load_case(store: Store, document: int) -> Case:
    """The case of one document. Raises StoreError where there is no record of it."""
    inputs = store.inputs(document)
    text, record = store.load(document)
    return Case(document, text, record, inputs, store.decisions(inputs.sha256))
