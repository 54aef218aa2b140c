"""Weights -> the text of calibration.toml, as a person reads it."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from eval.gold import SUFFIX, GoldReport
from extractor.checking.trust import Weights

_HEAD = """\
# The weights of trust, in natural log odds: features are told in trust.py. `gouji calibrate`
# draws each weight from its prior as far as the gold says so; the priors are set by judgement
# and stay. Written by the program: change priors here, weights by calibrating.
"""


def gold_hash(gold: Sequence[GoldReport]) -> str:
    """The hash of all documents and labels, in order of name."""
    digest = sha256()
    for report in sorted(gold, key=lambda report: report.path.name):
        labels = report.path.with_name(f"{report.path.stem}{SUFFIX}")
        for path in (report.path, labels):
            digest.update(f"{path.name}\0".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def document_hash(report: GoldReport) -> str:
    """By which a report that was fitted on is known again: the first 12 digits are enough."""
    return sha256(report.path.read_bytes()).hexdigest()[:12]


def as_toml(
    weights: Weights,
    priors: Weights,
    day: date,
    gold: Sequence[GoldReport],
    counts: Mapping[str, tuple[int, int]],
    spread: float,
) -> str:
    """The file's text. `counts` has fields and errors for each kind of document."""
    lines = [_HEAD, "[fitted]", f"date = {day.isoformat()}", f'gold_sha256 = "{gold_hash(gold)}"']
    lines.append(f"spread = {spread}")
    documents = sorted({document_hash(report) for report in gold})
    lines += ["documents = [", *(f'    "{name}",' for name in documents), "]"]
    lines += [
        f"{kind} = {{ fields = {fields}, errors = {errors} }}"
        for kind, (fields, errors) in counts.items()
    ]
    for stage in ("signals", "checks"):
        fitted, before = getattr(weights, stage), getattr(priors, stage)
        lines += ["", f"[{stage}]"]
        lines += [
            f"{name} = {{ prior = {prior}, weight = {round(weight, 4)} }}"
            for name, prior, weight in zip(fitted._fields, before, fitted, strict=True)
        ]
    if weights.steps:
        curve = [f"    [{odds!r}, {probability!r}]," for odds, probability in weights.steps]
        lines[1:1] = ["steps = [", *curve, "]", ""]
    return "\n".join(lines) + "\n"
