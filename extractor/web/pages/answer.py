"""What a person says of a field on its page: a form or an address -> a verdict, tried or meant."""

import re
from dataclasses import dataclass
from typing import Annotated, TypeVar, get_args
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field

from extractor.document import Span
from extractor.record.decision import Action, Decision
from extractor.record.record import FieldId
from extractor.review import Case, Conflict, Desk, Verdict, VerdictError
from extractor.review.offers import Offer
from extractor.review.recheck import Check, checks_of
from extractor.values.amount import State

T = TypeVar("T", bound=str)
Text = Annotated[str, Field(max_length=4000)]

STATES: tuple[State, ...] = ("blank", "dash", "missing", "unreadable")
"""What a field may be said to be besides what is typed."""

_ACTIONS: tuple[Action, ...] = get_args(Action)
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


class Answer(BaseModel):
    """Which field is looked at (None: the first that waits; empty: none), whether blindly, and
    what is filled in: what is typed, a state, a place in the source, a note."""

    model_config = ConfigDict(frozen=True)

    field: Text | None = None
    place: Text = ""
    blind: bool = False
    typed: Text = ""
    state: Text = ""
    note: Text = ""

    @property
    def pointed(self) -> Span | None:
        """The place that was pointed at; one that is none is not looked at."""
        try:
            return place_of(self.place)
        except ValueError:
            return None

    @property
    def query(self) -> dict[str, str]:
        """The same as parts of the page's address."""
        place = self.place if self.pointed else ""
        parts = {**dict(self), "place": place, "blind": "1" if self.blind else ""}
        return {name: parts[name] for name in Answer.model_fields if parts[name]}

    def verdict(self, field: FieldId, after: int | None, *, blind: bool, choice: str) -> Verdict:
        """The verdict that is meant. A button's own answer goes before what is typed.

        Raises ValueError where the form is none of the panel's.
        """
        said = dict(parse_qsl(choice, keep_blank_values=True))
        action = one_of(_ACTIONS, said.pop("action", ""))
        if not said and action == "correct":
            typed = {"typed": self.typed, "state": self.state, "place": self.place}
            said = {part: text for part, text in typed.items() if text}
            if "state" in said and "typed" not in said:
                said.pop("place", None)  # it is said what is there, not what stands at a place
        return Verdict(
            field,
            action,
            typed=said.get("typed"),
            state=one_of(STATES, said["state"]) if "state" in said else None,
            place=place_of(said.get("place", "")),
            note=self.note.strip(),
            after=after,
            blind=blind,
        )


def one_of(allowed: tuple[T, ...], text: str) -> T:
    """The same text as one of those allowed. Raises ValueError where it is none of them."""
    return allowed[allowed.index(text)]


def place_of(text: str) -> Span | None:
    """`12-15` -> the span; None where nothing is told. Raises ValueError at anything else."""
    if not text:
        return None
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no place")
    return Span(int(match[1]), int(match[2]))


def choice_of(offer: Offer) -> str:
    """An offer as the value of its button: the parts of a verdict."""
    parts: dict[str, str] = {"action": offer.action}
    if offer.action == "correct":
        if offer.typed is not None and offer.state == "reported":
            parts["typed"] = offer.typed
        elif offer.place is None:
            parts["state"] = offer.state
        if offer.place is not None:
            parts["place"] = f"{offer.place.start}-{offer.place.end}"
    return urlencode(parts)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would come of an answer: the rules of a field as they would be, those of them whose
    outcome is another than now, and the fields that would need no person any more, or need one.

    `error` is why the answer is none: the code of a VerdictError, or `changed` where somebody else
    decided meanwhile.
    """

    checks: tuple[Check, ...] = ()
    turned: frozenset[str] = frozenset()
    decision: Decision | None = None
    cleared: tuple[FieldId, ...] = ()
    raised: tuple[FieldId, ...] = ()
    error: str = ""


async def trial(desk: Desk, case: Case, field: FieldId, answer: Answer, reviewer: str) -> Trial:
    """Try an answer on a field of the case. Nothing is kept."""
    last = case.last(field)
    after = last.number if last else None
    try:
        verdict = answer.verdict(field, after, blind=False, choice="action=correct")
        preview = await desk.preview(case.document, verdict, reviewer)
    except Conflict:
        return Trial(error="changed")
    except VerdictError as error:
        return Trial(error=error.code)
    except ValueError:
        return Trial(error="no_place")
    before = {check.rule.id: check.status for check in checks_of(case.record, case.form, field)}
    checks = checks_of(preview.record, case.form, field)
    turned = (check.rule.id for check in checks if before.get(check.rule.id) != check.status)
    return Trial(checks, frozenset(turned), preview.decision, preview.cleared, preview.raised)
