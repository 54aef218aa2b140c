"""Where two people settled the same field: how often they said the same.

Two agree where they say the same state and value, and the same of whose mistake it is. What they
agree on is a figure among very many, so that hardly any of it is by chance: the plain share is
told, with its interval, and no kappa, which says little where nearly all is accepted as read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.record.decision import SETTLING, Decision
from extractor.review.bound import interval
from extractor.review.history import History, printed


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `pairs` of opinions `same` are the same."""

    pairs: int
    same: int

    @property
    def share(self) -> float | None:
        """How often people agree; None where no two met."""
        return self.same / self.pairs if self.pairs else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share lies, with 95% confidence (Clopper, Pearson 1934)."""
        return interval(self.same, self.pairs)


@dataclass(frozen=True, slots=True)
class Agreements:
    """Pairs of which the second person saw what the first had said, and pairs of which not."""

    seen: Agreement
    blind: Agreement


def agreements(histories: Iterable[History]) -> Agreements:
    """How often people agree who settled the same field."""
    met = [pair for history in histories for pair in _pairs(history.decisions)]
    return Agreements(
        seen=_counted([(a, b) for a, b in met if not b.blind]),
        blind=_counted([(a, b) for a, b in met if b.blind]),
    )


def _counted(pairs: list[tuple[Decision, Decision]]) -> Agreement:
    return Agreement(len(pairs), sum(_opinion(a) == _opinion(b) for a, b in pairs))


def _pairs(decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Decision]]:
    """Each person's first word on a field beside the last that another had said before.

    An `undo` is no word on the field. A word that its own speaker took back was a slip.
    """
    said: list[Decision] = []
    heard: set[str] = set()
    for decision in decisions:
        if decision.action == "undo":
            said = [
                d for d in said if (d.number, d.reviewer) != (decision.after, decision.reviewer)
            ]
        elif decision.action in SETTLING:
            others = [d for d in said if d.reviewer != decision.reviewer]
            if others and decision.reviewer not in heard:
                yield others[-1], decision
            heard.add(decision.reviewer)
            said.append(decision)


def _opinion(decision: Decision) -> object:
    return printed(decision), decision.action == "misreported"
