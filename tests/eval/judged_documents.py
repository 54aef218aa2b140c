"""Judged documents made by hand, for tests of what is counted and told."""

from collections.abc import Sequence

from eval.judge import Outcome
from eval.judged import Judged, Traits
from eval.score import Aspect, DocumentScore, Prediction, Verdict
from extractor.record.record import Evidence, Finding, Printed

TEXT = "收到<b>申请</b>8件，予以公开5件。"
PLAIN = Traits("disclosure_2021", "tabs", "txt", "written")


def verdict(
    field: str,
    outcome: Outcome,
    aspect: Aspect = "value",
    *,
    zero: bool = False,
    expected: str = "8",
    got: str = "7",
) -> Verdict:
    start = TEXT.index("8件")
    at = Evidence(start, start + 2, "8件")
    part = field.partition(".")[0]
    return Verdict("", part, field, aspect, outcome, expected, got, at, zero)


def claim(
    confidence: float, right: bool, accepted: bool = True, part: str = "requests"
) -> Prediction:
    return Prediction(
        "a", part, f"{part}.x", confidence, accepted, right, False, "grid", "reported", ()
    )


def finding(message: str = "it does not add up") -> Finding:
    return Finding("misreported_total", message, ("requests.x",), (), ())


def document(
    *verdicts: Verdict,
    name: str = "a",
    traits: Traits = PLAIN,
    claims: Sequence[Prediction] = (),
    labels: str = "0",
    failure: str | None = None,
    labels_findings: bool = True,
    findings: Sequence[Finding] = (),
    disagreements: Sequence[Finding] = (),
    printed: Printed | None = None,
    held_out: bool = False,
) -> Judged:
    told = tuple(findings), tuple(disagreements), printed or Printed()
    score = DocumentScore(name, traits.form, verdicts, TEXT, *told, failure)
    return Judged(name, labels, traits, score, tuple(claims), labels_findings, held_out)
