"""Sentences -> what share of which whole a figure is said to be."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from extractor.document import Document
from extractor.forms.form import Lists, Whole
from extractor.reading.prose.lists import Known, Listed
from extractor.reading.prose.mentions import Mention, Sentence
from extractor.reading.prose.roles import Roles
from extractor.record.record import Evidence, FieldId, Share, Stated


def shares_in(
    document: Document, sentence: Sentence, rules: Lists
) -> Iterator[tuple[Mention, Mention, str]]:
    """Each figure of a sentence with the share behind it, and the words between the two; of
    figures in a row, with the shares that follow in a row."""
    runs = [
        (is_share, list(mentions))
        for is_share, mentions in groupby(sentence.mentions, lambda m: m.amount.unit == "%")
    ]
    for (_, parts), (is_share, shares) in pairwise(runs):
        if not is_share:
            continue
        words = document.folded[parts[-1].span.end : shares[0].span.start].strip()
        if re.match(rules.share, words):
            yield parts[-1], shares[0], words
        elif len(shares) <= len(parts) and re.match(rules.respectively, words):
            for part, share in zip(parts[-len(shares) :], shares, strict=True):
                yield part, share, words


def read_shares(
    document: Document,
    sentences: Sequence[Sentence],
    lists: Sequence[Listed],
    roles: Roles,
    known: Known,
    rules: Lists,
) -> Iterator[Share]:
    """Every share of a known figure whose words say what it is of: by name, as a member of a
    list, or because the paragraph counts the whole that the figure is part of.

    It may be meant of any figure before it in the paragraph, or beside it in the sentence, but
    for those that are listed along with it.
    """
    before: list[Mention] = []
    paragraph = None
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            before, paragraph = [], sentence.paragraph
        counts = roles.counts(sentence)
        for part, share, words in shares_in(document, sentence, rules):
            name = known.get(part.number)
            if name is None:
                continue
            along = {m.number for x in lists if part in x.members for m in x.members}
            beside = [m for m in (*before, *counts) if m.number not in along and m is not part]
            alike = [m.number for m in beside if m.amount.unit == part.amount.unit]
            figures = [known[number] for number in alike if number in known]
            said = (
                _named(words, rules.wholes, known),
                _total(part, lists, known, rules.wholes),
                _whole(name, figures, rules.wholes),
            )
            first = next((whole for whole in said if whole is not None), None)
            if first is not None:
                wholes = dict.fromkeys([first, *figures, *_also(first, name, rules.wholes)])
                evidence = Evidence.at(document, share.span.start, share.span.end)
                yield Share(name, Stated(share.amount, evidence), tuple(wholes))
        before += counts


def _named(words: str, wholes: Sequence[Whole], known: Known) -> FieldId | None:
    """The whole that the words between a figure and its share name."""
    stated = set(known.values())
    named = (w.field for w in wholes if w.named and re.search(w.named, words))
    return next((name for name in named if name in stated), None)


def _total(
    part: Mention, lists: Sequence[Listed], known: Known, wholes: Sequence[Whole]
) -> FieldId | int | None:
    """The total of the list that the figure stands in: a whole of the form, or an open fact."""
    there = (known.get(x.total.number) for x in lists if x.start < part.span.start < x.end)
    fields = {whole.field for whole in wholes}
    return next((name for name in there if name in fields or isinstance(name, int)), None)


def _whole(
    name: FieldId | int, figures: Sequence[FieldId | int], wholes: Sequence[Whole]
) -> FieldId | None:
    """The whole that the field is part of, where it is among the figures around."""
    return next((w.field for w in wholes if name in w.parts and w.field in figures), None)


def _also(first: FieldId | int, part: FieldId | int, wholes: Sequence[Whole]) -> Iterator[FieldId]:
    """What else a share may be of, as the form knows it."""
    for whole in wholes:
        if first == whole.field or part in whole.parts:
            yield from (whole.field, *whole.also)
