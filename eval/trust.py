"""How far the confidence of claims can be trusted: each figure with what it should be."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.outcomes import Claim
from eval.risk import (
    accuracy_at,
    area_under_generalized_risk,
    area_under_risk_coverage,
    auroc,
    calibration_error,
)


@dataclass(frozen=True, slots=True)
class TrustFigure:
    """One figure; `value` is None where the claims do not give it, as with no mistake at all."""

    id: str
    label: str
    value: float | None
    least: float | None = None
    most: float | None = None

    @property
    def target(self) -> str:
        """What it should be, in words."""
        if self.least is not None:
            return f"≥ {self.least:g}"
        return f"≤ {self.most:g}" if self.most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether it is as it should be; None where nothing is asked or known."""
        if self.value is None or not self.target:
            return None
        least, most = self.least, self.most
        return (least is None or self.value >= least) and (most is None or self.value <= most)


def trust_figures(claims: Sequence[Claim]) -> list[TrustFigure]:
    """Every figure over these claims, in the order they are told."""

    def figure(
        name: str, label: str, measured: Callable[[Sequence[Claim]], float], **target: float
    ) -> TrustFigure:
        value = measured(claims)
        return TrustFigure(name, label, None if math.isnan(value) else value, **target)

    return [
        figure("calibration_error", "Expected calibration error", calibration_error, most=0.02),
        figure("auroc", "Area under the ROC curve of errors", auroc, least=0.95),
        figure("accuracy_at_80", "Accuracy of the surest 80%",
               lambda made: accuracy_at(made, 0.8), least=0.999),
        figure("area_under_risk_coverage", "Area under the risk-coverage curve",
               area_under_risk_coverage),
        figure("area_under_generalized_risk", "Area under the generalized risk-coverage curve",
               area_under_generalized_risk),
    ]  # fmt: skip
