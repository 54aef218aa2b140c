"""What the detection table must show, each as a share of some trials."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.detection.run import Trial
from eval.detection.tally import MEASURES, Share, tally

_CELLS = ("digit", "swap", "shift", "emptied", "dropped", "mixed")
_ONE_CELL = ("digit", "emptied")
_LABELLED = ("columns", "rows", "slipped", "inserted")
_EXCHANGED = ("columns", "rows")
_EXACT = ((1, 0.98), (2, 0.95), (3, 0.93))
_READINGS = "printed,weighed,grid,skeleton,unborne,layout"


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure over the trials it is `about`, at least `least` or at most `most`; with neither
    it is only told, for comparison."""

    label: str
    measure: str
    about: Callable[[Trial], bool]
    least: float | None = None
    most: float | None = None

    def share(self, trials: Iterable[Trial]) -> Share:
        """How often it was so."""
        counted = tally(trials, lambda t: "" if self.about(t) else None)
        return counted[""].shares[self.measure] if counted else Share()

    def reachable(self, trials: Iterable[Trial]) -> float | None:
        """How often it could be so at best; None where that is not known of every trial."""
        of = MEASURES[self.measure].of
        best = [t.reachable for t in trials if self.about(t) and of(t.outcome)]
        known = [share for share in best if share is not None]
        if self.measure != "exact" or not best or len(known) < len(best):
            return None
        return sum(known) / len(known)

    def met(self, share: Share) -> bool | None:
        """Whether the measured share is as it should be; None where there is nothing to meet."""
        if share.rate is None or (self.least is None and self.most is None):
            return None
        return (self.least is None or share.rate >= self.least) and (
            self.most is None or share.rate <= self.most
        )


def _of(
    ways: str, parts: str = "", kinds: Sequence[str] = (), number: int = 0
) -> Callable[[Trial], bool]:
    def about(trial: Trial) -> bool:
        return (
            trial.way in ways.split(",")
            and (not parts or trial.part in parts.split(","))
            and (not kinds or trial.kind in kinds)
            and (not number or trial.number == number)
        )

    return about


def _exact(ways: str, part: str, name: str) -> Iterable[Goal]:
    """One, two and three cells misread, each by a mishap of its own."""
    for number, least in _EXACT:
        about = _of(ways, part, _ONE_CELL, number)
        yield Goal(f"{name}: {number} wrong, exactly the true cells", "exact", about, least)


def _exact_of_any(part: str, name: str) -> Iterable[Goal]:
    """As many wrong cells, whatever mishap made them: two that are swapped keep half their sums."""
    for number, least in _EXACT:

        def about(trial: Trial, number: int = number) -> bool:
            return _of("weighed", part)(trial) and len(trial.outcome.wrong) == number

        yield Goal(f"{name}: {number} wrong by any mishap, exactly", "exact", about, least)


GOALS = (
    Goal("part 3: any misread cells detected", "detected",
         _of("printed,weighed", "requests", _CELLS), 0.995),
    Goal("part 4: any misread cells detected", "detected",
         _of("printed,weighed", "remedies", _CELLS), 0.95),
    Goal("part 2: detected, one reader wrong or evidence not borne out", "detected",
         _of("grid,unborne", "disclosure"), 0.95),
    Goal("part 2: detected, both readers and the print alike", "detected",
         _of("printed", "disclosure", ("digit", "swap", "shift", "emptied"))),
    Goal("slipped rows, exchanged columns in the document: noticed", "noticed",
         _of("layout", kinds=_LABELLED), 0.95),
    Goal("  the same by edit rules alone", "rules", _of("by place", kinds=_LABELLED)),
    Goal("  columns or rows exchanged in part 3, by edit rules alone", "rules",
         _of("by place", "requests", ("columns", "rows", "slipped"), 1)),
    Goal("exchanged rows, columns by the grid reader alone: detected", "detected",
         _of("grid", kinds=_EXCHANGED), 0.95),
    *_exact("grid,unborne", "requests", "part 3, wrong cells less sure"),
    *_exact("grid,unborne", "remedies", "part 4, wrong cells less sure"),
    *_exact("weighed", "requests", "part 3, weighed"),
    *_exact("weighed", "remedies", "part 4, weighed"),
    *_exact_of_any("requests", "part 3, weighed"),
    Goal("part 3: wrong, of the automatic answers", "automatic_wrong",
         _of("printed,weighed", "requests", _CELLS), most=0.01),
    Goal("part 4: wrong, of the automatic answers", "automatic_wrong",
         _of("printed,weighed", "remedies", _CELLS), most=0.01),
    Goal("false deductions from figures that are right, or in doubt", "unsound",
         _of(_READINGS), most=0.0),
    Goal("false deductions from wrong figures without any sign", "misled",
         _of("printed,weighed", kinds=_CELLS)),
)  # fmt: skip
