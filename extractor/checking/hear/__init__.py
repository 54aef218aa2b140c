"""Readings -> what the document says of each field and fact: readers heard, then people, then the
rest of the report.

What readers read is merged, and what people decided of it stands as long as the text does that it
was decided on. Then other figures tell which field a phrase is about, and what an empty cell may
mean. What the prose says beside its figures comes last.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from msgspec.structs import replace

from extractor.checking.confront import Observations, confront_rule
from extractor.checking.hear.merge import in_plain_characters, merge
from extractor.checking.observation import Observation, kind_of_unit, kinds
from extractor.checking.trust import FACT, MISREPORTED, SETTLED
from extractor.document import Document
from extractor.forms.edit import EditRule
from extractor.forms.form import Form
from extractor.record.decision import SETTLED_AS, SKIPPED, Decision, anchor
from extractor.record.prose import figure_field, is_beside, stated_beside, what_is_beside
from extractor.record.record import Candidate, Fact, FieldId, Readings, Stated

OUTDATED = "decision_outdated"
FEW = 4
"""An empty cell is unusual where a report prints at least so many like it for each empty one."""


def hear(
    document: Document, form: Form, readings: Readings, decisions: Iterable[Decision] = ()
) -> Observations:
    """What the document says, readers and people heard; no arithmetic yet but what tells two
    meanings of a phrase apart."""
    settled = settle(document, form, merge(document, form, readings), decisions)
    cells = unusual_blanks(form, open_totals(form, settle_meaning(form, settled)))
    figures: dict[FieldId, Fact | Stated] = {
        figure_field(number): fact for number, fact in enumerate(readings.facts)
    }
    figures |= stated_beside(readings)
    return cells | {name: _of_prose(document, name, figure) for name, figure in figures.items()}


def settle(
    document: Document,
    form: Form,
    observations: dict[FieldId, Observation],
    decisions: Iterable[Decision],
) -> dict[FieldId, Observation]:
    """The observations, those that people decided on as they decided. `decisions` are in force."""
    settled = dict(observations)
    for decision in decisions:
        name = decision.field
        seen = settled.get(name) or Observation(name, kinds(form).get(name, "text"), "missing")
        if anchor(document.text, decision.place) != decision.anchor:
            settled[name] = _outdated(seen, decision)
        elif decision.action == "skip":
            settled[name] = replace(seen, reasons=(*seen.reasons, SKIPPED))
        else:
            settled[name] = _settled(seen, decision)
    return settled


def _settled(seen: Observation, decision: Decision) -> Observation:
    """What a person said stands as certain; what they call misreported is blamed first."""
    blamed = decision.action == "misreported"
    as_said = seen
    if (seen.state, seen.value) != (decision.state, decision.value):
        place = decision.evidence
        figure = decision.value if isinstance(decision.value, Decimal) else None
        as_said = replace(
            seen,
            state=decision.state,
            value=decision.value,
            low=decision.low if decision.qualifier else figure,
            high=decision.high if decision.qualifier else figure,
            unit=decision.unit,
            qualifier=decision.qualifier,
            raw=seen.raw if place in (None, decision.seen.evidence) else place.quote,
            evidence=place or seen.evidence,
            source="review",
        )
    return replace(
        as_said,
        probability=MISREPORTED if blamed else SETTLED,
        certain=True,
        on_word=not (as_said is seen and seen.certain),
        reasons=(),
        candidates=(),
        settled=SETTLED_AS[decision.action],
    )


def _outdated(seen: Observation, decision: Decision) -> Observation:
    reasons = tuple(dict.fromkeys((*seen.reasons, OUTDATED)))
    if decision.value is None:
        return replace(seen, reasons=reasons)
    said = Candidate(decision.value, decision.unit, "review")
    return replace(seen, reasons=reasons, candidates=(*seen.candidates, said))


def settle_meaning(
    form: Form, observations: dict[FieldId, Observation]
) -> dict[FieldId, Observation]:
    """The observations, a figure moved to the covering field where only that one agrees: 予以公开
    10件 may be what was granted in full, or in full and in part, and the tables tell which.

    Only a figure whose own edit rules are violated is moved, and only to a field whose rules
    then all hold. Where readers gave the same figure to either field, it is moved as well. What a
    person settled stays where they settled it.
    """
    for rule in form.facts:
        first, *others = rule.covers or ("",)
        stated, whole = observations.get(first), observations.get(rule.field)
        if stated is None or any(name in observations for name in others):
            continue
        if stated.settled or (whole is not None and whole.evidence != stated.evidence):
            continue
        moved = {name: seen for name, seen in observations.items() if name != first}
        if whole is not None and whole.settled:
            observations = moved
            continue
        moved[rule.field] = replace(stated, field=rule.field)
        if _agrees(form, first, observations) is False and _agrees(form, rule.field, moved):
            observations = moved
    return observations


def _agrees(form: Form, field: FieldId, observations: dict[FieldId, Observation]) -> bool | None:
    """Do the field's edit rules hold? None where none of them can be evaluated."""
    confronted = (confront_rule(r, observations) for r in form.edits if field in r.fields)
    statuses = {c.result.status for c in confronted if c}
    if "violated" in statuses:
        return False
    return True if "satisfied" in statuses else None


