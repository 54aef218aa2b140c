"""What every variable of a system lies between, and the reasons for it."""

from collections.abc import Iterator, Sequence

from extractor.checking.solve.system import Exact, Interval, System

Reasons = int
"""A set of variables: bit v stands for what is known of variable v: for a field what it prints,
for a rule that it holds."""


class Bounds:
    """The least and the most of every variable (None: no end), each with its reasons.

    That a count is not below zero needs no reason.
    """

    __slots__ = ("high", "high_why", "low", "low_why")

    def __init__(self, size: int) -> None:
        self.low: list[Exact | None] = [None] * size
        self.high: list[Exact | None] = [None] * size
        self.low_why: list[Reasons] = [0] * size
        self.high_why: list[Reasons] = [0] * size

    def copy(self) -> "Bounds":
        """The same bounds, to be narrowed apart from these."""
        other = Bounds.__new__(Bounds)
        other.low, other.high = self.low.copy(), self.high.copy()
        other.low_why, other.high_why = self.low_why.copy(), self.high_why.copy()
        return other

    def put(self, v: int, interval: Interval, least: Exact | None) -> None:
        """Let a variable lie in an interval, by reason of itself where that says more than that
        it is not below `least`."""
        low, high = interval
        self.low[v], self.high[v] = interval
        self.low_why[v] = 1 << v if low is not None and low != least else 0
        self.high_why[v] = 1 << v if high is not None else 0

    def cut(self, v: int, low: Exact | None, high: Exact | None, why: Reasons) -> bool:
        """Take tighter ends as known for some reasons; True where one was tighter."""
        old_low, old_high = self.low[v], self.high[v]
        lower = low is not None and (old_low is None or low > old_low)
        upper = high is not None and (old_high is None or high < old_high)
        if lower:
            self.low[v], self.low_why[v] = low, why
        if upper:
            self.high[v], self.high_why[v] = high, why
        return lower or upper

    def fixed(self, v: int) -> bool:
        """Does the variable have one value left?"""
        low = self.low[v]
        return low is not None and low == self.high[v]

    def why(self, v: int) -> Reasons:
        """The reasons for both ends."""
        return self.low_why[v] | self.high_why[v]

    def crossed(self, v: int) -> bool:
        """Is nothing left between the ends?"""
        low, high = self.low[v], self.high[v]
        return low is not None and high is not None and low > high


def bounds_of(system: System, printed: Sequence[Interval], least: Sequence[Exact | None]) -> Bounds:
    """Every field as printed and not below its least, every rule as it should be."""
    bounds = Bounds(system.size)
    for v, interval in enumerate(printed):
        bounds.put(v, interval, least[v])
    for r in range(len(system.rules)):
        bounds.put(len(printed) + r, system.ends(r), None)
    return bounds


def members(reasons: Reasons) -> Iterator[int]:
    """The variables of a set, lowest first."""
    while reasons:
        low = reasons & -reasons
        yield low.bit_length() - 1
        reasons ^= low
