"""A seed -> an invented report that is known to be read right, ready to be corrupted."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from random import Random

from eval.synthesis.draw import Figures, draw_figures
from eval.synthesis.mark import Habits, print_figures
from eval.synthesis.page import arrange, draw_agency
from eval.synthesis.prose import draw_prose
from eval.synthesis.sheet import (
    FORMS,
    Sheet,
    Wording,
    disclosure_sheet,
    remedies_sheet,
    requests_sheet,
)
from eval.synthesize import LAYOUTS, RENDERERS, WORDINGS, YEARS, Layout
from extractor.document import Document
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.forms.form import Form
from extractor.reading import read
from extractor.record.record import FieldId, Readings

PARTS = ("disclosure", "requests", "remedies")
"""Parts 2, 3 and 4."""


@dataclass(frozen=True)
class Subject:
    """An invented report, whole: its three tables by part, the figures that they truly report.

    `printed` is what each cell prints. A blank or dash stands for nought, by construction.
    """

    seed: int
    form: Form
    layout: Layout
    truth: Mapping[FieldId, Decimal]
    printed: Mapping[FieldId, str]
    sheets: Mapping[str, Sheet]
    _agency_seed: int
    _year: int
    _prose: list[list[str]]

    @cached_property
    def document(self) -> Document:
        """The report as printed, read from its bytes."""
        return self.printed_with({})

    @cached_property
    def readings(self) -> Readings:
        """What the readers make of it."""
        return read(self.document, self.form)

    def printed_with(self, sheets: Mapping[str, Sheet]) -> Document:
        """The same report with some of its tables printed otherwise."""
        random = Random(self._agency_seed)
        tables = {n: sheets.get(part, self.sheets[part]) for n, part in enumerate(PARTS, 1)}
        page = arrange(random, draw_agency(random), self._year, self._prose, tables)
        return read_bytes(RENDERERS[self.layout][1](random, page), f"{self.layout}-{self.seed}")

    @property
    def zeros(self) -> tuple[int, int]:
        """How many figures of parts 3 and 4 are nought, and how many there are."""
        values = [v for f, v in self.truth.items() if not f.startswith("disclosure.")]
        return sum(v == 0 for v in values), len(values)


def draw_subject(seed: int) -> Subject:
    """The report of this seed, by an agency that had requests.

    Reports without any request are passed over: where all is nought there is nothing to mix up,
    and the share of zeros would be nearer to nine in ten than to four in five.
    """
    random = Random(f"detection {seed}")
    wording: Wording = random.choices(WORDINGS, (1, 4, 5))[0]
    figures = draw_figures(random, wording)
    while not figures["requests.received.total"]:
        figures = draw_figures(random, wording)
    return _subject(seed, random, wording, figures)


def _subject(seed: int, random: Random, wording: Wording, figures: Figures) -> Subject:
    year, agency_seed = random.randint(*YEARS[wording]), random.randrange(2**32)
    agency = draw_agency(Random(agency_seed))
    _, prose = draw_prose(random, agency, year, figures)
    marks = print_figures(random, figures, Habits.drawn(random, None), wording)
    printed = {field: mark.text for field, mark in marks.items()}
    return Subject(
        seed=seed,
        form=load_form(FORMS[wording]),
        layout=LAYOUTS[seed % len(LAYOUTS)],
        truth=figures,
        printed=printed,
        sheets={
            "disclosure": disclosure_sheet(wording, printed.__getitem__),
            "requests": requests_sheet(wording, printed.__getitem__),
            "remedies": remedies_sheet(printed.__getitem__),
        },
        _agency_seed=agency_seed,
        _year=year,
        _prose=prose,
    )
