"""Blanks, dashes and missing cells whose value follows from what is printed -> that value.

Deductive imputation, strictly after localization: in a block that agrees or is settled,
over non-negative integers, without taking a blank for zero. Nothing else is ever filled.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.model.form import Form
from extractor.model.record import FieldId
from extractor.reconcile.block import block_of, blocks
from extractor.reconcile.confront import Confronted, Observations
from extractor.reconcile.deduce import deduce
from extractor.reconcile.localize import Localized
from extractor.reconcile.system import Bounds, decimal

_FILLED = frozenset(("blank", "dash", "missing"))


@dataclass(frozen=True, slots=True)
class Imputed:
    """A value that follows, and the ids of the edit rules that prove it, sorted."""

    value: Decimal
    proof: tuple[str, ...]
    premises: tuple[FieldId, ...] = ()


def impute(
    form: Form,
    observations: Observations,
    confronted: Iterable[Confronted],
    localized: Iterable[Localized],
    *,
    asked: Collection[FieldId] = (),
) -> dict[FieldId, Imputed]:
    """Every value that follows, by field."""
    if not any(_fillable(o.state, o.kind) for o in observations.values()):
        return {}
    unsettled = {located.rules[0].rule.id: located for located in localized}
    imputed: dict[FieldId, Imputed] = {}
    for members in blocks(confronted):
        located = unsettled.get(members[0].rule.id)
        if located is None or _settled(form, located):
            doubtful = frozenset(located.changed if located else ()).union(asked)
            proving = [c for c in members if _proves(form, c, observations, doubtful)]
            imputed |= _deduced(proving, observations)
    return imputed


def _settled(form: Form, located: Localized) -> bool:
    """Do all solutions change the same table cells? What they do to the prose is no matter."""
    cells = {frozenset(f for f in s.changes if f in form.cells) for s in located.solutions}
    return len(cells) == 1 and not located.misread


def _proves(
    form: Form, c: Confronted, observations: Observations, doubtful: Collection[FieldId]
) -> bool:
    """Only table cells prove, none of them in doubt, disputed or vague, by a rule that is not
    violated."""
    return not c.violated and all(
        field in form.cells
        and field not in doubtful
        and observations[field].rival is None
        and (observations[field].value is None or observations[field].exact)
        for field in c.rule.fields
    )


def _deduced(proving: Sequence[Confronted], observations: Observations) -> dict[FieldId, Imputed]:
    """What follows from these rules; nothing where they contradict what is printed."""
    named = {field for c in proving for field in c.rule.fields}
    if not any(_fillable(observations[f].state, observations[f].kind) for f in named):
        return {}
    block = block_of(proving, observations)
    seen = [observations[field] for field in block.system.fields]
    bounds = Bounds(
        [
            ends[0] if o.exact else least
            for o, ends, least in zip(seen, block.printed, block.least, strict=True)
        ],
        [ends[1] if o.exact else None for o, ends in zip(seen, block.printed, strict=True)],
    )
    if deduce(block.system, bounds, range(len(block.system.constraints))) is not None:
        return {}
    imputed = {}
    for v, (field, observation) in enumerate(zip(block.system.fields, seen, strict=True)):
        if _fillable(observation.state, observation.kind) and bounds.fixed(v):
            value = decimal(bounds.low[v])
            if value is not None:
                imputed[field] = Imputed(value, block.system.rules_in(bounds.why(v)))
    return imputed


def _fillable(state: str, kind: str) -> bool:
    return state in _FILLED and kind == "count"
