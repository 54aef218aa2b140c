"""A Record against its gold -> one Claim for every value it claims or leaves to a person.

`eval.score` counts everything that can be right or wrong. A claim is what trust is about: how
sure the machine was of one value, and whether it was right. To accept that nothing is printed
where the label has a value is a claim too, and a wrong one: silence is not left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from eval.gold import GoldField, GoldLabels
from eval.judge import what_follows
from extractor.record.record import Field, FieldId, Record, Value


@dataclass(frozen=True, slots=True)
class Claim:
    """One value of a record. `zero` says that the labelled value is 0.

    A field that is left to a person without any value is right only where the label has none
    either.
    """

    document: str
    part: str
    field: FieldId
    confidence: float
    accepted: bool
    right: bool
    zero: bool
    source: str | None
    state: str
    reasons: tuple[str, ...]


def claims(name: str, gold: GoldLabels, record: Record) -> list[Claim]:
    """Every claim that a label judges, in the order of the record's fields.

    A field without a label is left out. An imputed value is judged as in `judge_imputed`, and
    left out where the gold labels no imputed values at all.
    """
    return list(_claims(name, gold, record))


def _claims(name: str, gold: GoldLabels, record: Record) -> Iterator[Claim]:
    for field_id, field in record.fields.items():
        label = gold.fields.get(field_id)
        if field.source == "imputed":
            if gold.imputed is None:
                continue
            proved = gold.imputed.get(field_id)
            right = field.value in what_follows(proved, label.values if label else ())
            yield _claim(name, field_id, field, right, field.value if right else proved)
        elif label is not None and _at_stake(label, field):
            yield _claim(
                name, field_id, field, _right(label, field), next(iter(label.values), None)
            )


def _claim(
    name: str, field_id: FieldId, field: Field, right: bool, labelled: Value | None
) -> Claim:
    return Claim(
        document=name,
        part=field_id.partition(".")[0],
        field=field_id,
        confidence=field.confidence,
        accepted=field.decision == "accept",
        right=right,
        zero=labelled == 0,
        source=field.source,
        state=field.state,
        reasons=field.reasons,
    )


def _at_stake(label: GoldField, field: Field) -> bool:
    """Is there a value, read or labelled, or a question; and does the label say more than the
    state?"""
    if label.state == "unreadable" or (label.state == "reported" and not label.values):
        return False
    return field.value is not None or field.decision == "review" or bool(label.values)


def _right(label: GoldField, field: Field) -> bool:
    if label.review and field.decision == "accept":
        return False
    if not label.values:
        return field.value is None
    return field.value in label.values
