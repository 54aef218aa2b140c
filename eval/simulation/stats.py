"""What a simulated server counts: calls by outcome, questions, tokens."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Stats:
    """Counts since the server started.

    `outcomes`: `answered`, a fault's name, `refused_mode`, `rate_limited`, `bad_request`, or
    `abandoned`, where the caller was gone before the answer. `asked` are the questions,
    `answered_again` the usable answers to a question that had one. `unknown` are answers about
    texts that no labelled document has. `batched` are the calls that came in batches. Tokens are
    those that a provider would bill.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    asked: set[str] = field(default_factory=set)
    usable: set[str] = field(default_factory=set)
    in_flight: int = 0
    answered_again: int = 0
    unknown: int = 0
    batched: int = 0
    most_in_flight: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def requests(self) -> int:
        """All calls that have ended."""
        return self.outcomes.total()

    @property
    def distinct(self) -> int:
        """How many questions were asked, however often."""
        return len(self.asked)

    def began(self) -> None:
        """A call has come in."""
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def ended(self, outcome: str, *, batched: bool = False) -> None:
        """A call has this outcome."""
        self.outcomes[outcome] += 1
        self.batched += batched
        self.in_flight -= not batched

    def answered(self, question: str) -> None:
        """A question has a usable answer that its caller received."""
        self.answered_again += question in self.usable
        self.usable.add(question)

    def as_json(self) -> dict[str, Any]:
        """The counts by name."""
        names = ("requests", "distinct", "answered_again", "unknown", "batched", "most_in_flight")
        counts = {name: getattr(self, name) for name in (*names, "prompt_tokens")}
        told = counts | {"completion_tokens": self.completion_tokens}
        return told | {"outcomes": dict(sorted(self.outcomes.items()))}
