"""A labelled document, read -> for every value that is read, its signals and whether it is right.

Composes the verbs of extractor/checking as `reconcile` does, and looks in between.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eval.gold import GoldField, GoldLabels
from extractor.checking.hear import hear
from extractor.checking.judge import check
from extractor.checking.judge.findings import judge
from extractor.checking.observation import Observation
from extractor.checking.trust import SOFT_ZERO, Checks, Signals
from extractor.checking.weigh import weigh
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.record import FieldId, Readings

Kind = Literal["gold", "worn", "generated", "simulated"]
KINDS: tuple[Kind, ...] = ("gold", "worn", "generated", "simulated")
"""As given; printed anew and damaged; invented; read by a simulated model that errs."""


@dataclass(frozen=True, slots=True)
class Example:
    """One value as read. `report` is what it comes from: all its prints stand or fall together;
    `number` tells them apart.

    `checks.reading` is of the weights that were installed when it was read.
    """

    kind: Kind
    report: str
    number: int
    field: FieldId
    signals: Signals
    checks: Checks
    right: bool


@dataclass(frozen=True, slots=True)
class Print:
    """One document that bears a report's labels, as it was read."""

    kind: Kind
    report: str
    number: int
    gold: GoldLabels
    document: Document
    form: Form
    readings: Readings


def examples(one: Print) -> Iterator[Example]:
    """Every value that was read of a document, and that its labels speak of.

    What was not read, or is left open between candidates, claims nothing.
    """
    document, form, readings = one.document, one.form, one.readings
    weighed = weigh(form, readings, hear(document, form, readings))
    judgement = judge(weighed)
    checks = check(weighed, judgement.reasons)
    for name, seen in weighed.observations.items():
        right = is_right(one.gold.fields.get(name), seen)
        if seen.signals is not None and right is not None:
            yield Example(one.kind, one.report, one.number, name, seen.signals, checks[name], right)


def is_right(label: GoldField | None, seen: Observation) -> bool | None:
    """Whether a value is what the label says; None where nothing is claimed or labelled.

    Labels are complete, so a figure without one is wrong. An empty cell claims no figure, yet is
    taken for nought: where the label has a figure above nought, it is wrong.
    """
    empty = seen.state in SOFT_ZERO
    if seen.value is None and not empty:
        return None
    if label is None or label.state in ("missing", "unreadable"):
        return None if empty else False
    if label.review or (label.state == "reported" and not label.values):
        return None
    if label.state in SOFT_ZERO:
        return True if empty else None if seen.value == 0 else False
    if empty:
        return None if 0 in label.values else False
    return seen.value in label.values