def open_totals(form: Form, observations: dict[FieldId, Observation]) -> dict[FieldId, Observation]:
    """The observations; an empty cell is open where a part of the sum in it is printed above zero.

    Many agencies leave totals blank. A dash is another matter: it says that there is none.
    """
    found = {}
    for rule in _sums(form):
        total = observations.get(rule.left[0].field)
        if total and total.state == "blank":
            parts = (observations.get(term.field) for term in rule.right if term.coefficient == 1)
            if any(part and part.exact and part.point for part in parts):
                found[total.field] = replace(total, open=True)
    return observations | found


@lru_cache(maxsize=8)
def _sums(form: Form) -> tuple[EditRule, ...]:
    """The edit rules that say what a total is the sum of."""
    return tuple(rule for rule in form.edits if len(rule.left) == 1 and rule.relation == "=")


def unusual_blanks(
    form: Form, observations: dict[FieldId, Observation]
) -> dict[FieldId, Observation]:
    """The observations; an empty cell that is unlike the others has the reason `unusual_blank`.

    Agencies have habits: a nought is printed, or a dash, or nothing at all; and totals are or are
    not. So a total is held against the totals that are printed, any other cell against those that
    print a nought or a dash: they must be more in its own table, and far more in the report.
    """
    if not any(seen.state == "blank" for seen in observations.values()):
        return observations
    totals = {rule.left[0].field for rule in _sums(form)}
    kin = {
        name: (table.part, name in totals)
        for name, (table, _, column) in form.cells.items()
        if column.kind != "text"
    }
    empty = [name for name in kin if observations[name].state == "blank"]
    printed = [name for name in kin if _printed(observations[name], name in totals)]
    empty_here, printed_here = (Counter(kin[n] for n in names) for names in (empty, printed))
    empty_all, printed_all = (Counter(n in totals for n in names) for names in (empty, printed))
    return observations | {
        name: replace(seen, reasons=(*seen.reasons, "unusual_blank"))
        for name in empty
        if empty_here[kin[name]] < printed_here[kin[name]]
        and FEW * empty_all[name in totals] <= printed_all[name in totals]
        for seen in (observations[name],)
    }


def _printed(seen: Observation, is_total: bool) -> bool:
    """Whether a cell prints a total, or that there is nothing to count."""
    return seen.state == "dash" or (seen.state == "reported" and (is_total or not seen.value))


def _of_prose(document: Document, name: FieldId, figure: Fact | Stated) -> Observation:
    """A fact, or what is printed beside a figure, as an observation."""
    amount = figure.amount
    kind = kind_of_unit(amount.unit)
    if is_beside(name):
        kind = "count" if what_is_beside(name) == "before" else "change"
    return Observation(
        field=name,
        kind=kind,
        state=amount.state,
        value=amount.value,
        low=amount.low,
        high=amount.high,
        raw=amount.raw,
        unit=amount.unit,
        qualifier=amount.qualifier,
        source="rules",
        evidence=figure.evidence,
        probability=FACT,
        certain=is_beside(name) and in_plain_characters(document, figure.evidence, amount),
    )
