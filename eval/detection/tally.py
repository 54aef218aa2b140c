"""Trials -> counts: of how many, how many were detected, localized, repaired, and got by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.detection.run import Trial
from eval.detection.trial import Outcome
from eval.measures import clopper_pearson

EXAMPLES = 5
"""So many failing trials are kept of each measure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share of trials: among those that are `of` it, those that `hit`. `failing` trials are
    worth looking at: the misses, or for what should not be, the hits."""

    of: Callable[[Outcome], bool]
    hit: Callable[[Outcome], bool]
    good: bool = True


def _wrong(o: Outcome) -> bool:
    return bool(o.wrong) and o.localized


MEASURES: Mapping[str, Measure] = {
    "unharmed": Measure(lambda _: True, lambda o: not o.harmed),
    "noticed": Measure(lambda _: True, lambda o: not o.harmed or o.detected),
    "detected": Measure(lambda o: o.harmed, lambda o: o.detected),
    "rules": Measure(lambda o: o.harmed, lambda o: o.arithmetic),
    "exact": Measure(_wrong, lambda o: o.exact),
    "within": Measure(_wrong, lambda o: o.within),
    "repaired": Measure(_wrong, lambda o: o.repaired),
    "automatic": Measure(_wrong, lambda o: o.automatic),
    "automatic_wrong": Measure(
        lambda o: _wrong(o) and o.automatic, lambda o: not o.exact, good=False
    ),
    "silent": Measure(lambda o: o.harmed, lambda o: bool(o.silent), good=False),
    "unsound": Measure(lambda _: True, lambda o: bool(o.unsound), good=False),
    "misled": Measure(lambda _: True, lambda o: bool(o.misled), good=False),
}
"""Shares of all trials, of those that harm the record (`detected`, `rules`), and of those with a
wrong figure that were localized; `automatic_wrong` is the share of automatic answers."""


@dataclass
class Share:
    """Hits among trials, and some trials that failed."""

    hits: int = 0
    total: int = 0
    failing: list[Trial] = field(default_factory=list)

    @property
    def rate(self) -> float | None:
        """Hits over trials; None without any."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """95%, as if no two trials were of the same report."""
        return clopper_pearson(self.hits, self.total)


@dataclass
class Tally:
    """The shares of some trials."""

    trials: int = 0
    shares: dict[str, Share] = field(default_factory=lambda: {name: Share() for name in MEASURES})

    def add(self, trial: Trial) -> None:
        """Counts one more trial."""
        self.trials += 1
        for name, measure in MEASURES.items():
            if measure.of(trial.outcome):
                share, hit = self.shares[name], measure.hit(trial.outcome)
                share.total += 1
                share.hits += hit
                if hit != measure.good and len(share.failing) < EXAMPLES:
                    share.failing.append(trial)

    def as_json(self) -> dict[str, Any]:
        """Counts, rates and intervals by name, with the failing trials' seeds and cells."""
        return {"trials": self.trials} | {
            name: {
                "hits": share.hits,
                "total": share.total,
                "rate": share.rate,
                "interval": share.interval if share.total else None,
                "failing": [
                    {"seed": t.seed, "kind": t.kind, "number": t.number, "way": t.way,
                     "part": t.part, "wrong": t.outcome.wrong, "best": t.outcome.best,
                     "false": t.outcome.unsound + t.outcome.misled, "silent": t.outcome.silent}
                    for t in share.failing
                ],
            }
            for name, share in self.shares.items()
        }  # fmt: skip


def tally(trials: Iterable[Trial], by: Callable[[Trial], str | None]) -> dict[str, Tally]:
    """Trials counted by what `by` calls them; those it gives no name are left out."""
    found: dict[str, Tally] = {}
    for trial in trials:
        if (name := by(trial)) is not None:
            found.setdefault(name, Tally()).add(trial)
    return found


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
