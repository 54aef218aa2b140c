"""One corrupted reading -> what the record made of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_
from decimal import Decimal

from extractor.checking.confront import Confronted, Observations
from extractor.checking.hear import hear
from extractor.checking.judge import decide
from extractor.checking.weigh import weigh
from extractor.checking.weigh.localize import Localized, Solution
from extractor.document import Document
from extractor.forms.form import Form
from extractor.record.record import FieldId, Readings, Record

Truth = Mapping[FieldId, Decimal]
Sign = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A record, and what was thought on the way to it."""

    observations: Observations
    confronted: tuple[Confronted, ...]
    localized: tuple[Localized, ...]
    record: Record

    @property
    def violated(self) -> frozenset[str]:
        """The edit rules that do not hold."""
        return frozenset(c.rule.id for c in self.confronted if c.violated)

    @property
    def signs(self) -> frozenset[Sign]:
        """All that would make a person look: at a field, a finding, an irregular place, or a
        cell that the record says is not in the document."""
        record = self.record
        fields = record.fields.items()
        return frozenset(
            (
                *(("review", name) for name in record.review),
                *(("absent", name) for name, field in fields if "not_in_document" in field.reasons),
                *(("finding", f.code, *f.fields) for f in record.findings),
                *(("disagreement", f.code, *f.fields) for f in record.disagreements),
                *(("irregular", i.code, i.message, *i.fields) for i in record.irregularities),
            )
        )


def judge(document: Document, form: Form, readings: Readings) -> Judged:
    """Readings -> the record, as `reconcile` makes it, with its intermediate results.

    The account of printed cells is not on trial: corrupted readings stand where nothing is printed.
    """
    readings = with_(readings, printed=())
    weighed = weigh(form, readings, hear(document, form, readings))
    record = decide(document, form, readings, weighed)
    return Judged(weighed.observations, weighed.confronted, weighed.localized, record)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one corruption.

    `harmed`: the record would hold a wrong figure, or lacks a printed one. `detected`: it gives a
    sign that the whole report gives not. `arithmetic`: an edit rule does. `silent` are figures that
    are wrong and accepted, without a finding at that field. `unsound` are false values that were
    deduced from right figures, or from one that was itself in doubt; `misled` are false values
    deduced from a wrong figure of which nothing gave a sign.

    Localization, where it was asked (`localized`) and figures are wrong: `exact` if the one least
    costly solution changes exactly the wrong cells, `within` if the solutions together change all
    of them, `repaired` if moreover it gives all of them their true values, `automatic` if no other
    solution comes within GAP of the best, and two things speak against each field that it changes.
    """

    harmed: bool
    detected: bool
    arithmetic: bool
    silent: tuple[FieldId, ...]
    unsound: tuple[FieldId, ...]
    misled: tuple[FieldId, ...]
    localized: bool
    exact: bool
    within: bool
    repaired: bool
    automatic: bool
    wrong: tuple[FieldId, ...]
    best: tuple[FieldId, ...]


def outcome(judged: Judged, clean: Judged, truth: Truth) -> Outcome:
    """What became of a corruption, against the record of the whole report."""
    fields, seen = judged.record.fields, judged.observations
    wrong = {n for n, v in truth.items() if n in seen and seen[n].point not in (None, v)}
    lost = [n for n in truth if _printed(clean.record, n) and fields[n].value is None]
    false = {n for n, f in fields.items() if f.source == "imputed" and f.value != truth.get(n)}
    misled = {n for n in false if _misled(judged, n, wrong)}
    solutions = [located.solutions for located in judged.localized]
    repair = _repair(solutions, seen)
    changed = {n for near in solutions for solution in near for n in solution.changes}
    exact = _alone(solutions) and repair.keys() == wrong
    return Outcome(
        harmed=bool(wrong or lost or false),
        detected=bool(judged.signs - clean.signs),
        arithmetic=bool(judged.violated - clean.violated),
        silent=tuple(sorted(n for n, v in truth.items() if _silent(judged.record, n, v))),
        unsound=tuple(sorted(false - misled)),
        misled=tuple(sorted(misled)),
        localized=bool(wrong and judged.localized),
        exact=exact,
        within=wrong <= changed,
        repaired=exact and all(value == truth[n] for n, value in repair.items()),
        automatic=bool(solutions) and all(located.settled for located in judged.localized),
        wrong=tuple(sorted(wrong)),
        best=tuple(sorted(repair)),
    )


def _printed(record: Record, name: FieldId) -> bool:
    """Whether a record has a figure that is printed, and not only deduced."""
    field = record.fields[name]
    return field.value is not None and field.source != "imputed"


def _silent(record: Record, name: FieldId, truth: Decimal) -> bool:
    """Whether the record hands over a wrong figure as a right one."""
    field = record.fields.get(name)
    if field is None or field.value in (None, truth) or field.decision == "review":
        return False
    return not any(name in finding.fields for finding in record.findings)


def _misled(judged: Judged, name: FieldId, wrong: Collection[FieldId]) -> bool:
    """Whether a deduction rests on wrong figures, and on none that was in doubt."""
    record, rules = judged.record, {c.rule.id: c.rule for c in judged.confronted}
    premises = {n for rule in record.fields[name].proof for n in rules[rule].fields} & set(wrong)
    told = {n for finding in record.findings for n in finding.fields}
    doubted = {n for n in premises if "readings_disagree" in record.fields[n].reasons}
    return bool(premises) and premises.isdisjoint({*record.review, *told, *doubted})


def _repair(
    solutions: Sequence[Sequence[Solution]], seen: Observations
) -> dict[FieldId, Decimal | None]:
    """What the best solutions change of what was read, and to which value."""
    best = [near[0].changes for near in solutions if near]
    return {n: value for changes in best for n, value in changes.items() if seen[n].known}


def _alone(solutions: Sequence[Sequence[Solution]]) -> bool:
    """Whether every block has a solution that costs less than any other."""
    return all(near and (len(near) == 1 or near[0].cost < near[1].cost) for near in solutions)
