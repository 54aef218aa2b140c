"""The edit rules that are written for one document: sums, shares and changes that its prose states.

Each can be written again from its result, so that a record need not keep them.
"""

from collections.abc import Sequence

from extractor.model.edit import EditRule, Term
from extractor.model.record import EditResult, FieldId
from extractor.reconcile.beside import is_beside

ENUMERATION = "narrative.enumeration"
SHARE = "narrative.share"
COUNT_CHANGE = "narrative.count_change"
RATE = "narrative.rate"
RATE_OF_COUNT = "narrative.rate_of_count"


def rule_of_prose(edit: EditResult) -> EditRule | None:
    """The rule that had this result; None where it is a rule of a form."""
    fields = edit.fields
    if edit.rule == ENUMERATION:
        *parts, total = fields
        below = edit.left is not None and edit.right is not None and edit.left < edit.right
        return sum_rule(edit.at, total, parts, edit.status == "violated" or not below)
    if edit.rule == SHARE:
        part, *others = fields
        printed = next(name for name in others if is_beside(name))
        return share_rule(part, printed, [name for name in others if name != printed])
    makers = {COUNT_CHANGE: count_change, RATE: rate_change}
    if maker := makers.get(edit.rule):
        return maker(*fields)
    if edit.rule == RATE_OF_COUNT:
        by, rate, now = fields
        return rate_of_count(now, by, rate)
    return None


def sum_rule(at: str, total: FieldId, parts: Sequence[FieldId], complete: bool) -> EditRule:
    """The rule that the parts of a list, `complete` or not, make up its total."""
    return EditRule(
        name=ENUMERATION,
        at=at,
        label="所列各项之和等于总数" if complete else "所列各项之和不超过总数",
        description="The parts that a sentence lists add up to its total, or stay within it.",
        finding="misreported_sum",
        left=tuple(Term(1, part) for part in parts),
        relation="=" if complete else "<=",
        right=(Term(1, total),),
    )


def share_rule(part: FieldId, printed: FieldId, wholes: Sequence[FieldId]) -> EditRule:
    """The rule that the share `printed` beside a part is the part over the sum of the wholes."""
    return EditRule(
        name=SHARE,
        at=part,
        label="占比等于该项除以总数",
        description="A printed share is the part over the total, rounded or cut off.",
        finding="misreported_share",
        left=(Term(100, part),),
        relation="=",
        right=tuple(Term(1, whole, printed) for whole in wholes),
    )


def count_change(now: FieldId, before: FieldId, by: FieldId) -> EditRule:
    """The rule that a change in number is this year's figure less that of the year before."""
    return EditRule(
        name=COUNT_CHANGE,
        at=now,
        label="增减数等于本年减上年",
        description="A change in number is this year's figure less that of the year before.",
        finding="misreported_change",
        left=(Term(1, now), Term(-1, before)),
        relation="=",
        right=(Term(1, by),),
    )


def rate_change(now: FieldId, before: FieldId, rate: FieldId) -> EditRule:
    """The rule that a rate of change is that of the figures of two years."""
    return EditRule(
        name=RATE,
        at=now,
        label="增减幅度等于（本年－上年）／上年",
        description="A rate of change is that of the two years' figures, rounded or cut off.",
        finding="misreported_change",
        left=(Term(100, now), Term(-100, before)),
        relation="=",
        right=(Term(1, before, rate),),
    )


def rate_of_count(now: FieldId, by: FieldId, rate: FieldId) -> EditRule:
    """The rule that a rate of change is the change in number over the figure before it."""
    return EditRule(
        name=RATE_OF_COUNT,
        at=now,
        label="增减幅度等于增减数／（本年－增减数）",
        description="A rate of change is the change in number over the figure before it.",
        finding="misreported_change",
        left=(Term(100, by), Term(1, by, rate)),
        relation="=",
        right=(Term(1, now, rate),),
    )
