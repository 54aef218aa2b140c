"""What goes wrong between a right answer and its reader: which requests meet which fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

Fault = Literal[
    "429", "500", "503", "drop", "slow", "truncated", "refusal", "empty", "prose", "invalid"
]
"""`429`, with Retry-After, `500` and `503`: the status. `drop`: the connection ends without an
answer. `slow`: the answer is late. `truncated`: it is cut off. `refusal`: there is a refusal in
its place. `empty`: nothing. `prose`: it is wrapped in words. `invalid`: it says what the schema
does not allow."""
FAULTS: tuple[Fault, ...] = get_args(Fault)
UNANSWERED: frozenset[Fault] = frozenset(("429", "500", "503", "drop"))
"""Faults for which nothing is billed: no model has worked."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How often each fault is met; a request meets one at most, so the rates add up to 1 or less.

    `retry_after` is told with a 429 and `delay` is how late a slow answer comes, in seconds.
    """

    rates: Mapping[Fault, float] = field(default_factory=dict)
    retry_after: float = 0.05
    delay: float = 1.0

    def __post_init__(self) -> None:
        if unknown := set(self.rates) - set(FAULTS):
            raise ValueError(f"no fault {min(unknown)!r}; there are {', '.join(FAULTS)}")
        if any(rate < 0 for rate in self.rates.values()) or sum(self.rates.values()) > 1 + 1e-9:
            raise ValueError("rates must not be below 0, nor add up to more than 1")

    @classmethod
    def all(cls, rate: float) -> "Faults":
        """This part of the requests meets a fault, any of them as often."""
        return cls(dict.fromkeys(FAULTS, rate / len(FAULTS)))

    def met(self, random: Random) -> Fault | None:
        """The fault that a request meets, if any."""
        drawn = random.random()
        for fault, rate in self.rates.items():
            if drawn < rate:
                return fault
            drawn -= rate
        return None
