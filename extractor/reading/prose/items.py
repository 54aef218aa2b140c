"""Parts 5 and 6 -> the listed problems, improvements and other matters, as spans of text."""

import re
from collections.abc import Iterator

from extractor.document import Document, Span
from extractor.forms.form import Form, ItemRule
from extractor.reading.outline import Outline
from extractor.record.record import Evidence, Item
from extractor.values.folding import fold

SHORTEST = 6
"""Characters of an item; less is a remnant of a heading."""


def read_items(document: Document, form: Form, outline: Outline) -> list[Item]:
    """Each bulleted stretch of a section is one item; a line without bullets is one as well.

    The section of problems turns to improvements at the first words that look ahead.
    """
    items = []
    for name in dict.fromkeys(rule.section for rule in form.items):
        span = outline.sections.get(name)
        rules = [rule for rule in form.items if rule.section == name]
        if span is not None:
            items += list(_items(document, span, rules, form))
    return items


def _items(document: Document, section: Span, rules: list[ItemRule], form: Form) -> Iterator[Item]:
    kind = rules[0].kind
    for paragraph in document.paragraphs:
        span = paragraph.span
        if not (section.start <= span.start < section.end):
            continue
        turns = _turns(document, span, rules)
        marks = _marks(document, span, form.bullets)
        cuts = sorted({span.start, *marks, *turns})
        for start, end in zip(cuts, [*cuts[1:], span.end], strict=True):
            kind = turns.get(start, kind)
            if marks and start not in marks:
                continue  # the words that lead to a list
            text = document.text[start:end]
            start += len(text) - len(text.lstrip())
            quote = text.strip()
            if (
                len(quote) >= SHORTEST
                and quote[-1] not in "：:"
                and not re.match(form.nothing, fold(quote))
            ):
                yield Item(kind, Evidence(start, start + len(quote), quote))


def _marks(document: Document, span: Span, bullets: tuple[str, ...]) -> list[int]:
    """Where the items of a paragraph begin, by the innermost kind of bullet it has."""
    for bullet in bullets:
        pattern = re.compile(rf"(?:^|(?<=[。;:,\s])){bullet}")
        if marks := [m.start() for m in pattern.finditer(document.folded, span.start, span.end)]:
            return marks
    return []


def _turns(document: Document, span: Span, rules: list[ItemRule]) -> dict[int, str]:
    """Where in a paragraph the kind changes, at the beginning of which sentence."""
    turns = {}
    for rule in rules:
        if rule.starts and (
            match := re.compile(rf"(?:^|(?<=[。;)\s]))[^。;,]{{0,12}}?(?:{rule.starts})").search(
                document.folded, span.start, span.end
            )
        ):
            turns[match.start()] = rule.kind
    return turns
