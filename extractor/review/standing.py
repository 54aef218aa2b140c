"""Where a field stands for whoever looks at a report, in one word."""

from collections.abc import Collection
from typing import Literal

from extractor.record.decision import MISREPORT, SETTLED_AS
from extractor.record.record import Field, FieldId, Record

Standing = Literal["waits", "wrong", "settled", "proved", "absent", "accepted"]
"""`waits` for a person. `wrong`: the report itself is, there. `settled` by a person. `proved`: it
follows from other figures. `absent`: the report has no such cell. `accepted` as read."""

_BY_PEOPLE = frozenset(SETTLED_AS.values())


def standing(name: FieldId, field: Field, wrong: Collection[FieldId]) -> Standing:
    """The standing of a field; `wrong` are the fields that findings name."""
    if field.decision == "review":
        return "waits"
    if name in wrong or MISREPORT in field.reasons:
        return "wrong"
    if not _BY_PEOPLE.isdisjoint(field.reasons):
        return "settled"
    if field.source == "imputed":
        return "proved"
    return "absent" if field.state == "missing" else "accepted"


def standings(record: Record) -> dict[FieldId, Standing]:
    """The standing of every field of a record."""
    wrong = {name for finding in record.findings for name in finding.fields}
    return {name: standing(name, field, wrong) for name, field in record.fields.items()}
