"""What the model knows -> what the API answers."""

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from extractor.forms.file import load_form
from extractor.record.decision import Decision
from extractor.record.figure_json import write_figure
from extractor.record.json import evidence_object, field_object
from extractor.record.record import FieldId, Record
from extractor.store.dictionary import field_rows
from extractor.web.api.objects import DecisionObject, FieldEntry


def decision_object(decision: Decision) -> DecisionObject:
    """A decision as the API tells it."""
    return DecisionObject(
        number=decision.number,
        field=decision.field,
        action=decision.action,
        reviewer=decision.reviewer,
        at=decision.at,
        state=decision.state,
        value=write_figure(decision.value),
        unit=decision.unit,
        evidence=evidence_object(decision.evidence) if decision.evidence else None,
        seen=field_object(decision.seen),
        note=decision.note,
        after=decision.after,
        blind=decision.blind,
    )


def decision_objects(decisions: Iterable[Decision]) -> tuple[DecisionObject, ...]:
    """The same of several."""
    return tuple(map(decision_object, decisions))


def field_entry(record: Record, name: FieldId) -> FieldEntry:
    """A field of a record as the API tells it, with what its form calls it."""
    told = msgspec.structs.asdict(field_object(record.fields[name]))
    return FieldEntry(**told, field=name, label=_labels(record.form).get(name))


def version_of(decisions: Iterable[Decision]) -> int:
    """The number of the last of all decisions on a document, 0 where there is none."""
    return max((decision.number for decision in decisions), default=0)


@lru_cache
def _labels(form_id: str) -> dict[FieldId, str | None]:
    """The label of every field of a form, as the database has it."""
    return {
        str(name): None if label is None else str(label)
        for _, name, *_, label, _unit in field_rows(load_form(form_id))
    }
