"""What prose says of its own figures: the edit rules of one document, and what they speak of.

A form cannot know which facts an agency lists and compares, so these rules are written for the
document: the parts of a list, a printed share, a change from the year before. They speak of facts,
and of figures printed beside other figures, that are in no field of the record. Such a figure
takes part under a pseudo field: `facts.<number>` for a fact, `beside.<what>.<number>.<figure>` for
what stands beside a figure; numbered, as a figure may be compared twice. Numbers are from 0.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from extractor.forms.edit import EditRule, Relation, Term

What = Literal["share", "before", "by", "rate"]
_FACTS, _BESIDE = "facts.", "beside."

ENUMERATION = "narrative.enumeration"
SHARE = "narrative.share"
COUNT_CHANGE = "narrative.count_change"
RATE = "narrative.rate"
RATE_OF_COUNT = "narrative.rate_of_count"


def figure_field(figure: str | int) -> str:
    """A field, or the pseudo field of a fact given by its number."""
    return f"{_FACTS}{figure}" if isinstance(figure, int) else figure


def beside(what: What, number: int, figure: str | int) -> str:
    """The pseudo field of the numbered share or change that is printed beside a figure."""
    return f"{_BESIDE}{what}.{number}.{figure_field(figure)}"


def is_beside(field: str) -> bool:
    """Is this the pseudo field of what stands beside a figure?"""
    return field.startswith(_BESIDE)


def what_is_beside(field: str) -> str:
    """What a pseudo field of `beside` is: one of What."""
    return field.split(".")[1]


def is_of_prose(field: str) -> bool:
    """Is this a pseudo field, and none of the record?"""
    return field.startswith((_FACTS, _BESIDE))


def figure_of(field: str) -> str:
    """The figure that something stands beside; any other field is its own."""
    return field.split(".", 3)[3] if is_beside(field) else field


class _Meaning(NamedTuple):
    label: str
    description: str
    finding: str


_MEANINGS: dict[tuple[str, Relation], _Meaning] = {
    (ENUMERATION, "="): _Meaning(
        "所列各项之和等于总数",
        "The parts that a sentence lists add up to its total.",
        "misreported_sum",
    ),
    (ENUMERATION, "<="): _Meaning(
        "所列各项之和不超过总数",
        "The parts that a sentence lists stay within its total.",
        "misreported_sum",
    ),
    (SHARE, "="): _Meaning(
        "占比等于该项除以总数",
        "A printed share is the part over the total, rounded or cut off.",
        "misreported_share",
    ),
    (COUNT_CHANGE, "="): _Meaning(
        "增减数等于本年减上年",
        "A change in number is this year's figure less that of the year before.",
        "misreported_change",
    ),
    (RATE, "="): _Meaning(
        "增减幅度等于（本年－上年）／上年",
        "A rate of change is that of the two years' figures, rounded or cut off.",
        "misreported_change",
    ),
    (RATE_OF_COUNT, "="): _Meaning(
        "增减幅度等于增减数／（本年－增减数）",
        "A rate of change is the change in number over the figure before it.",
        "misreported_change",
    ),
}


def rule_of_prose(
    name: str, at: str, left: tuple[Term, ...], relation: Relation, right: tuple[Term, ...]
) -> EditRule:
    """A rule of one document from what a record keeps of it. Raises KeyError for another name."""
    meaning = _MEANINGS[name, relation]
    return EditRule(name, at, *meaning, left, relation, right)


def sum_rule(at: str, total: str, parts: Sequence[str], complete: bool) -> EditRule:
    """The rule that the parts of a list, `complete` or not, make up its total."""
    left = tuple(Term(1, part) for part in parts)
    return rule_of_prose(ENUMERATION, at, left, "=" if complete else "<=", (Term(1, total),))


def share_rule(part: str, printed: str, wholes: Sequence[str]) -> EditRule:
    """The rule that the share `printed` beside a part is the part over the sum of the wholes."""
    right = tuple(Term(1, whole, printed) for whole in wholes)
    return rule_of_prose(SHARE, part, (Term(100, part),), "=", right)


def count_change(now: str, before: str, by: str) -> EditRule:
    """The rule that a change in number is this year's figure less that of the year before."""
    left = (Term(1, now), Term(-1, before))
    return rule_of_prose(COUNT_CHANGE, now, left, "=", (Term(1, by),))


def rate_change(now: str, before: str, rate: str) -> EditRule:
    """The rule that a rate of change is that of the figures of two years."""
    left = (Term(100, now), Term(-100, before))
    return rule_of_prose(RATE, now, left, "=", (Term(1, before, rate),))


def rate_of_count(now: str, by: str, rate: str) -> EditRule:
    """The rule that a rate of change is the change in number over the figure before it."""
    left = (Term(100, by), Term(1, by, rate))
    return rule_of_prose(RATE_OF_COUNT, now, left, "=", (Term(1, now, rate),))
