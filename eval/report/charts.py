"""Claims -> the points of two charts, in the pixels of an SVG drawing.

`page.html` draws them: the reliability diagram (is a confidence of 0.9 right nine times in ten?)
and the risk-coverage curve (how much of the surest is wrong?).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.outcomes import Claim
from eval.report.words import percent
from eval.risk import reliability, risk_coverage

WIDTH, HEIGHT = 420, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 14, 40
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it is, and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One bin: its place, its interval from `low` to `high`, and what it says."""

    x: float
    y: float
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Ticks of both axes, and what is drawn: dots, a line as `x,y x,y`, or nothing."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    dots: tuple[Dot, ...] = ()
    line: str = ""


def reliability_chart(claims: Sequence[Claim]) -> Chart:
    """Bins of equal mass: how sure, against how often right. On the diagonal they agree."""
    bins = reliability(claims)
    least = min((min(b.confidence, b.low) for b in bins), default=0.0)
    least = max(0.0, int(least * 20) / 20)

    def scaled(share: float) -> float:
        return (share - least) / (1 - least) if least < 1 else share

    marks = [least + (1 - least) * step / 5 for step in range(6)]
    dots = tuple(
        Dot(
            _x(scaled(b.confidence)),
            _y(scaled(b.right)),
            _y(scaled(b.low)),
            _y(scaled(b.high)),
            f"{b.count} claims: confidence {b.confidence:.4f}, right {percent(b.right)}",
        )
        for b in bins
    )
    return Chart(
        tuple(Tick(_x(scaled(mark)), f"{mark:.2f}") for mark in marks),
        tuple(Tick(_y(scaled(mark)), f"{mark:.2f}") for mark in marks),
        dots,
    )


def coverage_chart(claims: Sequence[Claim]) -> Chart:
    """The share of the surest claims that is taken, against the share of these that is wrong."""
    coverage, risk = risk_coverage(claims)
    most = float(risk.max()) if len(risk) else 0.0
    top = next((step for step in _STEPS if step >= most), 1.0)
    kept = range(0, len(risk), max(1, len(risk) // 400))
    points = [(_x(float(coverage[at])), _y(float(risk[at]) / top)) for at in kept]
    if len(risk):
        points.append((_x(1.0), _y(float(risk[-1]) / top)))
    return Chart(
        tuple(Tick(_x(step / 5), f"{step * 20}%") for step in range(6)),
        tuple(Tick(_y(step / 5), f"{100 * top * step / 5:g}%") for step in range(6)),
        line=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
    )


def _x(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)
