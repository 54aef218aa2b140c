"""Blanks, dashes and missing cells whose value follows from what is printed -> that value.

Deductive imputation, strictly after localization: in a block that agrees or is settled,
over non-negative integers, without taking a blank for zero. Nothing else is ever filled.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.checking.confront import Confronted, Observations
from extractor.checking.observation import Observation
from extractor.checking.solve import bounds_of, decimal, members
from extractor.checking.solve.deduce import deduce
from extractor.checking.solve.solver import Solver
from extractor.checking.weigh import Weighed
from extractor.checking.weigh.block import block_of, blocks
from extractor.checking.weigh.localize import Localized
from extractor.forms.form import Form
from extractor.record.record import FieldId

_FILLED = frozenset(("blank", "dash", "missing"))


@dataclass(frozen=True, slots=True)
class Imputed:
    """A value that follows; the ids of the edit rules that prove it, and the fields whose printed
    figures do, both sorted."""

    value: Decimal
    proof: tuple[str, ...]
    premises: tuple[FieldId, ...]


def impute(form: Form, weighed: Weighed, asked: Collection[FieldId] = ()) -> dict[FieldId, Imputed]:
    """Every value that follows, by field. What is printed of a field that a person is `asked` about
    proves nothing."""
    observations = weighed.observations
    if not any(_fillable(o) for o in observations.values()):
        return {}
    unsettled = {located.rules[0].rule.id: located for located in weighed.localized}
    imputed: dict[FieldId, Imputed] = {}
    for rules in blocks(weighed.confronted):
        located = unsettled.get(rules[0].rule.id)
        if located is None or _settled(form, located):
            doubtful = frozenset(located.changed) if located else frozenset()
            proving = [c for c in rules if _proves(form, c, doubtful)]
            imputed |= _deduced(proving, observations, asked)
    return imputed


def _settled(form: Form, located: Localized) -> bool:
    """Do all solutions change the same table cells? What they do to the prose is no matter."""
    cells = {frozenset(f for f in s.changes if f in form.cells) for s in located.solutions}
    return len(cells) == 1


def _proves(form: Form, c: Confronted, doubtful: Collection[FieldId]) -> bool:
    """Only rules between table cells prove, those that are not violated and name none in doubt."""
    return not c.violated and all(
        field in form.cells and field not in doubtful for field in c.rule.fields
    )


def _deduced(
    proving: Sequence[Confronted], observations: Observations, asked: Collection[FieldId]
) -> dict[FieldId, Imputed]:
    """What follows from these rules, and figures that are neither vague nor disputed; nothing where
    they contradict what is printed."""
    if not any(_fillable(observations[field]) for c in proving for field in c.rule.fields):
        return {}
    block = block_of(proving, observations)
    fields = block.system.fields
    seen = [observations[field] for field in fields]
    gaps = [v for v, observation in enumerate(seen) if _fillable(observation)]
    proves = [o.exact and o.rival is None and o.field not in asked for o in seen]
    known = [
        printed if is_premise else (least, None)
        for is_premise, printed, least in zip(proves, block.printed, block.least, strict=True)
    ]
    bounds = bounds_of(block.system, known, block.least)
    if deduce(Solver(block.system), bounds, gaps) is not None:
        return {}
    imputed = {}
    for v in gaps:
        value = decimal(bounds.low[v]) if bounds.fixed(v) else None
        if value is not None:
            why = list(members(bounds.why(v)))
            imputed[fields[v]] = Imputed(
                value,
                tuple(block.system.rules[r - len(fields)] for r in why if r >= len(fields)),
                tuple(fields[p] for p in why if p < len(fields)),
            )
    return imputed


def _fillable(seen: Observation) -> bool:
    """A count whose cell prints no figure."""
    return seen.state in _FILLED and seen.kind == "count"
