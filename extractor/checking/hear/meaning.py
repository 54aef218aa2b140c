"""One phrase, two fields: which of them the tables bear out.

予以公开10件 may be what was granted in full, or in full and in part. Where the prose does not
tell them apart, its words cannot say; the figures can.
"""

from msgspec.structs import replace

from extractor.checking.confront import confront
from extractor.checking.observation import Observation
from extractor.forms.form import Form
from extractor.record.record import FieldId


def settle_meaning(
    form: Form, observations: dict[FieldId, Observation]
) -> dict[FieldId, Observation]:
    """The observations, a figure moved to the covering field where only that one agrees.

    Only a figure whose own edit rules are violated is moved, and only to a field whose rules
    then all hold. Where readers gave the same figure to either field, it is moved as well. What a
    person settled stays where they settled it.
    """
    for rule in form.facts:
        first, *others = rule.covers or ("",)
        stated, whole = observations.get(first), observations.get(rule.field)
        if stated is None or any(name in observations for name in others):
            continue
        if stated.settled or (whole is not None and whole.evidence != stated.evidence):
            continue
        moved = {name: seen for name, seen in observations.items() if name != first}
        if whole is not None and whole.settled:
            observations = moved
            continue
        moved[rule.field] = replace(stated, field=rule.field)
        if _agrees(form, first, observations) is False and _agrees(form, rule.field, moved):
            observations = moved
    return observations


def _agrees(form: Form, field: FieldId, observations: dict[FieldId, Observation]) -> bool | None:
    """Do the field's edit rules hold? None where none of them can be evaluated."""
    rules = [edit for edit in form.edits if field in edit.fields]
    told = [c.result.status for c in confront(rules, observations) if c.rule in rules]
    if "violated" in told:
        return False
    return True if "satisfied" in told else None
