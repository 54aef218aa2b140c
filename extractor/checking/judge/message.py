"""What a finding says: one sentence with both sides, the difference and the form's labels."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from extractor.checking.confront import EXACT, Confronted, Observations
from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.prose import figure_of, what_is_beside
from extractor.record.record import Fact, FieldId
from extractor.values.amount import plain

Labels = Mapping[FieldId, str]

_BESIDE = {"share": "占比", "before": "上年", "by": "增减数", "rate": "增减幅度"}
_FEW = 4
"""So many fields are named in a sentence; of more only their number is told."""


def field_labels(form: Form, facts: Sequence[Fact]) -> Labels:
    """The Chinese label of every field: row and column, or what the prose counts."""
    return ChainMap({f"facts.{n}": fact.label for n, fact in enumerate(facts)}, form.labels)


def _label(name: FieldId, labels: Labels) -> str:
    """A field's label; of what stands beside a figure, that of the figure and what it is."""
    figure = figure_of(name)
    label = labels.get(figure, figure)
    return label if figure == name else f"{label}·{_BESIDE[what_is_beside(name)]}"


def disagreement(
    c: Confronted,
    labels: Labels,
    names: Sequence[FieldId],
    printed: Decimal | None,
    expected: Decimal | None,
) -> str:
    """One violated rule in words, the figures as printed and the labels in Chinese."""
    left, right = c.result.left, c.result.right
    shown = "、".join(_label(name, labels) for name in names[:_FEW])
    if len(names) > _FEW:
        shown += f" and {len(names) - _FEW} more"
    if expected is not None:
        figure = "no figure" if printed is None else f"{plain(printed):f}"
        subject = f"{shown} prints {figure} where {plain(expected):f} would agree"
    else:
        subject = f"the figures disagree at {shown}"
    rule = c.rule.label or c.rule.name
    if left is None or right is None:
        return f"{subject}: {rule} cannot hold, whatever the missing figures are"
    relation = "is not" if c.rule.relation == "=" else "is more than"
    with localcontext(EXACT):
        gap = plain(abs(left - right))
    sides = f"{plain(left):f} {relation} {plain(right):f}, a difference of {gap:f}"
    return f"{subject}: {rule}, but {sides}"


def expected_claim(rule: EditRule, claim: FieldId, observations: Observations) -> Decimal | None:
    """The share or change that makes the rule hold, to two places more than are printed.

    None where the whole is zero or a figure is unknown.
    """
    rest = whole = Decimal(0)
    for term in rule.terms:
        value = Decimal(1) if term.field == claim else observations[term.field].point
        if value is None:
            return None
        if claim in (term.share, term.field):
            whole += term.coefficient * value
        else:
            rest += term.coefficient * value
    if not whole:
        return None
    printed = observations[claim].point or Decimal(0)
    places = max(-int(plain(printed).as_tuple().exponent), 0) + 2
    return plain((-rest / whole).quantize(Decimal(1).scaleb(-places)))
