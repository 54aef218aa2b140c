"""A seed -> an invented report that is corrupted, and what a person with the paper knows of it.

A bad scan is told by two signs in one row: a digit, and a character of its label. Without the
second, two readers agree on the digit, and it passes for the agency's own mistake.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from eval.calibration.pool import print_worn
from eval.calibration.reprint import PRINTERS, page, sheets
from eval.gold import GoldField, GoldReport, load_gold
from eval.synthesis.alter import MISCOUNTS, Damage
from eval.synthesis.sheet import Printed, Sheet, grid_of, sheet_of
from eval.synthesize import LAYOUTS, Layout, Synthetic, synthesize
from extractor.record.record import FieldId

Kind = Literal["digit", "digits", "misreport", "damage", "worn", "unit"]
"""`digit`: one digit of part 3 is read as another. `digits`: so are two, in rows of one column;
whose they are is then often open, and to settle one settles others. `misreport`: the agency's own
figure is wrong, in a row that is hard to read. `damage`: cells of one row are lost. `worn`: several
mishaps of converters and scanners. `unit`: a sum has no unit."""
KINDS: tuple[Kind, ...] = get_args(Kind)
_TURNS: tuple[Kind, ...] = (
    "digit", "damage", "digits", "misreport", "digit",
    "unit", "digits", "worn", "digit", "misreport",
)  # fmt: skip
_LOSING_CELLS: tuple[Damage, ...] = ("row_slipped", "remedies_shortened")

_LOOKALIKES = str.maketrans("政理人办公信息申请结果予不开年度", "致埋入为么倍思甲清绪杲子木井午庋")
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Truth:
    """What the paper prints, field by field; and which figures of it are the agency's mistake."""

    labels: dict[FieldId, GoldField]
    misreported: frozenset[FieldId] = frozenset()


@dataclass(frozen=True, slots=True)
class Corrupted:
    """A report's file, what happened to it, and what is true of it."""

    name: str
    kind: Kind
    content: bytes
    truth: Truth
    detail: str

    def write(self, folder: Path) -> Path:
        """The report as a file in `folder` -> its path."""
        path = folder / self.name
        path.write_bytes(self.content)
        return path


def corrupted_reports(reports: int, seed: int) -> Iterator[Corrupted]:
    """So many reports, of all kinds in turn, in all layouts; the same seed gives the same."""
    for number in range(reports):
        yield corrupt(_TURNS[number % len(_TURNS)], seed * 1000 + number)


def corrupt(kind: Kind, seed: int) -> Corrupted:
    """The report of this seed after a corruption of this kind."""
    random = Random(f"{seed} corrupted")
    layout = random.choice(LAYOUTS)
    if kind == "unit":
        return _without_unit(seed, layout)
    if kind == "worn":
        return _worn(synthesize(seed, layout), seed)
    if kind == "damage":
        damage = random.choice(_LOSING_CELLS)
        torn = synthesize(seed, layout, damage=damage)
        truth = Truth(_labels(synthesize(seed, layout)))
        return Corrupted(torn.file_name, kind, torn.content, truth, torn.planted[0].detail)
    misreport = random.choice(MISCOUNTS) if kind == "misreport" else None
    return _scanned(random, kind, synthesize(seed, layout, misreport=misreport), layout)


def _without_unit(seed: int, layout: Layout) -> Corrupted:
    """The first report from this seed on that leaves the unit of a sum open."""
    for other in count(seed * 100):
        whole = synthesize(other, layout, wording="early")
        labels = _labels(whole)
        left_open = [field for field, label in labels.items() if label.review]
        if left_open:
            detail = f"{left_open[0]} has no unit"
            return Corrupted(whole.file_name, "unit", whole.content, Truth(labels), detail)
    raise AssertionError("seeds do not end")


