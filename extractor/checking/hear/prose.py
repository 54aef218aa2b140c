"""What the prose adds up, shares out and compares -> edit rules of this one document.

A form cannot know which facts an agency lists, so these rules are made for the document: the
parts of a list add up to its total, a printed share is that of its part, and a change is the
difference from the year before. Where the words leave open what a share or a change is of, the
rule is written for a figure that bears it out, if there is one.
"""

from collections.abc import Iterable, Iterator, Sequence

from extractor.checking.confront import Observations, confront_rule
from extractor.checking.hear.merge import in_plain_characters
from extractor.checking.observation import Observation, kind_of_unit
from extractor.checking.trust import FACT
from extractor.document import Document
from extractor.forms.edit import EditRule
from extractor.record.prose import (
    What,
    beside,
    count_change,
    figure_field,
    is_beside,
    rate_change,
    rate_of_count,
    share_rule,
    sum_rule,
    what_is_beside,
)
from extractor.record.record import Change, Enumeration, Evidence, FieldId, Readings, Share, Stated
from extractor.values.amount import Amount


def prose_observations(document: Document, readings: Readings) -> dict[FieldId, Observation]:
    """The facts, and what is printed beside figures, as observations."""
    facts = {
        figure_field(number): _observation(
            document, figure_field(number), fact.amount, fact.evidence
        )
        for number, fact in enumerate(readings.facts)
    }
    return facts | {
        name: _observation(document, name, stated.amount, stated.evidence)
        for name, stated in stated_beside(readings).items()
    }


def stated_beside(readings: Readings) -> dict[FieldId, Stated]:
    """The shares and changes that are in no field, by the pseudo field each has."""
    found = {
        beside("share", number, share.part): share.share
        for number, share in enumerate(readings.shares)
    }
    for number, change in enumerate(readings.changes):
        told: tuple[tuple[What, Stated | None], ...] = (
            ("before", change.before),
            ("by", change.by),
            ("rate", change.rate),
        )
        for what, stated in told:
            if stated is not None and stated.field is None:
                found[beside(what, number, change.now[0])] = stated
    return found


def _observation(
    document: Document, name: FieldId, amount: Amount, evidence: Evidence
) -> Observation:
    kind = kind_of_unit(amount.unit)
    if is_beside(name):
        kind = "count" if what_is_beside(name) == "before" else "change"
    return Observation(
        field=name,
        kind=kind,
        state=amount.state,
        value=amount.value,
        low=amount.low,
        high=amount.high,
        raw=amount.raw,
        unit=amount.unit,
        qualifier=amount.qualifier,
        source="rules",
        evidence=evidence,
        probability=FACT,
        certain=is_beside(name) and in_plain_characters(document, evidence, amount),
    )


def rules_of_prose(
    readings: Readings, known: Observations, form_rules: Iterable[EditRule]
) -> Iterator[EditRule]:
    """One rule for every list, share and change all of whose figures are observed. What a rule of
    the form already says is not said again."""
    said = {frozenset(rule.fields) for rule in form_rules}
    places: dict[FieldId, int] = {}
    for listed in readings.enumerations:
        parts = list(dict.fromkeys(map(figure_field, listed.parts)))
        named = frozenset((listed.total, *parts))
        if named <= known.keys() and named not in said:
            places[listed.total] = n = places.get(listed.total, 0) + 1
            at = listed.total if n == 1 else f"{listed.total}.{n}"
            yield from _borne_out([[rule] for rule in _sums(at, listed, parts)], known, said)
    for wholes, shares in _along(readings.shares).items():
        if _counts(wholes[0], known):
            written = [_shares(shares, whole) for whole in wholes if _counts(whole, known)]
            yield from _borne_out(written, known, said)
    for number, change in enumerate(readings.changes):
        for rules in _changes(number, change):
            yield from _borne_out([[rule] for rule in rules], known, said)


def _borne_out(
    readings: Sequence[Sequence[EditRule]], known: Observations, said: set[frozenset[FieldId]]
) -> Iterator[EditRule]:
    """Of ways to read the same words, each as rules, the one of which most may hold.

    The first is what the words say: it stands unless another is better, and where none of its
    rules is observed, nothing is written.
    """

    def held(rules: Sequence[EditRule]) -> int:
        confronted = (confront_rule(rule, known) for rule in rules)
        return sum(not c.violated for c in confronted if c)

    if not readings or not any(confront_rule(rule, known) for rule in readings[0]):
        return
    for rule in max(readings, key=held):
        fields = frozenset(rule.fields)
        if fields not in said:
            said.add(fields)
            yield rule


def _sums(at: str, listed: Enumeration, parts: Sequence[FieldId]) -> Iterator[EditRule]:
    """The sum of a list; also without what runs on behind where that is the whole total."""
    for count in (len(parts), *range(len(parts) - 1, 1, -1)):
        equal = listed.complete or count < len(parts)
        yield sum_rule(at, listed.total, parts[:count], equal)


def _along(shares: Sequence[Share]) -> dict[tuple[FieldId | int, ...], list[tuple[int, Share]]]:
    """The shares with their numbers, those together that are of the same whole: a list has one."""
    along: dict[tuple[FieldId | int, ...], list[tuple[int, Share]]] = {}
    for number, share in enumerate(shares):
        along.setdefault(share.wholes, []).append((number, share))
    return along


def _counts(whole: FieldId | int, known: Observations) -> bool:
    """Whether there is a figure above nought that a share may be of."""
    return any(n in known and known[n].point for n in figure_field(whole).split(" + "))


def _shares(shares: Iterable[tuple[int, Share]], whole: FieldId | int) -> list[EditRule]:
    wholes = figure_field(whole).split(" + ")
    return [
        share_rule(figure_field(share.part), beside("share", number, share.part), wholes)
        for number, share in shares
    ]


def _changes(number: int, change: Change) -> Iterator[list[EditRule]]:
    """What must agree in a change, each written for all figures that may be meant."""

    def name(what: What, stated: Stated | None) -> FieldId | None:
        return (stated.field or beside(what, number, change.now[0])) if stated else None

    before, by, rate = (
        name("before", change.before),
        name("by", change.by),
        name("rate", change.rate),
    )
    now = [figure_field(figure) for figure in change.now]
    if before and by:
        yield [count_change(figure, before, by) for figure in now]
    if before and rate:
        yield [rate_change(figure, before, rate) for figure in now]
    if by and rate and not before:
        yield [rate_of_count(figure, by, rate) for figure in now]
