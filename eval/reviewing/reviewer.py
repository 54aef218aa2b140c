"""One who knows the truth and sees the pages: which keys would they press for a field?"""

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

import httpx2

from eval.gold import GoldField
from eval.reviewing.corrupted import Truth
from eval.reviewing.seen import Seen, is_document, is_told
from extractor.errors import GoujiError
from extractor.record.record import FieldId
from extractor.values.numeral import plain_digits

Means = Literal["at hand", "misreported", "pointed", "state", "typed", "put aside"]
_STATE_STROKES = 4


class ReviewingError(GoujiError):
    """The service did not take an answer that its page offers: which, and what it said."""


@dataclass(frozen=True, slots=True)
class Act:
    """One decision: how it was made, at how many strokes, and what it did to other fields.

    `offered` is the place, from 1, of the right answer among those at hand when the page opened,
    None where none was right; `by_enter` says that Enter alone takes it. `seconds` are those of the
    service and its pages.
    """

    document: int
    field: FieldId
    means: Means
    strokes: int
    offered: int | None
    by_enter: bool
    cleared: int
    raised: int
    seconds: float


class Reviewer:
    """Works through what waits, page by page. `truths` are those of documents by their number."""

    def __init__(self, visit: httpx2.Client, truths: dict[int, Truth]) -> None:
        self._visit = visit
        self._truths = truths
        self._done: set[tuple[int, FieldId]] = set()
        self.acts: list[Act] = []
        self.opened = 0

    def work(self) -> None:
        """Settle everything in the queue; what comes back once it was settled is put aside."""
        while is_document(answer := self._visit.get("/queue/next")):
            self.opened += 1
            page = Seen(answer)
            before = len(self.acts)
            while page.waits and not self._was_put_aside(page):
                page = self.settle(page)
            if len(self.acts) == before:
                return  # what is left was put aside

    def settle(self, page: Seen) -> Seen:
        """Decide on the field of a page -> the next page."""
        field, document = page.field, page.document
        truth = self._truths[document]
        label = truth.labels.get(field)
        offered = _at_hand(page, label)
        by_enter = offered is not None and page.buttons[offered - 1].by_enter
        begun = perf_counter()
        if (document, field) in self._done:
            means, strokes, answer = self._press(page, "put aside", 1, choice="action=skip")
        elif field in truth.misreported and page.can_misreport and is_told(page.value, label):
            means, strokes, answer = self._press(
                page, "misreported", 1, choice="action=misreported"
            )
        elif offered is not None:
            choice = page.buttons[offered - 1].choice
            means, strokes, answer = self._press(page, "at hand", 1, choice=choice)
        else:
            means, strokes, answer = self._say(page, label)
        seconds = perf_counter() - begun
        after = Seen(answer)
        self._done.add((document, field))
        self.acts.append(
            Act(document, field, means, strokes, offered, by_enter,
                after.told("cleared"), after.told("raised"), seconds)
        )  # fmt: skip
        return after

    def _was_put_aside(self, page: Seen) -> bool:
        return any(
            (act.document, act.field, act.means) == (page.document, page.field, "put aside")
            for act in self.acts
        )

    def _say(self, page: Seen, label: GoldField | None) -> tuple[Means, int, httpx2.Response]:
        """Point at the figure, else name the state, else type."""
        strokes = 0
        if (link := page.pointed(label)) is not None:
            pointed = Seen(self._visit.get(f"/documents/{page.document}{link}"))
            strokes += 1
            if offered := _at_hand(pointed, label):
                choice = pointed.buttons[offered - 1].choice
                return self._press(pointed, "pointed", strokes + 1, choice=choice)
        if label is None or not label.values:
            state = label.state if label else "missing"
            cost = strokes + _STATE_STROKES
            return self._press(page, "state", cost, choice="action=correct", state=state)
        value = label.values[0]
        typed = value if isinstance(value, str) else plain_digits(value)
        cost = strokes + len("e") + len(typed) + len("⏎")
        return self._press(page, "typed", cost, choice="action=correct", typed=typed)

    def _press(
        self, page: Seen, means: Means, strokes: int, **said: Any
    ) -> tuple[Means, int, httpx2.Response]:
        form = {**page.form, **said}
        answer = self._visit.post(f"/documents/{page.document}/decisions", data=form)
        if answer.status_code != httpx2.codes.OK:
            raise ReviewingError(
                f"document {page.document}, {page.field}: {said} was answered with "
                f"{answer.status_code}; look at the page"
            )
        return means, strokes, answer


def _at_hand(page: Seen, label: GoldField | None) -> int | None:
    """The key of the first answer at hand that is right."""
    fitting = (n for n, button in enumerate(page.buttons, 1) if button.says(label))
    return next(fitting, None)
