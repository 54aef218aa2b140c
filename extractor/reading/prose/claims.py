"""What patterns claim for fields -> which of the claims stand.

A figure that two fields claim goes to neither: a wrong assignment is worse than none. A part goes
to no field that its total is claimed for. Where one field has several figures, those stand that
nothing speaks against; if they differ, all do, and a person sees that they disagree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.document import Document
from extractor.forms.form import Bodies, Circumstance
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.record.record import Evidence, FieldId
from extractor.values.amount import Amount

_EACH = re.compile(r"[各均都皆][自为有是]?$")
"""Before a figure that is said of several things: 行政复议、行政诉讼各1件."""
_CLAUSE = ",;:("
"""What parts clauses."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A field is said to be stated: by a figure, or (without one) to be nought.

    `against` is what speaks against it. `each` says that the figure is said of several things,
    `part` that only a sum with others makes the field.
    """

    field: FieldId
    amount: Amount
    evidence: Evidence
    mention: Mention | None = None
    against: frozenset[Circumstance] = frozenset()
    each: bool = False
    part: bool = False
    elsewhere: bool = False

    @property
    def excluded(self) -> bool:
        """Whether it states something else, for certain."""
        return any(rule.effect == "excludes" for rule in self.against)


def clause_before(marked: str, number: int) -> str:
    """What stands before a figure in its own clause; nothing before a year that has a name."""
    before = marked.partition(f"⟦{number}⟧")[0] if f"⟦{number}⟧" in marked else ""
    return before[max(map(before.rfind, _CLAUSE)) + 1 :]


def is_for_each(clause: str) -> bool:
    """Whether the figure after these words is said of each of several things."""
    return _EACH.search(clause) is not None


def with_sums(
    document: Document, sentence: Sentence, marked: str, claims: Sequence[Claim], bodies: Bodies
) -> Iterator[Claim]:
    """The claims of one sentence; parts are replaced by the sum of them that is printed there."""
    fields: dict[FieldId, list[Claim]] = defaultdict(list)
    for claim in claims:
        fields[claim.field].append(claim)
    for of_field in fields.values():
        figures = [claim for claim in of_field if claim.mention]
        total = _printed_sum(sentence, marked, figures, bodies) if len(figures) > 1 else None
        if total is None:
            yield from (claim for claim in of_field if not claim.part)
        else:
            evidence = Evidence.at(document, total.span.start, total.span.end)
            against = frozenset.intersection(*(claim.against for claim in figures))
            yield Claim(figures[0].field, total.amount, evidence, total, against)


def _printed_sum(
    sentence: Sentence, marked: str, parts: Sequence[Claim], bodies: Bodies
) -> Mention | None:
    """The figure that is led by a word for a sum, and is the sum of two parts or more."""
    numbers = {claim.mention.number for claim in parts if claim.mention}
    before: list[Mention] = []
    for mention in sentence.mentions:
        led = re.search(bodies.sums, clause_before(marked, mention.number))
        if led and len(before) > 1 and _is_sum(mention.amount, [part.amount for part in before]):
            return mention
        if mention.number in numbers:
            before.append(mention)
    return None


def _is_sum(total: Amount, parts: Sequence[Amount]) -> bool:
    values = [part.value for part in parts if part.unit == total.unit and part.value is not None]
    return len(values) == len(parts) and total.value == sum(values)


def settled(claims: Iterable[Claim], totals: Mapping[int, int]) -> list[Claim]:
    """The claims that stand, those with a figure first. `totals` are the numbers of the figures
    that are listed as parts, and those of their totals."""
    told: dict[int, dict[FieldId, Claim]] = defaultdict(dict)
    claims = list(dict.fromkeys(claims))
    for claim in claims:
        if claim.mention and not claim.excluded:
            told[claim.mention.number][claim.field] = claim
    by_field: dict[FieldId, list[Claim]] = defaultdict(list)
    for claim in claims:
        number = claim.mention.number if claim.mention else 0
        total = told[totals[number]].get(claim.field) if number in totals else None
        one_field = claim.each or len(told[number]) <= 1
        if one_field and not claim.excluded and not (total and _is_part(claim, total)):
            by_field[claim.field].append(claim)
    return [claim for of_field in by_field.values() for claim in _preferred(of_field)]


def _is_part(claim: Claim, total: Claim) -> bool:
    """Whether a figure listed below a total is a part of what the field is, and not all of it
    because the total is of more: 全县8.6万条，其中我镇734条."""
    return not any(rule.about for rule in total.against - claim.against)


def _preferred(claims: list[Claim]) -> list[Claim]:
    """Of the claims to one field those that nothing speaks against, and what agrees with them."""
    counted = [claim for claim in claims if claim.mention] or claims
    clear = {claim.amount.value for claim in counted if not claim.against}
    counted = [claim for claim in counted if not clear or claim.amount.value in clear]
    if len(clear) > 1:
        return [claim for claim in counted if not claim.elsewhere] or counted
    return counted
