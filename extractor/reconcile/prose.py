"""Enumerations and shares of the prose -> edit rules of this one document.

A form cannot know which facts an agency lists, so these rules are made for the document:
the parts of an enumeration add up to its total, and a printed share is that of its part.
Facts take part under the pseudo fields `facts.<n>` and `facts.<n>.share`, n from 0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from extractor.model.amount import Amount
from extractor.model.document import Document
from extractor.model.edit import EditRule, Term
from extractor.model.record import Enumeration, Fact, FieldId, Readings
from extractor.reconcile.observation import Observation, kind_of_unit
from extractor.reconcile.priors import FACT

_FACTS = "facts."
ENUMERATION = "narrative.enumeration"
SHARE = "narrative.share"


def fact_field(number: int) -> FieldId:
    """The pseudo field of a fact."""
    return f"{_FACTS}{number}"


def is_fact_field(field: FieldId) -> bool:
    """Is this the pseudo field of a fact, and none of the record?"""
    return field.startswith(_FACTS)


def fact_observations(document: Document, readings: Readings) -> dict[FieldId, Observation]:
    """The facts, and the shares they print, as observations."""
    observed: dict[FieldId, Observation] = {}
    for number, fact in enumerate(readings.facts):
        name = fact_field(number)
        observed[name] = _observation(document, name, fact, fact.amount)
        if fact.share:
            name += ".share"
            observed[name] = replace(_observation(document, name, fact, fact.share), kind="change")
    return observed


def _observation(document: Document, name: FieldId, fact: Fact, amount: Amount) -> Observation:
    e = fact.evidence
    return Observation(
        field=name,
        kind=kind_of_unit(amount.unit),
        state=amount.state,
        value=amount.value,
        low=amount.low,
        high=amount.high,
        raw=amount.raw,
        unit=amount.unit,
        qualifier=amount.qualifier,
        source="rules",
        evidence=e,
        probability=FACT,
        certain=document.text[e.start : e.end] == e.quote,
    )


def rules_of_prose(
    readings: Readings, known: Mapping[FieldId, Observation], form_rules: Iterable[EditRule]
) -> Iterator[EditRule]:
    """One rule for every enumeration whose total and parts are all observed, and one for
    every share of such a total. What a rule of the form already says is not said again."""
    said = {frozenset(rule.fields) for rule in form_rules}
    shared: set[FieldId] = set()
    places: dict[FieldId, int] = {}
    shares: list[EditRule] = []
    for enumeration in readings.enumerations:
        total, parts = enumeration.total, _parts(enumeration)
        if total not in known or not parts or any(part not in known for part in parts):
            continue
        if frozenset((total, *parts)) not in said:
            said.add(frozenset((total, *parts)))
            places[total] = places.get(total, 0) + 1
            at = total if places[total] == 1 else f"{total}.{places[total]}"
            yield sum_rule(at, total, parts, enumeration.complete)
        for part in parts:
            if f"{part}.share" in known and part not in shared:
                shared.add(part)
                shares.append(share_rule(part, total))
    yield from shares


def _parts(enumeration: Enumeration) -> list[FieldId]:
    names = (fact_field(p) if isinstance(p, int) else p for p in enumeration.parts)
    return [name for name in dict.fromkeys(names) if name != enumeration.total]


def sum_rule(at: str, total: FieldId, parts: Sequence[FieldId], complete: bool) -> EditRule:
    """The rule that the parts of an enumeration, `complete` or not, make up its total."""
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


def share_rule(part: FieldId, total: FieldId) -> EditRule:
    """The rule that the printed share of a part is the part over the total."""
    return EditRule(
        name=SHARE,
        at=part,
        label="占比等于该项除以总数",
        description="A printed share is the part over the total, rounded or cut off.",
        finding="misreported_share",
        left=(Term(100, part),),
        relation="=",
        right=(Term(1, total, f"{part}.share"),),
    )
