"""What is wrong with a label file, in one line: where, what, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing to mend. A warning is to be looked at, and may be right as it is."""

    place: str
    problem: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}: {self.remedy}"
