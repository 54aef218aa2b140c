"""What patterns claim for fields -> which of the claims stand.

A figure that two fields claim goes to neither: a wrong assignment is worse than none. Where one
field has several figures, words may say which is the agency's own of the whole year; if they do
not, all stand, and a person sees that they disagree.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.model.amount import Amount
from extractor.model.document import Document
from extractor.model.form import Bodies
from extractor.model.record import Evidence, FieldId
from extractor.reading.mentions import Mention, Sentence

_EACH = re.compile(r"[各均都皆][自为有是]?$")
"""Before a figure that is said of several things: 行政复议、行政诉讼各1件."""
_CLAUSE = re.compile(r"[,;:(]")


@dataclass(frozen=True, slots=True)
class Claim:
    """A field is said to be stated: by a figure, or (without one) to be nought.

    `at_home` says that it stands under a heading of its own subject, `foreign` that its clause
    is about another body, `part` that only a sum with others makes the field.
    """

    field: FieldId
    amount: Amount
    evidence: Evidence
    mention: Mention | None = None
    at_home: bool = False
    foreign: bool = False
    each: bool = False
    part: bool = False


def clause_before(marked: str, number: int) -> str:
    """What stands before a figure in its own clause; nothing before a year that has a name."""
    before = marked.partition(f"⟦{number}⟧")[0] if f"⟦{number}⟧" in marked else ""
    return before[max((m.end() for m in _CLAUSE.finditer(before)), default=0) :]


def is_foreign(clause: str, bodies: Bodies) -> bool:
    """Whether a clause is about what another body did."""
    return bool(re.search(bodies.others, clause)) and not re.search(bodies.own, clause)


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
            home = figures[0].at_home
            yield Claim(figures[0].field, total.amount, evidence, total, at_home=home)


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
    alike = {part.unit for part in parts} == {total.unit}
    return alike and total.value == sum(part.value or Decimal(0) for part in parts)


def settled(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that stand, those with a figure first."""
    fields: dict[int, set[FieldId]] = defaultdict(set)
    claims = list(dict.fromkeys(claims))
    for claim in claims:
        if claim.mention:
            fields[claim.mention.number].add(claim.field)
    by_field: dict[FieldId, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.mention or claim.each or len(fields[claim.mention.number]) == 1:
            by_field[claim.field].append(claim)
    return [claim for of_field in by_field.values() for claim in _preferred(of_field)]


def _preferred(claims: list[Claim]) -> list[Claim]:
    """Of the claims to one field: the agency's own; figures; those under its own heading."""
    own = [claim for claim in claims if not claim.foreign] or claims
    counted = [claim for claim in own if claim.mention] or own
    if len({claim.amount.value for claim in counted}) > 1:
        return [claim for claim in counted if claim.at_home] or counted
    return counted
