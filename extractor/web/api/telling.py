"""What the model knows -> what the API answers."""

from collections.abc import Iterable

from extractor.forms.file import load_form
from extractor.record.decision import Decision
from extractor.record.json import to_object
from extractor.record.record import FieldId, Record
from extractor.web.api.objects import DecisionObject, FieldEntry


def decision_object(decision: Decision) -> DecisionObject:
    """A decision as the API tells it."""
    return to_object(decision, DecisionObject)


def decision_objects(decisions: Iterable[Decision]) -> tuple[DecisionObject, ...]:
    """The same of several."""
    return tuple(map(decision_object, decisions))


def field_entry(record: Record, name: FieldId) -> FieldEntry:
    """A field of a record as the API tells it, with what its form calls it."""
    label = load_form(record.form).labels.get(name)
    return to_object(record.fields[name], FieldEntry, field=name, label=label)


def version_of(decisions: Iterable[Decision]) -> int:
    """The number of the last of all decisions on a document, 0 where there is none."""
    return max((decision.number for decision in decisions), default=0)
