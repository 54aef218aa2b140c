"""One invented report -> its trials: every kind of corruption, in every part, judged."""

import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Literal

from eval.detection.corrupt import EXCHANGES, KINDS, Changes, corrupt, grid_of
from eval.detection.layout import LAYOUT_KINDS, by_place, disarrange
from eval.detection.misread import misread, unsettled
from eval.detection.reach import KINDS as REACHED
from eval.detection.reach import reachable
from eval.detection.subject import PARTS, Subject, draw_subject
from eval.detection.trial import Judged, Outcome, judge, outcome
from eval.synthesize import LAYOUTS
from extractor.reading import read
from extractor.record.record import FieldId, Readings

Way = Literal["printed", "weighed", "grid", "skeleton", "unborne", "layout", "by place"]
WAYS: dict[Way, tuple[str, ...]] = {
    "printed": (*KINDS, *EXCHANGES),
    "weighed": KINDS,
    "grid": ("digit", "swap", "shift", *EXCHANGES),
    "skeleton": ("digit", "swap", "shift", *EXCHANGES),
    "unborne": ("digit",),
    "layout": LAYOUT_KINDS,
}
"""How a corruption comes about, and the kinds that are tried so; `eval.detection` tells more."""
MOST = 3
"""So many mishaps at once, at most."""
_SUMMED = ("requests", "remedies")
"""The parts that have edit rules, so that localization has something to weigh."""
_WITH_LABELS = ("columns", "rows", "slipped", "inserted")


@dataclass(frozen=True, slots=True)
class Trial:
    """One corruption of one report, and what became of it; `reachable` is the probability with
    which its cells could be named at best, where that is known."""

    seed: int
    way: Way
    part: str
    kind: str
    number: int
    outcome: Outcome
    reachable: float | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """All trials of one report; `zeros` of the `cells` of its parts 3 and 4 are nought."""

    zeros: int
    cells: int
    trials: tuple[Trial, ...]


def tried(seeds: Iterable[int], jobs: int) -> Iterator[Tried]:
    """The reports of all seeds, corrupted and judged in `jobs` processes."""
    if jobs == 1:
        yield from map(try_report, seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(try_report, seeds, chunksize=4)


def try_report(seed: int) -> Tried:
    """Every way and kind of corruption on the report of this seed, 1, 2 or 3 mishaps at once by
    turns. All but what is `printed` or `weighed` is tried in one part, by turns as well."""
    bench = _Bench(draw_subject(seed))
    turn = seed // len(LAYOUTS)
    trials: list[Trial] = []
    for way, kinds in WAYS.items():
        for part in PARTS:
            if not _due(way, part, turn):
                continue
            for kind in kinds:
                number = 1 + turn % MOST
                random = Random(f"{seed} {way} {part} {kind}")
                for told, became, best in bench.corrupted(random, way, part, kind, number):
                    trials.append(Trial(seed, told, part, kind, number, became, best))
    return Tried(*bench.subject.zeros, tuple(trials))


def _due(way: Way, part: str, turn: int) -> bool:
    if way in ("printed", "weighed"):
        return way == "printed" or part in _SUMMED
    return part == PARTS[turn // MOST % len(PARTS)]


class _Bench:
    """A report with its records: read right, and read right but less surely."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._clean = self._judged(subject.readings)
        self._unsure = unsettled(Random(f"{subject.seed} unsure"), subject.readings, self._rows())
        self._clean_unsure = self._judged(self._unsure)
        self._odds = {
            name: math.exp(-seen.weight) for name, seen in self._clean_unsure.observations.items()
        }
        assert not outcome(self._clean, self._clean, subject.truth).harmed, "read wrong as it is"

    def corrupted(
        self, random: Random, way: Way, part: str, kind: str, number: int
    ) -> Iterator[tuple[Way, Outcome, float | None]]:
        """The outcomes of one corruption, none where the part has no room for it, with what could
        be reached at best."""
        if way == "layout":
            for told, became in self._disarranged(random, part, kind, number):
                yield told, became, None
            return
        odds = self._odds if way == "weighed" else {}
        grid = grid_of(self.subject.form, part, self.subject.printed, odds)
        changes = corrupt(random, grid, kind, number)
        if changes is not None:
            judged, clean = self._misread(changes, way)
            became = outcome(judged, clean, self.subject.truth)
            drawn_so = way == "weighed" and kind in REACHED
            yield way, became, reachable(judged, became, part, kind) if drawn_so else None

    def _misread(self, changes: Changes, way: Way) -> tuple[Judged, Judged]:
        """The record of a report so misread, and that of the same one read right."""
        subject, whole, clean = self.subject, self.subject.readings, self._clean
        match way:
            case "weighed":
                whole, clean = self._unsure, self._clean_unsure
                document, readings = misread(subject.document, whole, changes)
            case "grid" | "skeleton":
                document, readings = misread(subject.document, whole, changes, [way])
            case "unborne":
                document, readings = misread(subject.document, whole, changes, printed=False)
            case _:
                document, readings = misread(subject.document, whole, changes)
        return judge(document, subject.form, readings), clean

    def _disarranged(
        self, random: Random, part: str, kind: str, number: int
    ) -> Iterator[tuple[Way, Outcome]]:
        """The document with a table disarranged, as it is read; and as one who counts places
        would, both readers alike, so that the edit rules alone can tell."""
        subject = self.subject
        sheet = disarrange(random, part, subject.sheets[part], kind, number)
        if sheet is None:
            return
        document = subject.printed_with({part: sheet})
        readings = read(document, subject.form)
        judged = judge(document, subject.form, readings)
        yield "layout", outcome(judged, self._clean, subject.truth)
        if kind not in _WITH_LABELS:
            return
        counted = grid_of(subject.form, part, subject.printed, {}).printed
        changes = by_place(subject.sheets[part], sheet)
        changes = {name: text for name, text in changes.items() if name in counted}
        if changes:
            yield "by place", outcome(*self._misread(changes, "by place"), subject.truth)

    def _judged(self, readings: Readings) -> Judged:
        return judge(self.subject.document, self.subject.form, readings)

    def _rows(self) -> dict[FieldId, str]:
        """Each cell's line: its row, or in part 4, where there is one, its column."""
        return {
            name: f"{table.part} {row.id or column.id}"
            for name, (table, row, column) in self.subject.form.cells.items()
        }
