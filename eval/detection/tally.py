"""Trials -> counts: of how many, how many were detected, localized, repaired, and got by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.detection.run import Trial
from eval.detection.trial import Outcome
from eval.intervals import clopper_pearson

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
