"""Examples -> fitted weights, and tables that show what they are worth."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from rich.table import Table

from eval.calibration.examples import KINDS, Example
from eval.calibration.fit import Rows, choose_spread, fit, held, steps
from eval.outcomes import Claim
from eval.risk import (
    accuracy_at,
    area_under_generalized_risk,
    area_under_risk_coverage,
    auroc,
    calibration_error,
)
from extractor.checking.trust import ACCEPT, FILE, Weights, calibration, probability
from extractor.errors import GoujiError


class NothingToFit(GoujiError):
    """No labelled value was read, so there is nothing to learn from."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The fit: weights, and every example as a claim, its confidence by the priors and by weights
    that were fitted without its report."""

    examples: Sequence[Example]
    priors: Weights
    weights: Weights
    spread: float
    held: frozenset[str]
    before: Sequence[Claim]
    apart: Sequence[Claim]

    @property
    def counts(self) -> Mapping[str, tuple[int, int]]:
        """Fields and errors of each kind of document."""
        right = {kind: [e.right for e in self.examples if e.kind == kind] for kind in KINDS}
        return {kind: (len(told), len(told) - sum(told)) for kind, told in right.items()}

    @property
    def remark(self) -> str:
        """What the tables do not show."""
        fields, errors = self.counts["gold"]
        curve = f"a curve of {len(self.weights.steps)} steps on top" if self.weights.steps else (
            "no free curve on top, and no weight for what only invented mistakes speak of"
        )  # fmt: skip
        return (
            f"read as it is, the gold has {fields} fields with {errors} errors: {curve}. A weight "
            f"may leave its prior by some {self.spread}."
        )


def calibrate(examples: Sequence[Example]) -> Calibrated:
    """Weights drawn from the priors that are installed towards what the examples say."""
    if not examples:
        raise NothingToFit("no labelled value was read: name folders with gold")
    priors, rows = calibration().priors, Rows.of(examples)
    given = [one.right for one in examples if one.kind == "gold"]
    fixed = held(given)
    spread, apart = choose_spread(rows, priors, fixed)
    weights = fit(rows, rows.mass.sum(axis=0), priors, spread, fixed)
    told = [float(apart[place]) for place in rows.places]
    curve = steps([o for o, e in zip(told, examples, strict=True) if e.kind == "gold"], given)
    before = rows.odds(priors)
    return Calibrated(
        examples,
        priors,
        replace(weights, steps=curve),
        spread,
        fixed,
        _claims(examples, (float(before[row]) for _, row in rows.places)),
        _claims(examples, told),
    )


def _claims(examples: Sequence[Example], odds: Iterable[float]) -> list[Claim]:
    """Examples as claims. Only what confidence says decides here whether one is accepted."""
    found = []
    for one, told in zip(examples, odds, strict=True):
        sure = round(probability(told), 4)  # as the record has it
        found.append(
            Claim(
                document=f"{one.kind} {one.report} {one.number}",
                part=one.field.partition(".")[0],
                field=one.field,
                confidence=sure,
                accepted=sure >= ACCEPT,
                right=one.right,
                zero=False,
                source=None,
                state="reported",
                reasons=(),
            )
        )
    return found


def kind_table(fitted: Calibrated) -> Table:
    """How well confidence does, by kind of document: by the priors, and by the weights on reports
    that they were not fitted on."""
    table = Table(title="confidence", title_justify="left")
    for column in ("documents", "fields", "errors", "by", *_MEASURES):
        table.add_column(column, justify="left" if column in ("documents", "by") else "right")
    for kind in KINDS:
        at = [i for i, one in enumerate(fitted.examples) if one.kind == kind]
        if not at:
            continue
        fields, errors = map(str, fitted.counts[kind])
        for by, claims in (("priors", fitted.before), ("weights", fitted.apart)):
            own = [claims[i] for i in at]
            told = (shown(measure(own)) for measure, shown in _MEASURES.values())
            first = by == "priors"
            head = (kind, fields, errors) if first else ("", "", "")
            table.add_row(*head, by, *told, end_section=not first)
    return table


def weight_table(fitted: Calibrated) -> Table:
    """Every weight beside its prior, and how many fields and errors have its feature."""
    table = Table(title="weights, in natural log odds", title_justify="left")
    table.add_column("feature")
    for column in ("prior", "weight", "fields", "errors"):
        table.add_column(column, justify="right")
    for stage in ("signals", "checks"):
        names = getattr(fitted.priors, stage)._fields
        for i, name in enumerate(names):
            having = [one for one in fitted.examples if getattr(one, stage)[i]]
            table.add_row(
                name,
                f"{getattr(fitted.priors, stage)[i]:.3f}",
                "held" if name in fitted.held else f"{getattr(fitted.weights, stage)[i]:.3f}",
                str(len(having)),
                str(sum(not one.right for one in having)),
                end_section=i + 1 == len(names),
            )
    return table


def log_loss(claims: Sequence[Claim]) -> float:
    """The mean surprise at what is right and what is not, in nats. NaN without claims."""
    told = (claim.confidence if claim.right else 1 - claim.confidence for claim in claims)
    surprise = [-math.log(max(p, 1e-12)) for p in told]
    return sum(surprise) / len(surprise) if surprise else math.nan


def _shown(form: str) -> Callable[[float], str]:
    return lambda figure: "·" if math.isnan(figure) else format(figure, form)


_MEASURES: dict[str, tuple[Callable[[Sequence[Claim]], float], Callable[[float], str]]] = {
    "log loss": (log_loss, _shown(".4f")),
    "ECE": (calibration_error, _shown(".4f")),
    "AUROC": (auroc, _shown(".3f")),
    "AURC": (area_under_risk_coverage, _shown(".5f")),
    "AUGRC": (area_under_generalized_risk, _shown(".5f")),
    "right at 80%": (lambda claims: accuracy_at(claims, 0.8), _shown(".3%")),
}


def installed() -> Path:
    """The file of weights that is in use."""
    return Path(str(files("extractor.checking").joinpath(FILE)))
