"""What a person says of a field -> a Decision, or why it cannot be one."""

from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from extractor.checking.observation import kinds
from extractor.document import Span
from extractor.errors import GoujiError
from extractor.reading.tables.cells import UNFIT, Fitted, fitted
from extractor.record.decision import Action, Decision, anchor
from extractor.record.record import Evidence, Field, FieldId
from extractor.review.case import Case, is_answered
from extractor.values.amount import Amount, State, read_amount

LONGEST_PLACE = 500
"""Characters that may be pointed at for one field."""

_CELLS = ("grid", "skeleton")
_SCALES = (1000, 10**4, 10**8)


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
    name, action = verdict.field, verdict.action
    seen = case.record.fields.get(name)
    if seen is None:
        raise VerdictError(f"the record has no field {name!r}", "no_field")
    last = case.last(name)
    if last is not None and last.number != verdict.after:
        raise Conflict(last)
    decision = Decision(
        sha256=case.inputs.sha256,
        field=name,
        reviewer=reviewer,
        at=at,
        action=action,
        state=seen.state,
        value=seen.value,
        unit=seen.unit,
        evidence=seen.evidence,
        anchor="",
        seen=seen,
        note=verdict.note,
        after=last.number if last else None,
        blind=verdict.blind,
    )
    if action == "undo":
        standing = case.in_force.get(name)
        if standing is None:
            raise VerdictError(f"{name}: there is no decision to take back", "nothing_decided")
        decision = replace(decision, after=standing.number)
    elif action == "correct":
        decision = _corrected(case, verdict, decision)
    elif action in ("accept", "misreported") and seen.state == "unreadable":
        raise VerdictError(f"{name}: it could not be read, so it must be corrected", "unread")
    elif action == "accept" and not is_answered(seen):
        raise VerdictError(f"{name}: its value is undecided, so one must be given", "undecided")
    return replace(decision, anchor=anchor(case.text, decision.place))


def figure_for(case: Case, name: FieldId, printed: str) -> Fitted:
    """What is typed or pointed at -> the figure that it comes to in a field.

    It goes the way of a cell: the same grammar, the same units, the same scale of the heading.
    Where nothing gives a unit it is the field's own.
    """
    factors = (heading_scale(case.record.fields[name]),)
    return fitted(printed, kinds(case.form)[name], case.form.units.get(name), factors)


def heading_scale(seen: Field) -> Decimal:
    """How many of the field's unit its heading prints as one (万元: 10,000): what the reading made
    of a bare figure tells."""
    bare = read_amount(seen.raw or "")
    if seen.source in _CELLS and isinstance(seen.value, Decimal) and bare.value and not bare.unit:
        for scale in _SCALES:
            if bare.value * scale == seen.value:
                return Decimal(scale)
    return Decimal(1)


def _corrected(case: Case, verdict: Verdict, decision: Decision) -> Decision:
    """The decision with what the verdict says is printed, and where."""
    name, typed, evidence = verdict.field, verdict.typed, decision.evidence
    if verdict.place is not None:
        evidence = _evidence(case, verdict.place)
        typed = evidence.quote if typed is None else typed
    if case.is_text(name):
        if typed and (text := typed.strip()):
            return replace(decision, state="reported", value=text, unit=None, evidence=evidence)
        if name not in case.form.cells:
            raise VerdictError(f"{name}: give the text that the report states", "no_text")
    amount = None if typed is None else _amount(case, name, typed)
    state, value = _agreed(verdict, amount)
    decision = replace(
        decision,
        state=state,
        value=value,
        unit=case.unit(name),
        evidence=None if state == "missing" else evidence,
    )
    if amount is None or not amount.qualifier:
        return decision
    return replace(decision, qualifier=amount.qualifier, low=amount.low, high=amount.high)


def _amount(case: Case, name: FieldId, typed: str) -> Amount:
    given = figure_for(case, name, typed)
    if UNFIT in given.signals:
        raise VerdictError(f"{name}: {typed!r} is not counted in {case.unit(name)}", UNFIT)
    if given.amount.state == "unreadable":
        raise VerdictError(
            f"{name}: {typed!r} is no figure; give one as it would be printed "
            "(12, 5.05万元), or a dash, or nothing at all for an empty cell",
            "no_figure",
        )
    return given.amount


def _agreed(verdict: Verdict, amount: Amount | None) -> tuple[State, Decimal | None]:
    """State and value, where the state that was named and the figure go together."""
    if amount is None:
        if verdict.state is None or verdict.state == "reported":
            raise VerdictError(f"{verdict.field}: say what is printed", "nothing_said")
        return verdict.state, None
    state, value = verdict.state or amount.state, amount.value
    fits = {"reported": value is not None, "dash": not value, "blank": not value}
    if not fits.get(state, value is None):
        raise VerdictError(
            f"{verdict.field}: {state} does not go with {amount.raw!r}", "state_differs"
        )
    return state, value


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
