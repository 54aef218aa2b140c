"""Headings, title and contact lines -> where the parts are, and the metadata.

The parts are found by their headings, in the form's order, under any numbering. Words of
a heading occur elsewhere too (a sub-heading 主动公开政府信息情况 inside part 1), so the
best chain is taken: as many parts as can be had in order, those first whose number fits.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractor.document import Document, Paragraph, Span
from extractor.forms.form import Form, MetaRule
from extractor.reading.prose.flow import flows
from extractor.reading.prose.years import full_year
from extractor.reading.tables.homes import Heading, find_headings, read_ordinal
from extractor.record.record import Evidence, Reading
from extractor.values.amount import Amount

_LEAP_YEAR = 2000
LONGEST_TITLE = 120
TITLE_LINES = 4


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


_Chain = tuple[int, int, tuple[Heading, ...]]
"""A run of headings in order: its weight, how early it ends, and the run."""
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
        weight, _, run = _best(chain for end, chain in best.items() if end < heading.section)
        longer = weight + heading.weight, -i, (*run, heading)
        best[heading.section] = _best([best.get(heading.section, _NONE), longer])
    return _best(best.values())[2]


def _best(chains: Iterable[_Chain]) -> _Chain:
    return max(chains, key=lambda chain: chain[:2], default=_NONE)


def read_meta(document: Document, form: Form, outline: Outline) -> list[Reading]:
    """Title, statistical period and contact data -> readings of the `meta` fields."""
    readings = list(_title(document, form, outline))
    found = {reading.field for reading in readings}
    told = (reading.content for reading in readings if reading.field == "meta.year")
    year = next((int(told.value) for told in told if isinstance(told, Amount) and told.value), None)
    stated = (_meta(document, rule, year) for rule in form.meta if rule.field not in found)
    return readings + [reading for reading in stated if reading]


def _title(document: Document, form: Form, outline: Outline) -> Iterator[Reading]:
    """Agency and year, from the fewest lines that together make a title."""
    opening = [p for p in document.paragraphs if p.span.start < max(outline.body, 1)][:40]
    for count in range(1, TITLE_LINES + 1):
        for i in range(len(opening) - count + 1):
            if found := _title_in(document, form, opening[i : i + count]):
                yield from found
                return


def _title_in(document: Document, form: Form, lines: Sequence[Paragraph]) -> list[Reading] | None:
    places = [
        place
        for line in lines
        for place in range(line.span.start, line.span.end)
        if not document.folded[place].isspace()
    ]
    if len(places) > LONGEST_TITLE:
        return None
    joined = "".join(document.folded[place] for place in places)
    for pattern in form.title:
        if match := re.match(pattern, joined):
            break
    else:
        return None
    agency, year = (
        Evidence.at(document, places[match.start(name)], places[match.end(name) - 1] + 1)
        for name in ("agency", "year")
    )
    return [
        Reading("meta.agency", re.sub(r"\s+", "", agency.quote), agency, "outline"),
        Reading("meta.year", _year(match["year"], year.quote), year, "outline"),
    ]


def _year(text: str, raw: str) -> Amount:
    value = Decimal(read_ordinal(text) or 0)
    return Amount("reported", raw, value, low=value, high=value)


def _meta(document: Document, rule: MetaRule, reported: int | None) -> Reading | None:
    """The first match of a rule's patterns, of a report on the year `reported`."""
    for pattern in rule.patterns:
        for flow in flows(document):
            match = re.compile(pattern).search(document.folded, flow.start, flow.end)
            if match is None:
                continue
            groups = match.groupdict()
            if "value" in groups:
                evidence = Evidence.at(document, match.start("value"), match.end("value"))
                value = match["value"] if rule.plain else re.sub(r"\s+", "", evidence.quote)
                return Reading(rule.field, value, evidence, "outline")
            between = document.folded[match.end("year") : match.start("month")]
            beside = len(between.strip()) == 1
            start = match.start("year" if beside else "month")
            end = match.end("day") + (document.folded[match.end("day")] == "日")
            evidence = Evidence.at(document, start, end)
            printed, month, day = (
                read_ordinal(match[name]) or 0 for name in ("year", "month", "day")
            )
            year = full_year(printed, reported)
            try:
                told = date(year or _LEAP_YEAR, month, day).isoformat()
            except ValueError:
                continue
            content = Amount("unreadable", evidence.quote) if year is None else told
            return Reading(rule.field, content, evidence, "outline")
    return None
