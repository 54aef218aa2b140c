"""A report as its author arranged it, before any file format: lines, headings and tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from eval.synthesis import phrases
from eval.synthesis.agency import Agency
from eval.synthesis.sheet import Sheet

_NUMBERINGS = ("{han}、", "{digit}、", "{han}. ")
_HAN = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part: heading, then paragraphs and tables in order."""

    heading: str
    blocks: tuple[str | Sheet, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report. The title may run over two lines."""

    title: tuple[str, ...]
    preface: str
    sections: tuple[Section, ...]

    def blocks(self) -> Iterator[str | Sheet]:
        """Everything in reading order, headings as lines."""
        yield from self.title
        yield self.preface
        for section in self.sections:
            yield section.heading
            yield from section.blocks


def arrange(
    random: Random,
    agency: Agency,
    year: int,
    prose: list[list[str]],
    sheets: dict[int, Sheet],
) -> Page:
    """Title, preface and six sections; `sheets` tells which section prints which table."""
    numbering = random.choice(_NUMBERINGS)
    title = random.choice(phrases.TITLES).format(agency=agency.name, year=year)
    entries = "；".join(
        phrases.CONTACT_ENTRIES[name].format(value) for name, value in agency.contact.items()
    )
    contact = phrases.CONTACT.format(agency=agency.name, entries=entries) if entries else ""
    preface = random.choice(phrases.PREFACES).format(agency=agency.name, year=year, contact=contact)
    sections = tuple(
        Section(
            numbering.format(han=_HAN[number], digit=number + 1) + label,
            (*prose[number], *((sheets[number],) if number in sheets else ())),
        )
        for number, label in enumerate(phrases.SECTIONS)
    )
    return Page(tuple(title.split("\n")), preface, sections)
