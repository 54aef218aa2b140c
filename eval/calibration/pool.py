"""Gold -> documents to learn trust from, as they were read: there errors must be sought.

Read as given, a gold report has hardly an error. So the reports are also printed anew and
damaged, invented ones are added, and a simulated model reads with mistakes. Kinds stay apart.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from eval.asked import read_simulated
from eval.calibration.examples import Kind, Print
from eval.calibration.reprint import PRINTERS, page, sheets
from eval.calibration.wear import wear
from eval.gold import GoldReport, load_gold
from eval.simulation.errors import Errors
from eval.synthesis.alter import DAMAGES, MISREPORTS
from eval.synthesis.page import Page
from eval.synthesize import LAYOUTS, synthesize
from extractor.batch import Failure
from extractor.document.read import read_document
from extractor.errors import DocumentError
from extractor.forms.file import all_forms, load_form
from extractor.reading import Reader
from extractor.reading.recognize import recognize
from extractor.record.question import Plan

MOST_MISHAPS = 8
MISTAKES = Errors(wrong_pointer=0.05, missed_fact=0.05, swapped_columns=0.05, spurious_fact=0.02)
"""What the simulated model does: five answers in a hundred are wrong, as its prior has it."""
_ENDINGS = {"html": "html", "docx": "docx"}


def as_given(gold: Sequence[GoldReport]) -> Iterator[Print]:
    """Every report read by rules, as it is. One that cannot be read has no examples."""
    for report in gold:
        yield from _read("gold", report, 0, report.path)


def worn(gold: Sequence[GoldReport], prints: int) -> Iterator[Print]:
    """Every report whose tables are those of the form, so many times anew, each time damaged."""
    with TemporaryDirectory(prefix="gouji-worn-") as folder:
        for report in filter(is_printable, gold):
            whole = page(report, sheets(report))
            for number in range(prints):
                path = print_worn(whole, report.name, number, Path(folder))
                yield from _read("worn", report, number, path)


def print_worn(whole: Page, name: str, number: int, folder: Path) -> Path:
    """One print of a report, with some mishaps, as a file in `folder` -> its path."""
    random = Random(f"{name} {number}")
    layout = list(PRINTERS)[number % len(PRINTERS)]
    damaged = wear(random, whole, random.randint(1, MOST_MISHAPS))
    path = folder / f"{number}.{_ENDINGS.get(layout, 'txt')}"
    path.write_bytes(PRINTERS[layout](random, damaged))
    return path


def is_printable(report: GoldReport) -> bool:
    """Whether the official layout can show what the report shows, with the same meaning."""
    unit_open = any(label.review for label in report.labels.fields.values())
    official = report.path.parent.name != "irregular"
    return official and not (unit_open and report.labels.form.endswith("2021"))


def generated(count: int) -> Iterator[Print]:
    """Invented reports: a third whole, a third with a misreport, a third damaged."""
    with TemporaryDirectory(prefix="gouji-generated-") as folder:
        for seed in range(count):
            turn, third = divmod(seed, 3)
            misreport = MISREPORTS[turn % len(MISREPORTS)] if third == 1 else None
            damage = DAMAGES[turn % len(DAMAGES)] if third == 2 else None
            layout = LAYOUTS[seed % len(LAYOUTS)]
            synthesize(seed, layout, misreport=misreport, damage=damage).write(Path(folder))
        for report in load_gold(Path(folder)) if count else ():
            yield from _read("generated", report, 0, report.path)


def simulated(gold: Sequence[GoldReport], seeds: int) -> Iterator[Print]:
    """Every report read with a simulated model that makes mistakes, and asked again."""
    for seed in range(seeds):
        for asked in read_simulated(gold, Plan(model=True, escalate=True), MISTAKES, seed):
            if isinstance(asked.result, Failure):
                continue
            document, record = asked.result
            form = load_form(record.form)
            readings = Reader(document, form).read([answer for _, answer in asked.dialogue])
            yield Print(
                "simulated", asked.report.name, seed, asked.report.labels, document, form, readings
            )


def _read(kind: Kind, report: GoldReport, number: int, path: Path) -> Iterator[Print]:
    try:
        document = read_document(path)
        form = recognize(document, all_forms())
    except DocumentError:
        return
    readings = Reader(document, form).read()
    yield Print(kind, report.name, number, report.labels, document, form, readings)