def _worn(whole: Synthetic, seed: int) -> Corrupted:
    """The report printed anew after some mishaps to its tables."""
    with TemporaryDirectory(prefix="gouji-reviewing-") as folder:
        report = _labelled(whole, Path(folder))
        path = print_worn(page(report, sheets(report)), whole.name, seed, Path(folder))
        name = f"{whole.name}{path.suffix}"
        truth = Truth(report.labels.fields)
        return Corrupted(name, "worn", path.read_bytes(), truth, "mishaps to its tables")


def _scanned(random: Random, kind: Kind, whole: Synthetic, layout: Layout) -> Corrupted:
    """The report printed anew, with smudged rows of part 3; digits altered, unless a figure
    is wrong already."""
    with TemporaryDirectory(prefix="gouji-reviewing-") as folder:
        report = _labelled(whole, Path(folder))
        tables = sheets(report)
        wrong = frozenset(whole.planted[0].fields) if whole.planted else frozenset[FieldId]()
        told = [done.detail for done in whole.planted]
        altered = () if wrong else _busy_cells(random, tables[1], 2 if kind == "digits" else 1)
        for field in altered:
            tables[1], how = _altered(random, tables[1], field)
            told.append(how)
        smudged = {*wrong, *altered}
        tables = [_smudged(table, smudged) for table in tables]
        content = PRINTERS[layout](random, page(report, tables))
    truth = Truth(report.labels.fields, wrong)
    return Corrupted(whole.file_name, kind, content, truth, "; ".join(told))


def _busy_cells(random: Random, sheet: Sheet, number: int) -> list[FieldId]:
    """So many cells of one column, the first with a figure that is not nought if there is any."""
    figures = {cell.field: cell.text for row in sheet for cell in row if cell.field}
    printed = [field for field, text in figures.items() if text.isdecimal()]
    first = random.choice([field for field in printed if figures[field] != "0"] or printed)
    column = first.rpartition(".")[2]
    others = [f for f in printed if f != first and f.rpartition(".")[2] == column]
    return [first, *random.sample(others, number - 1)]


def _altered(random: Random, sheet: Sheet, field: FieldId) -> tuple[Sheet, str]:
    """The table with another digit in one cell, the first digit being no nought."""
    (cell,) = (cell for row in sheet for cell in row if cell.field == field)
    place = random.randrange(len(cell.text))
    fitting = _DIGITS if place or len(cell.text) == 1 else _DIGITS[1:]
    digit = random.choice([other for other in fitting if other != cell.text[place]])
    text = cell.text[:place] + digit + cell.text[place + 1 :]
    changed = replace(cell, text=text)
    rows = tuple(tuple(changed if one is cell else one for one in row) for row in sheet)
    return rows, f"{field}: {cell.text} read as {text}"


def _smudged(sheet: Sheet, fields: set[FieldId]) -> Sheet:
    """The table with characters of the labels before these cells taken for others like them."""
    grid = grid_of(sheet)
    blurred: dict[int, Printed] = {}
    for row in grid:
        if any(cell.field in fields for cell in row):
            label = next((cell for cell in reversed(row) if not cell.field and cell.text), None)
            if label is not None:
                blurred[id(label)] = replace(label, text=_misread(label.text))
    return sheet_of([[blurred.get(id(cell), cell) for cell in row] for row in grid])


def _misread(label: str) -> str:
    """The label with one character read as another: the last that has a lookalike, if any has."""
    for place in range(len(label) - 1, -1, -1):
        if (other := label[place].translate(_LOOKALIKES)) != label[place]:
            return label[:place] + other + label[place + 1 :]
    return label


def _labelled(whole: Synthetic, folder: Path) -> GoldReport:
    """The report in an empty folder, with its labels as people's labels are read."""
    whole.write(folder)
    (report,) = load_gold(folder)
    return report


def _labels(whole: Synthetic) -> dict[FieldId, GoldField]:
    """The labels of a report."""
    with TemporaryDirectory(prefix="gouji-reviewing-") as folder:
        return _labelled(whole, Path(folder)).labels.fields
