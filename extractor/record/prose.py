"""What prose says of its own figures: the edit rules of one document, and what they speak of.

A form cannot know which facts an agency lists and compares, so these rules are written for the
document: the parts of a list, a printed share, a change from the year before. They speak of facts,
and of figures printed beside other figures, that are in no field of the record. Such a figure
takes part under a pseudo field: `facts.<number>` for a fact, `beside.<what>.<number>.<figure>` for
what stands beside a figure; numbered, as a figure may be compared twice. Numbers are from 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from extractor.forms.edit import EditRule, Relation, Term
from extractor.record.record import Change, FieldId, Readings, Role, Stated

_FACTS, _BESIDE = "facts.", "beside."

_ENUMERATION = "narrative.enumeration"
_SHARE = "narrative.share"
_COUNT_CHANGE = "narrative.count_change"
_RATE = "narrative.rate"
_RATE_OF_COUNT = "narrative.rate_of_count"

_MEANINGS: Mapping[tuple[str, Relation], tuple[str, str, str]] = {
    (_ENUMERATION, "="): (
        "所列各项之和等于总数",
        "The parts that a sentence lists add up to its total.",
        "misreported_sum",
    ),
    (_ENUMERATION, "<="): (
        "所列各项之和不超过总数",
        "The parts that a sentence lists stay within its total.",
        "misreported_sum",
    ),
    (_SHARE, "="): (
        "占比等于该项除以总数",
        "A printed share is the part over the total, rounded or cut off.",
        "misreported_share",
    ),
    (_COUNT_CHANGE, "="): (
        "增减数等于本年减上年",
        "A change in number is this year's figure less that of the year before.",
        "misreported_change",
    ),
    (_RATE, "="): (
        "增减幅度等于（本年－上年）／上年",
        "A rate of change is that of the two years' figures, rounded or cut off.",
        "misreported_change",
    ),
    (_RATE_OF_COUNT, "="): (
        "增减幅度等于增减数／（本年－增减数）",
        "A rate of change is the change in number over the figure before it.",
        "misreported_change",
    ),
}
"""What each rule is called, says, and finds where it is broken."""


def figure_field(figure: FieldId | int) -> FieldId:
    """A field, or the pseudo field of a fact given by its number."""
    return f"{_FACTS}{figure}" if isinstance(figure, int) else figure


def is_of_prose(field: FieldId) -> bool:
    """Is this a pseudo field, and none of the record?"""
    return field.startswith((_FACTS, _BESIDE))


def is_beside(field: FieldId) -> bool:
    """Is this the pseudo field of what stands beside a figure?"""
    return field.startswith(_BESIDE)


def what_is_beside(field: FieldId) -> str:
    """What such a pseudo field is beside its figure: `share`, or a Role."""
    return field.split(".")[1]


def figure_of(field: FieldId) -> FieldId:
    """The figure that something stands beside; any other field is its own."""
    return field.split(".", 3)[3] if is_beside(field) else field


def _beside(what: Role | Literal["share"], number: int, figure: FieldId | int) -> FieldId:
    """The pseudo field of the numbered share or change that is printed beside a figure."""
    return f"{_BESIDE}{what}.{number}.{figure_field(figure)}"


def stated_beside(readings: Readings) -> dict[FieldId, Stated]:
    """The shares and changes that are in no field, by the pseudo field each has."""
    shares = {
        _beside("share", number, share.part): share.share
        for number, share in enumerate(readings.shares)
    }
    return shares | {
        _beside(what, number, change.now[0]): stated
        for number, change in enumerate(readings.changes)
        for what, stated in change.stated.items()
        if stated.field is None
    }


def rule_of_prose(
    name: str, at: str, left: tuple[Term, ...], relation: Relation, right: tuple[Term, ...]
) -> EditRule:
    """A rule of one document from what a record keeps of it. Raises KeyError for another name."""
    return EditRule(name, at, *_MEANINGS[name, relation], left, relation, right)


def sum_rule(at: str, total: FieldId, parts: Sequence[FieldId], complete: bool) -> EditRule:
    """The rule that the parts of a list, `complete` or not, make up its total."""
    left = tuple(Term(1, part) for part in parts)
    return rule_of_prose(_ENUMERATION, at, left, "=" if complete else "<=", (Term(1, total),))


def share_rule(number: int, part: FieldId | int, wholes: Sequence[FieldId]) -> EditRule:
    """The rule that the share of this number is its part over the sum of the wholes."""
    name = figure_field(part)
    right = tuple(Term(1, whole, _beside("share", number, part)) for whole in wholes)
    return rule_of_prose(_SHARE, name, (Term(100, name),), "=", right)


def change_rules(number: int, change: Change) -> Iterator[list[EditRule]]:
    """What must agree in the change of this number: each rule is written for every figure that the
    change may be told of."""
    names = {
        what: stated.field or _beside(what, number, change.now[0])
        for what, stated in change.stated.items()
    }
    before, by, rate = names.get("before"), names.get("by"), names.get("rate")
    figures = [figure_field(figure) for figure in change.now]
    if before and by:
        yield [
            rule_of_prose(_COUNT_CHANGE, now, (Term(1, now), Term(-1, before)), "=", (Term(1, by),))
            for now in figures
        ]
    if before and rate:
        right = (Term(1, before, rate),)
        yield [
            rule_of_prose(_RATE, now, (Term(100, now), Term(-100, before)), "=", right)
            for now in figures
        ]
    if by and rate and not before:
        left = (Term(100, by), Term(1, by, rate))
        yield [
            rule_of_prose(_RATE_OF_COUNT, now, left, "=", (Term(1, now, rate),)) for now in figures
        ]
