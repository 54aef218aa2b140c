"""The parts of a report: where they are, its title and contact lines, the matters parts list.

The parts are found by their headings, in the form's order, under any numbering. Words of
a heading occur elsewhere too (a sub-heading 主动公开政府信息情况 inside part 1), so the
best chain is taken: as many parts as can be had in order, those first whose number fits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.document import Document, Span
from extractor.forms.form import NOTHING, Form, ItemRule, MetaRule
from extractor.reading.prose.mentions import flows
from extractor.reading.prose.plain import full_year
from extractor.reading.tables.homes import Heading, find_headings, read_ordinal
from extractor.record.record import Evidence, Item, Reading
from extractor.values.amount import Amount
from extractor.values.folding import fold, unspaced

_LEAP_YEAR = 2000
LONGEST_TITLE = 120
TITLE_LINES = 4
SHORTEST_ITEM = 6
"""Characters of an item; less is a remnant of a heading."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where each part's running text begins and ends, by section id; its heading excluded.

    `body` is where the first part begins, `prose` are the parts that tell in running text.
    """

    sections: dict[str, Span]
    body: int
    prose: frozenset[str]

    def is_prose(self, place: int) -> bool:
        """Whether a place is in such a part; all places are where no part was found."""
        spans = [span for name, span in self.sections.items() if name in self.prose]
        return not spans or any(span.start <= place < span.end for span in spans)


@dataclass(frozen=True, slots=True)
class Meta:
    """The readings of the metadata, and what the title tells in them: whose report it is, in plain
    characters, and the year it is on."""

    readings: tuple[Reading, ...] = ()
    agency: str = ""
    year: int | None = None


_Chain = tuple[int, int, tuple[Heading, ...]]
"""A run of headings in order: its weight, how early it ends (no two end together), and the run."""
_NONE: _Chain = (0, 0, ())


def read_outline(document: Document, form: Form) -> Outline:
    """The parts of the report, as far as headings show them."""
    chain = _best_chain(list(find_headings(document, form)))
    if not chain:
        return Outline({}, 0, frozenset())
    ends = [heading.start for heading in chain[1:]] + [len(document.text)]
    sections = {
        form.sections[heading.section].id: Span(heading.end, end)
        for heading, end in zip(chain, ends, strict=True)
    }
    prose = frozenset(section.id for section in form.sections if section.prose)
    return Outline(sections, chain[0].start, prose)


def _best_chain(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """The heaviest run of headings in which the parts come in order; of equals, the first."""
    best: dict[int, _Chain] = {}  # of those that end in each part
    for i, heading in enumerate(headings):
        before = (chain for end, chain in best.items() if end < heading.section)
        weight, _, run = max(before, default=_NONE)
        longer = weight + heading.weight, -i, (*run, heading)
        best[heading.section] = max(best.get(heading.section, _NONE), longer)
    return max(best.values(), default=_NONE)[2]


def read_meta(document: Document, form: Form, outline: Outline) -> Meta:
    """Title, statistical period and contact data -> readings of the `meta` fields."""
    meta = _title(document, form, outline)
    found = {reading.field for reading in meta.readings}
    stated = (_meta(document, rule, meta.year) for rule in form.meta if rule.field not in found)
    return replace(meta, readings=(*meta.readings, *filter(None, stated)))


def _title(document: Document, form: Form, outline: Outline) -> Meta:
    """Agency and year, from the fewest lines that together make a title."""
    opening = [p.span for p in document.paragraphs if p.span.start < max(outline.body, 1)][:40]
    for count in range(1, TITLE_LINES + 1):
        for i in range(len(opening) - count + 1):
            if found := _title_in(document, form, opening[i : i + count]):
                return found
    return Meta()


def _title_in(document: Document, form: Form, lines: Sequence[Span]) -> Meta | None:
    characters = (place for line in lines for place in range(line.start, line.end))
    places = [place for place in characters if not document.folded[place].isspace()]
    if len(places) > LONGEST_TITLE:
        return None
    joined = "".join(document.folded[place] for place in places)
    matches = (re.match(pattern, joined) for pattern in form.title)
    match = next(filter(None, matches), None)
    if match is None:
        return None
    agency, year = (
        Evidence.at(document, places[match.start(name)], places[match.end(name) - 1] + 1)
        for name in ("agency", "year")
    )
    name = unspaced(agency.quote)
    number = read_ordinal(match["year"]) or 0
    readings = (
        Reading("meta.agency", name, agency, "outline"),
        Reading("meta.year", Amount.exactly(number, year.quote), year, "outline"),
    )
    return Meta(readings, fold(name), number or None)


def _meta(document: Document, rule: MetaRule, reported: int | None) -> Reading | None:
    """The first match of a rule's patterns, of a report on the year `reported`."""
    for pattern in rule.patterns:
        for flow in flows(document):
            match = re.compile(pattern).search(document.folded, flow.start, flow.end)
            found = match and _stated(document, rule, match, reported)
            if found:
                return found
    return None


def _stated(
    document: Document, rule: MetaRule, match: re.Match[str], reported: int | None
) -> Reading | None:
    """What a pattern has found, unless it is a day that there is not."""
    if "value" in match.groupdict():
        evidence = Evidence.at(document, match.start("value"), match.end("value"))
        value = match["value"] if rule.plain else unspaced(evidence.quote)
        return Reading(rule.field, value, evidence, "outline")
    between = document.folded[match.end("year") : match.start("month")]
    beside = len(between.strip()) == 1
    start = match.start("year" if beside else "month")
    end = match.end("day") + (document.folded[match.end("day")] == "日")
    evidence = Evidence.at(document, start, end)
    printed, month, day = (read_ordinal(match[name]) or 0 for name in ("year", "month", "day"))
    year = full_year(printed, reported)
    try:
        told = date(year or _LEAP_YEAR, month, day).isoformat()
    except ValueError:
        return None
    content = Amount("unreadable", evidence.quote) if year is None else told
    return Reading(rule.field, content, evidence, "outline")


def read_items(document: Document, form: Form, outline: Outline) -> Iterator[Item]:
    """Each bulleted stretch of a section is one item; a line without bullets is one as well.

    The section of problems turns to improvements at the first words that look ahead.
    """
    for name in dict.fromkeys(rule.section for rule in form.items):
        if span := outline.sections.get(name):
            rules = [rule for rule in form.items if rule.section == name]
            yield from _items(document, span, rules, form)


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
            item = Evidence.trimmed(document, start, end)
            is_long = len(item.quote) >= SHORTEST_ITEM and not item.quote.endswith(("：", ":"))
            if is_long and not re.match(form.nothing, fold(item.quote)):
                yield Item(kind, item)


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
        starts = re.compile(rf"(?:^|(?<=[。;)\s]))[^。;,]{{0,12}}?(?:{rule.starts or NOTHING})")
        if match := starts.search(document.folded, span.start, span.end):
            turns[match.start()] = rule.kind
    return turns
