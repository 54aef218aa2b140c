"""What the prose adds up, shares out and compares -> edit rules of this one document.

A form cannot know which facts an agency lists, so these rules are made for the document: the
parts of a list add up to its total, a printed share is that of its part, and a change is the
difference from the year before. Where the words leave open what a share or a change is of, the
rule is written for a figure that bears it out, if there is one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from extractor.checking.confront import Observations, confront_rule
from extractor.forms.edit import EditRule
from extractor.record.prose import change_rules, figure_field, share_rule, sum_rule
from extractor.record.record import Enumeration, FieldId, Readings, Share


def rules_of_prose(
    readings: Readings, known: Observations, form_rules: Iterable[EditRule]
) -> Iterator[EditRule]:
    """One rule for every list, share and change all of whose figures are observed. What a rule of
    the form already says is not said again.

    Of ways to read the same words, each as rules, the one is taken of which most may hold. The
    first is what the words say: it stands unless another is better, and where none of its rules is
    observed, nothing is written.
    """

    def held(rules: Sequence[EditRule]) -> int:
        confronted = (confront_rule(rule, known) for rule in rules)
        return sum(not c.violated for c in confronted if c)

    written = {frozenset(rule.fields) for rule in form_rules}
    for ways in _readable(readings, known, written):
        if any(confront_rule(rule, known) for rule in ways[0]):
            for rule in max(ways, key=held):
                fields = frozenset(rule.fields)
                if fields not in written:
                    written.add(fields)
                    yield rule


def _readable(
    readings: Readings, known: Observations, written: Collection[frozenset[FieldId]]
) -> Iterator[list[list[EditRule]]]:
    """The ways to read every list, then every share, then every change, as rules; not a list whose
    figures a rule connects that is `written` by then."""
    lists: Counter[FieldId] = Counter()
    for listed in readings.enumerations:
        parts = list(dict.fromkeys(map(figure_field, listed.parts)))
        named = frozenset((listed.total, *parts))
        if named <= known.keys() and named not in written:
            lists[listed.total] += 1
            count = lists[listed.total]
            at = listed.total if count == 1 else f"{listed.total}.{count}"
            yield _sums(at, listed, parts)
    for wholes, shares in _along(readings.shares).items():
        names = [figure_field(whole).split(" + ") for whole in wholes]
        if _counts(names[0], known):
            yield [
                [share_rule(number, part, whole) for number, part in shares]
                for whole in names
                if _counts(whole, known)
            ]
    for number, change in enumerate(readings.changes):
        for rules in change_rules(number, change):
            yield [[rule] for rule in rules]


def _sums(at: str, listed: Enumeration, parts: Sequence[FieldId]) -> list[list[EditRule]]:
    """The sum of a list; also without what runs on behind where that is the whole total."""
    counts = (len(parts), *range(len(parts) - 1, 1, -1))
    return [
        [sum_rule(at, listed.total, parts[:count], listed.complete or count < len(parts))]
        for count in counts
    ]


def _along(
    shares: Iterable[Share],
) -> dict[tuple[FieldId | int, ...], list[tuple[int, FieldId | int]]]:
    """The wholes of shares, and the numbers and parts of all those that are of them: a list has
    one whole."""
    along = defaultdict(list)
    for number, share in enumerate(shares):
        along[share.wholes].append((number, share.part))
    return along


def _counts(whole: Iterable[FieldId], known: Observations) -> bool:
    """Whether there is a figure above nought that a share may be of."""
    return any(name in known and known[name].point for name in whole)
