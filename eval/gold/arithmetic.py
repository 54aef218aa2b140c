"""Labels against each other: the form's edit rules, and what follows for dashes and blanks.

A label that breaks a sum is a slip of the labeller or a mistake of the source. The second is
told in `findings`, so what is not told there is listed. Arithmetic only: nothing is read.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from eval.gold import Flaw, GoldField, GoldFinding, GoldLabels
from extractor.checking.confront import Confronted, confront
from extractor.checking.judge.impute import impute
from extractor.checking.observation import Observation, as_printed, kinds
from extractor.checking.weigh import Weighed
from extractor.checking.weigh.localize import localize
from extractor.forms.form import Form
from extractor.record.record import FieldId
from extractor.values.amount import bounds, read_amount
from extractor.values.numeral import plain_digits
from extractor.values.units import PERCENT

_ONE = Decimal(1)
_OF_PROSE = frozenset(("misreported_change", "misreported_share", "misreported_sum"))
"""Findings that a form's rules need not decide: sums, shares and changes in one document."""
_EMPTY = frozenset(("blank", "dash", "missing"))

Observed = dict[FieldId, Observation]


def flaws_of_arithmetic(labels: GoldLabels, form: Form) -> Iterator[Flaw]:
    """Rules that fail without a finding, findings without a rule, imputed values that differ."""
    observed = observations(labels, form)
    yield from _sums(labels, form, observed)
    if labels.imputed is not None:
        yield from _imputed(labels.imputed, form, observed)
    elif any(label.state in _EMPTY for label in labels.fields.values()):
        told = "there are blanks or dashes, and nothing is said of what follows for them"
        yield Flaw("imputed", told, "label what follows by the edit rules, or {}", warning=True)


def observations(labels: GoldLabels, form: Form) -> Observed:
    """What the labels say is printed: every cell of the form, and what the prose states.

    What a dash or blank stands for is open, as it is where nothing is printed.
    """
    units, observed = form.units, {}
    for name, kind in kinds(form).items():
        label = labels.fields.get(name)
        if label is None and name not in form.cells:
            continue
        low, high = _interval(label, units.get(name)) if label else (None, None)
        observed[name] = Observation(
            field=name,
            kind=kind,
            state=label.state if label and label.state not in _EMPTY else "missing",
            value=label.value if label else None,
            low=low,
            high=high,
            qualifier=label.qualifier if label else None,
            certain=True,
        )
    return observed


def _interval(label: GoldField, unit: str | None) -> tuple[Decimal | None, Decimal | None]:
    """Where the truth of a printed figure lies; no ends where that is not told."""
    if not isinstance(label.value, Decimal):
        return None, None
    amount = read_amount(label.raw) if label.raw else None
    if amount and amount.value == label.value:
        return amount.low, amount.high
    if label.qualifier:
        return None, None
    percent = unit if unit in PERCENT else None
    digits = f"{abs(label.value):f}"
    _, low, high = bounds(digits, _ONE, percent, label.value < 0)
    return low, high


def _sums(labels: GoldLabels, form: Form, observed: Observed) -> Iterator[Flaw]:
    open_cells = {name for name, seen in observed.items() if seen.state == "missing"}
    settled = observed | {
        name: as_printed(observed[name], value)
        for name, value in (labels.imputed or {}).items()
        if name in open_cells
    }
    violated = [c for c in confront(form.edits, settled) if c.violated]
    findings = labels.findings or ()
    for c in violated:
        if not any(_explains(finding, c) for finding in findings):
            yield Flaw(
                c.rule.id,
                _disagreement(c),
                "look again; if it is printed so, it is a finding",
                warning=labels.findings is None,
            )
    yield from _idle(findings, form, violated)


def _explains(finding: GoldFinding, c: Confronted) -> bool:
    """Whether a rule fails for the reason that a finding tells, or for a consequence of it."""
    named, fields = set(finding.fields), set(c.rule.fields)
    if finding.code == c.rule.finding:
        return bool(named & fields)
    return finding.code not in _OF_PROSE and named <= fields


def _disagreement(c: Confronted) -> str:
    sides = [
        "?" if side is None else str(plain_digits(side)) for side in (c.result.left, c.result.right)
    ]
    return f"{c.rule.label}, but the labels give {sides[0]} and {sides[1]}"


def _idle(
    findings: Sequence[GoldFinding], form: Form, violated: Sequence[Confronted]
) -> Iterator[Flaw]:
    """Findings whose figures agree, or of a kind that no rule has."""
    codes = {rule.finding for rule in form.edits} | _OF_PROSE
    for number, finding in enumerate(findings):
        place = f"findings.{number}"
        if finding.code not in codes:
            remedy = f"one of {', '.join(sorted(codes))}"
            yield Flaw(place, f"no edit rule reports {finding.code}", remedy)
        elif finding.code not in _OF_PROSE and not any(_explains(finding, c) for c in violated):
            yield Flaw(place, f"{finding.code}, but no edit rule fails there", "look again")


def _imputed(labelled: dict[FieldId, Decimal], form: Form, observed: Observed) -> Iterator[Flaw]:
    confronted = confront(form.edits, observed)
    located = localize(form, observed, confronted)
    derived = impute(form, Weighed(observed, (), confronted, located))
    for name, value in labelled.items():
        place = f"imputed.{name}"
        if name not in form.cells:
            continue
        if observed[name].state != "missing":
            told = f"is {observed[name].state}, so nothing is imputed"
            yield Flaw(place, told, "take it out")
        elif name not in derived:
            told = f"{plain_digits(value)} does not follow from the other labels"
            yield Flaw(place, told, "which edit rules prove it?", warning=True)
        elif derived[name].value != value:
            told = f"{plain_digits(derived[name].value)} follows, not {plain_digits(value)}"
            yield Flaw(place, told, f"by {', '.join(derived[name].proof)}")
    for name in derived.keys() - labelled.keys():
        told = f"{plain_digits(derived[name].value)} follows, and is not labelled"
        yield Flaw(f"imputed.{name}", told, f"by {', '.join(derived[name].proof)}", warning=True)
