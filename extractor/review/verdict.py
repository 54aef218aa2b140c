"""What a person says of a field -> a Decision, or why it cannot be one."""

from dataclasses import dataclass
from decimal import Decimal

from extractor.checking.observation import kinds
from extractor.document import Span
from extractor.errors import GoujiError
from extractor.reading.tables.cells import UNFIT
from extractor.record.decision import Action, Decision, anchor
from extractor.record.record import Evidence, Field, FieldId, Value
from extractor.review.case import Case
from extractor.review.printed import figure_for
from extractor.values.amount import Amount, State

EMPTY = frozenset[State](("dash", "blank"))
LONGEST_PLACE = 500
"""Characters that may be pointed at for one field."""
UNREAD = frozenset[State](("missing", "unreadable"))


class VerdictError(GoujiError):
    """What was said cannot be a decision: which part of it, and what would be right.

    `code` names the reason for those who say it in other words.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Conflict(GoujiError):
    """Something was decided on the field that the person did not know of: `latest`."""

    def __init__(self, latest: Decision) -> None:
        value = latest.state if latest.value is None else latest.value
        super().__init__(
            f"{latest.reviewer} decided on {latest.field} at {latest.at}: {latest.action}, {value}"
        )
        self.latest = latest


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of one field.

    A correction says what is printed by `typed` text, read as a cell would be, or by the `place`
    of a figure in the document, or names its `state`. `after` is the number of the last decision on
    the field that the person was shown, None where there was none; `blind` says that they were
    shown neither confidence nor reasons.
    """

    field: FieldId
    action: Action
    typed: str | None = None
    state: State | None = None
    place: Span | None = None
    note: str = ""
    after: int | None = None
    blind: bool = False


def decide(case: Case, verdict: Verdict, reviewer: str, at: str) -> Decision:
    """The decision that a verdict on a case amounts to; it has no number yet.

    Raises VerdictError, or Conflict where the person did not know of the latest decision.
    """
    field = verdict.field
    if field not in case.record.fields:
        raise VerdictError(f"the record has no field {field!r}", "no_field")
    last = case.last(field)
    if last is not None and last.number != verdict.after:
        raise Conflict(last)
    seen = case.record.fields[field]
    after = last.number if last is not None else None
    said = _Said(seen.state, seen.value, seen.unit, seen.evidence)
    if verdict.action == "undo":
        standing = case.in_force.get(field)
        if standing is None:
            raise VerdictError(f"{field}: there is no decision to take back", "nothing_decided")
        after = standing.number
    elif verdict.action == "correct":
        said = _corrected(case, verdict, seen)
    elif verdict.action in ("accept", "misreported") and seen.state == "unreadable":
        raise VerdictError(f"{field}: it could not be read, so it must be corrected", "unread")
    elif verdict.action == "accept" and seen.state == "reported" and seen.value is None:
        raise VerdictError(f"{field}: its value is undecided, so one must be given", "undecided")
    place = said.evidence or seen.evidence
    return Decision(
        sha256=case.inputs.sha256,
        field=field,
        reviewer=reviewer,
        at=at,
        action=verdict.action,
        state=said.state,
        value=said.value,
        unit=said.unit,
        evidence=said.evidence,
        anchor=anchor(case.text, place),
        seen=seen,
        note=verdict.note,
        after=after,
        blind=verdict.blind,
        qualifier=said.vague.qualifier if said.vague else None,
        low=said.vague.low if said.vague else None,
        high=said.vague.high if said.vague else None,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a verdict comes to; `vague` is a figure that is no exact one."""

    state: State
    value: Value | None
    unit: str | None
    evidence: Evidence | None
    vague: Amount | None = None


def _corrected(case: Case, verdict: Verdict, seen: Field) -> _Said:
    evidence = seen.evidence
    typed = verdict.typed
    if verdict.place is not None:
        evidence = _evidence(case, verdict.place)
        typed = evidence.quote if typed is None else typed
    unit = case.form.units.get(verdict.field) or seen.unit
    if kinds(case.form).get(verdict.field, "text") == "text":
        if typed and typed.strip():
            return _Said("reported", typed.strip(), None, evidence)
        if verdict.field not in case.form.cells:
            raise VerdictError(f"{verdict.field}: give the text that the report states", "no_text")
    given = figure_for(case.form, verdict.field, seen, typed) if typed is not None else None
    amount = given.amount if given else None
    if given and UNFIT in given.signals:
        raise VerdictError(f"{verdict.field}: {typed!r} is not counted in {unit}", UNFIT)
    if amount is not None and amount.state == "unreadable":
        raise VerdictError(
            f"{verdict.field}: {typed!r} is no figure; give one as it would be printed "
            "(12, 5.05万元), or a dash, or nothing at all for an empty cell",
            "no_figure",
        )
    state, value = _agreed(verdict, amount)
    if state in UNREAD:
        evidence = None if state == "missing" else evidence
    vague = amount if amount and amount.qualifier else None
    return _Said(state, value, unit, evidence, vague)


def _agreed(verdict: Verdict, amount: Amount | None) -> tuple[State, Decimal | None]:
    """State and value, where the state that was named and the figure go together."""
    if amount is None:
        if verdict.state is None or verdict.state == "reported":
            raise VerdictError(f"{verdict.field}: say what is printed", "nothing_said")
        return verdict.state, None
    state = verdict.state or amount.state
    fits = {
        "reported": amount.value is not None,
        "dash": not amount.value,
        "blank": not amount.value,
    }
    if not fits.get(state, amount.value is None):
        raise VerdictError(
            f"{verdict.field}: {state} does not go with {amount.raw!r}", "state_differs"
        )
    return state, amount.value


def _evidence(case: Case, place: Span) -> Evidence:
    """The evidence at a place; its table, row and column where another field stands there."""
    if not 0 <= place.start <= place.end <= len(case.text):
        raise VerdictError(
            f"the document has no characters {place.start} to {place.end}", "no_place"
        )
    if place.end - place.start > LONGEST_PLACE:
        raise VerdictError(f"at most {LONGEST_PLACE} characters state one field", "no_place")
    for field in case.record.fields.values():
        if field.evidence and field.evidence.span == place:
            return field.evidence
    return Evidence(place.start, place.end, case.text[place.start : place.end])
